"""A link that sets a new password, made by an administrator and handed over on paper: no e-mail is needed.

Nothing of it is stored: the server signs who it is for, when it was made, and what the account's sessions are bound to.
That binding is renewed when a password is set or an account is closed, so a link serves once and every session ends
with it; a stolen database gives no link.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import cast

import structlog
from flask import current_app
from itsdangerous import BadData, SignatureExpired, URLSafeTimedSerializer
from sqlalchemy import select

from sync.ids import b64

from .. import clock
from ..database import writing
from ..errors import Refusal
from ..extensions import db
from . import service, sign_in
from .models import User

log = structlog.get_logger()
LIFE = timedelta(hours=1)
LONGEST_TOKEN = 300
LONGEST_PASSWORD = 128  # argon2 takes longer ones, at a cost


@dataclass(frozen=True, slots=True)
class Link:
    """What an administrator hands over."""

    url: str
    expires_at: str


def make(user: User) -> Link:
    """A new link for an account; whoever has it sets the account's password, once, within LIFE.

    Raises:
        Refusal: `unknown_account` if the account is closed.
    """
    if not user.active:
        raise Refusal("unknown_account")
    token = str(_signer().dumps([user.pseudonym, _binding(user)]))
    log.info("password_link_made")
    return Link(f"{current_app.config['PUBLIC_URL']}/password/{token}", clock.stamp(clock.now() + LIFE))


def make_for(office: str, pseudonym: str) -> Link:
    """The same for an account of an office, by its pseudonym. Raises Refusal `unknown_account`."""
    user = service.account(office, pseudonym)
    if user is None:
        raise Refusal("unknown_account")
    return make(user)


def make_for_email(email: str) -> Link:
    """The same for an account by what it signs in with. Raises Refusal `unknown_account`."""
    user = service.datastore.find_user(case_insensitive=True, email=email)
    if user is None:
        raise Refusal("unknown_account")
    return make(cast(User, user))


def holder(token: str) -> User:
    """Whose password a link sets.

    Raises:
        Refusal: `link_unknown`, `link_expired`, or `link_used` if a password was set or the account closed since.
    """
    return _open(token, lock=False)


def use(token: str, password: str) -> None:
    """Set the password of the link's account and end every session of it; its phones stay enrolled.

    Raises:
        Refusal: as `holder`; `invalid_input` for a password that is too short or too long.
    """
    if len(password) > LONGEST_PASSWORD:
        raise Refusal("invalid_input", {"password": ["too_long"]})
    with writing():
        user = _open(token, lock=True)
        user.password = sign_in.hashed(password)
        service.datastore.set_uniquifier(user)
    log.info("password_link_used")


def _open(token: str, *, lock: bool) -> User:
    try:
        pseudonym, binding = _signer().loads(token[:LONGEST_TOKEN], max_age=int(LIFE.total_seconds()))
    except SignatureExpired as error:
        raise Refusal("link_expired") from error
    except (BadData, ValueError, TypeError) as error:
        raise Refusal("link_unknown") from error
    query = select(User).where(User.pseudonym == str(pseudonym))
    user = db.session.scalar(query.with_for_update() if lock else query)
    if user is None or not user.active or _binding(user) != binding:
        raise Refusal("link_used")
    return user


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.config["SECRET_KEY"]), salt="prachakhom/password")


def _binding(user: User) -> str:
    """What the sessions of the account are bound to, so that it cannot be read from a link."""
    return b64(hashlib.sha256(str(user.fs_uniquifier).encode()).digest()[:16])
