"""Lines that came early: kept under a quota, judged anew with whatever arrives of their log (PROTOCOL.md section 5).

`Log.waiting` says without a query whether a log has any. What is written here runs inside the transaction of a service.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from sqlalchemy import ColumnElement, and_, delete, func, select, update

from sync.entry import Entry

from .. import clock
from ..extensions import db
from ..store import removal
from ..store.models import Log, Stream, Waiting
from . import adopting, wanted
from .chains import Address, Placed, Seals
from .parcel import Group

MAX_LINES = 2_000  # of a log
MAX_BYTES = 4_000_000  # of a log
MAX_OFFICE = 20_000  # lines


@dataclass(slots=True)
class Kept:
    """The waiting lines of one log, by their address; `spoilt`: of those whose header the disk damaged."""

    entries: dict[Address, Entry] = field(default_factory=dict)
    reasons: dict[Address, str] = field(default_factory=dict)
    seals: dict[Address, str] = field(default_factory=dict)
    spoilt: list[Address] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.entries) + len(self.spoilt)


@dataclass(slots=True)
class Change:
    """What is to be done with the waiting lines of one log: those that leave, and rows that come or become others."""

    leave: list[Address] = field(default_factory=list)
    come: list[tuple[Entry, str]] = field(default_factory=list)
    become: list[tuple[Entry, str]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.leave or self.come or self.become)


def kept(log: str) -> Kept:
    """The waiting lines of a log. One that is damaged holds nobody up: it counts as lacking its parts, or leaves."""
    found = Kept()
    query = select(Waiting.seq, Waiting.hash, Waiting.line, Waiting.reason, Waiting.signature).where(Waiting.log == log)
    for row in db.session.execute(query.order_by(Waiting.seq, Waiting.hash)):
        address, entry = (row.seq, row.hash), removal.readable(row.line, row.hash)
        if entry is None:
            found.spoilt.append(address)
            continue
        found.entries[address], found.reasons[address] = entry, row.reason
        if row.signature is not None:
            found.seals[address] = row.signature
    return found


def together(pushed: list[Entry], waiting: Kept) -> list[Entry]:
    """What was pushed and what waits, in the order of (seq, hash); of a line that is there twice every part counts."""
    if not waiting.entries:
        return pushed
    lines = dict(waiting.entries)
    for entry in pushed:
        address = (entry.seq, entry.hash)
        lines[address] = wanted.joined(lines[address], entry) if address in lines else entry
    return [lines[address] for address in sorted(lines)]


def all_seals(pushed: Seals, waiting: Kept) -> Seals:
    """The signatures that came, and those that wait with their lines."""
    return replace(pushed, good={**pushed.good, **waiting.seals}) if waiting.seals else pushed


def change(group: Group, office: str, placed: Placed, waiting: Kept, seals: Seals) -> Change:
    """What becomes of the waiting lines; of those for which there is no room the result tells `quota`."""
    made = Change([*waiting.spoilt, *(address for address in waiting.entries if address in placed.done)])
    come: list[tuple[Entry, str]] = []
    for entry, reason in placed.early:
        address = (entry.seq, entry.hash)
        if address not in waiting.entries:
            come.append((entry, reason))
        elif (waiting.reasons[address], waiting.entries[address].line, waiting.seals.get(address)) != (
            reason,
            entry.line,
            seals.good.get(address),
        ):
            made.become.append((entry, reason))
    if come and (adopted := adopting.adopted(group.log, [entry for entry, reason in come if reason == "unsigned"])):
        come = [(entry, reason) for entry, reason in come if (entry.seq, entry.hash) not in adopted]
    if come or made.become:
        made.come = _fitting(office, placed, waiting, made, come)
    return made


def _fitting(
    office: str, placed: Placed, waiting: Kept, made: Change, come: list[tuple[Entry, str]]
) -> list[tuple[Entry, str]]:
    """As many of the lines that come as there is room for, the first ones; signed ones before others.

    A line that waits and now has a part more needs room, too, and before those: without it, it waits as it is. Unsigned
    lines whose place another line has taken make room: whoever is enrolled could have made them up.
    """
    grown = {(entry.seq, entry.hash): entry for entry, _ in made.become}
    wanted_room = sum(map(_size, ({**waiting.entries, **grown}.values()))) + sum(_size(entry) for entry, _ in come)
    room_of_log = MAX_LINES - len(waiting) + len(made.leave)
    if len(come) > room_of_log or wanted_room > MAX_BYTES:
        alive = {*placed.done, *((entry.seq, entry.hash) for entry, _ in placed.early)}
        made.leave += [at for at, reason in waiting.reasons.items() if reason == "unsigned" and at not in alive]
    lines = len(waiting) - len(made.leave)
    size = sum(_size(entry) for address, entry in waiting.entries.items() if address not in made.leave)
    size = _grow(placed, waiting, made, size)
    count = select(func.count()).select_from(Waiting).where(Waiting.office == office)
    room = min(MAX_LINES - lines, MAX_OFFICE - (db.session.scalar(count) or 0))
    fitting: list[tuple[Entry, str]] = []
    for entry, reason in sorted(come, key=lambda one: (one[1] == "unsigned", one[0].seq, one[0].hash)):
        size += _size(entry)
        if len(fitting) >= room or size > MAX_BYTES:
            _tell_quota(placed, entry)
        else:
            fitting.append((entry, reason))
    return fitting


def _grow(placed: Placed, waiting: Kept, made: Change, size: int) -> int:
    """Let those of the lines that become others have their growth for which there is room; the size with it."""
    become, made.become = made.become, []
    for entry, reason in become:
        address = (entry.seq, entry.hash)
        if address in made.leave:
            continue
        growth = _size(entry) - _size(waiting.entries[address])
        if growth > 0 and size + growth > MAX_BYTES:
            _tell_quota(placed, entry)
            continue
        size += max(growth, 0)
        made.become.append((entry, reason))
    return size


def _tell_quota(placed: Placed, entry: Entry) -> None:
    for result in placed.results:
        if (result["seq"], result["hash"]) == (entry.seq, entry.hash):
            result["reason"] = "quota"


def _size(entry: Entry) -> int:
    return len(entry.line.encode())


def write(stream: Stream, log: Log, made: Change, seals: Seals, carrier: str) -> None:
    """Write what `change` found; the stream asks for the parts that its waiting lines lack."""
    for seq, hash in made.leave:
        db.session.execute(delete(Waiting).where(_at(log, seq, hash)))
    for entry, reason in made.become:
        (bare,) = removal.bare(stream.name, [entry])
        seal = seals.good.get((entry.seq, entry.hash))
        found = update(Waiting).where(_at(log, entry.seq, entry.hash))
        db.session.execute(found.values(reason=reason, line=bare.line, signature=seal))
    reasons = {(entry.seq, entry.hash): reason for entry, reason in made.come}
    for entry in removal.bare(stream.name, [entry for entry, _ in made.come]):
        address = (entry.seq, entry.hash)
        db.session.add(_row(log, entry, reasons[address], seals.good.get(address), carrier))
    log.waiting += len(made.come) - len(made.leave)
    db.session.flush()
    wanted.ask(stream, gone={hash for _, hash in made.leave} | {entry.hash for entry, _ in made.become})


def _at(log: Log, seq: int, hash: str) -> ColumnElement[bool]:
    return and_(Waiting.log == log.log, Waiting.seq == seq, Waiting.hash == hash)


def _row(log: Log, entry: Entry, reason: str, signature: str | None, carrier: str) -> Waiting:
    return Waiting(
        log=log.log,
        seq=entry.seq,
        hash=entry.hash,
        stream=log.stream,
        office=log.office,
        carrier=carrier,
        reason=reason,
        line=entry.line,
        signature=signature,
        received_at=clock.stamp(),
    )


def logs_with(stream: str, but: set[str]) -> list[Log]:
    """The logs of a stream of which lines wait, without those named."""
    query = select(Log).where(Log.stream == stream, Log.waiting > 0).order_by(Log.log)
    return [row for row in db.session.scalars(query) if row.log not in but]
