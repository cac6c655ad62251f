"""Owns the half of a simulated phone that needs no network: what it holds, shows, writes, signs and hands on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sync import vector as vectors
from sync.canonical import Json
from sync.clock import Clock
from sync.entry import Draft, Entry, compose, genesis_draft
from sync.fold import Position, fold, position_of
from sync.ids import log_id, random_id
from sync.keys import head_text
from sync.rules import Rule, rules_of
from sync.vector import Vector
from tests.sim.chance import Chance
from tests.sim.disk import Disk, Key

Rules = Callable[[str], Mapping[str, Rule] | None]
Folds = dict[Key, dict[str, Any]]
PAGE = 40  # lines: pages are small, so that many end in the middle of something
EVERY_PART = ("body", "private")


def rules_of_before(kind: str) -> Mapping[str, Rule] | None:
    """What an app of an earlier version knows: no tallies, and of a meeting fewer fields."""
    rules = rules_of(kind)
    if kind == "tally" or rules is None:
        return None
    return {name: rule for name, rule in rules.items() if (kind, name) not in UNKNOWN_BEFORE}


UNKNOWN_BEFORE = {("attendance", "community"), ("motion", "method"), ("opinion", "speaker")}


@lru_cache(maxsize=5_000)
def digest_of(vector: tuple[tuple[str, tuple[int, str]], ...]) -> str:
    """The digest of a vector: most are asked for again and again."""
    return vectors.digest(dict(vector))


def _ignore(*_: Any) -> None:
    return


@dataclass
class Holder:
    """A phone in somebody's hand."""

    name: str
    account: str
    chance: Chance
    server_key: str
    disk: Disk = field(default_factory=Disk)
    skew: int = 0  # milliseconds by which its clock is off
    rules: Rules = rules_of
    saved: Callable[[Any, Entry], None] = _ignore
    reissued: Callable[[Any, Entry, Entry, dict[str, str]], None] = _ignore
    acknowledged: Callable[[Any, Iterable[str]], None] = _ignore
    wiped: Callable[[Any, str, set[str]], None] = _ignore

    @property
    def now(self) -> int:
        """Milliseconds since 1970 by its own clock."""
        return max(0, self.chance.milliseconds + self.skew)

    def enrol(self, enrolling: Callable[[str, str], dict[str, Any]]) -> None:
        """Become an installation, the first time or after the server forgot; logs of before stay, under their keys."""
        self.disk.key = self.chance.pair()
        self.disk.membership = enrolling(self.account, self.disk.key.public)
        self.disk.own = {}

    # Writing ---------------------------------------------------------------------------------------------------------

    def write(
        self, stream: str, kind: str, record: str, body: Mapping[str, Json], private: Mapping[str, Json] | None = None,
        *, sign: bool = True,
    ) -> Entry:  # fmt: skip
        """Record something; it covers what the screen shows. On disk when this returns, and signed if all went well."""
        fields = [*body, *(private or {})]
        draft = Draft(kind, record, dict(body), dict(private or {}), self.shown(stream, kind, record, fields))
        entry = self.extend_own(self.own_log(stream), stream, draft, sign=sign)
        self.saved(self, entry)
        return entry

    def shown(self, stream: str, kind: str, record: str, fields: Iterable[str]) -> dict[str, list[str]]:
        """The candidates on the screen."""
        entries = self.histories(stream).get((kind, record), [])
        folded = fold(entries, self.rules(kind), self.quarantined(stream))
        return {name: list(folded[name].candidates) if name in folded else [] for name in fields}

    def own_log(self, stream: str, **more: Json) -> str:
        """The log of this phone in a stream, begun if need be; `more` goes into the genesis."""
        if stream not in self.disk.own:
            told, key = self.disk.membership, self.disk.key
            assert key is not None
            nonce = random_id()
            log = log_id(key.public, stream, nonce)
            self.disk.own[stream], self.disk.keys[log] = log, key
            self.disk.mine.add(log)
            begin = genesis_draft(
                stream=stream, key=key.public, nonce=nonce, statement=told["statement"], signature=told["signature"]
            )
            fields = {**begin.body, **more}
            self.extend_own(log, stream, Draft("log", begin.record, fields, {}, {name: [] for name in fields}))
        return self.disk.own[stream]

    def extend_own(self, log: str, stream: str, draft: Draft, *, at: str = "", sign: bool = True) -> Entry:
        """Put a draft at the end of a log of this phone."""
        entries = self.disk.copies.get(stream, {}).get(log)
        clock = Clock(self.disk.last_stamp)
        stamp = at or clock.tick(self.now)
        self.disk.last_stamp = max(clock.last, self.disk.last_stamp)
        seq, prev = (entries[-1].seq, entries[-1].hash) if entries else (0, "")
        entry = compose(draft, stream=stream, log=log, seq=seq + 1, prev=prev, at=stamp, by=self.account)
        self.disk.extend(stream, log, [entry])
        if sign:
            self.sign(log, entry)
        return entry

    def sign(self, log: str, entry: Entry) -> None:
        """Sign a head."""
        signature = self.disk.keys[log].sign(head_text(entry.stream, log, entry.seq, entry.hash))
        self.disk.signatures.setdefault(log, {})[entry.seq] = (entry.hash, signature)

    def sign_what_is_left(self) -> None:
        """The app was closed between saving and signing: when it opens again it signs, if it still has the key."""
        for logs in self.disk.copies.values():
            for log in sorted(self.disk.mine & logs.keys() & self.disk.keys.keys()):
                if self.disk.signed(log, logs[log]) < len(logs[log]):
                    self.sign(log, logs[log][-1])

    # What it holds ---------------------------------------------------------------------------------------------------

    def vector(self, stream: str) -> Vector:
        """How far it holds each log."""
        logs = self.disk.copies.get(stream, {})
        return {log: (entries[-1].seq, entries[-1].hash) for log, entries in logs.items() if entries}

    def digest(self, stream: str) -> str:
        """The digest of its vector."""
        return digest_of(tuple(self.vector(stream).items()))

    def folds(self, stream: str) -> Folds:
        """Every record of a stream as this phone shows it."""
        judged = self.quarantined(stream)
        folded = {key: fold(entries, self.rules(key[0]), judged) for key, entries in self.histories(stream).items()}
        return {key: {name: s.to_json() for name, s in states.items()} for key, states in folded.items() if states}

    def identity(self, stream: str) -> tuple[Any, ...]:
        """What the folds of a stream follow from: the same here and there, and the screens are the same."""
        bare = frozenset(
            (e.hash, part) for e in self.disk.entries(stream) for part in EVERY_PART if getattr(e, part) is None
        )
        return self.digest(stream), bare, self.rules is rules_of

    def is_server(self, log: str, stream: str) -> bool:
        """Whether the server writes a log."""
        entries = self.disk.copies.get(stream, {}).get(log)
        return entries is not None and bool(entries) and (entries[0].body or {}).get("key") == self.server_key

    def server_entries(self, stream: str) -> list[Entry]:
        """The lines of all logs of the server."""
        logs = self.disk.copies.get(stream, {})
        return [entry for log, entries in logs.items() if self.is_server(log, stream) for entry in entries]

    def histories(self, stream: str) -> dict[Key, list[Entry]]:
        """What is folded, by record: a redaction by a phone is a wish."""
        if stream not in self.disk.histories:
            made: dict[Key, list[Entry]] = {}
            for log in self.disk.copies.get(stream, {}):
                ours = self.is_server(log, stream)
                for entry in self.disk.copies[stream][log]:
                    if entry.redacts is None or ours:
                        made.setdefault((entry.kind, entry.record), []).append(entry)
            self.disk.histories[stream] = made
        return self.disk.histories[stream]

    def quarantined(self, stream: str) -> dict[str, Position]:
        """What this phone knows to be set aside, and by which verdict."""
        last: dict[str, Entry] = {}
        for entry in self.server_entries(stream):
            before = last.get(entry.record)
            if entry.kind == "verdict" and (before is None or position_of(entry) > position_of(before)):
                last[entry.record] = entry
        return {
            judged: position_of(entry)
            for judged, entry in last.items()
            if (entry.body or {})["standing"]["state"] == "quarantined"
        }

    def redactions(self, stream: str) -> set[tuple[str, str]]:
        """(hash, part) of what the server's redactions name, as far as they are here."""
        said = [entry.redacts for entry in self.server_entries(stream)]
        return {(redacts["hash"], redacts["part"]) for redacts in said if redacts is not None}

    def wanted(self, stream: str) -> list[str]:
        """Lines of which a part is gone, and no redaction says so: the disk was damaged."""
        bare = [e for e in self.disk.entries(stream) if e.body is None or e.private is None]
        named = self.redactions(stream) if bare else set()
        return [e.hash for e in bare if any(getattr(e, p) is None and (e.hash, p) not in named for p in EVERY_PART)]

    # Handing on ------------------------------------------------------------------------------------------------------

    def bundle(self) -> tuple[list[str], dict[str, list[dict[str, Any]]]]:
        """Everything it holds, for others to carry: lines, and signatures of heads by stream, one a page."""
        lines: list[str] = []
        signatures: dict[str, list[dict[str, Any]]] = {}
        for stream, logs in self.disk.copies.items():
            damaged = set(self.wanted(stream))
            for log in sorted(logs, key=lambda log: (not self.is_server(log, stream), log)):
                whole = next((e.seq - 1 for e in logs[log] if e.hash in damaged), len(logs[log]))
                heads = self.disk.signatures.get(log, {})
                entries = logs[log][: self.disk.signed(log, logs[log][:whole])]
                lines += [entry.line for entry in entries]
                for entry in entries:
                    hash, signature = heads.get(entry.seq, ("", ""))
                    if hash == entry.hash:
                        told = {"log": log, "seq": entry.seq, "hash": hash, "signature": signature}
                        signatures.setdefault(stream, []).append(told)
        return lines, signatures

    def key_is_lost(self) -> None:
        """The browser lost the key and kept the lines."""
        self.disk.key, self.disk.keys, self.disk.own = None, {}, {}
