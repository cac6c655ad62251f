"""The verb of the doorway: take in what the caller brings, tell what it lacks.

Hashes, commitments and signatures are checked before the transaction; inside it only what depends on what is held. A
push lands whole or not at all, and one that brings nothing new opens no transaction for writing.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, update

from sync import bundle
from sync.bundle import Result
from sync.entry import Draft, Entry

from .. import clock
from ..accounts.models import Installation
from ..accounts.rules import Actor
from ..database import again, look_at_once, writing
from ..decisions import mend
from ..extensions import db
from ..redaction.service import Dropped
from ..store import ledger, own_log, own_logs
from ..store import service as store
from ..store.ledger import Owner
from ..store.models import Fork, Log, StoredEntry, Stream
from . import answer, chains, homecoming, owners, parcel, rights, scope
from .parcel import Group, Parcel, result_of


@dataclass(slots=True)
class Vouched:
    """The lines of a log whose owner and signatures are checked."""

    group: Group
    owner: Owner
    standing: owners.Standing
    seals: chains.Seals


def exchange(actor: Actor, body: bytes) -> str:
    """One exchange.

    Args:
        actor: the installation that calls; a revoked one delivers and receives nothing.
        body: the request as PROTOCOL.md section 5 describes it, unpacked.
    Returns:
        The text of the answer.
    Raises:
        Refusal: `malformed_envelope`, `unsupported_version`, `too_large`.
    """
    read = parcel.read(body)
    vouched = _vouch(actor, read)
    pushed: dict[str, set[str]] = {}
    for item in vouched:
        pushed.setdefault(item.group.stream, set()).add(item.group.log)
    if any(_has_news(item) for item in vouched):
        read.results += _admit(actor, vouched)
        if any(homecoming.is_ours(item.owner) for item in vouched):
            mend.mend(actor.office)
    else:
        read.results += [result for item in vouched for result in _place(item).results]
    look_at_once()
    entitled = set() if actor.revoked else scope.streams_of(actor.office, actor.account, actor.roles)
    envelope, lines = answer.build(read.envelope, entitled, pushed, read.results)
    return bundle.write(envelope, lines)


def _vouch(actor: Actor, read: Parcel) -> list[Vouched]:
    """Check owner, scope and signatures of every log; what fails goes to the results."""
    vouched: list[Vouched] = []
    for group in read.groups:
        try:
            owner, is_new = owners.owner_of(group.log, group.stream, group.entries[0], actor.office)
            standing = owners.standing_of(owner)
            if is_new and not scope.may_begin(group.stream, actor.office, owner.account, standing.roles):
                raise owners.NotAdmitted("out_of_scope")
        except owners.NotAdmitted as error:
            read.results += [result_of(entry, "refused", str(error)) for entry in group.entries]
            continue
        vouched.append(Vouched(group, owner, standing, chains.check_signatures(group, owner.key)))
    return vouched


def _has_news(item: Vouched) -> bool:
    placed = _place(item)
    return bool(placed.new or placed.forks)


def _place(item: Vouched) -> chains.Placed:
    """Hold the lines of a log against what the database has now."""
    log, seqs = item.group.log, [entry.seq for entry in item.group.entries]
    # Columns, not the row itself: it must be read again, not remembered, once the stream is locked.
    last = db.session.execute(select(Log.last_seq, Log.last_hash).where(Log.log == log)).first()
    held: dict[int, str] = {}
    if last is not None:
        query = select(StoredEntry.seq, StoredEntry.hash).where(
            StoredEntry.log == log, StoredEntry.seq.between(min(seqs), max(seqs))
        )
        held.update((seq, hash) for seq, hash in db.session.execute(query))
    return chains.place(
        item.group.entries,
        author=item.owner.account,
        last=(0, "") if last is None else (last.last_seq, last.last_hash),
        held=held,
        forked={row.hash: row.seq for row in db.session.execute(select(Fork.hash, Fork.seq).where(Fork.log == log))},
        redacted=_redacted(item.group),
        seals=item.seals,
    )


def _redacted(group: Group) -> set[tuple[str, str]]:
    """(hash, part) of the parts that the server's redactions name, for the pushed entries that lack one."""
    lacking = [entry for entry in group.entries if entry.body is None or entry.private is None]
    return own_logs.redacted(group.stream, lacking)


