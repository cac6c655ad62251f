"""Which lines of a push follow what is held: new, held already, a fork, after a gap, or not yet signed. Pure."""

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
    """What is to be done with the lines of one log; `forks` are those not kept yet."""

    new: list[Entry] = field(default_factory=list)
    forks: list[Entry] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)


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
        author: the account that owns the log; every entry is `by` it.
        last: the last entry held, (0, "") of a new log.
        held: hashes held at the seqs that were pushed.
        forked: hashes of this log already kept as forks, with their seqs.
        redacted: (hash, part) of parts that a redaction names: only they may be missing.
        seals: the verified signatures; nothing beyond the last one is placed.
    """
    placed = Placed()
    branch = dict(forked)
    seq, prev = last
    known = dict(held)
    for entry in entries:
        if known.get(entry.seq) == entry.hash:
            continue
        if entry.hash in forked:
            placed.results.append(result_of(entry, "fork", "fork"))
        elif entry.seq in known or branch.get(entry.prev) == entry.seq - 1:
            placed.forks.append(entry)
            branch[entry.hash] = entry.seq
        elif (refusal := _unfit(entry, author, seq, prev, redacted)) is not None:
            placed.results.append(result_of(entry, *refusal))
        else:
            placed.new.append(entry)
            seq, prev = entry.seq, entry.hash
            known[seq] = prev
    _cut_unsigned(placed, seals)
    return placed


def _unfit(
    entry: Entry, author: str, seq: int, prev: str, redacted: Collection[tuple[str, str]]
) -> tuple[str, str] | None:
    """Why an entry cannot be the next one: (status, reason), or None if it can."""
    if entry.seq != seq + 1:
        return "waiting", "gap"
    if entry.prev != prev:
        return "refused", "wrong_hash"
    if entry.by != author:
        return "refused", "not_enrolled"
    for part, content in (("body", entry.body), ("private", entry.private)):
        if content is None and (entry.hash, part) not in redacted:
            return "waiting", "gap"
    return None


def _cut_unsigned(placed: Placed, seals: Seals) -> None:
    """Nothing beyond the last verified signature is admitted, on the log and on a fork alike."""
    for kept in (placed.new, placed.forks):
        signed = max((entry.seq for entry in kept if (entry.seq, entry.hash) in seals.good), default=0)
        forged = any((entry.seq, entry.hash) in seals.bad for entry in kept)
        beyond = [entry for entry in kept if entry.seq > signed]
        status = ("refused", "wrong_signature") if forged else ("waiting", "unsigned")
        placed.results += [result_of(entry, *status) for entry in beyond]
        kept[:] = [entry for entry in kept if entry.seq <= signed]
    placed.results += [result_of(entry, "fork", "fork") for entry in placed.forks]
