"""Signing in by Flask-Security's JSON face, with our limit on tries and our shape of errors; passwords as stored."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, current_app, jsonify, request
from flask_login.utils import _user_context_processor  # type: ignore[import-untyped]  # ships no types
from flask_security import current_user, hash_password
from flask_wtf.csrf import validate_csrf  # type: ignore[import-untyped]  # ships no types
from wtforms import ValidationError  # type: ignore[import-untyped]  # ships no types

from .. import errors
from ..errors import Refusal
from ..extensions import limiter, security


def limit_tries() -> None:
    """Before a request: limit tries by the account that is tried, never by address: an office has one."""
    if request.endpoint == "security.login" and request.method == "POST":
        with limiter.limit(current_app.config["SIGN_IN_LIMIT"], key_func=_tried_account):
            return


def only_by_session(app: Flask) -> None:
    """Narrow the libraries to what we use: a session signs in, and its account is read where a rule asks for it.

    Flask-Security would take tokens of its own from headers, addresses and bodies; Flask-Login and Flask-Principal
    would read the caller's account for every page, also for a public one.
    """
    app.extensions["security"].login_manager.request_loader(lambda _request: None)
    app.template_context_processors[None].remove(_user_context_processor)
    app.extensions["security"].principal.identity_loaders.clear()


def hashed(password: str) -> str:
    """What is stored of a password, spelled as sign-in will spell it: Thai sara am has two spellings in Unicode.

    Raises:
        Refusal: `invalid_input` for one that is too short.
    """
    spelled = str(security.password_util.normalize(password))
    if len(spelled) < current_app.config["SECURITY_PASSWORD_LENGTH_MIN"]:
        raise Refusal("invalid_input", {"password": ["too_short"]})
    return str(hash_password(spelled))


def _tried_account() -> str:
    tried = (request.get_json(silent=True) or {}) if request.is_json else request.form
    return str(tried.get("email", "")).strip().lower() if hasattr(tried, "get") else ""


def render(payload: dict[str, Any], code: int, headers: dict[str, str] | None, _user: Any) -> Response:
    """Flask-Security's answers: its own where all is well, {"code", "message"} where not."""
    if code >= 400:
        answer = errors.answer(_reason(code), status=code)
    else:
        payload.get("user", {}).pop("authentication_token", None)  # nothing here takes one
        answer = jsonify(meta={"code": code}, response=payload)
        answer.status_code = code
    answer.headers.update(headers or {})
    return answer


def _reason(code: int) -> str:
    if code in (401, 403):
        return errors.BY_STATUS[code]
    try:
        validate_csrf(request.headers.get("X-CSRFToken"))
    except ValidationError:
        return "csrf"
    return "already_signed_in" if current_user.is_authenticated else "sign_in_failed"