@again
def _admit(actor: Actor, vouched: list[Vouched]) -> list[Result]:
    """Write what is new, in one transaction over all streams, locked in the order of their names."""
    results: list[Result] = []
    dropped = Dropped()
    by_stream: dict[str, list[Vouched]] = {}
    for item in vouched:
        by_stream.setdefault(item.group.stream, []).append(item)
    with writing() as session:
        for name in sorted(by_stream):
            results += _admit_stream(actor.office, name, by_stream[name], dropped)
        dropped.forget(actor.office)
        mine = update(Installation).where(Installation.id == actor.installation)
        session.execute(mine.values(last_seen=clock.stamp()))
    dropped.finish()
    return results


def _admit_stream(office: str, name: str, items: list[Vouched], dropped: Dropped) -> list[Result]:
    """Write what is new of one stream, quarantine what may not be folded, fold, and seal the stream."""
    placings = [(item, _place(item)) for item in items]
    results = [result for _, placed in placings for result in placed.results]
    if not any(placed.new or placed.forks for _, placed in placings):
        return results
    stream = ledger.lock_stream(office, name)
    landed = _take_home(stream, [item for item in items if homecoming.is_ours(item.owner)], dropped)
    for item in items:
        item.group.entries = dropped.refuse(name, item.group.entries)
    placings = [(item, _place(item)) for item in items if not homecoming.is_ours(item.owner)]
    arriving = [(entry, item.standing) for item, placed in placings for entry in placed.new]
    keys, named = _meeting_keys(name, arriving), _named(name, arriving)
    for item, placed in placings:
        reasons = _judge(placed.new, item.standing, keys, named)
        for judged in homecoming.judged(name, placed.new):
            reasons.pop(judged, None)
        _write(stream, item, placed)
        landed += placed.new + _verdicts(stream, reasons)
        results += [result_of(e, "quarantined", reasons[e.hash]) for e in placed.new if e.hash in reasons]
    if landed:
        ledger.settle(stream, landed)
    return results


def _take_home(stream: Stream, items: list[Vouched], dropped: Dropped) -> list[Entry]:
    """Write lines of our own older logs first: what else arrives may be judged or redacted by them."""
    landed: list[Entry] = []
    for item in items:
        placed = _place(item)
        dropped.by(stream.name, placed.new)
        _write(stream, item, placed)
        landed += placed.new
    landed += homecoming.heed(stream, landed)
    return landed


def _write(stream: Stream, item: Vouched, placed: chains.Placed) -> None:
    """The rows of one log: entries, signed heads, forks."""
    log = ledger.log_row(stream, item.group.log, item.owner)
    ledger.add(stream, log, placed.new)
    for entry in placed.new:
        if (entry.seq, entry.hash) in item.seals.good:
            ledger.sign(log, entry.seq, entry.hash, item.seals.good[entry.seq, entry.hash])
    ledger.keep_forks(log, placed.forks)


def _verdicts(stream: Stream, reasons: dict[str, str]) -> list[Entry]:
    """A verdict is an entry too, so that every copy folds alike (PROTOCOL.md section 4)."""
    drafts = [
        Draft("verdict", judged, {"standing": {"state": "quarantined", "reason": reason}}, {}, {"standing": []})
        for judged, reason in reasons.items()
    ]
    return own_log.write(stream, drafts)


def _judge(
    entries: list[Entry], standing: owners.Standing, keys: set[str], named: set[rights.RecordName]
) -> dict[str, str]:
    """Reasons to quarantine entries of one log, by hash; `named` gains the records that an admitted one names."""
    reasons: dict[str, str] = {}
    for entry in entries:
        reason = rights.reason_to_quarantine(entry, standing, keys, named)
        if reason is not None:
            reasons[entry.hash] = reason
        elif rights.names_record(entry):
            named.add((entry.kind, entry.record))
    return reasons


def _meeting_keys(stream: str, arriving: list[tuple[Entry, owners.Standing]]) -> set[str]:
    """The keys K of a meeting's stream, also one that arrives just now; never one of a quarantined entry."""
    kind, _, meeting = stream.partition("/")
    if kind != "meeting":
        return set()
    held = store.admitted(stream, "meeting", [meeting])
    new = [e for e, standing in arriving if e.kind == "meeting" and not rights.reason_to_quarantine(e, standing)]
    return {key for entry in [*held, *new] for key in rights.keys_in(entry)}


def _named(stream: str, arriving: list[tuple[Entry, owners.Standing]]) -> set[rights.RecordName]:
    """The records, of those that arriving entries do not name, that an admitted entry names already."""
    asked: dict[str, set[str]] = {}
    for entry, _ in arriving:
        if rights.is_nameless(entry):
            asked.setdefault(entry.kind, set()).add(entry.record)
    held = [entry for kind, ids in asked.items() for entry in store.admitted(stream, kind, ids)]
    return {(entry.kind, entry.record) for entry in held if rights.names_record(entry)}
