"""Owns what is on the disk of a simulated phone: what outlives its being switched off, and what a copy of it holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from sync import keys
from sync.entry import Entry, parse_line
from sync.keys import KeyPair

Key = tuple[str, str]  # (kind, record)
# Every phone reads the same lines and signatures: both are judged by their text alone, so each is judged once.
read_line = lru_cache(maxsize=20_000)(parse_line)
verified = lru_cache(maxsize=20_000)(keys.verify)


@dataclass
class Disk:
    """Copies of streams, keys, signatures, and what is not yet told."""

    copies: dict[str, dict[str, list[Entry]]] = field(default_factory=dict)  # stream -> log -> entries from seq 1
    own: dict[str, str] = field(default_factory=dict)  # stream -> the log that is written to
    mine: set[str] = field(default_factory=set)  # every log of this phone
    keys: dict[str, KeyPair] = field(default_factory=dict)
    signatures: dict[str, dict[int, tuple[str, str]]] = field(default_factory=dict)  # log -> seq -> hash, signature
    acked: dict[str, int] = field(default_factory=dict)
    beside: dict[str, int] = field(default_factory=dict)  # others' log -> seq after which it was not seen at the server
    aside: list[Entry] = field(default_factory=list)
    owed: list[list[Entry]] = field(default_factory=list)  # branches put aside that the server may not know
    lost: list[list[Entry]] = field(default_factory=list)  # every branch put aside: another epoch may not know it
    shown: set[tuple[str, str]] = field(default_factory=set)  # heads (ours, theirs) of branches that were shown
    branches: dict[str, str] = field(default_factory=dict)  # hash of a head of such a branch -> signature
    membership: dict[str, Any] = field(default_factory=dict)
    key: KeyPair | None = None
    epoch: str | None = None
    last_stamp: str = ""
    # Remembered, never copied.
    histories: dict[str, dict[Key, list[Entry]]] = field(default_factory=dict, compare=False, repr=False)

    def copy(self) -> Disk:
        """Another disk with the same on it."""
        copies = {s: {log: list(entries) for log, entries in logs.items()} for s, logs in self.copies.items()}
        signed = {log: dict(heads) for log, heads in self.signatures.items()}
        rest: dict[str, Any] = {
            name: held.copy() for name, held in vars(self).items() if isinstance(held, dict | set | list)
        }
        return replace(self, **{**rest, "copies": copies, "signatures": signed, "histories": {}})

    # Changing ---------------------------------------------------------------------------------------------------------

    def extend(self, stream: str, log: str, entries: Iterable[Entry]) -> None:
        """Lines that follow what is held of a log."""
        held = self.copies.setdefault(stream, {}).setdefault(log, [])
        known = self.histories.get(stream)
        for entry in entries:
            held.append(entry)
            if known is not None and entry.redacts is None:
                known.setdefault((entry.kind, entry.record), []).append(entry)
            elif known is not None:
                self.histories.pop(stream, None)
                known = None

    def put(self, stream: str, log: str, place: int, entry: Entry) -> None:
        """The same line with another part less or more."""
        self.copies[stream][log][place] = entry
        self.histories.pop(stream, None)

    def cut(self, stream: str, log: str, seq: int) -> list[Entry]:
        """Take the lines of a log from `seq` on out of the copy."""
        entries = self.copies[stream][log]
        gone = entries[seq - 1 :]
        del entries[seq - 1 :]
        if not entries:
            del self.copies[stream][log]
        self.histories.pop(stream, None)
        return gone

    def forget(self, stream: str) -> set[str]:
        """Delete everything of a stream; hashes of what was there."""
        logs = self.copies.pop(stream)
        self.own.pop(stream, None)
        self.histories.pop(stream, None)
        for log in logs:
            by_log: tuple[dict[str, Any], ...] = (self.keys, self.signatures, self.acked, self.beside)
            for held in by_log:
                held.pop(log, None)
            self.mine.discard(log)
        gone = {entry.hash for entry in self.aside if entry.stream == stream}
        self.aside = [entry for entry in self.aside if entry.stream != stream]
        self.lost = [branch for branch in self.lost if branch[0].stream != stream]
        return gone | {entry.hash for entries in logs.values() for entry in entries}

    # Looking ----------------------------------------------------------------------------------------------------------

    def entries(self, stream: str) -> Iterator[Entry]:
        """The lines of a stream, log by log."""
        for entries in self.copies.get(stream, {}).values():
            yield from entries

    def standing(self) -> set[str]:
        """Hashes of the lines that are folded."""
        return {entry.hash for stream in self.copies for entry in self.entries(stream)}

    def held(self) -> set[str]:
        """Hashes of all lines on it."""
        return self.standing() | {entry.hash for entry in self.aside}

    def everything(self) -> Iterator[Entry]:
        """Every line wherever it lies, some more than once."""
        for stream in self.copies:
            yield from self.entries(stream)
        yield from self.aside
        for branch in [*self.owed, *self.lost]:
            yield from branch

    def signed(self, log: str, entries: list[Entry]) -> int:
        """Up to which seq a log is signed."""
        heads = self.signatures.get(log, {})
        return max(
            (seq for seq, (hash, _) in heads.items() if seq <= len(entries) and entries[seq - 1].hash == hash),
            default=0,
        )

    def unsent(self, stream: str) -> bool:
        """Whether anything of this phone's own is not known to be on the server."""
        logs = self.copies.get(stream, {})
        own = any(self.acked.get(log, 0) < len(entries) for log, entries in logs.items() if log in self.mine)
        return own or any(branch[0].stream == stream for branch in self.owed)

    def unseen(self, stream: str) -> bool:
        """Whether anything of it, whoever wrote it, is not known to be on the server of this epoch."""
        return self.unsent(stream) or not self.beside.keys().isdisjoint(self.copies.get(stream, {}))
