"""The store's verbs. They read anywhere; those that write run inside `database.writing()` of the calling service,
which commits once. One way in: `append` writes into the server's own log of a stream, like any phone into its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, Select, select

from sync.entry import Draft, Entry
from sync.records import Record, candidates

from ..errors import Refusal
from ..extensions import db
from . import ledger, own_log, refold, rows
from .models import StoredEntry, StoredRecord, Stream

receipt_lookup = refold.receipt_lookup

_RECORD = (StoredRecord.stream, StoredRecord.kind, StoredRecord.record, StoredRecord.fields)


def ensure_stream(office: str, name: str) -> None:
    """Make an empty stream of an office, if it is not there.

    Raises:
        Refusal: `not_found` if the stream belongs to another office.
    """
    ledger.lock_stream(office, name)


def append(stream: str, drafts: Sequence[Draft], *, office: str) -> list[Entry]:
    """Write into the server's own log of `stream` and fold the records afresh; does not commit.

    Returns:
        The new entries, the log's genesis first where the log is new.
    Raises:
        Refusal: `not_found` if the stream belongs to another office.
        Malformed: a draft that breaks the line's rules.
    """
    row = ledger.lock_stream(office, stream)
    entries = own_log.write(row, drafts)
    ledger.settle(row, entries)
    return entries


def record(stream: str, kind: str, record_id: str) -> Record | None:
    """One folded record."""
    query = select(*_RECORD).where(
        StoredRecord.stream == stream, StoredRecord.kind == kind, StoredRecord.record == record_id
    )
    return _one(query)


def records(stream: str, kind: str | None = None) -> list[Record]:
    """The folded records of a stream, of one kind or of all."""
    query = select(*_RECORD).where(StoredRecord.stream == stream)
    if kind is not None:
        query = query.where(StoredRecord.kind == kind)
    return [_record(row) for row in db.session.execute(query.order_by(StoredRecord.kind, StoredRecord.record))]


def find(office: str, kind: str, record_id: str) -> Record | None:
    """A record in whichever stream of the office it stands."""
    query = (
        select(*_RECORD)
        .join(Stream, Stream.name == StoredRecord.stream)
        .where(Stream.office == office, StoredRecord.kind == kind, StoredRecord.record == record_id)
        .order_by(StoredRecord.stream)
    )
    return _one(query)


def by_lookup(office: str, kind: str, lookup: str) -> Record | None:
    """The record of a kind whose holder knows the value behind `lookup` (see `receipt_lookup`)."""
    query = select(*_RECORD).where(
        StoredRecord.office == office, StoredRecord.kind == kind, StoredRecord.lookup == lookup
    )
    return _one(query)


def shown(stream: str, kind: str, record_id: str, fields: Iterable[str]) -> dict[str, list[str]]:
    """A draft's `sets`: what a statement about these fields covers, made on seeing the record as it is now."""
    found = record(stream, kind, record_id)
    return {field: [] for field in fields} if found is None else candidates(found, fields)


def office_of(name: str) -> str:
    """Whose stream it is. Raises Refusal `not_found` if nobody's."""
    row = db.session.get(Stream, name)
    if row is None:
        raise Refusal("not_found")
    return row.office


def streams(office: str, prefix: str = "") -> list[str]:
    """Names of the office's streams that begin with `prefix` (`meeting/`, …), sorted."""
    query = select(Stream.name).where(Stream.office == office, Stream.name.startswith(prefix, autoescape=True))
    return list(db.session.scalars(query.order_by(Stream.name)))


def history(stream: str, kind: str, record_id: str) -> list[Entry]:
    """Every entry of a record, quarantined ones too, in the order of (at, log, seq)."""
    condition = (StoredEntry.stream == stream) & (StoredEntry.record == record_id) & (StoredEntry.kind == kind)
    entries = [entry for entry, _ in rows.read(condition)]
    return sorted(entries, key=lambda entry: (entry.at, entry.log, entry.seq))


def admitted(stream: str, kind: str, record_ids: Iterable[str]) -> list[Entry]:
    """Every entry of these records that is not in quarantine, in the order of (log, seq)."""
    condition = (StoredEntry.stream == stream) & (StoredEntry.kind == kind) & StoredEntry.quarantined.is_(None)
    found: list[Entry] = []
    for names in rows.chunks(record_ids):
        found += [entry for entry, _ in rows.read(condition & StoredEntry.record.in_(names))]
    return found


def records_before(stream: str, entry: Entry) -> dict[tuple[str, str], Record | None]:
    """The records (kind, id) of a stream that changed since this entry arrived, as they stood then."""
    return refold.before(stream, entry)


def _one(query: Select[*tuple[Any, ...]]) -> Record | None:
    row = db.session.execute(query.limit(1)).first()
    return None if row is None else _record(row)


def _record(row: Row[*tuple[Any, ...]]) -> Record:
    return {"stream": row.stream, "kind": row.kind, "record": row.record, "fields": row.fields}
