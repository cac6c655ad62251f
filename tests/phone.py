"""A phone made of Python: a key pair, logs, a copy of streams; it enrols, writes and exchanges like the app does."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from sync import bundle
from sync.bundle import Envelope, Signature
from sync.canonical import Json
from sync.clock import Clock
from sync.entry import Draft, Entry, compose, genesis_draft, parse_line
from sync.fold import FieldState, fold
from sync.ids import log_id, random_id
from sync.keys import KeyPair, head_text
from sync.rules import rules_of
from sync.vector import Vector, digest, vector_of

Copy = dict[tuple[str, int], Entry]  # (log, seq) -> entry


@dataclass
class Answer:
    """What came back: the envelope is None when the server refused the whole request."""

    response: TestResponse
    envelope: Envelope | None
    lines: list[str]

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def code(self) -> str:
        """The code of a refusal."""
        return str(self.response.get_json()["code"])

    @property
    def results(self) -> list[tuple[str, str]]:
        """(status, reason) of every line that did not simply land."""
        assert self.envelope is not None, self.response.get_data(as_text=True)
        return [(result["status"], result["reason"]) for result in self.envelope.get("results", [])]


@dataclass
class Phone:
    """One installation. Change its attributes to make it lie."""

    client: FlaskClient
    key: KeyPair
    installation: str
    token: str
    account: str
    office: str
    statement: str
    signature: str
    copies: dict[str, Copy] = field(default_factory=dict)
    logs: dict[str, str] = field(default_factory=dict)
    epoch: str | None = None
    clock: Clock = field(default_factory=Clock)
    heads: dict[str, list[Signature]] = field(default_factory=dict)  # log -> signatures that came with its lines

    @classmethod
    def enrol(cls, client: FlaskClient, code: str, label: str = "เครื่องทดสอบ") -> Phone:
        """Enrol with a code, as after scanning the QR."""
        key = KeyPair.generate()
        response = client.post("/api/installations", json={"code": code, "key": key.public, "label": label})
        assert response.status_code == 201, response.get_json()
        told = response.get_json()
        names = ("installation", "token", "account", "office", "statement", "signature")
        return cls(client, key, **{name: told[name] for name in names})

    def write(
        self,
        stream: str,
        kind: str,
        record: str,
        body: Mapping[str, Json] | None = None,
        private: Mapping[str, Json] | None = None,
        *,
        sets: Mapping[str, list[str]] | None = None,
        redacts: dict[str, str] | None = None,
    ) -> Entry:
        """Append an entry to this phone's log of a stream; covers what the phone shows, or what `sets` says."""
        copy = self.copies.setdefault(stream, {})
        if stream not in self.logs:
            self._begin(stream)
        fields = [name for part in (body, private) for name in part or {} if name != "why"]
        covered = dict(sets) if sets is not None else self.shown(stream, kind, record, fields)
        draft = Draft(kind, record, dict(body or {}), dict(private or {}), covered, redacts)
        entry = self.compose(stream, draft)
        copy[entry.log, entry.seq] = entry
        return entry

    def compose(self, stream: str, draft: Draft) -> Entry:
        """The next entry of this phone's log, not yet in its copy."""
        log = self.logs[stream]
        seq, prev = vector_of(self.copies[stream].values()).get(log, (0, ""))
        at = self.clock.tick(int(time.time() * 1000))
        return compose(draft, stream=stream, log=log, seq=seq + 1, prev=prev, at=at, by=self.account)

    def fold(self, stream: str, kind: str, record: str) -> dict[str, FieldState]:
        """A record as this phone's copy gives it (verdicts are left out: tests of those ask the server)."""
        entries = [e for e in self.copies.get(stream, {}).values() if (e.kind, e.record) == (kind, record)]
        return fold(entries, rules_of(kind))

    def shown(self, stream: str, kind: str, record: str, fields: Iterable[str]) -> dict[str, list[str]]:
        """The candidates of these fields, as on this phone's screen."""
        folded = self.fold(stream, kind, record)
        return {name: list(folded[name].candidates) if name in folded else [] for name in fields}

    def mine(self, stream: str) -> list[Entry]:
        """This phone's own entries of a stream, in order."""
        own = [entry for (log, _), entry in self.copies[stream].items() if log == self.logs.get(stream)]
        return sorted(own, key=lambda entry: entry.seq)

    def sign(self, entry: Entry) -> Signature:
        """The signature of the head that this entry is."""
        text = head_text(entry.stream, entry.log, entry.seq, entry.hash)
        return {"log": entry.log, "seq": entry.seq, "hash": entry.hash, "signature": self.key.sign(text)}

    def vector(self, stream: str) -> Vector:
        """What this phone holds of a stream."""
        return vector_of(self.copies.get(stream, {}).values())

    def request(self, *streams: str, lines: list[str] | None = None) -> str:
        """The text of an exchange that pushes this phone's own lines of `streams`, or just `lines`."""
        spoken: dict[str, Any] = {name: {"digest": digest(self.vector(name))} for name in self.copies}
        pushed: list[str] = []
        for stream in streams:
            own = self.mine(stream)
            vector = {log: list(head) for log, head in self.vector(stream).items()}
            spoken[stream] |= {"vector": vector, "signatures": [self.sign(own[-1])] if own else []}
            pushed += [entry.line for entry in own]
        envelope: Any = {"v": 1, "epoch": self.epoch, "streams": spoken}
        return bundle.write(envelope, pushed if lines is None else lines)

    def post(self, text: str | bytes, **headers: str) -> Answer:
        """Send a text to the doorway, whatever it is."""
        data = text.encode() if isinstance(text, str) else text
        sent = {"Content-Type": "text/plain; charset=utf-8", "Authorization": f"Bearer {self.token}"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        response = self.client.post("/sync", data=data, headers=sent)
        if response.status_code != 200:
            return Answer(response, None, [])
        raw = response.get_data()
        plain = gzip.decompress(raw) if response.headers.get("Content-Encoding") == "gzip" else raw
        envelope, lines = bundle.read(plain)
        return Answer(response, envelope, lines)

    def push(self, *streams: str) -> Answer:
        """One request with all own lines of `streams`; takes in what comes back."""
        return self._take(self.post(self.request(*streams)))

    def sync(self) -> Answer:
        """Exchange until nothing more comes; answers with the last one."""
        answer = self.push(*self.copies)
        for _ in range(50):
            envelope = answer.envelope
            if envelope is None or not (envelope.get("more") or answer.lines):
                return answer
            answer = self.push(*self.copies)
        raise AssertionError("the exchange does not come to rest")

    def bring_back(self) -> list[tuple[str, str]]:
        """Exchange until the server holds every line that this phone can vouch for, of whomever; gives the results."""
        results: list[tuple[str, str]] = []
        theirs: dict[str, Vector] = {}
        for _ in range(20):
            before = {stream: digest(self.vector(stream)) for stream in self.copies}
            answer = self._take(self.post(self._everything(theirs)))
            assert answer.envelope is not None, answer.response.get_data(as_text=True)
            results += answer.results
            told: dict[str, Any] = {name: part.get("vector", {}) for name, part in answer.envelope["streams"].items()}
            same = [name for name in self.copies if name not in told and name in answer.envelope.get("countersign", {})]
            now = {**theirs, **told, **{name: self.vector(name) for name in same}}
            after = {stream: digest(self.vector(stream)) for stream in self.copies}
            if now == theirs and before == after:
                return results
            theirs = now
        raise AssertionError("the exchange does not come to rest")

    def _everything(self, theirs: Mapping[str, Vector]) -> str:
        spoken: dict[str, Any] = {}
        lines: list[str] = []
        for stream, copy in self.copies.items():
            signatures: list[Any] = []
            for log, (last, _) in self.vector(stream).items():
                own = log == self.logs.get(stream)
                known = [self.sign(copy[log, last])] if own else self.heads.get(log, [])
                held = theirs.get(stream, {}).get(log, (0, ""))[0]
                until = max((signature["seq"] for signature in known), default=0)
                lines += [copy[log, seq].line for seq in range(held + 1, until + 1)]
                signatures += [signature for signature in known if signature["seq"] > held]
            vector = {log: list(head) for log, head in self.vector(stream).items()}
            spoken[stream] = {"digest": digest(self.vector(stream)), "vector": vector, "signatures": signatures}
        return bundle.write({"v": 1, "epoch": self.epoch, "streams": spoken}, lines)

    def _take(self, answer: Answer) -> Answer:
        if answer.envelope is not None:
            self.epoch = answer.envelope["epoch"]
            for part in answer.envelope["streams"].values():
                for signature in part.get("signatures", []):
                    self.heads.setdefault(signature["log"], []).append(signature)
        for line in answer.lines:
            entry = parse_line(line)
            self.copies.setdefault(entry.stream, {})[entry.log, entry.seq] = entry
        return answer

    def _begin(self, stream: str) -> None:
        nonce = random_id()
        self.logs[stream] = log_id(self.key.public, stream, nonce)
        draft = genesis_draft(
            stream=stream, key=self.key.public, nonce=nonce, statement=self.statement, signature=self.signature
        )
        entry = self.compose(stream, draft)
        self.copies[stream][entry.log, entry.seq] = entry
