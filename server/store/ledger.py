"""Logs and entries as they are written: one locked stream, contiguous logs, a vector rewritten with them.

Everything here runs inside a transaction of a service and commits nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from sync.entry import Entry
from sync.keys import countersign_text
from sync.vector import digest

from .. import clock
from ..errors import Refusal
from ..extensions import db
from . import identity, own_logs, refold, removal, rows
from .models import Fork, Head, Log, StoredEntry, Stream

MAX_FORKS = 1_000  # lines kept of the forks of one log


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose log it is, as its genesis says."""

    installation: str
    account: str
    key: str
    roles: tuple[str, ...]


def lock_stream(office: str, name: str) -> Stream:
    """The stream's row, locked until the transaction ends; made if it is not there.

    Raises:
        Refusal: `not_found` if the stream belongs to another office.
    """
    query = select(Stream).where(Stream.name == name).with_for_update().execution_options(populate_existing=True)
    row = db.session.scalar(query) or _begin_stream(office, name) or db.session.scalars(query).one()
    if row.office != office:
        raise Refusal("not_found")
    return row


def _begin_stream(office: str, name: str) -> Stream | None:
    """A new stream's row; None if another transaction made it at the same moment."""
    row = Stream(name=name, office=office, vector={}, digest=digest({}), countersign="", n=0)
    row.countersign = _countersign(row)
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        return None
    return row


def log_row(stream: Stream, log: str, owner: Owner) -> Log:
    """The log's row; made if it is not there."""
    row = db.session.get(Log, log)
    if row is None:
        row = Log(
            log=log,
            stream=stream.name,
            office=stream.office,
            installation=owner.installation,
            account=owner.account,
            key=owner.key,
            roles=list(owner.roles),
            last_seq=0,
            last_hash="",
        )
        db.session.add(row)
        db.session.flush()
    return row


def add(
    stream: Stream,
    log: Log,
    entries: Sequence[Entry],
    quarantined: Mapping[str, str] | None = None,
    *,
    has_past: bool = False,
    is_obeyed: bool = False,
) -> None:
    """Insert entries that follow the log's last one; what the server orders in them, or ordered about them, is done.

    Args:
        entries: of another log than the server's own, they come without what was redacted (`removal.bare`).
        quarantined: hashes to the reasons of their verdicts, which the caller writes.
        has_past: whether the server may have spoken of them before they came (`own_logs.has_past`).
        is_obeyed: what these entries order is done already.
    """
    if not entries:
        return
    reasons, at = quarantined or {}, clock.stamp()
    is_ours = log.account == identity.SERVER
    kept = removal.bare(stream.name, entries, entries) if is_ours else entries
    rows.insert(StoredEntry, [rows.row_of(entry, stream.office, at, reasons.get(entry.hash)) for entry in kept])
    last = entries[-1]
    log.last_seq, log.last_hash = last.seq, last.hash
    stream.vector = {**stream.vector, log.log: [last.seq, last.hash]}
    stream.n += len(entries)
    if is_ours:
        for entry in () if is_obeyed else entries:
            _obey(stream, entry)
    elif has_past:
        for entry in own_logs.about(stream.name, entries):
            _obey(stream, entry)


def sign(log: Log, heads: Iterable[tuple[int, str, str]]) -> None:
    """Keep verified signatures of heads just admitted: (seq, hash, signature) of each."""
    rows.insert(Head, [(log.log, seq, log.office, hash, signature) for seq, hash, signature in heads])


def keep_forks(log: Log, entries: Sequence[Entry]) -> None:
    """Keep signed lines whose address is taken, under a quota: both branches stay, only one is folded."""
    entries = removal.bare(log.stream, entries)
    room = MAX_FORKS - (db.session.scalar(select(func.count()).select_from(Fork).where(Fork.log == log.log)) or 0)
    for entry in entries[: max(room, 0)]:
        if db.session.get(Fork, (log.log, entry.seq, entry.hash)) is None:
            db.session.add(
                Fork(
                    log=log.log,
                    seq=entry.seq,
                    hash=entry.hash,
                    stream=log.stream,
                    office=log.office,
                    line=entry.line,
                    received_at=clock.stamp(),
                )
            )


def settle(stream: Stream, entries: Sequence[Entry], fresh: Collection[refold.Key] = ()) -> None:
    """After the entries are in: fold what they touch, rewrite digest and countersignature.

    Args:
        fresh: records of which nothing was stored before these entries, and of which no order was given.
    """
    keys = refold.touched_by(entries)
    judged = {entry.record for entry in entries if entry.kind == "verdict"}
    begun: dict[refold.Key, list[Entry]] = {}
    for entry in entries:
        if (entry.kind, entry.record) in fresh:
            begun.setdefault((entry.kind, entry.record), []).append(entry)
    for entry in entries:
        if entry.hash in judged or entry.redacts is not None:
            begun.pop((entry.kind, entry.record), None)
    stream.digest = digest({log: (head[0], head[1]) for log, head in stream.vector.items()})
    stream.countersign = _countersign(stream)
    db.session.flush()
    refold.refold(stream, keys | _judged(stream, judged - {entry.hash for entry in entries}), begun)


def _judged(stream: Stream, hashes: set[str]) -> set[refold.Key]:
    """The records of entries that verdicts speak of. They are looked through for it: a push brings its own along."""
    if not hashes:
        return set()
    inside = (StoredEntry.stream == stream.name) & rows.among(StoredEntry.hash, hashes)
    query = select(StoredEntry.kind, StoredEntry.record).where(inside)
    return {(kind, record) for kind, record in db.session.execute(query)}


def _countersign(stream: Stream) -> str:
    return identity.server_key().sign(countersign_text(identity.epoch(), stream.name, stream.digest))


def _obey(stream: Stream, entry: Entry) -> None:
    """What the server's own entries order: a verdict marks, a redaction deletes bytes and salt (PROTOCOL.md 4)."""
    if entry.kind == "verdict":
        # A verdict of an earlier epoch, brought home after a restore, does not undo a later one.
        said = own_logs.last_verdicts(stream.name, [entry.record]).get(entry.record, entry)
        standing = (said.body or {}).get("standing")
        state = standing if isinstance(standing, dict) else {}
        mark = str(state.get("reason")) if state.get("state") == "quarantined" else None
        condition = (StoredEntry.stream == stream.name) & (StoredEntry.hash == entry.record)
        db.session.execute(update(StoredEntry).where(condition).values(quarantined=mark))
    removal.delete(stream.name, entry)
    if entry.redacts is not None and entry.redacts["hash"] in (stream.want or ()):
        stream.want = [hash for hash in stream.want or () if hash != entry.redacts["hash"]] or None
