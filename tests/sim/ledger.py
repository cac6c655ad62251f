"""Owns the naive model: what people recorded, what was on the screen when they did, who still holds it, who was told.

Nothing here folds, chains or hashes: a statement is over what its author saw, and the rest is counting.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Set
from copy import copy
from dataclasses import dataclass, field, replace
from typing import Any

from sync.canonical import canonical
from sync.rules import rules_of

Field = tuple[str, str, str]  # kind, record, field


@dataclass
class Statement:
    """One entry that somebody wrote; `over` names for each field the statements that were on the screen."""

    hash: str
    device: str
    address: tuple[str, int]
    kind: str
    record: str
    said: dict[str, Any]
    over: dict[str, set[str]]
    step: int


@dataclass
class Ledger:
    """What there should be."""

    statements: dict[str, Statement] = field(default_factory=dict)
    holdings: dict[str, set[str]] = field(default_factory=dict)  # device -> hashes on its disk
    told: set[str] = field(default_factory=set)  # acknowledged by the server that is now
    redacted: set[str] = field(default_factory=set)
    dropped: dict[str, tuple[int, str]] = field(default_factory=dict)  # hash of a line written again -> (seq, prev)
    revoked: dict[str, int] = field(default_factory=dict)  # device -> step
    restored: bool = False
    of: dict[tuple[str, str], set[str]] = field(default_factory=dict)  # the statements about a record
    written: dict[tuple[str, int], set[str]] = field(default_factory=dict)  # (log, seq) -> what was ever written there

    def again(self) -> Ledger:
        """The same, to be gone on with: for a hearing that begins where others begin, too."""
        held = {name: copy(value) for name, value in vars(self).items()}
        for name in ("holdings", "written"):
            held[name] = {key: set(hashes) for key, hashes in held[name].items()}
        return replace(self, **held)

    def write(self, statement: Statement, on_screen: Iterable[str]) -> None:
        """Somebody recorded something with these statements on the phone."""
        seen = set(on_screen)
        for name in statement.said:
            statement.over[name] = self._alive((statement.kind, statement.record, name), seen)
        self._note(statement)
        self.holdings.setdefault(statement.device, set()).add(statement.hash)

    def rewrite(
        self, old: str, new: str, address: tuple[str, int], device: str, step: int, names: dict[str, str]
    ) -> None:
        """The same statement stands in a new log; what it was over is over again by its new name."""
        before = self.statements[old]
        self.holdings[device].add(new)
        again = replace(before, hash=new, address=address, device=device, step=step)
        again.over = {name: {names.get(hash, hash) for hash in hashes} for name, hashes in before.over.items()}
        self._note(again)

    def _note(self, statement: Statement) -> None:
        self.statements[statement.hash] = statement
        self.of.setdefault((statement.kind, statement.record), set()).add(statement.hash)

    def wiped(self, device: str, hashes: set[str]) -> set[str]:
        """A phone deleted what it may no longer hold; gives what it alone vouches for, which must be on the server."""
        self.holdings[device] = self.holdings.get(device, set()) - hashes
        own = {hash for hash in hashes & self.statements.keys() if self.statements[hash].device == device}
        return own - self.dropped.keys()

    def observe(self, device: str, held: set[str]) -> None:
        """What a disk holds after a step. Nothing leaves a disk by itself."""
        missing = self.holdings.get(device, set()) - held
        assert not missing, f"{device} lost {len(missing)} lines: {sorted(missing)[:3]}"
        self.holdings[device] = set(held)

    def due(self) -> set[str]:
        """What must be on the server once everybody has synced."""
        # A server that came back from before it knew a phone that was shut out does not hear that phone any more.
        mute = self.revoked if self.restored else ()
        own = {
            s.hash
            for s in self.statements.values()
            if s.hash in self.holdings.get(s.device, ()) and s.device not in mute
        }
        carried = {hash for device, held in self.holdings.items() if device not in self.revoked for hash in held}
        return (own | carried) - self.dropped.keys() | self.told

    def _alive(self, name: Field, among: Set[str]) -> set[str]:
        kind, record, field_name = name
        near = self.of.get((kind, record), set()) & among
        said = [s for s in map(self.statements.__getitem__, near) if field_name in s.said]
        gone = {hash for s in said for hash in s.over[field_name]}
        return {s.hash for s in said} - gone

    # What there should be to see -------------------------------------------------------------------------------------

    def values(self, counted: set[str], ghosts: Set[str]) -> dict[Field, list[Any]]:
        """For each field the values that stand, each once; nothing of what was redacted.

        `ghosts`: set aside after their private part was redacted. They keep their place there, without a value, so that
        what they were over does not come back (PROTOCOL.md section 4).
        """
        found: dict[Field, list[Any]] = {}
        names = {(s.kind, s.record, n) for s in self.statements.values() if s.hash in counted for n in s.said}
        for name in names:
            alive = self._alive(name, counted | ghosts if _is_private(name) else counted)
            if not alive & self.redacted:
                values = {canonical(self.statements[hash].said[name[2]]): hash for hash in alive}
                found[name] = [self.statements[hash].said[name[2]] for _, hash in sorted(values.items())]
        return found

    def counts(self, counted: set[str], ghosts: Set[str]) -> dict[str, Any]:
        """Who came, and how the two motions went, counted by hand."""
        values = self.values(counted, ghosts)
        standing = {
            record: stands for (kind, record, n), stands in values.items() if (kind, n) == ("attendance", "standing")
        }
        somebody = {record for (kind, record, n) in values if (kind, n) == ("attendance", "resident")}
        there = {record for record, stands in standing.items() if len(stands) == 1 and stands[0] is not None}
        aside = {record for record, stands in standing.items() if len(stands) > 1} | (there - somebody)
        present = there - aside
        people = {
            values["attendance", record, "resident"][0]
            for record in present if standing[record][0]["voting"]
        }  # fmt: skip
        choices, vote_aside = Counter[str](), set[str]()
        for (kind, record, name), stands in values.items():
            if (kind, name) != ("vote", "choice") or ("vote", record, "motion") not in values:
                continue
            resident = values.get(("vote", record, "resident"))
            if stands == [None]:
                continue
            if len(stands) == 1 and resident is not None and resident[0] in people:
                choices[stands[0]] += 1
            else:
                vote_aside.add(record)
        whole = {record for (kind, record, n) in values if kind == "tally" and ("tally", record, "post") in values}
        tallies = [stands for (_, record, n), stands in values.items() if n == "counts" and record in whole]
        hands = Counter[str]()
        for stands in tallies:
            if len(stands) == 1 and stands[0] is not None:
                hands.update(stands[0]["options"])
        return {
            "present": len(present),
            "aside": sorted(aside),
            "votes": {key: choices[key] for key in ("yes", "no")},
            "abstain": choices["abstain"],
            "votes aside": sorted(vote_aside),
            "hands": {key: hands[key] for key in ("yes", "no")},
        }


def _is_private(name: Field) -> bool:
    kind, _, field_name = name
    rule = (rules_of(kind) or {}).get(field_name)
    return rule is not None and rule.private
