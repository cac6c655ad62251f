"""Owns the phone of a simulated hearing: what is on its disk, how it writes, exchanges, heals a fork and carries lines.

It keeps to PROTOCOL.md as the app does: nothing is stored unverified, a page ends at a signed head, an answer that was
cut is not read, another branch of its own log is written again in a new log.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sync import bundle
from sync.canonical import Json, Malformed
from sync.clock import Clock
from sync.entry import Draft, Entry, check_chain, compose, genesis_draft, parse_line
from sync.fold import Position, fold, position_of
from sync.ids import log_id, random_id
from sync.keys import KeyPair, enrolment_text, head_text, verify
from sync.rules import rules_of
from sync.vector import Vector, digest
from tests.sim.chance import Chance
from tests.sim.server import PAGE

Send = Callable[[str, str], tuple[int, str]]  # token, text -> status, text
ROUNDS = 120


class Cut(Exception):
    """No answer came, or not a whole one."""


@dataclass
class Disk:
    """What outlives the phone's being switched off, and what a copy of the phone is a copy of."""

    copies: dict[str, dict[str, list[Entry]]] = field(default_factory=dict)  # stream -> log -> entries from seq 1
    own: dict[str, str] = field(default_factory=dict)  # stream -> the log that is written to
    mine: set[str] = field(default_factory=set)  # every log of this installation
    keys: dict[str, KeyPair] = field(default_factory=dict)
    signatures: dict[str, dict[int, tuple[str, str]]] = field(default_factory=dict)  # log -> seq -> hash, signature
    acked: dict[str, int] = field(default_factory=dict)
    aside: list[Entry] = field(default_factory=list)
    owed: list[list[Entry]] = field(default_factory=list)  # branches put aside that the server may not know
    lost: list[list[Entry]] = field(default_factory=list)  # every branch put aside: another epoch may not know it
    shown: set[tuple[str, str]] = field(default_factory=set)  # heads (ours, theirs) of branches that were shown
    branches: dict[str, str] = field(default_factory=dict)  # hash of a head of such a branch -> signature
    membership: dict[str, Any] = field(default_factory=dict)
    key: KeyPair | None = None
    epoch: str | None = None
    last_stamp: str = ""

    def copy(self) -> Disk:
        """Another disk with the same on it."""
        copies = {s: {log: list(entries) for log, entries in logs.items()} for s, logs in self.copies.items()}
        signed = {log: dict(heads) for log, heads in self.signatures.items()}
        rest = {name: held.copy() for name, held in vars(self).items() if isinstance(held, dict | set | list)}
        return replace(self, **{**rest, "copies": copies, "signatures": signed})

    def standing(self) -> set[str]:
        """Hashes of the lines that are folded."""
        return {entry.hash for logs in self.copies.values() for entries in logs.values() for entry in entries}

    def held(self) -> set[str]:
        """Hashes of all lines on it."""
        logs = [entries for logs in self.copies.values() for entries in logs.values()]
        return {entry.hash for entries in [*logs, self.aside] for entry in entries}


