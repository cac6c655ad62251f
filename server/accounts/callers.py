"""Who calls, by the token of an installation: the question of every exchange, asked by one statement past the ORM."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sync.ids import b64

from ..glance import Ask

CALLER = """
    SELECT (SELECT group_concat(r.name, ' ') FROM roles_users x JOIN role r ON r.id = x.role_id WHERE x.user_id = u.id),
        i.id, i.revoked_at, i.last_seen, i.report, u.id, u.pseudonym, u.name, u.office, u.active,
        (SELECT value FROM epoch)
    FROM installation i JOIN "user" u ON u.id = i.user_id WHERE i.token_hash = ?
"""


@dataclass(frozen=True, slots=True)
class Caller:
    """An installation and its account."""

    roles: frozenset[str]
    installation: str
    revoked_at: str | None
    last_seen: str | None
    report: str | None
    user_id: int
    account: str
    name: str
    office: str
    active: bool
    epoch: str  # of the database that knows it


def token_hash(token: str) -> str:
    """What is kept of a token."""
    return b64(hashlib.sha256(token.encode()).digest())


def caller(token: str, ask: Ask) -> Caller | None:
    """Whose token this is; also when the installation is revoked."""
    found = ask(CALLER, [token_hash(token)])
    if not found:
        return None
    roles, *rest = found[0]
    return Caller(frozenset((roles or "").split()), *rest)
