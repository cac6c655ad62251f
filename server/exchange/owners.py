"""Whose log is it? Known logs say so themselves; a new one by its genesis and the enrolment that this server signed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import select

from sync.entry import Entry
from sync.ids import log_id
from sync.keys import enrolment_text, verify

from ..accounts.models import Installation, User
from ..accounts.rules import Actor
from ..extensions import db
from ..glance import inside, places
from ..store import identity
from ..store.ledger import Owner

OWNERS = "SELECT log, stream, office, installation, account, key, CAST(roles AS TEXT) FROM log WHERE log IN (", ")"


class NotAdmitted(Exception):
    """The log is not admitted; the argument is the reason code."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What an owner may do now."""

    roles: frozenset[str]
    revoked: bool


def known(logs: Iterable[str]) -> dict[str, tuple[str, str, Owner]]:
    """(stream, office, owner) of those of these logs that are here."""
    named = [*logs]
    return {
        log: (stream, office, Owner(installation, account, key, tuple(orjson.loads(roles))))
        for log, stream, office, installation, account, key, roles in inside()(places(named).join(OWNERS), named)
    }


def owner_of(found: tuple[str, str, Owner] | None, stream: str, first: Entry, office: str) -> tuple[Owner, bool]:
    """The owner of a log, and whether the log is new to this server.

    Args:
        found: as `known` has it; None of a log that is not here.
        first: the first of its lines that came.
    Raises:
        NotAdmitted: `unknown_log`, `not_enrolled`, `out_of_scope`.
    """
    if found is None:
        return _owner_by_genesis(first, office), True
    if found[0] != stream:
        raise NotAdmitted("unknown_log")
    if found[1] != office:
        raise NotAdmitted("out_of_scope")
    return found[2], False


def standing_of(owner: Owner, caller: Actor | None = None) -> Standing:
    """What the owner's account may do now; of an account unknown here (a restore): what it might at enrolment.

    Args:
        caller: who brings the lines; of its own installation all is known.
    """
    if owner.account == identity.SERVER:
        return Standing(frozenset({identity.SERVER}), revoked=owner.key != identity.server_key().public)
    if caller is not None and (caller.account, caller.installation) == (owner.account, owner.installation):
        return Standing(caller.roles, caller.revoked)
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
