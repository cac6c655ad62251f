"""What the server's logs say of entries that are here or arrive: it has a log an epoch, and after a restore phones
bring lines of older ones home (PROTOCOL.md sections 2 and 4). Reads only.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, and_, select

from sync.entry import Entry
from sync.fold import position_of

from ..extensions import db
from ..glance import inside
from . import identity, rows
from .models import Log, StoredEntry

PAST = "SELECT log FROM log WHERE stream = ? AND account = ? AND log <> ? LIMIT 1"


def has_past(stream: str) -> bool:
    """Whether a log of an earlier epoch is here: only then can an order be older than the entry it is about."""
    return bool(inside()(PAST, [stream, identity.SERVER, identity.server_log(stream)]))


def last_verdicts(stream: str, hashes: Iterable[str]) -> dict[str, Entry]:
    """The verdict in force on each of these entries that was judged."""
    found: dict[str, Entry] = {}
    judged = [*hashes]
    if not judged:
        return found
    for entry, _ in rows.read(and_(_of(stream, judged), StoredEntry.kind == "verdict")):
        last = found.get(entry.record)
        if last is None or position_of(entry) > position_of(last):
            found[entry.record] = entry
    return found


def redacted(stream: str, entries: Iterable[Entry]) -> set[tuple[str, str]]:
    """(hash, part) of the parts of these entries that the server's redactions name, however early."""
    asked = {entry.hash: (entry.kind, entry.record) for entry in entries}
    if not asked or db.session.scalar(_logs(stream).limit(1)) is None:
        return set()
    orders = _of(stream, (record for _, record in asked.values()))
    orders &= StoredEntry.quarantined.is_(None) & StoredEntry.header.contains('"redacts"')
    return {
        (order.redacts["hash"], order.redacts["part"])
        for order, _ in rows.read(orders)
        if order.redacts and asked.get(order.redacts["hash"]) == (order.kind, order.record)
    }


def about(stream: str, entries: Iterable[Entry]) -> list[Entry]:
    """The server's entries that may be verdicts on these entries, or redactions of them."""
    named = {name for entry in entries for name in (entry.record, entry.hash)}
    return [entry for entry, _ in rows.read(_of(stream, named))]


def _of(stream: str, names: Iterable[str]) -> ColumnElement[bool]:
    is_named = rows.among(StoredEntry.record, names)
    return and_(StoredEntry.stream == stream, is_named, StoredEntry.log.in_(_logs(stream)))


def _logs(stream: str) -> Select[str]:
    return select(Log.log).where(Log.stream == stream, Log.account == identity.SERVER)