@dataclass
class Device:
    """A phone in somebody's hand."""

    name: str
    account: str
    chance: Chance
    server_key: str
    disk: Disk = field(default_factory=Disk)
    skew: int = 0  # milliseconds by which its clock is off
    saved: Callable[[Device, Entry], None] = lambda _device, _entry: None
    reissued: Callable[[Device, Entry, Entry], None] = lambda _device, _old, _new: None
    acknowledged: Callable[[Device, Iterable[str]], None] = lambda _device, _hashes: None

    def enrol(self, enrolling: Callable[[str, str], dict[str, Any]]) -> None:
        """Become an installation, the first time or after the server forgot; logs of before stay, under their keys."""
        self.disk.key = self.chance.pair()
        self.disk.membership = enrolling(self.account, self.disk.key.public)
        self.disk.own = {}

    # Writing ---------------------------------------------------------------------------------------------------------

    def write(
        self, stream: str, kind: str, record: str, body: Mapping[str, Json], private: Mapping[str, Json] | None = None
    ) -> Entry:
        """Record something; it covers what the screen shows. On disk and signed when this returns."""
        fields = [*body, *(private or {})]
        draft = Draft(kind, record, dict(body), dict(private or {}), self.shown(stream, kind, record, fields))
        entry = self._extend(self.own_log(stream), stream, draft)
        self.saved(self, entry)
        return entry

    def shown(self, stream: str, kind: str, record: str, fields: Iterable[str]) -> dict[str, list[str]]:
        """The candidates on the screen."""
        entries = [entry for entry in self._entries(stream) if (entry.kind, entry.record) == (kind, record)]
        folded = fold(entries, rules_of(kind), self.quarantined(stream))
        return {name: list(folded[name].candidates) if name in folded else [] for name in fields}

    def own_log(self, stream: str) -> str:
        """The log of this phone in a stream, begun if need be."""
        if stream not in self.disk.own:
            told, key = self.disk.membership, self.disk.key
            assert key is not None
            nonce = random_id()
            log = log_id(key.public, stream, nonce)
            self.disk.own[stream], self.disk.keys[log] = log, key
            self.disk.mine.add(log)
            genesis = genesis_draft(
                stream=stream, key=key.public, nonce=nonce, statement=told["statement"], signature=told["signature"]
            )
            self._extend(log, stream, genesis)
        return self.disk.own[stream]

    def _extend(self, log: str, stream: str, draft: Draft) -> Entry:
        entries = self.disk.copies.setdefault(stream, {}).setdefault(log, [])
        clock = Clock(self.disk.last_stamp)
        at = clock.tick(max(0, self.chance.milliseconds + self.skew))
        self.disk.last_stamp = clock.last
        seq, prev = (entries[-1].seq, entries[-1].hash) if entries else (0, "")
        entry = compose(draft, stream=stream, log=log, seq=seq + 1, prev=prev, at=at, by=self.account)
        entries.append(entry)
        signature = self.disk.keys[log].sign(head_text(stream, log, entry.seq, entry.hash))
        self.disk.signatures.setdefault(log, {})[entry.seq] = (entry.hash, signature)
        return entry

    # What it holds ---------------------------------------------------------------------------------------------------

    def vector(self, stream: str) -> Vector:
        """How far it holds each log."""
        logs = self.disk.copies.get(stream, {})
        return {log: (entries[-1].seq, entries[-1].hash) for log, entries in logs.items() if entries}

    def folds(self, stream: str) -> dict[tuple[str, str], dict[str, Any]]:
        """Every record of a stream as this phone shows it."""
        histories: dict[tuple[str, str], list[Entry]] = {}
        for entry in self._entries(stream):
            histories.setdefault((entry.kind, entry.record), []).append(entry)
        judged = self.quarantined(stream)
        folded = {key: fold(entries, rules_of(key[0]), judged) for key, entries in histories.items()}
        return {key: {name: s.to_json() for name, s in states.items()} for key, states in folded.items() if states}

    def is_server(self, log: str, stream: str) -> bool:
        """Whether the server writes a log."""
        entries = self.disk.copies.get(stream, {}).get(log)
        return bool(entries) and (entries[0].body or {}).get("key") == self.server_key

    def _entries(self, stream: str) -> list[Entry]:
        """What is folded: a redaction by a phone is a wish."""
        logs = self.disk.copies.get(stream, {})
        every = [(log, entry) for log, entries in logs.items() for entry in entries]
        return [entry for log, entry in every if entry.redacts is None or self.is_server(log, stream)]

    def quarantined(self, stream: str) -> dict[str, Position]:
        """What this phone knows to be set aside, and by which verdict."""
        last: dict[str, Entry] = {}
        for log, entries in self.disk.copies.get(stream, {}).items():
            for entry in entries if self.is_server(log, stream) else ():
                before = last.get(entry.record)
                if entry.kind == "verdict" and (before is None or position_of(entry) > position_of(before)):
                    last[entry.record] = entry
        return {
            judged: position_of(entry)
            for judged, entry in last.items()
            if (entry.body or {})["standing"]["state"] == "quarantined"  # type: ignore[index,call-overload]  # our form
        }

    # Exchanging ------------------------------------------------------------------------------------------------------

    def exchange(self, send: Send) -> None:
        """Ask until nothing is missing on either side. Raises Cut where the line breaks; whole pages stay."""
        theirs: dict[str, Vector] = {}
        before = ""
        for _ in range(ROUNDS):
            text = self.request(theirs)
            if text == before:
                return
            before = text
            self.take_answer(*send(self.disk.membership["token"], text), theirs)
        raise AssertionError(f"{self.name}: the exchange does not come to rest")

    def request(self, theirs: Mapping[str, Vector]) -> str:
        """A page of what the server lacks, as far as is known."""
        spoken: dict[str, Any] = {}
        owed = self.disk.owed[:1]
        lines = [entry.line for branch in owed for entry in branch]
        for stream in sorted(self.disk.copies):
            vector = self.vector(stream)
            spoken[stream] = {"digest": digest(vector)}
            signatures = [self._head(branch[-1]) for branch in owed if branch[0].stream == stream]
            # The server's own first: a restored server that lacks a redaction takes no line that lacks the part.
            for log in sorted(vector, key=lambda log: (not self.is_server(log, stream), log)):
                lacking = self._lacking(stream, log, theirs.get(stream))[: PAGE - len(lines)]
                heads = self.disk.signatures.get(log, {})
                while lacking and lacking[-1].seq not in heads:
                    lacking.pop()
                if lacking:
                    signatures.append(self._head(lacking[-1]))
                    lines += [entry.line for entry in lacking]
            if signatures or stream in theirs:
                told = {log: list(head) for log, head in vector.items()}
                spoken[stream] |= {"vector": told, "signatures": signatures}
        envelope: Any = {"v": 1, "epoch": self.disk.epoch, "streams": spoken}
        return bundle.write(envelope, lines)

    def _head(self, entry: Entry) -> dict[str, Any]:
        signature = self.disk.branches.get(entry.hash) or self.disk.signatures[entry.log][entry.seq][1]
        return {"log": entry.log, "seq": entry.seq, "hash": entry.hash, "signature": signature}

    def _lacking(self, stream: str, log: str, theirs: Vector | None) -> list[Entry]:
        entries = self.disk.copies[stream].get(log, [])
        said = len(entries) if theirs is None else theirs.get(log, (0, ""))[0]
        return entries[min(said, self.disk.acked.get(log, 0)) if log in self.disk.mine else said :]

    def take_answer(self, status: int, text: str, theirs: dict[str, Vector]) -> bool:
        """Read an answer; whether something came of it, so that asking again is worth it."""
        if status != 200:
            raise Cut(f"{status} {text[:200]}")
        envelope, lines = bundle.read(text)
        spoken, carried = set(theirs), next(iter(self.disk.owed), None)
        if envelope["epoch"] != self.disk.epoch:
            self.disk.acked, self.disk.epoch = {}, envelope["epoch"]
            self.disk.shown, self.disk.owed = set(), list(self.disk.lost)
        for stream, part in envelope["streams"].items():
            self.disk.copies.setdefault(stream, {})
            if "vector" in part:
                # A phone that was shut out is told of the logs that it just pushed, and of no others.
                told = {log: (head[0], head[1]) for log, head in part["vector"].items()}
                theirs[stream] = {**theirs.get(stream, {}), **told}
        signatures = [item for part in envelope["streams"].values() for item in part.get("signatures", [])]
        changed = self.take_in(lines, signatures, heal=True)
        self._acknowledge(theirs, envelope.get("results", []))
        forks = {result["hash"] for result in envelope.get("results", []) if result["status"] == "fork"}
        self.disk.owed = [branch for branch in self.disk.owed if branch is not carried and branch[-1].hash not in forks]
        for result in sorted(envelope.get("results", []), key=lambda result: result["seq"]):
            if result["status"] == "fork":
                changed |= self._branch(result["log"], result["seq"], result["hash"])
        if not envelope.get("more"):
            self._suspect(spoken, theirs, {parse_line(line).log for line in lines})
        return changed or bool(envelope.get("more") and lines)

    def _suspect(self, spoken: set[str], theirs: Mapping[str, Vector], arrived: set[str]) -> None:
        """A log of somebody else in which the server is elsewhere and tells nothing: a branch that only we may hold.

        It came about when a server came back from a backup and the log's phone from a copy. The server is shown ours.
        """
        for stream in sorted(spoken):
            for log in sorted(theirs[stream].keys() & self.disk.copies[stream].keys() - self.disk.mine - arrived):
                entries, (seq, hash) = self.disk.copies[stream][log], theirs[stream][log]
                is_ahead = seq < len(entries) and (seq == 0 or entries[seq - 1].hash == hash)
                last = entries[-1].hash
                if last != hash and not is_ahead and (last, hash) not in self.disk.shown:
                    self.disk.shown.add((last, hash))
                    self.disk.owed += self._pieces(entries, self.disk.signatures[log])

    def _acknowledge(self, theirs: Mapping[str, Vector], results: Iterable[Mapping[str, Any]]) -> None:
        spoilt = {result["log"] for result in results if result["status"] != "quarantined"}
        for stream, vector in theirs.items():
            for log in self.disk.mine & self.disk.copies[stream].keys() - spoilt:
                seq, hash = vector.get(log, (0, ""))
                entries = self.disk.copies[stream][log]
                if seq == 0 or (seq <= len(entries) and entries[seq - 1].hash == hash):
                    self.disk.acked[log] = seq
                    self.acknowledged(self, [entry.hash for entry in entries[:seq]])

    # Taking in -------------------------------------------------------------------------------------------------------

    def take_in(self, lines: Iterable[str], signatures: Iterable[Mapping[str, Any]], *, heal: bool) -> bool:
        """Store what hangs together and is signed; whether anything was new. From the server, another branch heals."""
        fresh: dict[str, list[Entry]] = {}
        for line in lines:
            entry = parse_line(line)
            fresh.setdefault(entry.log, []).append(entry)
        signed: dict[str, dict[int, tuple[str, str]]] = {}
        for item in signatures:
            signed.setdefault(item["log"], {})[item["seq"]] = (item["hash"], item["signature"])
        # The server's own logs first: they say which parts may be missing.
        order = sorted(fresh, key=lambda log: (not self._begins_server(fresh[log]), log))
        taken = [self._take_log(log, fresh[log], signed.get(log, {}), heal) for log in order]
        return any(taken)

    def _begins_server(self, entries: list[Entry]) -> bool:
        first = entries[0]
        return self.is_server(first.log, first.stream) or (first.body or {}).get("key") == self.server_key

    def _take_log(self, log: str, arrived: list[Entry], heads: dict[int, tuple[str, str]], heal: bool) -> bool:
        stream = arrived[0].stream
        held = self.disk.copies.setdefault(stream, {}).setdefault(log, [])
        try:
            for entry in arrived:
                if entry.seq <= len(held) and held[entry.seq - 1].hash != entry.hash:
                    return heal and self._branch(log, entry.seq, held[entry.seq - 1].hash)
            new = sorted((e for e in arrived if e.seq > len(held)), key=lambda entry: entry.seq)
            check_chain(new, (held[-1].seq, held[-1].hash) if held else None)
            signed = max((e.seq for e in new if heads.get(e.seq, ("", ""))[0] == e.hash), default=0)
            new = [entry for entry in new if entry.seq <= signed]
            if not new or not self._is_genuine(held or new, new[-1], heads[signed][1]):
                return False
            if any(self._lacks(entry, [*self._redactions(stream), *new]) for entry in new):
                return False
        except Malformed:
            return False
        finally:
            if not held:
                del self.disk.copies[stream][log]
        self.disk.copies[stream].setdefault(log, held).extend(new)
        self.disk.signatures.setdefault(log, {})[signed] = heads[signed]
        self._obey(stream)
        return True

    def _is_genuine(self, log: list[Entry], last: Entry, signature: str) -> bool:
        body: Any = log[0].body or {}
        enrolment, key = body.get("enrolment", {}), body.get("key", "")
        said = verify(self.server_key, enrolment_text(enrolment.get("statement", "")), enrolment.get("signature", ""))
        return said and verify(key, head_text(last.stream, last.log, last.seq, last.hash), signature)

    def _redactions(self, stream: str) -> list[Entry]:
        logs = self.disk.copies.get(stream, {}).items()
        return [e for log, entries in logs if self.is_server(log, stream) for e in entries if e.redacts is not None]

    def _lacks(self, entry: Entry, redactions: Iterable[Entry]) -> bool:
        missing = [part for part in ("body", "private") if getattr(entry, part) is None]
        named = {(e.redacts["hash"], e.redacts["part"]) for e in redactions if e.redacts is not None}
        return any((entry.hash, part) not in named for part in missing)

    def _obey(self, stream: str) -> None:
        """Erase what the server's redactions name."""
        named = {}
        for entry in self._redactions(stream):
            assert entry.redacts is not None
            named[entry.redacts["hash"]] = entry.redacts["part"]
            for entries in self.disk.copies[stream].values():
                for place, held in enumerate(entries):
                    if held.hash == entry.redacts["hash"]:
                        entries[place] = held.without(entry.redacts["part"])

    def _branch(self, log: str, seq: int, hash: str) -> bool:
        """The server holds another branch from `seq` on: ours goes aside, and what was ours is written again."""
        stream = next((name for name, logs in self.disk.copies.items() if log in logs), None)
        if stream is None:
            return False
        entries = self.disk.copies[stream][log]
        if seq > len(entries) or entries[seq - 1].hash != hash:
            return False
        lost = entries[seq - 1 :]
        del entries[seq - 1 :]
        self.disk.aside += lost
        self.disk.acked[log] = min(self.disk.acked.get(log, 0), seq - 1)
        self._owe(lost)
        if not entries:
            del self.disk.copies[stream][log]
        if log in self.disk.mine:
            self._reissue(stream, lost)
        return True

    def _owe(self, lost: list[Entry]) -> None:
        """Keep a branch ready for the server, in pieces that end at signed heads."""
        heads = self.disk.signatures[lost[0].log]
        self.disk.signatures[lost[0].log] = {at: head for at, head in heads.items() if at < lost[0].seq}
        pieces = self._pieces(lost, heads)
        self.disk.owed += pieces
        self.disk.lost += pieces

    def _pieces(self, entries: list[Entry], heads: Mapping[int, tuple[str, str]]) -> list[list[Entry]]:
        """Lines in pieces that end at signed heads."""
        pieces: list[list[Entry]] = []
        piece: list[Entry] = []
        for entry in entries:
            piece.append(entry)
            hash, signature = heads.get(entry.seq, ("", ""))
            if hash == entry.hash and (entry is entries[-1] or len(piece) >= PAGE // 2):
                self.disk.branches[hash] = signature
                pieces.append(piece)
                piece = []
        return pieces

    def _reissue(self, stream: str, lost: list[Entry]) -> None:
        self.disk.own.pop(stream, None)
        names: dict[str, str] = {}
        for old in lost:
            if old.kind == "log" or old.body is None or old.private is None:
                continue
            sets = {name: [names.get(hash, hash) for hash in covered] for name, covered in old.sets.items()}
            draft = Draft(old.kind, old.record, dict(old.body), dict(old.private), sets, old.redacts)
            new = self._extend(self.own_log(stream), stream, draft)
            names[old.hash] = new.hash
            self.reissued(self, old, new)

    def bundle(self) -> tuple[list[str], list[dict[str, Any]]]:
        """Everything it holds, for another phone to carry: lines, and the signature of the last head of each log."""
        lines: list[str] = []
        signatures: list[dict[str, Any]] = []
        for logs in self.disk.copies.values():
            for log, entries in logs.items():
                heads = self.disk.signatures.get(log, {})
                last = max((entry.seq for entry in entries if heads.get(entry.seq, ("",))[0] == entry.hash), default=0)
                if last:
                    lines += [entry.line for entry in entries[:last]]
                    hash, signature = heads[last]
                    signatures.append({"log": log, "seq": last, "hash": hash, "signature": signature})
        return lines, signatures
