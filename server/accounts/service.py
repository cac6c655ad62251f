"""The verbs about people and their phones: open an office, create an account, issue a code, enrol, revoke.

What other screens must know of an account or an installation is also a record of the office's stream, written here
in the same transaction.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from cryptography.hazmat.primitives.asymmetric import ec
from flask import current_app
from flask_security import SQLAlchemyUserDatastore
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from sync.entry import Draft
from sync.ids import b64, random_id, unb64
from sync.keys import enrolment_text

from .. import clock
from ..database import again, writing
from ..errors import Refusal
from ..extensions import db
from ..store import identity
from ..store import service as store
from ..store.models import Office
from . import codes, sign_in
from .callers import token_hash
from .models import ROLES, EnrolmentCode, Installation, Role, User

POINT_BYTES = 65

datastore = SQLAlchemyUserDatastore(db, User, Role)


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What a new installation is told, once: its token is stored only as a hash."""

    installation: str
    token: str
    statement: str
    signature: str
    user: User


def office_stream(office: str) -> str:
    """The stream of what the whole office shares."""
    return f"office/{office}"


@again
def open_office(office: str, name: str) -> Office:
    """Open a district office; once more with the same id changes nothing."""
    with writing() as session:
        row = session.get(Office, office)
        if row is None:
            row = Office(id=office, name=name, opened_at=clock.stamp())
            session.add(row)
            session.flush()
            store.ensure_stream(office, office_stream(office))
        return row


def create_account(
    *, office: str, email: str, password: str, name: str, roles: list[str], pseudonym: str | None = None
) -> User:
    """Create an account and its `account` record in the office's stream.

    Raises:
        Refusal: `account_exists`; `invalid_input` for a role that does not exist or a password that is too short.
    """
    if pseudonym == identity.SERVER:
        raise Refusal("account_exists")
    if not roles or not set(roles) <= set(ROLES):
        raise Refusal("invalid_input", {"roles": ["unknown_role"]})
    hashed = sign_in.hashed(password)
    try:
        return _create_account(office, email, hashed, name, roles, pseudonym or random_id())
    except IntegrityError as error:
        raise Refusal("account_exists") from error


@again  # two first accounts at once both make the roles
def _create_account(office: str, email: str, hashed: str, name: str, roles: list[str], pseudonym: str) -> User:
    with writing():
        made = datastore.create_user(
            email=email,
            password=hashed,
            roles=[datastore.find_or_create_role(role) for role in roles],
            office=office,
            pseudonym=pseudonym,
            name=name,
        )
        user = cast(User, made)
        db.session.flush()
        body = {"name": name, "roles": sorted(set(roles))}
        draft = Draft(kind="account", record=user.pseudonym, body=body, private={}, sets={"name": [], "roles": []})
        store.append(office_stream(office), [draft], office=office)
        return user


def account(office: str, pseudonym: str) -> User | None:
    """The account with this pseudonym in this office."""
    return db.session.scalar(select(User).where(User.office == office, User.pseudonym == pseudonym))


@again
def issue_code(office: str, pseudonym: str, label: str, *, lifetime: timedelta | None = None) -> tuple[str, str]:
    """A new enrolment code for one phone of an account: (code as shown, ISO 8601 moment it expires).

    Raises:
        Refusal: `unknown_account`.
    """
    expires = clock.now() + (lifetime or timedelta(minutes=current_app.config["ENROLMENT_MINUTES"]))
    with writing() as session:
        user = account(office, pseudonym)
        if user is None:
            raise Refusal("unknown_account")
        code = codes.fresh()
        stale = session.get(EnrolmentCode, codes.selector(code))
        if stale is not None:
            session.delete(stale)
            session.flush()
        session.add(
            EnrolmentCode(
                selector=codes.selector(code),
                office=office,
                user_id=user.id,
                label=label,
                secret_hash=codes.digest(code),
                expires_at=clock.stamp(expires),
            )
        )
    return codes.shown(code), clock.stamp(expires)


@again
def enrol_by_code(code: str, key: str, label: str) -> Enrolled:
    """Enrol the phone that shows a code. A wrong code counts against the code it resembles, never against an address.

    Raises:
        Refusal: `code_unknown` (wrong, used, expired or burnt: the caller is not told which), `bad_key`.
    """
    _check_key(key)
    text = codes.normal(code)
    enrolled: Enrolled | None = None
    with writing() as session:
        row = session.get(EnrolmentCode, codes.selector(text), with_for_update=True)
        if row is not None and codes.usable(row):
            if codes.fits(text, row):
                row.used_at = clock.stamp()
                user = session.get_one(User, row.user_id)
                enrolled = _enrol(user, key, label or row.label)
            else:
                row.tries += 1
    if enrolled is None:
        raise Refusal("code_unknown")
    return enrolled


@again
def enrol_by_session(user_id: int, key: str, label: str) -> Enrolled:
    """Enrol the desk browser of a signed-in account.

    Raises:
        Refusal: `bad_key`.
    """
    _check_key(key)
    with writing() as session:
        return _enrol(session.get_one(User, user_id), key, label)


def _enrol(user: User, key: str, label: str) -> Enrolled:
    """Inside a transaction: the installation's row, its record in the office's stream, its signed statement."""
    installation, token, at = random_id(), b64(secrets.token_bytes(32)), clock.stamp()
    statement = json.dumps(
        {
            "v": 1,
            "office": user.office,
            "installation": installation,
            "account": user.pseudonym,
            "roles": sorted(role.name for role in user.roles),
            "key": key,
            "at": at,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )
    db.session.add(
        Installation(
            id=installation,
            office=user.office,
            user_id=user.id,
            key=key,
            label=label,
            token_hash=token_hash(token),
            enrolled_at=at,
        )
    )
    enrolled = {"account": user.pseudonym, "label": label, "at": at}
    draft = Draft(
        kind="installation", record=installation, body={"enrolled": enrolled}, private={}, sets={"enrolled": []}
    )
    store.append(office_stream(user.office), [draft], office=user.office)
    signature = identity.server_key().sign(enrolment_text(statement))
    return Enrolled(installation, token, statement, signature, user)


def _check_key(key: str) -> None:
    """A key is the uncompressed point of P-256: 65 bytes, the first of them 4."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unb64(key))
    except ValueError as error:
        raise Refusal("bad_key") from error
    if len(unb64(key)) != POINT_BYTES:
        raise Refusal("bad_key")
