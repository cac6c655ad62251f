"""The verb of the doorway: take in what the caller brings, tell what it lacks.

Hashes, commitments and signatures are checked before the transaction; inside it only what depends on what is held. A
push lands whole or not at all, and one that brings nothing new opens no transaction for writing.
"""

from __future__ import annotations

from sqlalchemy import update

from sync import bundle
from sync.bundle import Result
from sync.entry import Draft, Entry

from .. import clock
from ..accounts.models import Installation
from ..accounts.rules import Actor
from ..database import again, look_at_once, writing
from ..decisions import mend
from ..redaction.dropped import Dropped
from ..store import ledger, own_log
from ..store import service as store
from ..store.models import Stream
from . import adopting, answer, early, homecoming, owners, parcel, placing, reports, rights, scope, wanted
from .parcel import result_of
from .placing import Placing, Vouched


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
    vouched = placing.vouch(actor, read)
    report = reports.due(actor, read.envelope)
    pushed: dict[str, set[str]] = {}
    for item in vouched:
        pushed.setdefault(item.group.stream, set()).add(item.group.log)
    looked = [placing.place(actor.office, item) for item in vouched]
    if any(look.has_news for look in looked):
        read.results += _admit(actor, vouched, report)
        if any(homecoming.is_ours(item.owner) for item in vouched):
            mend.mend(actor.office)
    else:
        read.results += [result for look in looked for result in look.results]
        if report is not None:
            reports.keep(report)
    look_at_once()
    entitled = set() if actor.revoked else scope.streams_of(actor.office, actor.account, actor.roles)
    envelope, lines = answer.build(read.envelope, entitled, pushed, read.results)
    if withdrawn := scope.withdrawn(actor, read.envelope["streams"], entitled):
        envelope["withdrawn"] = withdrawn
    if lines:
        envelope["page"] = answer.vouched(lines)
    return bundle.write(envelope, lines)


def judge_waiting(office: str, stream: str) -> None:
    """Judge the waiting lines of a stream anew: a redaction may explain what they lack."""
    vouched = placing.waiting_of(stream, but=set())
    if any(placing.place(office, item).has_news for item in vouched):
        _admit(Actor("", 0, "", office, frozenset(), installation=None, revoked=True), vouched, None)


@again
def _admit(actor: Actor, vouched: list[Vouched], report: reports.News | None) -> list[Result]:
    """Write what is new, in one transaction over all streams, locked in the order of their names."""
    results: list[Result] = []
    dropped = Dropped()
    by_stream: dict[str, list[Vouched]] = {}
    for item in vouched:
        by_stream.setdefault(item.group.stream, []).append(item)
    with writing() as session:
        for name in sorted(by_stream):
            results += _admit_stream(actor, name, by_stream[name], dropped)
        dropped.forget(actor.office)
        mine = update(Installation).where(Installation.id == actor.installation)
        session.execute(mine.values(last_seen=clock.stamp()))
        if report is not None:
            reports.write(report)
    dropped.finish()
    return results


def _admit_stream(actor: Actor, name: str, items: list[Vouched], dropped: Dropped) -> list[Result]:
    """Write what is new of one stream, quarantine what may not be folded, fold, and seal the stream."""
    looked = [placing.place(actor.office, item) for item in items]
    results = [result for look in looked for result in look.results]
    if not any(look.has_news for look in looked):
        return results
    stream = ledger.lock_stream(actor.office, name)
    landed = _take_home(actor, stream, [item for item in items if homecoming.is_ours(item.owner)], dropped)
    others = [item for item in items if not homecoming.is_ours(item.owner)]
    if landed:  # a redaction that came home may explain what waiting lines lack
        others += placing.waiting_of(name, but={item.group.log for item in items})
    for item in items:
        item.group.entries = dropped.refuse(name, item.group.entries)
    placings = [(item, placing.place(actor.office, item)) for item in others]
    arriving = [(entry, item.standing) for item, look in placings for entry in look.placed.new]
    keys, named = _meeting_keys(name, arriving), _named(name, arriving)
    for item, look in placings:
        new = look.placed.new
        reasons = _judge(new, item.standing, keys, named)
        for judged in homecoming.judged(name, new):
            reasons.pop(judged, None)
        landed += _write(actor, stream, item, look) + _verdicts(stream, reasons)
        came = {entry.hash for entry in item.group.entries}
        told = [entry for entry in new if entry.hash in reasons and entry.hash in came]
        results += [result_of(entry, "quarantined", reasons[entry.hash]) for entry in told]
    if landed:
        ledger.settle(stream, landed)
    return results


def _take_home(actor: Actor, stream: Stream, items: list[Vouched], dropped: Dropped) -> list[Entry]:
    """Write lines of our own older logs first: what else arrives may be judged or redacted by them."""
    landed: list[Entry] = []
    for item in items:
        look = placing.place(actor.office, item)
        dropped.by(stream.name, look.placed.new)
        landed += _write(actor, stream, item, look)
    landed += homecoming.heed(stream, landed)
    return landed


def _write(actor: Actor, stream: Stream, item: Vouched, look: Placing) -> list[Entry]:
    """The rows of one log: entries, signed heads, forks, lines that wait; gives the entries to fold anew."""
    placed = look.placed
    log = ledger.log_row(stream, item.group.log, item.owner)
    ledger.add(stream, log, placed.new)
    for entry in placed.new:
        if (entry.seq, entry.hash) in look.seals.good:
            ledger.sign(log, entry.seq, entry.hash, look.seals.good[entry.seq, entry.hash])
    ledger.keep_forks(log, placed.forks)
    if look.change:
        early.write(stream, log, look.change, look.seals, actor.installation or "")
    if placed.new and placed.new[0].seq == 1:
        log.adopts = adopting.claim(placed.new)
    if log.adopts is not None and placed.new:
        adopting.settle(log)
    return placed.new + (wanted.fill(stream, look.fills) if look.fills else [])


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
