"""Owns the phone of a simulated hearing: how it talks to the server.

It keeps to PROTOCOL.md as the app does: nothing is stored unverified, a page ends at a signed head, an answer that was
cut is not believed, another branch of its own log is written again in a new log, what is withdrawn goes only when all
of its own is delivered, and what it has of others and not seen at the server.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sync.canonical import Malformed
from sync.entry import Entry
from sync.ids import digest_of
from sync.keys import countersign_text
from sync.vector import Vector
from tests.sim.disk import Disk, read_line, verified
from tests.sim.holder import PAGE
from tests.sim.taker import Taker

__all__ = ["Cut", "Device", "Disk"]
Send = Callable[[str, str], tuple[int, str]]  # token, text -> status, text
ROUNDS = 120
MOST_WANTED = 100


class Cut(Exception):
    """No answer came, or not a whole one."""


@dataclass
class Talk:
    """What one exchange knows besides the disk."""

    theirs: dict[str, Vector] = field(default_factory=dict)
    wants: dict[str, list[str]] = field(default_factory=dict)  # what the server asks for
    named: dict[str, str] = field(default_factory=dict)  # digests of the last request
    pushed: dict[str, int] = field(default_factory=dict)  # log -> last seq of its lines in the last request
    withdrawn: set[str] = field(default_factory=set)
    resting: bool = False


@dataclass
class Device(Taker):
    """A phone that exchanges."""

    report: bool = False  # says how it fares
    eager: bool = False  # tells its vectors before it is asked for them

    def exchange(self, send: Send) -> None:
        """Ask until nothing is missing on either side. Raises Cut where the line breaks; whole pages stay."""
        self.sign_what_is_left()
        talk = Talk()
        before = ""
        for _ in range(ROUNDS):
            text = self.request(talk)
            if text == before or talk.resting:
                return
            before = text
            self.take_answer(*send(self.disk.membership["token"], text), talk)
        raise AssertionError(f"{self.name}: the exchange does not come to rest")

    # Asking ----------------------------------------------------------------------------------------------------------

    def request(self, talk: Talk) -> str:
        """A page of what the server lacks, as far as is known."""
        spoken: dict[str, Any] = {}
        talk.pushed = {}
        owed = self.disk.owed[:1]
        lines = [entry.line for branch in owed for entry in branch]
        for stream in sorted(self.disk.copies):
            vector = self.vector(stream)
            talk.named[stream] = self.digest(stream)
            spoken[stream] = {"digest": talk.named[stream]}
            lacks = self.wanted(stream)
            signatures = [self._head(branch[-1]) for branch in owed if branch[0].stream == stream]
            asked = self._asked_for(stream, talk.wants.get(stream, []))[: PAGE - len(lines)]
            lines += [entry.line for entry in asked]
            # The server's own first: a restored server that lacks a redaction takes no line that lacks the part.
            for log in sorted(vector, key=lambda log: (not self.is_server(log, stream), log)):
                page = self._page(stream, log, talk, set(lacks), PAGE - len(lines))
                if page:
                    talk.pushed[log] = page[-1].seq
                    signatures.append(self._head(page[-1]))
                    lines += [entry.line for entry in page]
            if self.eager or signatures or asked or lacks or stream in talk.theirs:
                spoken[stream] |= {
                    "vector": {log: list(head) for log, head in vector.items()},
                    "signatures": signatures,
                }
            if lacks:
                spoken[stream]["want"] = lacks[:MOST_WANTED]
        envelope: dict[str, Any] = {"v": 1, "epoch": self.disk.epoch, "streams": spoken}
        if self.report:
            envelope["report"] = self._report()
        first = json.dumps(envelope, ensure_ascii=False, separators=(",", ":"))
        return first + "\n" + "".join(lines)

    def _report(self) -> dict[str, Any]:
        logs = [(log, es) for logs in self.disk.copies.values() for log, es in logs.items() if log in self.disk.mine]
        unsent = sum(len(entries) - self.disk.acked.get(log, 0) for log, entries in logs)
        unsigned = sum(len(entries) - self.disk.signed(log, entries) for log, entries in logs)
        return {
            "now": self.now,
            "app": "1.0",
            "schema": "1-00000000",
            "unsent": unsent,
            "unsigned": unsigned,
            "files": 0,
        }

    def _head(self, entry: Entry) -> dict[str, Any]:
        signature = self.disk.branches.get(entry.hash) or self.disk.signatures[entry.log][entry.seq][1]
        return {"log": entry.log, "seq": entry.seq, "hash": entry.hash, "signature": signature}

    def _page(self, stream: str, log: str, talk: Talk, damaged: set[str], room: int) -> list[Entry]:
        """What the server lacks of a log: whole lines, up to a signed head."""
        heads = self.disk.signatures.get(log, {})
        page = self._lacking(stream, log, talk)[:room]
        whole = next((place for place, entry in enumerate(page) if entry.hash in damaged), len(page))
        page = page[:whole]
        while page and page[-1].seq not in heads:
            page.pop()
        return page

    def _lacking(self, stream: str, log: str, talk: Talk) -> list[Entry]:
        entries, theirs = self.disk.copies[stream].get(log, []), talk.theirs.get(stream)
        said, hash = (len(entries), "") if theirs is None else theirs.get(log, (0, ""))
        if log in self.disk.mine:
            return entries[min(said, self.disk.acked.get(log, 0)) :]
        # Of another branch than the server's no middle is sent: it is a fork, but not its beginning (`_suspect`).
        is_elsewhere = theirs is not None and 0 < said <= len(entries) and entries[said - 1].hash != hash
        if stream in talk.withdrawn:  # it is told of the logs that it pushed, and of no others
            seen = self.disk.beside.get(log, len(entries))
            return entries[seen if is_elsewhere or log not in (theirs or {}) else min(seen, said) :]
        return [] if is_elsewhere else entries[said:]

    def _asked_for(self, stream: str, hashes: Iterable[str]) -> list[Entry]:
        asked = set(hashes)
        found = [entry for entry in self.disk.entries(stream) if entry.hash in asked] if asked else []
        return [entry for entry in found if entry.body is not None and entry.private is not None]

    # Being answered --------------------------------------------------------------------------------------------------

    def take_answer(self, status: int, text: str, talk: Talk) -> None:
        """Read an answer and act on it. Raises Cut if it is none."""
        if status != 200:
            raise Cut(f"{status} {text[:200]}")
        envelope, lines = self._read(text)
        carried = next(iter(self.disk.owed), None)
        is_new_epoch = envelope["epoch"] != self.disk.epoch
        if is_new_epoch:
            self.disk.acked, self.disk.epoch = {}, envelope["epoch"]
            self.disk.shown, self.disk.owed = set(), list(self.disk.lost)
            others = (log for logs in self.disk.copies.values() for log in logs if log not in self.disk.mine)
            self.disk.beside = dict.fromkeys(others, 0)
        spoken = self._hear(envelope, talk)
        signatures = [item for part in envelope["streams"].values() for item in part.get("signatures", [])]
        changed = self.take_in(lines, signatures, heal=True)
        results = envelope.get("results", [])
        self._acknowledge(talk, envelope, results)
        forks = {result["hash"] for result in results if result["status"] == "fork"}
        self.disk.owed = [branch for branch in self.disk.owed if branch is not carried and branch[-1].hash not in forks]
        for result in sorted(results, key=lambda result: result["seq"]):
            if result["status"] == "fork":
                changed |= self.branch(result["log"], result["seq"], result["hash"])
        talk.withdrawn = set(envelope.get("withdrawn", []))
        if not envelope.get("more"):
            self._suspect(spoken - talk.withdrawn, talk.theirs, {_log_of(line) for line in lines})
        for stream in sorted(talk.withdrawn):
            self._withdraw(stream, talk)
        told = envelope["streams"]
        talk.resting = not (
            envelope.get("more") or self.disk.owed or is_new_epoch or any(talk.wants.values())
            or any(part["digest"] != self.digest(stream) for stream, part in told.items() if stream in self.disk.copies)
            or any(self.disk.unsent(stream) or self.wanted(stream) for stream in self.disk.copies)
            or any(self.disk.unseen(stream) for stream in talk.withdrawn)
        )  # fmt: skip

    def _read(self, text: str) -> tuple[dict[str, Any], list[str]]:
        """Envelope and lines; a page that is not the one the server signed is as good as none."""
        first, _, rest = text.partition("\n")
        try:
            envelope: dict[str, Any] = json.loads(first)
        except ValueError:
            raise Cut("the answer ends in its envelope") from None
        page = envelope.get("page")
        if page is not None:
            found = digest_of("prachakhom/1/page", rest)
            said = "\n".join(("prachakhom/1/page", envelope["epoch"], found))
            if found != page["digest"] or not verified(self.server_key, said, page["signature"]):
                raise Cut("the page is not the one that was signed")
        return envelope, rest.split("\n")[:-1] if page is not None else [line for line in rest.split("\n") if line]

    def _hear(self, envelope: Mapping[str, Any], talk: Talk) -> set[str]:
        """Note the vectors and wants of the server; the streams of which it was told our vector."""
        spoken = set(talk.named) if self.eager else set(talk.theirs)
        talk.wants = {}
        for stream, part in envelope["streams"].items():
            self.disk.copies.setdefault(stream, {})
            if "vector" in part:
                # A phone that was shut out is told of the logs that it just pushed, and of no others.
                told = {log: (head[0], head[1]) for log, head in part["vector"].items()}
                talk.theirs[stream] = {**talk.theirs.get(stream, {}), **told}
            if self._asked_for(stream, part.get("want", [])):
                talk.wants[stream] = part["want"]
        return spoken

    def _acknowledge(self, talk: Talk, envelope: Mapping[str, Any], results: Iterable[Mapping[str, Any]]) -> None:
        spoilt = {result["log"] for result in results if result["status"] != "quarantined"}
        for stream, logs in self.disk.copies.items():
            vector = talk.theirs.get(stream)
            if "vector" not in envelope["streams"].get(stream, {}):
                vector = self._same(stream, talk, envelope)
                talk.theirs |= {} if vector is None else {stream: vector}
            if vector is None:
                continue
            for log in self.disk.mine & logs.keys() - spoilt:
                seq, hash = vector.get(log, (0, ""))
                entries = logs[log]
                if seq == 0 or (seq <= len(entries) and entries[seq - 1].hash == hash):
                    self.disk.acked[log] = seq
                    self.acknowledged(self, [entry.hash for entry in entries[:seq]])
            self._see(vector, logs, talk.pushed, results)

    def _see(
        self, vector: Vector, logs: Mapping[str, list[Entry]], pushed: Mapping[str, int],
        results: Iterable[Mapping[str, Any]],
    ) -> None:  # fmt: skip
        """Note what the server holds of others' logs; what it answered `fork` or `quarantined` is kept there, too."""
        apart = {result["log"] for result in results if result["status"] not in ("quarantined", "fork")}
        for log in self.disk.beside.keys() & logs.keys():
            seq, hash = vector.get(log, (0, ""))
            is_there = 0 < seq <= len(logs[log]) and logs[log][seq - 1].hash == hash
            seen = max(seq if is_there else 0, 0 if log in apart else pushed.get(log, 0), self.disk.beside[log])
            if seen < len(logs[log]):
                self.disk.beside[log] = seen
            else:
                del self.disk.beside[log]

    def _same(self, stream: str, talk: Talk, envelope: Mapping[str, Any]) -> Vector | None:
        """The vector of our copy, if the server signs that its own is the same."""
        digest, signature = talk.named.get(stream, ""), envelope.get("countersign", {}).get(stream, "")
        if not signature or digest != self.digest(stream):
            return None
        text = countersign_text(envelope["epoch"], stream, digest)
        return self.vector(stream) if verified(self.server_key, text, signature) else None

    def _suspect(self, spoken: set[str], theirs: Mapping[str, Vector], arrived: set[str]) -> None:
        """A log of somebody else in which the server is elsewhere and tells nothing: a branch that only we may hold.

        It came about when a server came back from a backup and the log's phone from a copy. The server is shown ours.
        """
        for stream in sorted(spoken & self.disk.copies.keys()):
            for log in sorted(
                theirs.get(stream, {}).keys() & self.disk.copies[stream].keys() - self.disk.mine - arrived
            ):
                entries, (seq, hash) = self.disk.copies[stream][log], theirs[stream][log]
                is_ahead = seq < len(entries) and (seq == 0 or entries[seq - 1].hash == hash)
                last = entries[-1].hash
                if last != hash and not is_ahead and (last, hash) not in self.disk.shown:
                    self.disk.shown.add((last, hash))
                    self.disk.owed += self.pieces(entries, self.disk.signatures[log])

    def _withdraw(self, stream: str, talk: Talk) -> None:
        """The stream is no longer ours to hold: it goes when nothing of it may be here alone."""
        if stream in self.disk.copies and not self.disk.unseen(stream):
            talk.theirs.pop(stream, None)
            self.wiped(self, stream, self.disk.forget(stream))


def _log_of(line: str) -> str:
    try:
        return read_line(line).log
    except Malformed:
        return ""  # the end of a text that was cut
