"""Owns a world in small: phones and a server, each a dictionary of logs; and the fold told once more, plainly.

Nothing here knows HTTP, SQL or signatures: it is what PROTOCOL.md asks of anybody who holds lines. `Copy.take` admits
what follows, whatever else happened; `plain` is section 4 written down a second time, slowly, to hold the fold against.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sync.canonical import canonical
from sync.clock import Clock
from sync.entry import Draft, Entry, check_chain, compose
from sync.fold import FieldState, Position, fold, position_of
from sync.rules import Rule
from sync.vector import digest, vector_of
from tests.sync.generate import RULES
from tests.sync.streams import INVENTED, STREAM

RECORDS = ("i1", "i2")
SERVER = "srv"


@dataclass
class Copy:
    """What somebody holds of the stream: each log from its start without a gap, and lines that came too early."""

    logs: dict[str, list[Entry]] = field(default_factory=dict)
    early: dict[str, Entry] = field(default_factory=dict)  # hash -> line; what a hole or a missing part holds up
    forks: dict[str, Entry] = field(default_factory=dict)  # hash -> line of an address that is taken

    def entries(self) -> Iterator[Entry]:
        """Everything admitted."""
        for log in self.logs.values():
            yield from log

    def removed(self) -> set[tuple[str, str]]:
        """(hash, part) of everything that redactions name."""
        return {(e.redacts["hash"], e.redacts["part"]) for e in self.logs.get(SERVER, []) if e.redacts is not None}

    def receive(self, lines: Iterable[Entry]) -> None:
        """Take lines in any order and number; what does not fit yet waits."""
        for entry in lines:
            self.early.setdefault(entry.hash, entry)
        while any(self._take(entry) for entry in list(self.early.values())):
            pass
        removed = self.removed()
        for log in self.logs.values():
            log[:] = [_bare(entry, removed) for entry in log]

    def _take(self, entry: Entry) -> bool:
        """Whether the line was dealt with: admitted, held already, or put aside as a fork."""
        held = self.logs.get(entry.log, [])
        prev = held[entry.seq - 2].hash if 1 < entry.seq <= len(held) + 1 else ""
        if entry.seq > len(held) + 1:
            return False
        if entry.seq <= len(held):
            if held[entry.seq - 1].hash != entry.hash:
                self.forks[entry.hash] = entry
            elif _is_whole(entry):
                held[entry.seq - 1] = entry
        elif entry.prev != prev:
            self.forks[entry.hash] = entry
        elif not (_is_whole(entry) or _may_lack(entry, self.removed())):
            return False
        else:
            self.logs.setdefault(entry.log, []).append(entry)
        del self.early[entry.hash]
        return True

    def lacks(self, other: Copy) -> list[Entry]:
        """The lines of the other one that follow what is held here, the server's own first."""
        order = sorted(other.logs, key=lambda log: (log != SERVER, log))
        return [entry for log in order for entry in other.logs[log][len(self.logs.get(log, [])) :]]

    def digest(self) -> str:
        """What two compare."""
        return digest(vector_of(self.entries()))

    def quarantined(self) -> dict[str, Position]:
        """Hash -> where the last verdict stands, if it quarantines."""
        last: dict[str, Entry] = {}
        for entry in sorted((e for e in self.logs.get(SERVER, []) if e.kind == "verdict"), key=position_of):
            last[entry.record] = entry
        states = {judged: (entry.body or {})["standing"]["state"] for judged, entry in last.items()}
        return {judged: position_of(last[judged]) for judged, state in states.items() if state == "quarantined"}

    def folded(self) -> dict[str, dict[str, FieldState]]:
        """Every record."""
        own = list(self.entries())
        return {record: fold([e for e in own if _of(e, record)], RULES, self.quarantined()) for record in RECORDS}

    def text(self) -> str:
        """The same as a text that can be compared."""
        told = {record: {name: s.to_json() for name, s in fields.items()} for record, fields in self.folded().items()}
        return canonical(told)

    def check(self) -> None:
        """Each log is a chain from its start, of which nothing is missing."""
        for log in self.logs.values():
            check_chain(log)


