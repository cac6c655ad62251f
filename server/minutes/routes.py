"""The REST face of the minutes, and the address where anybody reads adopted ones."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, request

from ..accounts.rules import rule, the_actor
from ..rest import rest_blueprint
from . import file, service
from .layout import Layout
from .schemas import Adoption, Minutes, Paper

blueprint = rest_blueprint("minutes", __name__, "/api", "Minutes of hearings")
pages = Blueprint("minutes_pages", __name__)


@blueprint.route("/minutes/<meeting>", methods=["GET"])
@rule("staff")
@blueprint.response(200, Minutes)
def look(meeting: str) -> dict[str, Any]:
    """The minutes of a hearing: generated and edited parts, what stands against adopting them, the text."""
    return service.look(the_actor().office, meeting)


@blueprint.route("/minutes/<meeting>/paper", methods=["GET"])
@rule("staff")
@blueprint.arguments(Paper, location="query")
def paper(asked: dict[str, str], meeting: str) -> Response:
    """The minutes as PDF or DOCX: once adopted, the frozen text."""
    title, layout = service.paper(the_actor().office, meeting, public=asked["copy"] == "public")
    return _file(layout, title, asked["format"], asked["digits"], kept="no-store")


@blueprint.route("/minutes/<meeting>/adoption", methods=["POST"])
@rule("staff")
@blueprint.arguments(Adoption)
@blueprint.response(200, Minutes)
def adopt(asked: dict[str, Any], meeting: str) -> dict[str, Any]:
    """Freeze the minutes as a later hearing adopted them."""
    actor = the_actor()
    service.adopt(actor.office, meeting, actor.account, asked["meeting"], asked["corrections"])
    return service.look(actor.office, meeting)


@pages.get("/hearings/<meeting>/minutes.<any(pdf, docx):form>")
@rule("public")
def public_paper(meeting: str, form: str) -> Response:
    """Adopted minutes, without the names of those who did not agree to be named."""
    title, layout = service.public_paper(meeting)
    digits = "arabic" if request.args.get("digits") == "arabic" else "thai"
    return _file(layout, title, form, digits, kept="public, max-age=300")


def _file(layout: Layout, title: str, form: str, digits: str, *, kept: str) -> Response:
    answer = current_app.response_class(file.made(layout, title, form, digits), mimetype=file.MIMETYPES[form])
    answer.headers["Content-Disposition"] = f'inline; filename="minutes.{form}"'
    answer.headers["Cache-Control"] = kept
    return answer
