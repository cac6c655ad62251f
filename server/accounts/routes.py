"""The accounts' REST face: codes, installations, who am I."""

from __future__ import annotations

from typing import Any

from flask import current_app
from flask_wtf.csrf import generate_csrf  # type: ignore[import-untyped]  # ships no types

from .. import clock
from ..errors import Refusal
from ..extensions import limiter
from ..rest import rest_blueprint
from ..store import identity
from . import codes, reset, service
from .rules import actor, require_csrf, rule, the_actor
from .schemas import EnrolmentCodeAnswer, EnrolmentRequest, InstallationAnswer, InstallationRequest, Me, PasswordLink

blueprint = rest_blueprint("accounts", __name__, "/api", "Accounts and installations")


@blueprint.route("/enrolments", methods=["POST"])
@rule("staff")
@blueprint.arguments(EnrolmentRequest)
@blueprint.response(201, EnrolmentCodeAnswer)
def enrolments(request: dict[str, str]) -> dict[str, str]:
    """Issue a code for one phone of an account."""
    code, expires_at = service.issue_code(the_actor().office, request["account"], request["label"])
    return {"code": code, "expires_at": expires_at, "url": enrolment_url(code)}


@blueprint.route("/accounts/<account>/password-link", methods=["POST"])
@rule("administrator")
@blueprint.response(201, PasswordLink)
def password_link(account: str) -> dict[str, str]:
    """Make a link by which the holder of an account sets a new password, once, within the hour."""
    link = reset.make_for(the_actor().office, account)
    return {"url": link.url, "expires_at": link.expires_at}


@blueprint.route("/installations", methods=["POST"])
@rule("public")
@blueprint.arguments(InstallationRequest)
@blueprint.response(201, InstallationAnswer)
def installations(request: dict[str, Any]) -> dict[str, Any]:
    """Enrol a phone by its code, or the desk browser of a signed-in account."""
    if request["code"] is not None:
        with limiter.limit("30 per minute", key_func=lambda: codes.selector(codes.normal(request["code"]))):
            return _told(service.enrol_by_code(request["code"], request["key"], request["label"]))
    return _told(service.enrol_by_session(_signed_in(), request["key"], request["label"]))


@blueprint.route("/me", methods=["GET"])
@rule("session")
@blueprint.response(200, Me)
def me() -> dict[str, Any]:
    """Who is signed in."""
    found = the_actor()
    return {
        "account": found.account,
        "name": found.name,
        "roles": sorted(found.roles),
        "office": found.office,
        "csrf": generate_csrf(),
    }


def enrolment_url(code: str) -> str:
    """What the QR holds: the code stands in the fragment, which no server or log ever sees."""
    return f"{current_app.config['PUBLIC_URL']}/field#enrol={code}"


def _signed_in() -> int:
    found = actor()
    if found is None or found.installation is not None:
        raise Refusal("not_signed_in")
    require_csrf()
    return found.user_id


def _told(enrolled: service.Enrolled) -> dict[str, Any]:
    user = enrolled.user
    return {
        "installation": enrolled.installation,
        "token": enrolled.token,
        "statement": enrolled.statement,
        "signature": enrolled.signature,
        "server_key": identity.server_key().public,
        "office": user.office,
        "account": user.pseudonym,
        "name": user.name,
        "roles": sorted(role.name for role in user.roles),
        "epoch": identity.epoch(),
        "now": clock.stamp(),
    }