@dataclass
class Writer:
    """Somebody with a log of its own: a phone, or the server."""

    name: str
    copy: Copy = field(default_factory=Copy)
    clock: Clock = field(default_factory=Clock)
    now: int = 1000  # its own idea of the time
    generation: int = 0

    @property
    def log(self) -> str:
        """The log it writes into."""
        return self.name if self.name == SERVER else f"{self.name}-{self.generation}"

    def write(self, draft: Draft) -> Entry:
        """Append to the own log."""
        own = self.copy.logs.setdefault(self.log, [])
        prev = own[-1].hash if own else ""
        at = self.clock.tick(self.now)
        entry = compose(draft, stream=STREAM, log=self.log, seq=len(own) + 1, prev=prev, at=at, by=self.name)
        own.append(entry)
        return entry

    def receive(self, lines: Iterable[Entry]) -> None:
        """Take lines in; the clock follows what it reads."""
        read = list(lines)
        for entry in read:
            self.clock.observe(entry.at, self.now)
        self.copy.receive(read)

    def set(self, record: str, name: str, value: Any, *, seen: bool) -> Entry:
        """Record a value, having seen what is there or not."""
        state = self.copy.folded()[record].get(name)
        covers = list(state.candidates) if seen and state is not None else []
        part = {name: value}
        private = RULES[name].private
        return self.write(Draft(INVENTED, record, {} if private else part, part if private else {}, {name: covers}))

    def heal(self, theirs: Copy) -> None:
        """Where the other one holds another branch of a log: put ours aside, and write our own again elsewhere."""
        own = self.log
        for log, held in list(self.copy.logs.items()):
            right = theirs.logs.get(log, [])
            at = next((n for n, (a, b) in enumerate(zip(held, right, strict=False)) if a.hash != b.hash), None)
            if at is not None:
                branch, held[at:] = held[at:], []
                self.copy.forks.update({entry.hash: entry for entry in branch})
                if log == own:
                    self._write_again(branch)

    def _write_again(self, branch: list[Entry]) -> None:
        self.generation += 1
        again: dict[str, str] = {}
        for entry in branch:
            sets = {name: [again.get(hash, hash) for hash in covered] for name, covered in entry.sets.items()}
            draft = Draft(entry.kind, entry.record, entry.body or {}, entry.private or {}, sets)
            if entry.body is not None and entry.private is not None:
                again[entry.hash] = self.write(draft).hash


def plain(entries: Iterable[Entry], quarantined: dict[str, Position]) -> dict[str, tuple[str, list[str], list[str]]]:
    """Field -> (state, candidates, waiting), for the rules agree, first and last; of a union only candidates count."""
    every = {entry.hash: entry for entry in entries}
    removed: dict[tuple[str, str], Position] = {}
    for entry in sorted(every.values(), key=position_of, reverse=True):
        if entry.redacts is not None and entry.hash not in quarantined:
            removed[entry.redacts["hash"], entry.redacts["part"]] = position_of(entry)
    found = {}
    for name, rule in RULES.items():
        told = _plain_field(every, quarantined, removed, name, rule)
        if told is not None:
            found[name] = told
    return found


def _plain_field(
    every: dict[str, Entry],
    quarantined: dict[str, Position],
    removed: dict[tuple[str, str], Position],
    name: str,
    rule: Rule,
) -> tuple[str, list[str], list[str]] | None:
    def gone(hash: str) -> bool:
        return (hash, rule.part) in removed

    def out(hash: str) -> bool:
        return hash in quarantined and not (gone(hash) and removed[hash, rule.part] < quarantined[hash])

    setters = [e for e in every.values() if name in e.sets and not out(e.hash)]
    covered = [hash for e in setters for hash in e.sets[name]]
    left = sorted((e for e in setters if e.hash not in covered), key=lambda e: (e.at, e.log, e.seq, e.hash))
    if not left:
        return None
    waiting = {h for h in covered if h not in every or (h in quarantined and not gone(h))}
    parts = [getattr(e, rule.part) for e in left if not gone(e.hash)]
    live = [canonical(part[name]) for part in parts if part is not None]
    if len(live) < len(parts):  # a redaction took it, and was then quarantined itself
        state = "withheld"
    elif rule.merge in ("first", "last"):
        state = "removed" if gone(left[0 if rule.merge == "first" else -1].hash) else "ok"
    elif not live:
        state = "removed"
    elif rule.merge == "agree" and len(set(live)) > 1:
        state = "conflict"
    else:
        state = "partial" if len(live) < len(left) else "ok"
    return state, sorted(e.hash for e in left), sorted(waiting)


def _of(entry: Entry, record: str) -> bool:
    return entry.kind == INVENTED and entry.record == record


def of_record(copy: Copy, record: str) -> list[Entry]:
    """The entries of a record."""
    return [entry for entry in copy.entries() if _of(entry, record)]


def _is_whole(entry: Entry) -> bool:
    return entry.body is not None and entry.private is not None


def _bare(entry: Entry, removed: set[tuple[str, str]]) -> Entry:
    for part in ("body", "private"):
        if (entry.hash, part) in removed:
            entry = entry.without(part)
    return entry


def _may_lack(entry: Entry, removed: set[tuple[str, str]]) -> bool:
    """Whether every part that is missing is one that a redaction took."""
    return all(getattr(entry, part) is not None or (entry.hash, part) in removed for part in ("body", "private"))
