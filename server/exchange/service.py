"""The verb of the doorway: take in what the caller brings, tell what it lacks.

Hashes, commitments and signatures are checked before the transaction; inside it only what depends on what is held. A
push lands whole or not at all, and one that brings nothing new opens no transaction for writing.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import update

from sync.bundle import Result
from sync.entry import Draft, Entry

from .. import clock
from ..accounts.models import Installation
from ..accounts.rules import Actor
from ..database import again, look_at_once, writing
from ..decisions import mend
from ..redaction.dropped import Dropped
from ..store import ledger, own_log, own_logs, rows
from ..store import service as store
from ..store.models import Stream
from . import adopting, answer, early, homecoming, owners, parcel, placing, reports, rights, scope, wanted
from .parcel import result_of
from .placing import Placing, Vouched

Looked = tuple[Vouched, Placing]  # the lines of a log, and their places as they were before the stream was locked


def exchange(actor: Actor, body: bytes) -> bytes:
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
    looked = placing.place(actor.office, vouched)
    if any(look.has_news for look in looked):
        read.results += _admit(actor, [*zip(vouched, looked, strict=True)], report)
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
    return answer.text_of(envelope, lines)


def judge_waiting(office: str, stream: str) -> None:
    """Judge the waiting lines of a stream anew: a redaction may explain what they lack."""
    vouched = placing.waiting_of(stream, but=set())
    looked = placing.place(office, vouched)
    if any(look.has_news for look in looked):
        nobody = Actor("", 0, "", office, frozenset(), installation=None, revoked=True)
        _admit(nobody, [*zip(vouched, looked, strict=True)], None)


@again
def _admit(actor: Actor, looked: list[Looked], report: reports.News | None) -> list[Result]:
    """Write what is new, in one transaction over all streams, locked in the order of their names."""
    results: list[Result] = []
    dropped = Dropped()
    by_stream: dict[str, list[Looked]] = {}
    for item, look in looked:  # each run cuts a group of its own: the next one must see what came
        own = replace(item, group=replace(item.group))
        by_stream.setdefault(item.group.stream, []).append((own, look))
    with writing() as session:
        for name in sorted(by_stream):
            if any(look.has_news for _, look in by_stream[name]):
                results += _admit_stream(actor, name, by_stream[name], dropped)
            else:
                results += [result for _, look in by_stream[name] for result in look.results]
        dropped.forget(actor.office)
        mine = update(Installation).where(Installation.id == actor.installation)
        session.execute(mine.values(last_seen=clock.stamp()))
        if report is not None:
            reports.write(report)
    dropped.finish()
    return results


def _admit_stream(actor: Actor, name: str, looked: list[Looked], dropped: Dropped) -> list[Result]:
    """Write what is new of one stream, quarantine what may not be folded, fold, and seal the stream."""
    stream = ledger.lock_stream(actor.office, name)
    landed, results = _take_home(actor, stream, [item for item, _ in looked if homecoming.is_ours(item.owner)], dropped)
    others = [(item, look) for item, look in looked if not homecoming.is_ours(item.owner)]
    asked = {(entry.kind, entry.record) for item, _ in others for entry in item.group.entries}
    known = rows.spoken_of(name, (record for _, record in asked))
    placings = _placed(actor.office, name, others, dropped, known)
    if landed:  # a redaction that came home may explain what waiting lines lack
        waiting = placing.waiting_of(name, but={item.group.log for item, _ in looked})
        placings += zip(waiting, placing.place(actor.office, waiting), strict=True)
    arriving = [(entry, item.standing) for item, look in placings for entry in look.placed.new]
    keys, named = _meeting_keys(name, arriving), _named(name, arriving)
    has_past = own_logs.has_past(name)
    for item, look in placings:
        reasons = _judge(look.placed.new, item.standing, keys, named)
        for judged in homecoming.judged(name, look.placed.new) if has_past else ():
            reasons.pop(judged, None)
        _write(actor, stream, item, look, reasons, has_past)
        landed += look.placed.new + _verdicts(stream, reasons)
        came = {entry.hash for entry in item.group.entries} if reasons else set()
        told = [entry for entry in look.placed.new if entry.hash in reasons and entry.hash in came]
        results += look.results + [result_of(entry, "quarantined", reasons[entry.hash]) for entry in told]
    if landed:
        ledger.settle(stream, landed, set() if has_past else asked - known)
    return results


def _placed(
    office: str, name: str, looked: list[Looked], dropped: Dropped, known: set[rights.RecordName]
) -> list[Looked]:
    """The places of lines now that the stream is locked; without what a redaction of a `known` record names."""
    for item, _ in looked:
        if any((entry.kind, entry.record) in known for entry in item.group.entries):
            item.group.entries = dropped.refuse(name, item.group.entries)
    items = [item for item, _ in looked]
    return [*zip(items, placing.place_again(office, items, [look for _, look in looked]), strict=True)]


def _take_home(
    actor: Actor, stream: Stream, items: list[Vouched], dropped: Dropped
) -> tuple[list[Entry], list[Result]]:
    """Write lines of our own older logs first: what else arrives may be judged or redacted by them."""
    landed: list[Entry] = []
    results: list[Result] = []
    for item in items:
        (look,) = placing.place(actor.office, [item])
        dropped.by(stream.name, look.placed.new)
        _write(actor, stream, item, look, {}, True)
        landed += look.placed.new
        results += look.results
    landed += homecoming.heed(stream, landed) if landed else []
    return landed, results


def _write(actor: Actor, stream: Stream, item: Vouched, look: Placing, reasons: dict[str, str], has_past: bool) -> None:
    """The rows of one log: entries, signed heads, forks, lines that wait."""
    placed = look.placed
    log = ledger.log_row(stream, item.group.log, item.owner)
    ledger.add(stream, log, placed.new, reasons, has_past=has_past)
    good = look.seals.good
    signed = [(entry.seq, entry.hash) for entry in placed.new if (entry.seq, entry.hash) in good]
    ledger.sign(log, [(*address, good[address]) for address in signed])
    if placed.forks:
        ledger.keep_forks(log, placed.forks)
    if look.change:
        early.write(stream, log, look.change, look.seals, actor.installation or "")
    if placed.new and placed.new[0].seq == 1:
        log.adopts = adopting.claim(placed.new)
    if log.adopts is not None and placed.new:
        adopting.settle(log)
    if look.fills:
        wanted.fill(stream, look.fills)


def _verdicts(stream: Stream, reasons: dict[str, str]) -> list[Entry]:
    """A verdict is an entry too, so that every copy folds alike (PROTOCOL.md section 4)."""
    drafts = [
        Draft("verdict", judged, {"standing": {"state": "quarantined", "reason": reason}}, {}, {"standing": []})
        for judged, reason in reasons.items()
    ]
    return own_log.write(stream, drafts, is_obeyed=True) if drafts else []  # they were written with their marks


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
