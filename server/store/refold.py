"""Records as caches of the entries: whatever a write touched is folded afresh in the same transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import orjson
from sqlalchemy import and_, delete, select

from sync.canonical import Json
from sync.entry import Entry
from sync.fold import Position, fold, position_of
from sync.ids import b64
from sync.records import Record, record_of, value
from sync.rules import rules_of

from ..extensions import db
from . import own_logs, rows
from .identity import SERVER
from .models import StoredEntry, StoredRecord, Stream

Key = tuple[str, str]  # (kind, record)
Read = Callable[[Any], list[tuple[Entry, str | None]]]
BEFORE_ALL: Position = ("", "", 0)  # of a mark whose verdict is not here


def receipt_lookup(code: str) -> str:
    """What finds an opinion by its receipt: a hash of its letters and digits, so that no table shows a code."""
    letters = "".join(letter for letter in code.upper() if letter.isascii() and letter.isalnum())
    return b64(hashlib.sha256(letters.encode()).digest())


def _file_lookup(said: Json) -> str | None:
    """What finds a record by the file it refers to: the file's hash, which only those know who may see the record."""
    sha256 = said.get("sha256") if isinstance(said, dict) else None
    return sha256 if isinstance(sha256, str) else None


# kind -> (the field by whose value a holder of it finds the record, how it is looked up)
LOOKUPS: dict[str, tuple[str, Callable[[Json], str | None]]] = {
    "opinion": ("receipt", lambda code: receipt_lookup(code) if isinstance(code, str) else None),
    "photo": ("file", _file_lookup),
    "attendance": ("mark", lambda mark: _file_lookup(mark.get("file")) if isinstance(mark, dict) else None),
}


def touched_by(entries: Iterable[Entry]) -> set[Key]:
    """The records that these entries change; a verdict also changes the record of the entry it judges."""
    return {(entry.kind, entry.record) for entry in entries}


def refold(stream: Stream, keys: set[Key], begun: Mapping[Key, list[Entry]] | None = None) -> None:
    """Fold these records of a stream and rewrite their rows.

    Args:
        begun: all that is stored of some of them, entries just written, none in quarantine. The others are read.
    """
    new = begun or {}
    _insert([_row(stream, key, entries, {}) for key, entries in new.items()])
    for values in folded(stream, keys - new.keys(), rows.read_quickly):
        _delete(stream, values)
        _insert(values)


def folded(stream: Stream, keys: set[Key], read: Read = rows.read) -> Iterator[list[dict[str, Any]]]:
    """The rows that these records must have, a portion at a time, folded from all their entries."""
    for names in rows.chunks(record for _, record in keys):
        asked = set(names)
        histories: dict[Key, list[tuple[Entry, str | None]]] = {key: [] for key in keys if key[1] in asked}
        for entry, reason in read(and_(StoredEntry.stream == stream.name, rows.among(StoredEntry.record, names))):
            if (entry.kind, entry.record) in histories:
                histories[entry.kind, entry.record].append((entry, reason))
        verdicts = _verdicts(stream, [e.hash for history in histories.values() for e, reason in history if reason])
        yield [_fold(stream, key, history, verdicts) for key, history in histories.items()]


def before(stream: str, entry: Entry) -> dict[Key, Record | None]:
    """The records of a stream that changed after `entry` had arrived, as they stood then; None for one not there yet.

    Arrived in the same second counts as before if it does not bear a later stamp. What is in quarantine now is left
    out, and a part that was redacted since stays away: it was said and is gone.
    """
    arrived = db.session.scalar(
        select(StoredEntry.received_at).where(StoredEntry.log == entry.log, StoredEntry.seq == entry.seq)
    )
    inside = and_(StoredEntry.stream == stream, StoredEntry.quarantined.is_(None))
    with_it = rows.read(and_(inside, StoredEntry.received_at == arrived))
    since = [each for each, _ in rows.read(and_(inside, StoredEntry.received_at > arrived))]
    since += [each for each, _ in with_it if each.at > entry.at]
    late = {each.hash for each in since}
    histories: dict[Key, list[Entry]] = {key: [] for key in touched_by(since)}
    for names in rows.chunks(record for _, record in histories):
        for each, _ in rows.read(and_(inside, StoredEntry.record.in_(names))):
            is_ours = each.redacts is None or each.by == SERVER
            if (each.kind, each.record) in histories and each.hash not in late and is_ours:
                histories[each.kind, each.record].append(each)
    return {key: _as_was(stream, key, history) for key, history in histories.items()}


def _as_was(stream: str, key: Key, history: list[Entry]) -> Record | None:
    return record_of(stream, *key, fold(history, rules_of(key[0]), {})) if history else None


def _fold(
    stream: Stream, key: Key, history: list[tuple[Entry, str | None]], verdicts: dict[str, Position]
) -> dict[str, Any]:
    quarantined = {entry.hash: verdicts.get(entry.hash, BEFORE_ALL) for entry, reason in history if reason}
    return _row(stream, key, [entry for entry, _ in history], quarantined)


def _row(stream: Stream, key: Key, entries: list[Entry], quarantined: dict[str, Position]) -> dict[str, Any]:
    kind, record = key
    # A redaction stands only in the server's log (PROTOCOL.md section 4); a phone's is a wish, whatever a verdict says.
    heard = [entry for entry in entries if entry.redacts is None or entry.by == SERVER]
    states = fold(heard, rules_of(kind), quarantined)
    folded = record_of(stream.name, kind, record, states)
    return {
        "stream": stream.name,
        "kind": kind,
        "record": record,
        "office": stream.office,
        "fields": folded["fields"],
        "conflict": "conflict" in [state.state for state in states.values()],
        "lookup": _lookup(kind, folded),
    }


def _lookup(kind: str, folded: Record) -> str | None:
    if kind not in LOOKUPS:
        return None
    field, digest = LOOKUPS[kind]
    return digest(value(folded, field))


def _verdicts(stream: Stream, hashes: list[str]) -> dict[str, Position]:
    """For each judged hash the position of the last verdict on it."""
    return {judged: position_of(entry) for judged, entry in own_logs.last_verdicts(stream.name, hashes).items()}


def _delete(stream: Stream, values: list[dict[str, Any]]) -> None:
    """Delete the rows of these records, which are about to be written anew."""
    for kind in {row["kind"] for row in values}:
        named = rows.among(StoredRecord.record, (row["record"] for row in values if row["kind"] == kind))
        old = delete(StoredRecord).where(StoredRecord.stream == stream.name, StoredRecord.kind == kind, named)
        db.session.connection().execute(old)


def _insert(values: list[dict[str, Any]]) -> None:
    """Write rows; a record of which nothing is left to say has none."""
    present = [row for row in values if row["fields"]]
    for row in present:
        row["fields"] = orjson.dumps(row["fields"]).decode()
    rows.insert(StoredRecord, [tuple(row.values()) for row in present])
