"""Whose log is it? Known logs say so themselves; a new one by its genesis and the enrolment that this server signed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from sync.entry import Entry
from sync.ids import log_id
from sync.keys import enrolment_text, verify

from ..accounts.models import Installation, User
from ..extensions import db
from ..store import identity
from ..store.ledger import Owner
from ..store.models import Log


class NotAdmitted(Exception):
    """The log is not admitted; the argument is the reason code."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What an owner may do now."""

    roles: frozenset[str]
    revoked: bool


def owner_of(log: str, stream: str, first: Entry, office: str) -> tuple[Owner, bool]:
    """The owner of a log, and whether the log is new to this server.

    Raises:
        NotAdmitted: `unknown_log`, `not_enrolled`, `out_of_scope`.
    """
    row = db.session.get(Log, log)
    if row is None:
        return _owner_by_genesis(first, office), True
    if row.stream != stream:
        raise NotAdmitted("unknown_log")
    if row.office != office:
        raise NotAdmitted("out_of_scope")
    return Owner(row.installation, row.account, row.key, tuple(row.roles)), False


def standing_of(owner: Owner) -> Standing:
    """What the owner's account may do now; of an account unknown here (a restore): what it might at enrolment."""
    if owner.account == identity.SERVER:
        return Standing(frozenset({identity.SERVER}), revoked=owner.key != identity.server_key().public)
    user = db.session.scalar(select(User).where(User.pseudonym == owner.account))
    installation = db.session.get(Installation, owner.installation)
    if user is None:
        return Standing(frozenset(owner.roles), revoked=False)
    revoked = not user.active or (installation is not None and installation.revoked_at is not None)
    return Standing(frozenset(role.name for role in user.roles), revoked)


def _owner_by_genesis(first: Entry, office: str) -> Owner:
    if first.seq != 1 or first.kind != "log" or first.record != first.log or not first.body:
        raise NotAdmitted("unknown_log")
    key, nonce, enrolment = (first.body.get(name) for name in ("key", "nonce", "enrolment"))
    if not isinstance(key, str) or not isinstance(nonce, str) or not isinstance(enrolment, dict):
        raise NotAdmitted("unknown_log")
    if log_id(key, first.stream, nonce) != first.log:
        raise NotAdmitted("unknown_log")
    statement, signature = enrolment.get("statement"), enrolment.get("signature")
    if not isinstance(statement, str) or not isinstance(signature, str):
        raise NotAdmitted("not_enrolled")
    if not verify(identity.server_key().public, enrolment_text(statement), signature):
        raise NotAdmitted("not_enrolled")
    said = json.loads(statement)  # this server signed it, so it is what accounts/service.py wrote
    return _agreed(said, first, key, office)


def _agreed(said: dict[str, Any], first: Entry, key: str, office: str) -> Owner:
    """The key in the statement, the key of the genesis and the author must agree (PROTOCOL.md section 2)."""
    if said["key"] != key or said["account"] != first.by:
        raise NotAdmitted("not_enrolled")
    if said["office"] != office:
        raise NotAdmitted("out_of_scope")
    return Owner(said["installation"], said["account"], key, tuple(said["roles"]))
