"""The history of a record as a person reads it: who said what, when, on which phone, instead of what, and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from sync.canonical import canonical
from sync.entry import Entry
from sync.records import Record, provisional, state
from sync.rules import rules_of

from .. import clock
from ..accounts.models import Installation, User
from ..extensions import db
from ..store import identity, rows
from ..store import service as store
from ..store.models import Log, StoredEntry


@dataclass(frozen=True, slots=True)
class Step:
    """One entry. `said`: field -> canonical text; None where the part is hidden or gone. `over`: numbers of steps."""

    number: int
    at: str  # ISO 8601, by the clock of the phone
    who: str
    device: str
    said: dict[str, str | None]
    over: dict[str, list[int]]
    why: str | None
    quarantined: str | None
    hash: str


@dataclass(frozen=True, slots=True)
class Story:
    """A record of one stream: its entries by their stamps, and what they fold to (field -> state, value)."""

    stream: str
    kind: str
    record: str
    steps: list[Step] = field(default_factory=list)
    now: dict[str, tuple[str, str | None]] = field(default_factory=dict)


def stories(office: str, record: str, *, private: bool) -> list[Story]:
    """Everything an office holds under an id, one story for each stream and kind. Entries are looked through for it.

    Args:
        private: show what is private, too; without it those values read as hidden.
    """
    query = select(StoredEntry.stream, StoredEntry.kind).where(
        StoredEntry.office == office, StoredEntry.record == record
    )
    found = sorted({(row.stream, row.kind) for row in db.session.execute(query)})
    return [_story(stream, kind, record, private) for stream, kind in found]


def _story(stream: str, kind: str, record: str, private: bool) -> Story:
    condition = (StoredEntry.stream == stream) & (StoredEntry.record == record) & (StoredEntry.kind == kind)
    held = sorted(rows.read(condition), key=lambda one: (one[0].at, one[0].log, one[0].seq))
    number = {entry.hash: place for place, (entry, _) in enumerate(held, 1)}
    steps = [_step(entry, reason, number, private) for entry, reason in held]
    folded = store.record(stream, kind, record)
    return Story(stream, kind, record, steps, {} if folded is None else _now(folded, private))


def _step(entry: Entry, quarantined: str | None, number: dict[str, int], private: bool) -> Step:
    who, device = _author(entry)
    parts = (entry.body or {}) | ((entry.private or {}) if private else {})
    said = {name: canonical(parts[name]) if name in parts else None for name in sorted(entry.sets)}
    if entry.redacts is not None:
        said = {f"redacts {entry.redacts['part']} of {number.get(entry.redacts['hash'], '?')}": None}
    over = {name: sorted(number[one] for one in covered if one in number) for name, covered in entry.sets.items()}
    why = parts.get("why")
    return Step(
        number[entry.hash], _moment(entry.at), who, device, said, {name: seen for name, seen in over.items() if seen},
        why if isinstance(why, str) else None, quarantined, entry.hash,
    )  # fmt: skip


def _now(folded: Record, private: bool) -> dict[str, tuple[str, str | None]]:
    rules = rules_of(folded["kind"]) or {}
    hidden = {name for name, rule in rules.items() if rule.private and not private}
    return {
        name: (state(folded, name), None if name in hidden else canonical(provisional(folded, name)))
        for name in sorted(folded["fields"])
    }


def _author(entry: Entry) -> tuple[str, str]:
    """Name of the account and label of the phone, as far as this server knows them."""
    if entry.by == identity.SERVER:
        return identity.SERVER, identity.SERVER
    name = db.session.scalar(select(User.name).where(User.pseudonym == entry.by))
    label = db.session.scalar(
        select(Installation.label).join(Log, Log.installation == Installation.id).where(Log.log == entry.log)
    )
    return name or entry.by, label or entry.log


def _moment(at: str) -> str:
    milliseconds = int(at.partition("-")[0], 16)
    try:
        return datetime.fromtimestamp(milliseconds / 1000, clock.BANGKOK).isoformat(timespec="seconds")
    except (ValueError, OverflowError, OSError):  # a clock that is off by ages still gets its entry shown
        return at
