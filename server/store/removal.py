"""What a redaction does to bytes: those held are deleted, those that anybody brings later are dropped before they are
written (PROTOCOL.md sections 1 and 4). The redactions among the entries are the one list of what is refused.

Runs inside the transaction of a service and commits nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select, update

from sync.canonical import Malformed
from sync.entry import Entry, parse_line

from ..database import owe_scrub
from ..extensions import db
from . import own_logs, rows
from .models import Fork, StoredEntry, Waiting

EMPTY = {"body": {"body": "", "salt": ""}, "private": {"private": "", "salt2": ""}}


def bare(stream: str, entries: Sequence[Entry], orders: Iterable[Entry] = ()) -> list[Entry]:
    """The entries without what the server ordered to remove, however early; `orders` are those that come with them."""
    named = own_logs.redacted(stream, entries)
    named |= {(order.redacts["hash"], order.redacts["part"]) for order in orders if order.redacts is not None}
    return [_without(entry, named) for entry in entries] if named else list(entries)


def delete(stream: str, order: Entry) -> None:
    """Delete the part that a redaction names, and its salt: of the entry, and of the same line kept apart.

    Of one that the disk damaged nothing is kept but its header: what is to go must not depend on what can be read.
    """
    if order.redacts is None:
        return
    owe_scrub()
    hash, part = order.redacts["hash"], order.redacts["part"]
    target = (StoredEntry.stream == stream) & (StoredEntry.record == order.record) & (StoredEntry.hash == hash)
    db.session.execute(update(StoredEntry).where(target).values(**EMPTY[part]))
    apart: list[Fork | Waiting] = [
        *db.session.scalars(select(Fork).where(Fork.stream == stream, Fork.hash == hash)),
        *db.session.scalars(select(Waiting).where(Waiting.stream == stream, Waiting.hash == hash)),
    ]
    for row in apart:
        entry = readable(row.line, row.hash)
        row.line = "" if entry is None else entry.without(part).line


def readable(line: str, hash: str) -> Entry | None:
    """What can be read of a line that is kept apart: without parts if one is damaged, None if its header is."""
    header = line.split("\t", 1)[0]
    for text in (line, header + "\t" * 4):
        try:
            entry = parse_line(text)
        except Malformed:
            continue
        if entry.hash == hash:
            return entry
    return None


def private_texts(stream: str, orders: Iterable[Entry]) -> list[str]:
    """The private parts, held now, that these redactions are about to delete."""
    named = [order.redacts["hash"] for order in orders if order.redacts and order.redacts["part"] == "private"]
    records = [order.record for order in orders if order.redacts is not None]
    found: list[str] = []
    for names in rows.chunks(records) if named else []:
        query = select(StoredEntry.hash, StoredEntry.private).where(
            StoredEntry.stream == stream, StoredEntry.record.in_(names), StoredEntry.private != ""
        )
        found += [row.private for row in db.session.execute(query) if row.hash in named]
    return found


def _without(entry: Entry, named: set[tuple[str, str]]) -> Entry:
    for part in EMPTY:
        if (entry.hash, part) in named:
            entry = entry.without(part)
    return entry
