"""The public pages. No account, no cookie, no consent wall (R2.1c); Thai unless `?lang=en`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Flask, Response, current_app, make_response, render_template, request

from ..accounts import reset
from ..accounts.rules import rule
from ..errors import Refusal
from ..extensions import limiter
from ..push import service as push
from . import receipts as codes
from . import service, show
from .hearing import Reader

blueprint = Blueprint("portal", __name__, template_folder="templates")


@blueprint.get("/")
@rule("public")
def home() -> Response:
    """Hearings, decisions and topics."""
    return _page("home.html", view=service.home(_reader()))


@blueprint.get("/hearings/<meeting>")
@rule("public")
def hearing(meeting: str) -> Response:
    """One hearing."""
    return _page("hearing.html", view=service.hearing_page(meeting, _reader()))


@blueprint.get("/decisions/<decision>")
@rule("public")
def decision(decision: str) -> Response:
    """One decision, as published."""
    version = request.args.get("version", type=int)
    return _page("decision.html", view=service.decision_page(decision, version, _reader()))


@blueprint.get("/topics/<topic>")
@rule("public")
def topic(topic: str) -> Response:
    """One topic."""
    return _page("topic.html", view=service.topic_page(topic, _reader()))


@blueprint.get("/receipts")
@rule("public")
def receipts() -> Response:
    """A form for a receipt code."""
    return _page("receipts.html", kept=False)


@blueprint.post("/receipts")
@rule("public")
def receipt() -> Response:
    """Where the opinion behind a receipt code stands."""
    reader = _reader()
    code = codes.normal(request.form.get("code", "")[:60])
    if not codes.fits(code):
        problem = reader.t["receipt_mistyped" if len(code) == codes.LENGTH else "receipt_short"].format(n=len(code))
        return _page("receipts.html", 422, kept=False, problem=problem)
    view = service.receipt_page(code, reader)
    if view is None:
        return _page("receipts.html", 404, kept=False, problem=reader.t["receipt_unknown"], wait=True)
    return _page("receipts.html", kept=False, view=view)


@blueprint.get("/subscriptions/<secret>")
@rule("public")
def subscription(secret: str) -> Response:
    """What one browser follows."""
    reader = _reader()
    try:
        return _page("subscription.html", kept=False, view=service.subscription_page(secret, reader))
    except Refusal:
        return _page("subscription.html", 404, kept=False, said=reader.t["subscription_gone"])


@blueprint.post("/subscriptions/<secret>")
@rule("public")
def stop(secret: str) -> Response:
    """Stop following; a second time is no error."""
    try:
        push.unsubscribe(secret)
    except Refusal:
        return _page("subscription.html", 404, kept=False, said=_reader().t["subscription_gone"])
    return _page("subscription.html", kept=False, said=_reader().t["stopped"])


@blueprint.get("/password/<token>")
@rule("public")
def password(token: str) -> Response:
    """A form for a new password, for whoever holds the link; looking at it does not use it up."""
    return _password(token)


@blueprint.post("/password/<token>")
@rule("public")
def set_password(token: str) -> Response:
    """Set the password, once. Tries are limited by link: the link itself cannot be guessed."""
    with limiter.limit("10 per minute", key_func=lambda: token[: reset.LONGEST_TOKEN]):
        first, again = (request.form.get(name, "") for name in ("password", "again"))
    t = _reader().t
    if first != again:
        return _password(token, t["password_differs"])
    try:
        reset.use(token, first)
    except Refusal as refused:
        if refused.code != "invalid_input":
            return _password(token)
        return _password(token, t["password_too_long" if len(first) > reset.LONGEST_PASSWORD else "password_too_short"])
    return _page("password.html", kept=False, said=t["password_done"], look="ok")


def _password(token: str, problem: str = "") -> Response:
    """The form, or in a sentence why this link opens none."""
    try:
        holder = reset.holder(token).email
    except Refusal as refused:
        return _page("password.html", 410, kept=False, said=_reader().t[refused.code], look="look")
    least = current_app.config["SECURITY_PASSWORD_LENGTH_MIN"]
    return _page("password.html", 422 if problem else 200, kept=False, holder=holder, problem=problem, least=least)


@blueprint.get("/feed")
@rule("public")
def feed() -> Response:
    """The decisions as an Atom feed (RFC 4287)."""
    response = _page("feed.xml", view=service.home(_reader()), address=current_app.config["PUBLIC_URL"])
    response.mimetype = "application/atom+xml"
    return response


def error_page(status: int, code: str, message: str) -> str:
    """A page for what went wrong, in the reader's language (server/errors.py asks for it)."""
    t = _reader().t
    title = t["not_found"] if status == 404 else t["trouble"]
    said = t["not_found_lead"] if code == "not_found" else message
    frame = _frame(known=status < 500)  # a page that says the database is away must not ask it
    return render_template("portal/error.html", **frame, title=title, message=said)


def register_portal(app: Flask) -> None:
    """Put the public pages into the app."""
    app.register_blueprint(blueprint)
    app.extensions["error_page"] = error_page


def _reader() -> Reader:
    language = "en" if request.args.get("lang") == "en" else "th"
    return Reader(language, current_app.config["SMALLEST_GROUP"])


def _page(template: str, status: int = 200, *, kept: bool = True, **values: Any) -> Response:
    """An answer that caches ask about each time; what only one person should see is kept nowhere."""
    response = make_response(render_template(f"portal/{template}", **_frame(), **values), status)
    response.headers["Cache-Control"] = "no-cache" if kept else "no-store"
    return response


def _frame(known: bool = True) -> dict[str, Any]:
    reader, here = _reader(), service.office() if known else None
    return {
        "t": reader.t,
        "language": reader.language,
        "office": here.name if here else reader.t["product"],
        "built": show.assets(current_app.config["WEB_DIST"]),
        "to": _link(reader.language),
        "other": _other_language(reader.language),
    }


def _link(language: str) -> Callable[..., str]:
    """Addresses that stay in the reader's language."""

    def to(path: str, **params: Any) -> str:
        asked = {**params, **({"lang": "en"} if language == "en" else {})}
        return f"{path}?{urlencode(asked)}" if asked else path

    return to


def _other_language(language: str) -> str:
    asked = {key: value for key, value in request.args.items() if key == "version"}
    return _link("th" if language == "en" else "en")(request.path, **asked)
