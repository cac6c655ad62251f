"""Undoing a whole import: who was made by it is struck off the roll, what it changed goes back to what it was.

People who were recorded at a hearing meanwhile stay, and so does what somebody has changed since. Step by step like the
import: what is left to undo is read from the records, so that a second call goes on where the first was cut.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import Text, cast, literal, select

from sync.canonical import Json
from sync.entry import Draft, Entry
from sync.records import Record, candidates, value

from ..database import again, writing
from ..errors import Refusal
from ..extensions import db
from ..store import service as store
from ..store.models import StoredEntry, StoredRecord
from . import roll, shelf
from .plan import WHY
from .service import KIND, STEP, Progress, progress_of, standing_draft, state_of

UNDONE = "ยกเลิกการนำเข้าทะเบียน"


def undo(office: str, name: str) -> Progress:
    """Begin to undo an import, or go on with it: one step. An import that still runs ends here.

    Raises:
        Refusal: `not_found`.
    """
    record = store.record(f"office/{office}", KIND, name)
    if record is None:
        raise Refusal("not_found")
    if state_of(record) == "undone":
        return progress_of(record)
    shelf.forget(name)
    return _step(office, name, record)


def kept(office: str, name: str) -> list[Record]:
    """The people made by an import who stand on the roll."""
    return [found for stream, record in _made(office, name) if (found := store.record(stream, "resident", record))]


@again
def _step(office: str, name: str, record: Record) -> Progress:
    stream = f"office/{office}"
    with writing():
        store.ensure_stream(office, stream)
        made, recorded = _made(office, name), roll.recorded(office)
        strike = [each for each in made if each[1] not in recorded][:STEP]
        drafts = [(home, _struck(name, home, resident)) for home, resident in strike]
        drafts += _taken_back(office, name, STEP - len(drafts))
        _append(office, drafts)
        standing = {**(value(record, "standing") or {}), "state": "undoing" if drafts else "undone"}
        if not drafts:
            store.append(stream, [standing_draft(stream, name, standing)], office=office)
    done = max(standing["created"] - len(made) + len(strike), 0)
    return Progress(name, standing["state"], done, standing["created"], standing["created"])


def _append(office: str, drafts: list[tuple[str, Draft]]) -> None:
    by_stream: dict[str, list[Draft]] = defaultdict(list)
    for stream, draft in drafts:
        by_stream[stream].append(draft)
    for stream in sorted(by_stream):
        store.append(stream, by_stream[stream], office=office)


def _made(office: str, name: str) -> list[tuple[str, str]]:
    """(stream, record) of everybody who is on the roll by this import, in order."""
    query = (
        select(StoredRecord.stream, StoredRecord.record)
        .where(
            StoredRecord.office == office,
            StoredRecord.kind == "resident",
            cast(StoredRecord.fields, Text).contains(name, autoescape=True),
        )
        .order_by(StoredRecord.stream, StoredRecord.record)
    )
    return [(row.stream, row.record) for row in db.session.execute(query)]


def _struck(name: str, stream: str, resident: str) -> Draft:
    """Off the roll; the record and its history stay."""
    body: dict[str, Json] = {"roll": None, "why": f"{UNDONE} {name}"}
    return Draft("resident", resident, body, {}, store.shown(stream, "resident", resident, ["roll"]))


def _taken_back(office: str, name: str, most: int) -> list[tuple[str, Draft]]:
    """What the import changed of people who were there before, and nobody has changed since."""
    query = (
        select(StoredEntry.stream, StoredEntry.record, StoredEntry.hash)
        .join(
            StoredRecord,
            (StoredRecord.stream == StoredEntry.stream)
            & (StoredRecord.kind == StoredEntry.kind)
            & (StoredRecord.record == StoredEntry.record),
        )
        .where(
            StoredEntry.office == office,
            StoredEntry.kind == "resident",
            StoredEntry.body.contains(f'"why":"{WHY} {name}"', autoescape=True),
            cast(StoredRecord.fields, Text).like(literal("%") + StoredEntry.hash + literal("%")),
        )
        .order_by(StoredEntry.stream, StoredEntry.record)
    )
    found: list[tuple[str, Draft]] = []
    for row in db.session.execute(query):
        draft = _former(name, row.stream, row.record, row.hash)
        if draft is not None and len(found) < most:
            found.append((row.stream, draft))
    return found


def _former(name: str, stream: str, resident: str, changed_by: str) -> Draft | None:
    """The statement that says again what one change of the import covered; None where others have spoken since."""
    record = store.record(stream, "resident", resident)
    entries = {entry.hash: entry for entry in store.history(stream, "resident", resident)}
    change = entries[changed_by]
    fields = [field for field in change.sets if record and candidates(record, [field])[field] == [changed_by]]
    before: dict[str, Any] = {}
    for field in fields:
        covered = [entries[hash] for hash in change.sets[field] if hash in entries]
        if len(covered) <= 1:
            before[field] = _said(covered[0], field) if covered else None
    if not before:
        return None
    sets = {field: [changed_by] for field in before}
    return Draft("resident", resident, {"why": f"{UNDONE} {name}"}, before, sets)


def _said(entry: Entry, field: str) -> Json:
    return (entry.private or {}).get(field)
