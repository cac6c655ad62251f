"""From an entry to its row and back; the five columns are kept as received."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row, select

from sync.entry import Entry, parse_line

from ..extensions import db
from .models import StoredEntry

CHUNK = 400  # names in one IN list: SQLite and PostgreSQL both take it

_COLUMNS = (
    StoredEntry.header,
    StoredEntry.salt,
    StoredEntry.body,
    StoredEntry.salt2,
    StoredEntry.private,
    StoredEntry.quarantined,
)


def row_of(entry: Entry, office: str, received_at: str, quarantined: str | None) -> dict[str, Any]:
    """The values of an entry's row."""
    return {
        "log": entry.log,
        "seq": entry.seq,
        "stream": entry.stream,
        "office": office,
        "kind": entry.kind,
        "record": entry.record,
        "hash": entry.hash,
        "header": entry.header_text,
        "salt": entry.salt,
        "body": entry.body_text,
        "salt2": entry.salt2,
        "private": entry.private_text,
        "received_at": received_at,
        "quarantined": quarantined,
    }


def line_of(row: Row[*tuple[Any, ...]]) -> str:
    """The line of a row that begins with the five columns, without its LF."""
    return "\t".join(row[:5])


def read(condition: Any) -> list[tuple[Entry, str | None]]:
    """Entries that fit a condition on StoredEntry, each with the reason of its quarantine, in order of (log, seq)."""
    query = select(*_COLUMNS).where(condition).order_by(StoredEntry.log, StoredEntry.seq)
    return [(parse_line(line_of(row)), row.quarantined) for row in db.session.execute(query)]


def lines(log: str, after: int, until: int) -> list[str]:
    """The lines of a log with after < seq <= until."""
    query = (
        select(*_COLUMNS)
        .where(StoredEntry.log == log, StoredEntry.seq > after, StoredEntry.seq <= until)
        .order_by(StoredEntry.seq)
    )
    return [line_of(row) for row in db.session.execute(query)]


def chunks(names: Iterable[str]) -> list[list[str]]:
    """Names in lists short enough for one statement, sorted, each once."""
    every = sorted(set(names))
    return [every[start : start + CHUNK] for start in range(0, len(every), CHUNK)]
