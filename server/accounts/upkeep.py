"""What an administrator does about accounts and phones later: look at them, shut one out, close, set a password."""

from __future__ import annotations

from typing import cast

from sqlalchemy import select

from ..database import writing
from ..errors import Refusal
from ..extensions import db
from . import service, sign_in, standing
from .models import Installation, User


def installations(office: str) -> list[tuple[Installation, User]]:
    """The phones and desk browsers of an office with their accounts, the newest first."""
    query = select(Installation, User).join(User, User.id == Installation.user_id).where(Installation.office == office)
    query = query.order_by(Installation.enrolled_at.desc(), Installation.id)
    return [(row, user) for row, user in db.session.execute(query)]


def shut_out(installation: str) -> tuple[str, str]:
    """Withdraw an installation's rights; gives what it is called and since when it is shut out.

    Raises:
        Refusal: `not_found`.
    """
    row = db.session.get(Installation, installation)
    if row is None:
        raise Refusal("not_found")
    standing.revoke(row.office, installation)
    db.session.refresh(row)
    return row.label, str(row.revoked_at)


def set_password(email: str, password: str) -> None:
    """Set a new password and end every session of the account; its installations keep their tokens.

    Raises:
        Refusal: `unknown_account`; `invalid_input` for a password that is too short.
    """
    with writing():
        user = _known(email)
        user.password = sign_in.hashed(password)
        service.datastore.set_uniquifier(user)  # what sessions are bound to


def set_active(email: str, active: bool) -> None:
    """Close an account, or open it again. Of a closed one nothing signs in; what its phones send goes to quarantine.

    Raises:
        Refusal: `unknown_account`.
    """
    with writing():
        user = _known(email)
        user.active = active
        service.datastore.set_uniquifier(user)


def _known(email: str) -> User:
    user = service.datastore.find_user(case_insensitive=True, email=email)
    if user is None:
        raise Refusal("unknown_account")
    return cast(User, user)
