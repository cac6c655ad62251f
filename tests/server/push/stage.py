"""What the tests of push share: browsers' keys, a push service that fails as told, and one that really decrypts."""

from __future__ import annotations

import asyncio
import json
import secrets
import socket
import subprocess
import threading
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web
from flask import Flask

from server.database import writing
from server.decisions import service as decisions
from server.decisions.models import Publication
from server.demo.loader import id_of
from server.demo.people import OFFICE
from server.extensions import db
from server.push import queue, service
from server.push.models import Outbox
from server.push.sender import Sender
from server.store import service as store
from sync.entry import Draft
from sync.ids import b64
from sync.keys import KeyPair

ROOT = Path(__file__).parents[3]
TOPIC = id_of("t2")
DECISION = id_of("d3")
WAIT = 30.0  # seconds that anything here may take on a loaded machine


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(happened: Callable[[], bool], what: str) -> None:
    """Waits for something to happen."""
    end = time.monotonic() + WAIT
    while not happened():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.02)


def browser() -> dict[str, str]:
    """The keys of a new browser."""
    return {"p256dh": KeyPair.generate().public, "auth": b64(secrets.token_bytes(16))}


def follow(app: Flask, endpoint: str, topic: str = TOPIC) -> str:
    """A new browser follows a topic; gives its secret."""
    with app.app_context():
        return service.subscribe(topic=topic, endpoint=endpoint, key="", **browser())[1]


def correct(app: Flask, text: str, decision: str = DECISION, topic: str = TOPIC) -> Publication:
    """Staff change the text of a published decision, and it is published again."""
    stream = f"topic/{topic}"
    with app.app_context():
        with writing():
            sets = store.shown(stream, "decision", decision, ["text"])
            store.append(stream, [Draft("decision", decision, {"text": text}, {}, sets)], office=OFFICE)
        row = decisions.publish(OFFICE, decision, "approver")
        db.session.refresh(row)
        db.session.expunge(row)
        return row


def rows(app: Flask) -> list[Outbox]:
    """The outbox as it stands."""
    with app.app_context():
        found = list(db.session.scalars(db.select(Outbox).order_by(Outbox.id)))
        db.session.expunge_all()
        return found


def states(app: Flask) -> dict[str, int]:
    """How many messages stand in each state."""
    with app.app_context():
        return queue.counts(db.session)


def send(app: Flask, *, done: Callable[[], bool] | None = None, lease: float = 180.0) -> None:
    """Runs a sender in this process until nothing is due, or until `done`."""
    sender = Sender(app, lease=lease)
    finished = done or (lambda: not _due(app))

    async def run() -> None:
        running = asyncio.create_task(sender.run())
        end = time.monotonic() + WAIT
        while not await asyncio.to_thread(finished):
            assert time.monotonic() < end, f"the sender did not finish: {states(app)}"
            await asyncio.sleep(0.02)
        sender.stop()
        await running

    asyncio.run(run())


def _due(app: Flask) -> bool:
    """Whether any message is waiting now, or under way."""
    now = time.time() * 1000
    return any(row.state == "waiting" and (row.next_at <= now or row.lease_until > now) for row in rows(app))


@dataclass
class Faults:
    """A push service of our own: /<how>/<who> answers as `how` says, and remembers each request."""

    port: int = field(default_factory=free_port)
    seen: list[dict[str, Any]] = field(default_factory=list)
    retry_after: str = "1"
    answers: dict[str, int] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        return f"http://localhost:{self.port}"

    def __enter__(self) -> Faults:
        self._loop = asyncio.new_event_loop()
        started = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=(started,), daemon=True)
        self._thread.start()
        assert started.wait(WAIT)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(WAIT)

    def _serve(self, started: threading.Event) -> None:
        app = web.Application(client_max_size=100_000)
        app.router.add_route("*", "/{how}/{who}", self._answer)
        runner = web.AppRunner(app, access_log=None)
        self._loop.run_until_complete(runner.setup())
        self._loop.run_until_complete(web.TCPSite(runner, "localhost", self.port).start())
        started.set()
        self._loop.run_forever()
        self._loop.run_until_complete(runner.cleanup())
        self._loop.close()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        how, who = request.match_info["how"], request.match_info["who"]
        body = await request.read()
        self.seen.append({"how": how, "who": who, "method": request.method, "headers": request.headers, "body": body})
        match how:
            case "slow":
                await asyncio.sleep(0.2)
                return web.Response(status=201)
            case "reset":
                assert request.transport is not None
                request.transport.abort()
                return web.Response(status=500)
            case "redirect":
                return web.Response(status=307, headers={"Location": f"{self.origin}/201/redirected"})
            case "large":
                return web.Response(status=201 if len(body) < 500 else 413)
            case _:
                status = self.answers.get(how, int(how))
                return web.Response(status=status, headers={"Retry-After": self.retry_after} if status == 429 else {})


@dataclass
class Receiver:
    """The npm package web-push-testing as a process: decrypts with code that shares nothing with the sender's."""

    folder: Path
    port: int = field(default_factory=free_port)

    @property
    def origin(self) -> str:
        return f"http://localhost:{self.port}"

    def __enter__(self) -> Receiver:
        script = ROOT / "pwa" / "node_modules" / "web-push-testing" / "src" / "bin" / "server.js"
        self._process = subprocess.Popen(
            ["node", str(script), str(self.port)], cwd=self.folder, stdout=subprocess.DEVNULL
        )
        until(self._answers, "the push receiver")
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(WAIT)

    def _answers(self) -> bool:
        try:
            self._ask("/status", {})
        except OSError:
            return False
        return True

    def _ask(self, path: str, question: dict[str, Any]) -> Any:
        request = urllib.request.Request(
            f"{self.origin}{path}", json.dumps(question).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=WAIT) as answer:
            text = answer.read().decode()
        return json.loads(text)["data"] if text.startswith("{") else None

    def subscribe(self, key: str) -> dict[str, Any]:
        """A browser subscribes with the server's key: {endpoint, keys, clientHash}."""
        told: dict[str, Any] = self._ask("/subscribe", {"userVisibleOnly": "true", "applicationServerKey": key})
        return told

    def expire(self, client: str) -> None:
        """The browser's subscription ends."""
        self._ask(f"/expire-subscription/{client}", {})

    def messages(self, client: str) -> list[Any]:
        """What arrived for a browser, decrypted."""
        return [json.loads(text) for text in self._ask("/get-notifications", {"clientHash": client})["messages"]]
