"""Owns what a simulated phone does with lines that come: checks, obeys, heals forks, adopts what lost its key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sync.canonical import Malformed
from sync.entry import Draft, Entry, check_chain
from sync.keys import enrolment_text, head_text
from tests.sim.disk import read_line, verified
from tests.sim.holder import EVERY_PART, PAGE, Holder

Heads = dict[int, tuple[str, str]]  # seq -> hash, signature


@dataclass
class Taker(Holder):
    """A phone that takes lines in, from the server or from a colleague."""

    def take_in(self, lines: Iterable[str], signatures: Iterable[Mapping[str, Any]], *, heal: bool) -> bool:
        """Store what hangs together and is signed; whether anything was new. From the server, another branch heals."""
        fresh: dict[str, list[Entry]] = {}
        for line in lines:
            try:
                entry = read_line(line)
            except Malformed:
                continue  # the end of a text that was cut, or worse: nothing to keep
            fresh.setdefault(entry.log, []).append(entry)
        signed: dict[str, Heads] = {}
        for item in signatures:
            signed.setdefault(item["log"], {})[item["seq"]] = (item["hash"], item["signature"])
        # The server's own logs first: they say which parts may be missing.
        order = sorted(fresh, key=lambda log: (not self._begins_server(fresh[log]), log))
        taken = [self._take_log(log, fresh[log], signed.get(log, {}), heal) for log in order]
        return any(taken)

    def _begins_server(self, entries: list[Entry]) -> bool:
        first = entries[0]
        return self.is_server(first.log, first.stream) or (first.body or {}).get("key") == self.server_key

    def _take_log(self, log: str, arrived: list[Entry], heads: Heads, heal: bool) -> bool:
        stream = arrived[0].stream
        held = self.disk.copies.get(stream, {}).get(log, [])
        mended = self._mend(stream, log, held, arrived)
        for entry in arrived:
            if entry.seq <= len(held) and held[entry.seq - 1].hash != entry.hash:
                return heal and self.branch(log, entry.seq, held[entry.seq - 1].hash)
        new = sorted((e for e in arrived if e.seq > len(held)), key=lambda entry: entry.seq)
        try:
            check_chain(new, (held[-1].seq, held[-1].hash) if held else None)
        except Malformed:
            return mended
        signed = max((e.seq for e in new if heads.get(e.seq, ("", ""))[0] == e.hash), default=0)
        new = [entry for entry in new if entry.seq <= signed]
        if not new or not self._is_genuine(held or new, new[-1], heads[signed][1]):
            return mended
        named = self.redactions(stream) | _redactions(new)
        if any(
            getattr(entry, part) is None and (entry.hash, part) not in named for entry in new for part in EVERY_PART
        ):
            return mended
        if not heal and log not in self.disk.mine:  # from hand to hand
            self.disk.beside.setdefault(log, len(held))
        self.disk.extend(stream, log, new)
        kept = self.disk.signatures.setdefault(log, {})
        for entry in new:
            if heads.get(entry.seq, ("", ""))[0] == entry.hash and self._is_genuine(
                held or new, entry, heads[entry.seq][1]
            ):
                kept[entry.seq] = heads[entry.seq]
        self._obey(stream)
        return True

    def _mend(self, stream: str, log: str, held: list[Entry], arrived: list[Entry]) -> bool:
        """A whole line of which a part was gone here."""
        damaged = set(self.wanted(stream))
        whole = [e for e in arrived if e.hash in damaged and e.body is not None and e.private is not None]
        for entry in whole:
            self.disk.put(stream, log, entry.seq - 1, entry)
        if whole:
            self._obey(stream)
        return bool(whole)

    def _is_genuine(self, log: list[Entry], last: Entry, signature: str) -> bool:
        body: Any = log[0].body or {}
        enrolment, key = body.get("enrolment", {}), body.get("key", "")
        said = verified(self.server_key, enrolment_text(enrolment.get("statement", "")), enrolment.get("signature", ""))
        return said and verified(key, head_text(last.stream, last.log, last.seq, last.hash), signature)

    def _obey(self, stream: str) -> None:
        """Erase what the server's redactions name, wherever it lies."""
        named = self.redactions(stream)
        if not named:
            return
        for log, entries in self.disk.copies[stream].items():
            for place, held in enumerate(entries):
                if (bare := _without(held, named)) is not held:
                    self.disk.put(stream, log, place, bare)
        disk = self.disk
        disk.aside = [_without(entry, named) for entry in disk.aside]
        disk.owed = [[_without(entry, named) for entry in branch] for branch in disk.owed]
        disk.lost = [[_without(entry, named) for entry in branch] for branch in disk.lost]

    # Branches --------------------------------------------------------------------------------------------------------

    def branch(self, log: str, seq: int, hash: str) -> bool:
        """The server holds another branch from `seq` on: ours goes aside, and what was ours is written again."""
        stream = next((name for name, logs in self.disk.copies.items() if log in logs), None)
        if stream is None:
            return False
        entries = self.disk.copies[stream][log]
        if seq > len(entries) or entries[seq - 1].hash != hash:
            return False
        lost = self.disk.cut(stream, log, seq)
        self.disk.aside += lost
        self.disk.acked[log] = min(self.disk.acked.get(log, 0), seq - 1)
        self._owe(lost)
        if log in self.disk.mine:
            self.disk.own.pop(stream, None)
            self.rewrite(stream, lost)
        return True

    def _owe(self, lost: list[Entry]) -> None:
        """Keep a branch ready for the server, in pieces that end at signed heads."""
        heads = self.disk.signatures.get(lost[0].log, {})
        self.disk.signatures[lost[0].log] = {at: head for at, head in heads.items() if at < lost[0].seq}
        pieces = self.pieces(lost, heads)
        self.disk.owed += pieces
        self.disk.lost += pieces

    def pieces(self, entries: list[Entry], heads: Heads) -> list[list[Entry]]:
        """Lines in pieces that end at signed heads."""
        pieces: list[list[Entry]] = []
        since: list[Entry] = []
        for entry in entries:
            since.append(entry)
            hash, signature = heads.get(entry.seq, ("", ""))
            if hash != entry.hash:
                continue
            self.disk.branches[hash] = signature
            if pieces and len(pieces[-1]) + len(since) <= PAGE:
                pieces[-1] += since
            else:
                pieces.append(since)
            since = []
        return pieces

    def rewrite(self, stream: str, old: Iterable[Entry], *, keep_stamps: bool = False) -> None:
        """Write lines again in a new log of ours; what they cover follows."""
        names: dict[str, str] = {}
        for entry in old:
            if entry.kind == "log" or entry.body is None or entry.private is None:
                continue
            sets = {name: [names.get(hash, hash) for hash in covered] for name, covered in entry.sets.items()}
            draft = Draft(entry.kind, entry.record, dict(entry.body), dict(entry.private), sets, entry.redacts)
            new = self.extend_own(self.own_log(stream), stream, draft, at=entry.at if keep_stamps else "")
            names[entry.hash] = new.hash
            self.reissued(self, entry, new, names)

    # A lost key ------------------------------------------------------------------------------------------------------

    def tails(self) -> list[tuple[str, str, list[Entry]]]:
        """(stream, log, lines) of this phone's own that were not signed when their key was lost."""
        found = []
        for stream, logs in self.disk.copies.items():
            for log in sorted(self.disk.mine & logs.keys() - self.disk.keys.keys()):
                tail = logs[log][self.disk.signed(log, logs[log]) :]
                if tail:
                    found.append((stream, log, tail))
        return found

    def adopt(self) -> int:
        """After it enrolled anew: write unsigned tails again in a log that says so (PROTOCOL.md 2); how many lines."""
        adopted = 0
        for stream, log, tail in self.tails():
            after = tail[0].seq - 1
            self.disk.cut(stream, log, tail[0].seq)
            self.disk.aside += tail
            self.disk.own.pop(stream, None)
            self.own_log(stream, adopts={"log": log, "after": after, "until": tail[-1].hash})
            self.rewrite(stream, tail, keep_stamps=True)
            adopted += len(tail)
        return adopted


def _redactions(entries: Iterable[Entry]) -> set[tuple[str, str]]:
    return {(e.redacts["hash"], e.redacts["part"]) for e in entries if e.redacts is not None}


def _without(entry: Entry, named: set[tuple[str, str]]) -> Entry:
    for part in EVERY_PART:
        if (entry.hash, part) in named and getattr(entry, part):
            entry = entry.without(part)
    return entry
