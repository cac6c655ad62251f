"""Phones that push without a pause, each a thread, and the book of what any of them saw acknowledged."""

from __future__ import annotations

import http.client
import random
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from werkzeug.wrappers import Response

from sync import bundle
from sync.bundle import StreamPart
from sync.ids import random_id
from sync.keys import countersign_text, verify
from sync.vector import Vector, digest
from tests.phone import Answer, Phone
from tests.server.exchange.stage import Meeting

WAIT = 30  # seconds for an answer
PAUSE = 0.02  # seconds after a server that was not there


class Away(Exception):
    """No answer came: refused, cut, or never sent. What became of the request is not known."""


class Wire:
    """The server as a phone reaches it: over a socket, one connection a request. Stands in for Flask's test client."""

    def __init__(self, port: int) -> None:
        self.port = port

    def post(self, path: str, *, data: bytes, headers: dict[str, str]) -> Response:
        """One request. Raises Away."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=WAIT)
        try:
            connection.request("POST", path, body=data, headers=headers)
            answer = connection.getresponse()
            return Response(answer.read(), answer.status, list(answer.headers.items()))
        except (OSError, http.client.HTTPException) as error:
            raise Away from error
        finally:
            connection.close()


@dataclass
class Book:
    """What was acknowledged to anybody, by a countersigned vector; and what answers came that should not."""

    heads: dict[str, dict[int, str]] = field(default_factory=dict)  # log -> seq -> hash
    pushes: int = 0
    busy: int = 0
    wrong: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, vector: Vector) -> None:
        """A vector was acknowledged, whoever wrote its logs."""
        with self.lock:
            for log, (seq, hash) in vector.items():
                self.heads.setdefault(log, {})[seq] = hash

    def seen(self) -> dict[str, dict[int, str]]:
        """The acknowledged heads of each log, as of now."""
        with self.lock:
            return {log: dict(heads) for log, heads in self.heads.items()}


class Gate:
    """Open while phones may push. Closing waits for nobody: who is on the way is about to be killed."""

    def __init__(self) -> None:
        self._open = threading.Event()
        self.over = False

    def open(self) -> None:
        """Let them push."""
        self._open.set()

    def close(self) -> None:
        """Let nobody begin."""
        self._open.clear()

    def end(self) -> None:
        """Send everybody home."""
        self.over = True
        self._open.set()

    def pause(self) -> None:
        """After a server that was not there: a moment, as a phone waits before it tries again."""
        time.sleep(PAUSE)

    def passed(self) -> bool:
        """Wait until it is open; False when all is over."""
        self._open.wait()
        return not self.over


@dataclass
class Pusher:
    """A phone that writes into two meetings and pushes both in one request: they land together or not at all."""

    phone: Phone
    meetings: tuple[Meeting, Meeting]
    server_key: str
    book: Book
    gate: Gate
    dice: random.Random
    acknowledged: dict[str, int] = field(default_factory=dict)  # stream -> seq of the own log
    boundaries: set[tuple[int, ...]] = field(default_factory=lambda: {(0, 0)})  # (last seq of each log) a push ended at
    since_opened: int = 0
    on_the_way: bool = False

    def run(self) -> None:
        """Until the gate says that all is over."""
        fresh = True
        while self.gate.passed():
            if fresh:
                self._record()
            try:
                self.on_the_way = True
                answer = self.phone.post(self._request())
                fresh = self._read(answer)
            except Away:
                fresh = False
                self.gate.pause()
            finally:
                self.on_the_way = False

    def _record(self) -> None:
        for meeting in self.meetings:
            for _ in range(self.dice.randint(1, 6)):
                meeting.check_in(self.phone, random_id())

    def _request(self) -> str:
        spoken: dict[str, StreamPart] = {}
        lines: list[str] = []
        for meeting in self.meetings:
            stream, own = meeting.stream, self.phone.mine(meeting.stream)
            vector = self.phone.vector(stream)
            heads = {log: list(head) for log, head in vector.items()}
            spoken[stream] = {"digest": digest(vector), "vector": heads, "signatures": [self.phone.sign(own[-1])]}
            lines += [entry.line for entry in own[self.acknowledged.get(stream, 0) :]]
        self.boundaries.add(tuple(len(self.phone.mine(meeting.stream)) for meeting in self.meetings))
        return bundle.write({"v": 1, "epoch": self.phone.epoch, "streams": spoken}, lines)

    def _read(self, answer: Answer) -> bool:
        """Note what is acknowledged; whether everything was."""
        envelope = answer.envelope
        if envelope is None:
            if answer.status != 503:
                self.book.wrong.append(f"{answer.status} {answer.response.get_data(as_text=True)[:200]}")
            self.book.busy += 1
            self.gate.pause()
            return False
        if envelope.get("results"):
            self.book.wrong.append(str(envelope["results"][:3]))
        for meeting in self.meetings:
            self._acknowledge(meeting.stream, envelope)
        self.phone._take(answer)
        self.book.pushes += 1
        self.since_opened += 1
        return True

    def _acknowledge(self, stream: str, envelope: Any) -> None:
        """Of a stream that is named its vector counts, of one that is not the own: if the server signed its digest."""
        part = envelope["streams"].get(stream)
        told = self.phone.vector(stream) if part is None else {log: tuple(head) for log, head in part["vector"].items()}
        text = countersign_text(envelope["epoch"], stream, digest(told))
        if not verify(self.server_key, text, envelope.get("countersign", {}).get(stream, "")):
            self.book.wrong.append(f"no countersignature of {stream}")
            return
        own = self.phone.logs[stream]
        seq, hash = told[own]
        if self.phone.copies[stream][own, seq].hash != hash:
            self.book.wrong.append(f"another line {seq} of {own} is acknowledged")
        self.acknowledged[stream] = seq
        self.book.note(told)
