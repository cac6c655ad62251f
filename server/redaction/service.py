"""The verb that removes a part of an entry, for good and from every copy (PROTOCOL.md sections 1 and 4). It commits."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, select, true

from sync.entry import Draft, Entry

from ..blobs import forgotten
from ..database import again, scrub, writing
from ..errors import Refusal
from ..exchange import service as exchange
from ..extensions import db
from ..store import ledger, own_logs, removal, rows
from ..store import service as store
from ..store.models import Fork, StoredEntry, Waiting

PARTS = ("body", "private")
LONGEST = 500  # letters of a reason
# What these say is an order or the beginning of a log: nothing about a person, and without it nothing could be checked.
ORDERS = frozenset({"log", "verdict", "installation"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line stands."""

    office: str
    stream: str
    log: str
    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Removed:
    """What was removed, and where it stood; `before`: it had been removed already, and nothing was written."""

    stream: str
    kind: str
    record: str
    entry: str
    part: str
    before: bool


def redact(
    entry: str, part: str, reason: str, *, by: str = "", office: str | None = None, stream: str | None = None
) -> Removed:
    """Remove the body or the private part of an entry: bytes and salt here, files that only it named; then, by the
    exchange, on every phone. Header and chain stay, and what the entry superseded does not return.

    Args:
        entry: its hash. Entries are looked through for it, in `office` and `stream` if they are given.
        reason: what everybody who may see private parts reads about it later.
        by: the name of who ordered it, written behind the reason.
    Raises:
        Refusal: `not_found`; `invalid_input` with `reason: length`, or with `part: absent` (it never had that part) or
            `kept` (a genesis, a verdict, an order about a phone).
    """
    why = f"{reason.strip()} — {by}" if by else reason.strip()
    if part not in PARTS:
        raise Refusal("invalid_input", {"part": ["unknown"]})
    if not 0 < len(reason.strip()) <= LONGEST:
        raise Refusal("invalid_input", {"reason": ["length"]})
    place = _find(entry, office, stream)
    removed, gone = _redact(place, part, why)
    forgotten.remove(gone)
    exchange.judge_waiting(place.office, place.stream)  # what lacked just this part need not wait for it
    scrub()
    return removed


@again
def _redact(place: Place, part: str, why: str) -> tuple[Removed, set[str]]:
    with writing():
        ledger.lock_stream(place.office, place.stream)
        entry = _read(place)
        if entry.kind in ORDERS:
            raise Refusal("invalid_input", {"part": ["kept"]})
        if not (entry.commit if part == "body" else entry.seal):
            raise Refusal("invalid_input", {"part": ["absent"]})
        before = (entry.hash, part) in own_logs.redacted(entry.stream, [entry])
        if not before:
            redacts = {"hash": entry.hash, "part": part}
            order = Draft(entry.kind, entry.record, {}, {"why": why}, {}, redacts)
            store.append(entry.stream, [order], office=place.office)
        removed = Removed(entry.stream, entry.kind, entry.record, entry.hash, part, before)
        return removed, forgotten.forget_named(place.office, [entry.private_text] if part == "private" else [])


def _find(hash: str, office: str | None, stream: str | None) -> Place:
    """Where an entry stands, or a line that is kept as a fork or waits; it stays there."""
    for table in (StoredEntry, Fork, Waiting):
        condition: ColumnElement[bool] = table.hash == hash
        condition &= true() if office is None else table.office == office
        condition &= true() if stream is None else table.stream == stream
        found = db.session.execute(select(table.office, table.stream, table.log, table.seq).where(condition)).first()
        if found is not None:
            return Place(found.office, found.stream, found.log, found.seq, hash)
    raise Refusal("not_found")


def _read(place: Place) -> Entry:
    at = (StoredEntry.log == place.log) & (StoredEntry.seq == place.seq) & (StoredEntry.hash == place.hash)
    if found := rows.read(at):
        return found[0][0]
    key = (place.log, place.seq, place.hash)
    apart: Fork | Waiting | None = db.session.get(Fork, key) or db.session.get(Waiting, key)
    entry = None if apart is None else removal.readable(apart.line, apart.hash)
    if entry is None:
        raise Refusal("not_found")
    return entry
