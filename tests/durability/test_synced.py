"""Acknowledged only after fsync: the order of system calls of a real server, watched from outside.

Where a machine lets nobody watch a process (ptrace), only what the server asks of its database is looked at.
"""

from __future__ import annotations

import os
import signal
from collections import Counter
from itertools import count

import pytest
from sqlalchemy import text

from server.extensions import db
from tests.durability.conftest import Stage, running
from tests.durability.tracer import SYNCED, Call, Tracer, is_allowed

PUSHES = 5
DURABLE = {
    "sqlite": {"PRAGMA journal_mode": "wal", "PRAGMA synchronous": 2},
    "postgres": {"SHOW fsync": "on", "SHOW full_page_writes": "on", "SHOW synchronous_commit": "on"},
}
MOST = 20  # pushes that surely fill the journal once
MANY = 60  # lines of each hearing in a push that is meant to fill SQLite's journal


def unsynced(stage: Stage, calls: list[Call]) -> list[set[str]]:
    """For each answer: the files that were written before it and not yet synced; {"nothing"} if none was synced."""
    dirty: set[str] = set()
    found, synced = [], 0
    for call in calls:
        if call.answers:
            found.append(set(dirty) if synced else {"nothing"})
            synced = 0
        elif call.writes and stage.is_kept(call):
            dirty.add(call.target)
        elif call.name == SYNCED and stage.is_kept(call):
            dirty.discard(call.target)
            synced += 1
    return found


def test_no_push_is_answered_before_all_that_it_wrote_is_on_the_disk(stage: Stage) -> None:
    """R5.6: from the first write of a push to its answer all files it wrote are synced; a repetition writes none."""
    with stage.house.app.app_context():
        told = {what: db.session.scalar(text(what)) for what in DURABLE[stage.kind]}
        db.session.remove()
        db.engine.dispose()
    assert told == DURABLE[stage.kind]
    if not is_allowed():
        return
    with Tracer(stage.processes) as tracer:
        for _ in range(PUSHES):
            assert stage.push()
        pushed = list(tracer.calls)
        stage.pusher.acknowledged.clear()
        assert stage.send()
    assert unsynced(stage, pushed) == [set()] * PUSHES
    assert sum(call.writes and stage.is_kept(call) for call in pushed) >= PUSHES
    again = tracer.calls[len(pushed) :]
    assert [call for call in again if stage.counts(call) and not call.answers] == []
    assert sum(call.answers for call in again) == 1


def test_an_answer_before_the_sync_would_be_seen(stage: Stage) -> None:
    """The watching can fail: a server that lets the disk follow later is caught by the same rule."""
    if not is_allowed():
        return
    with running(stage.kind, stage.house, lazy=True) as lazy, Tracer(lazy.processes) as tracer:
        for _ in range(PUSHES):
            assert lazy.push()
    assert any(unsynced(lazy, tracer.calls))


def moments(stage: Stage) -> list[tuple[str, int]]:
    """Which calls of a push to kill before, by kind and number: all with PROVE=1, else the first of each kind."""
    with Tracer(stage.processes) as tracer:
        assert stage.push()
    kinds = Counter(kind_of(call) for call in tracer.calls if stage.counts(call))
    assert set(kinds) == {"write", "sync", "answer"}
    return [(kind, number) for kind, n in kinds.items() for number in range(n if os.environ.get("PROVE") else 1)]


def killed_before(stage: Stage, kind: str, number: int, lines: int = 2, files: str = "") -> Call | None:
    """Push, and kill everything before the call of this kind and number; gives that call. None: there was none."""
    numbers, met = count(), list[Call]()
    everything = [*stage.web.family, *(stage.house.postmaster.family if stage.house.postmaster else [])]

    def judge(call: Call) -> None:
        meant = stage.counts(call) and kind_of(call) == kind and call.target.endswith(files)
        if not met and meant and next(numbers) == number:
            met.append(call)
            for process in everything:
                os.kill(process, signal.SIGKILL)

    with Tracer(stage.processes, judge):
        stage.push(lines)
    return met[0] if met else None


def kind_of(call: Call) -> str:
    return "answer" if call.answers else "sync" if call.syncs else "write"


def go_on(stage: Stage) -> None:
    """Start again what was killed; look at everything; the phone delivers what it holds."""
    if stage.house.postmaster is not None:
        stage.house.postmaster.reap()
        stage.house.postmaster.start()
    stage.web.start()
    assert stage.faults() == []
    assert stage.send()
    assert stage.faults() == []


def test_killed_before_any_call_of_a_push_nothing_is_half_there(stage: Stage) -> None:
    """R5.6: the moments between write, sync and answer, one by one, not by chance."""
    if not is_allowed():
        return
    killed = []
    for kind, number in moments(stage):
        if killed_before(stage, kind, number):  # no two pushes write the same pages
            killed.append(kind)
            go_on(stage)
    assert set(killed) == {"write", "sync", "answer"}


@pytest.mark.only("sqlite")
def test_killed_while_the_journal_is_carried_into_the_file_nothing_is_lost(stage: Stage) -> None:
    if not is_allowed():
        return
    for number in range(20 if os.environ.get("PROVE") else 1):
        if any(killed_before(stage, "write", number, MANY, ".sqlite3") for _ in range(MOST)):
            go_on(stage)
        else:
            assert number > 0, "the journal is never carried into the file"
