"""What makes a restored database another one: a new epoch, and nothing in it that would happen a second time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import uuid4

from sqlalchemy import Connection, Table, bindparam, select

from sync.ids import random_id
from sync.keys import countersign_text

from .. import clock
from ..store.identity import server_key

PORTION = 500


@dataclass(frozen=True, slots=True)
class Known:
    """An installation as the backup knew it: whoever was shut out later, is not."""

    installation: str
    label: str
    account: str  # its name
    revoked_at: str | None


@dataclass(frozen=True, slots=True)
class Renewed:
    """The new epoch, how many messages were withdrawn, and the phones and desks that are known again."""

    epoch: str
    withdrawn: int
    installations: list[Known]


def renew(connection: Connection, tables: Mapping[str, Table]) -> Renewed:
    """Give restored tables a new epoch, inside the transaction that restores them.

    The server's logs follow from the epoch, so it goes on in new ones; its word for each stream is signed anew. Codes
    for phones are void: they may have been used since. Messages that waited are withdrawn: they may have been sent
    since, and nobody is told twice. Every session and link for a password ends: who ended one since is not known.
    """
    epoch = random_id()
    connection.execute(tables["epoch"].update().values(value=epoch, since=clock.stamp()))
    _countersign(connection, tables["stream"], epoch)
    connection.execute(tables["enrolment_code"].delete())
    _end_sessions(connection, tables["user"])
    known = _known(connection, tables["installation"], tables["user"])
    if "outbox" not in tables:  # a backup of the first version
        return Renewed(epoch, 0, known)
    outbox = tables["outbox"]
    waiting = outbox.update().where(outbox.c.state == "waiting").values(state="withdrawn", lease_until=0)
    return Renewed(epoch, connection.execute(waiting).rowcount, known)


def _end_sessions(connection: Connection, user: Table) -> None:
    """Give each account another mark, which its sessions and links must bear (a password of before counts again)."""
    ids = [{"of": one, "mark": uuid4().hex} for one in connection.scalars(select(user.c.id).order_by(user.c.id))]
    if ids:
        connection.execute(
            user.update().where(user.c.id == bindparam("of")).values(fs_uniquifier=bindparam("mark")), ids
        )


def _known(connection: Connection, installation: Table, user: Table) -> list[Known]:
    query = (
        select(installation.c.id, installation.c.label, user.c.name, installation.c.revoked_at)
        .join(user, user.c.id == installation.c.user_id)
        .order_by(installation.c.enrolled_at, installation.c.id)
    )
    return [Known(*row) for row in connection.execute(query)]


def _countersign(connection: Connection, stream: Table, epoch: str) -> None:
    key = server_key()
    rows = connection.execute(select(stream.c.name, stream.c.digest).order_by(stream.c.name)).all()
    named = stream.update().where(stream.c.name == bindparam("named")).values(countersign=bindparam("signed"))
    for start in range(0, len(rows), PORTION):
        signed = [
            {"named": row.name, "signed": key.sign(countersign_text(epoch, row.name, row.digest))}
            for row in rows[start : start + PORTION]
        ]
        connection.execute(named, signed)
