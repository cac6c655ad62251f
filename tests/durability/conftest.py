"""The stage of what is watched call by call: a server with one worker, and one phone that waits for each answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache

import pytest

from sync.ids import random_id
from tests.durability import rounds
from tests.durability.load import Away, Pusher
from tests.durability.stage import House, at, houses
from tests.durability.tracer import Call
from tests.durability.victim import Web, serving


@dataclass
class Stage:
    """`pusher.book.wrong` gathers what the phone was answered and should not have been."""

    kind: str
    house: House
    web: Web
    pusher: Pusher

    def push(self, lines: int = 2) -> bool:
        """So many lines into each hearing; whether they were acknowledged."""
        for meeting in self.pusher.meetings:
            for _ in range(lines):
                meeting.check_in(self.pusher.phone, random_id())
        return self.send()

    def send(self) -> bool:
        """What is not acknowledged yet, sent again. An answer may be missing; it is never wrong."""
        try:
            return self.pusher._read(self.pusher.phone.post(self.pusher._request()))
        except Away:
            return False
        finally:
            assert self.pusher.book.wrong == []

    @property
    def processes(self) -> list[int]:
        """Who takes part in a push: the worker, and of PostgreSQL the postmaster and who serves the worker."""
        postmaster = self.house.postmaster
        return [*self.web.workers, *([postmaster.pid, *postmaster.backends] if postmaster else [])]

    def is_kept(self, call: Call) -> bool:
        """Whether it is about a file that must not be lost: the journals, and SQLite's file itself."""
        if self.kind == "postgres":
            return "/pg_wal/" in call.target
        return (
            call.target.startswith(str(self.house.folder)) and ".sqlite3" in call.target and "-shm" not in call.target
        )

    def counts(self, call: Call) -> bool:
        """Whether it writes to such a file, syncs one, or begins an answer: what the order is asked of."""
        return call.answers or ((call.writes or call.syncs) and self.is_kept(call))

    def faults(self) -> list[str]:
        """Everything that is wrong with what is held: verify's findings, acknowledged lines missing, halves."""
        held = self.house.held()
        seen = self.pusher.book.seen()
        return [*rounds.missing(seen, held), *rounds.torn([self.pusher], held), *self.house.faults()]


@contextmanager
def running(kind: str, house: House, *, lazy: bool = False) -> Iterator[Stage]:
    """A server of that house, a phone of its own that has pushed once."""
    (pusher,), _, _ = house.pushers(1, "1")
    with serving(house.folder, workers=1, lazy=lazy) as web:
        at([pusher], web.port)
        made = Stage(kind, house, web, pusher)
        assert made.push()
        yield made


@pytest.fixture(scope="session")
def stages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Stage]]:
    """The stage of each kind of database, made once for all tests."""
    with ExitStack() as stack:
        make = stack.enter_context(houses())

        def made(kind: str) -> Stage:
            folder = tmp_path_factory.mktemp(kind) / "instance"
            return stack.enter_context(running(kind, make(kind, folder)))

        yield cache(made)


@pytest.fixture
def stage(database: str, stages: Callable[[str], Stage]) -> Stage:
    """A server on this kind of database that answers, whatever the test before did to it."""
    return stages(database)
