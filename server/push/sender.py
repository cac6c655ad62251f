"""The sender process: claims from the outbox, posts, writes what became of it. Owns the loop; not part of a web worker.

It promises at-least-once: a sender killed between an answer and its record sends again, and the tag of the message
makes the second one replace the first on the screen.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import structlog
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from ..clock import milliseconds
from ..database import writing
from . import queue
from .allow import AllowList
from .post import Postman, open_session
from .queue import Message, Settled
from .vapid import Headers, Keys

log = structlog.get_logger()
Given = TypeVar("Given")
Made = TypeVar("Made")

IN_FLIGHT = 100
GROUP = 10  # results written together: bounds what a kill can send twice
POLL = 1.0  # seconds between looks at an empty outbox
LONGEST_PAUSE = 60.0  # seconds between tries of a database that does not answer
GRACE = 10.0  # seconds that messages under way are given when the sender is told to stop


class Sender:
    """One sender. `lease` is how many seconds a claimed message is ours; a killed sender's come back after that."""

    def __init__(self, app: Flask, *, lease: float = 180.0) -> None:
        self._app = app
        self._lease_ms = int(lease * 1000)
        self._stop = asyncio.Event()
        self._tasks: set[asyncio.Task[Settled]] = set()

    def stop(self) -> None:
        """Finish what is under way, then end."""
        self._stop.set()

    async def run(self) -> None:
        """Sends until told to stop."""
        config = self._app.config
        allowed = AllowList.from_setting(config["PUSH_HOSTS"])
        headers = Headers(Keys(Path(config["INSTANCE_DIR"])), config["VAPID_SUBJECT"])
        async with open_session(allowed) as session:
            postman = Postman(session, allowed, headers, config["PUBLIC_URL"], self._lease_ms / 3000)
            while not self._stop.is_set():
                await self._fetch(postman)
                await self._collect()
            await self._finish()

    async def _fetch(self, postman: Postman) -> None:
        room = IN_FLIGHT - len(self._tasks)
        claimed = await self._patiently(self._claim, room) if room else []
        self._tasks |= {asyncio.create_task(postman.deliver(message)) for message in claimed or []}

    async def _patiently(self, verb: Callable[[Given], Made], given: Given) -> Made | None:
        """Calls a verb of the database until it succeeds: a full disk or a lock passes, and messages wait for it.

        None: the sender was told to stop while the database was away. What was not written is sent again then.
        """
        pause = POLL
        while True:
            try:
                return await asyncio.to_thread(verb, given)
            except SQLAlchemyError as error:
                log.error("push_database_away", error=type(error).__name__)
            if self._stop.is_set():
                return None
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    async def _collect(self) -> None:
        """Waits for some results and writes them; when nothing is under way, waits for the clock or the stop."""
        if not self._tasks:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), POLL)
            return
        await asyncio.wait(self._tasks, timeout=POLL, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.sleep(0.01)  # let a small group gather
        await self._write([task for task in self._tasks if task.done()])

    async def _finish(self) -> None:
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=GRACE)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._write([task for task in self._tasks if not task.cancelled()])

    async def _write(self, finished: list[asyncio.Task[Settled]]) -> None:
        self._tasks -= set(finished)
        results = [result for task in finished if (result := _result(task)) is not None]
        for start in range(0, len(results), GROUP):
            await self._patiently(self._settle, results[start : start + GROUP])

    def _claim(self, most: int) -> list[Message]:
        with self._app.app_context(), writing() as session:
            return queue.claim(session, now_ms=milliseconds(), most=most, lease_ms=self._lease_ms)

    def _settle(self, results: list[Settled]) -> None:
        with self._app.app_context(), writing() as session:
            queue.settle(session, results)


def _result(task: asyncio.Task[Settled]) -> Settled | None:
    """A message that broke our own code is left to its lease and said aloud; the others go on."""
    error = task.exception()
    if error is None:
        return task.result()
    log.error("push_broke", error=type(error).__name__)
    return None


def main(app: Flask, *, lease: float = 180.0) -> None:
    """Runs a sender until SIGTERM or SIGINT."""

    async def until_signalled() -> None:
        sender = Sender(app, lease=lease)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, sender.stop)
        await sender.run()

    asyncio.run(until_signalled())
