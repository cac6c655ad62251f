"""Which lines of a log follow what is held: new, held already, a fork, or too early. Pure.

Lines come in a push, and beside them those that wait (early.py). Only what a verified signature covers, itself or by a
signed line that follows from it, takes a place: nobody but the holder of the key decides which branch is the log's.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sync.bundle import Result
from sync.entry import Entry
from sync.keys import head_text, verify

from .parcel import Group, result_of

Address = tuple[int, str]  # (seq, hash)


@dataclass(slots=True)
class Seals:
    """Which heads of a pushed log are signed by its key, and which bear a signature that is not."""

    good: dict[Address, str] = field(default_factory=dict)
    bad: set[Address] = field(default_factory=set)


@dataclass(slots=True)
class Placed:
    """What is to be done with the lines of one log.

    `forks` are those not kept yet, `done` the addresses of those that are held in whichever way now; `early`: those
    that may be kept until they can be admitted, with the reason.
    """

    new: list[Entry] = field(default_factory=list)
    forks: list[Entry] = field(default_factory=list)
    early: list[tuple[Entry, str]] = field(default_factory=list)
    done: set[Address] = field(default_factory=set)
    results: list[Result] = field(default_factory=list)

    def tell(self, entry: Entry, status: str, reason: str) -> None:
        """Note what became of a line that did not simply land."""
        self.results.append(result_of(entry, status, reason))


def check_signatures(group: Group, key: str) -> Seals:
    """Verify the signatures that name a pushed line; others say nothing about this push."""
    addresses = {(entry.seq, entry.hash) for entry in group.entries}
    seals = Seals()
    for item in group.signatures:
        address = (item["seq"], item["hash"])
        if address not in addresses:
            continue
        if verify(key, head_text(group.stream, group.log, *address), item["signature"]):
            seals.good[address] = item["signature"]
        else:
            seals.bad.add(address)
    return seals


def broken(pushed: list[Entry], held: Mapping[int, str], waiting: Collection[Address]) -> set[str]:
    """Hashes of pushed lines that do not name the line before, although one came with them: no phone writes so."""
    came: dict[int, set[str]] = {}
    for entry in pushed:
        came.setdefault(entry.seq, set()).add(entry.hash)
    return {
        entry.hash
        for entry in pushed
        if entry.prev not in came.get(entry.seq - 1, {entry.prev})
        and held.get(entry.seq - 1) != entry.prev
        and (entry.seq - 1, entry.prev) not in waiting
    }


def place(
    entries: list[Entry],
    *,
    author: str,
    last: Address,
    held: Mapping[int, str],
    forked: Mapping[str, int],
    redacted: Collection[tuple[str, str]],
    seals: Seals,
) -> Placed:
    """Place the lines of one log.

    Args:
        entries: in the order of (seq, hash).
        author: the account that owns the log; every entry is `by` it.
        last: the last entry held, (0, "") of a new log.
        held: hashes held at the seqs of these lines.
        forked: hashes of this log already kept as forks, with their seqs.
        redacted: (hash, part) of parts that a redaction names: only they may be missing.
        seals: the verified signatures; nothing beyond the last one is placed.
    """
    if _follows(entries, author, last, seals.good):
        return Placed(new=list(entries), done={(entry.seq, entry.hash) for entry in entries})
    placed = Placed()
    rest = _drop_held(placed, entries, held, forked)
    covered = _covered(entries, seals.good)  # also by way of lines that are here: a branch may have come in part
    _place_signed(placed, [one for one in rest if one.hash in covered], author, last, held, forked, redacted)
    _cut_unsigned(placed, seals.good)
    end = (placed.new[-1].seq, placed.new[-1].hash) if placed.new else last
    loose = [one for one in rest if one.hash not in covered]
    branches = {**forked, **{one.hash: one.seq for one in placed.forks}}
    _place_unsigned(placed, loose, author, end, held, branches, forged=bool(seals.bad))
    placed.results += [result_of(entry, "fork", "fork") for entry in placed.forks]
    if end[0] == 0:
        placed.early.clear()  # nobody knows whose log it is before its genesis is admitted
    return placed


def _follows(entries: list[Entry], author: str, last: Address, good: Mapping[Address, str]) -> bool:
    """Whether lines are what those of nearly every push are: whole, the next ones of their log, up to a signed one."""
    seq, prev = last
    for entry in entries:
        if entry.seq != seq + 1 or entry.prev != prev or entry.by != author:
            return False
        if entry.body is None or entry.private is None:
            return False
        seq, prev = entry.seq, entry.hash
    return (seq, prev) in good


def _drop_held(placed: Placed, entries: list[Entry], held: Mapping[int, str], forked: Mapping[str, int]) -> list[Entry]:
    """The lines that are not here yet."""
    rest: list[Entry] = []
    for entry in entries:
        if held.get(entry.seq) == entry.hash:
            placed.done.add((entry.seq, entry.hash))
        elif entry.hash in forked:
            placed.done.add((entry.seq, entry.hash))
            placed.tell(entry, "fork", "fork")
        else:
            rest.append(entry)
    return rest


def _covered(entries: list[Entry], good: Mapping[Address, str]) -> set[str]:
    """Hashes of the lines that a good signature covers: the signed ones, and all from which they follow."""
    covered: set[str] = set()
    named: set[Address] = set()
    for entry in sorted(entries, key=lambda one: one.seq, reverse=True):
        if (entry.seq, entry.hash) in named or (entry.seq, entry.hash) in good:
            covered.add(entry.hash)
            named.add((entry.seq - 1, entry.prev))
    return covered


def _place_signed(
    placed: Placed,
    entries: list[Entry],
    author: str,
    last: Address,
    held: Mapping[int, str],
    forked: Mapping[str, int],
    redacted: Collection[tuple[str, str]],
) -> None:
    """Place what a signature covers."""
    known, branch = dict(held), dict(forked)
    seq, prev = last
    for entry in entries:
        if entry.seq in known or branch.get(entry.prev) == entry.seq - 1:
            placed.forks.append(entry)
            branch[entry.hash] = entry.seq
        elif (refusal := _unfit(entry, author, seq, prev, redacted)) is None:
            placed.new.append(entry)
            seq, prev = entry.seq, entry.hash
            known[seq] = prev
        else:
            placed.tell(entry, *refusal)
            if refusal[0] == "waiting":
                placed.early.append((entry, refusal[1]))


def _cut_unsigned(placed: Placed, good: Mapping[Address, str]) -> None:
    """A log ends at a signed line, and so do pages: where the signed one itself cannot be admitted, no other can."""
    signed = max((entry.seq for entry in placed.new if (entry.seq, entry.hash) in good), default=0)
    for entry in placed.new:
        if entry.seq > signed:
            placed.tell(entry, "waiting", "unsigned")
            placed.early.append((entry, "unsigned"))
    placed.new = [entry for entry in placed.new if entry.seq <= signed]
    placed.done |= {(entry.seq, entry.hash) for entry in (*placed.new, *placed.forks)}


def _unfit(
    entry: Entry, author: str, seq: int, prev: str, redacted: Collection[tuple[str, str]]
) -> tuple[str, str] | None:
    """Why an entry cannot be the next one: (status, reason), or None if it can."""
    if entry.by != author:
        return "refused", "not_enrolled"
    if entry.seq != seq + 1:
        return "waiting", "gap"
    if entry.prev != prev:
        return "refused", "wrong_hash"
    for part, content in (("body", entry.body), ("private", entry.private)):
        if content is None and (entry.hash, part) not in redacted:
            return "waiting", "part"
    return None


def _place_unsigned(
    placed: Placed,
    entries: list[Entry],
    author: str,
    end: Address,
    held: Mapping[int, str],
    branches: dict[str, int],
    *,
    forged: bool,
) -> None:
    """Nothing beyond the last verified signature is admitted; it may wait where it follows what is here or waits."""
    taken = {*held, *(entry.seq for entry in placed.new)}
    follows = {end, *((entry.seq, entry.hash) for entry, _ in placed.early)}
    for entry in entries:
        if forged:
            placed.tell(entry, "refused", "wrong_signature")
        elif entry.by != author:
            placed.tell(entry, "refused", "not_enrolled")
        elif entry.seq in taken or branches.get(entry.prev) == entry.seq - 1:
            branches[entry.hash] = entry.seq
            placed.tell(entry, "waiting", "unsigned")
        elif (entry.seq - 1, entry.prev) in follows:
            follows.add((entry.seq, entry.hash))
            placed.tell(entry, "waiting", "unsigned")
            placed.early.append((entry, "unsigned"))
        elif entry.seq == end[0] + 1:
            placed.tell(entry, "refused", "wrong_hash")
        else:
            placed.tell(entry, "waiting", "gap")
