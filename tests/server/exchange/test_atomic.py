"""Whole or not at all: a push against kills, other writers and readers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

from flask import Flask
from sqlalchemy import event

from server.database import writing
from server.extensions import db
from server.store import service as store
from sync.entry import Draft
from sync.ids import random_id
from tests.conftest import PhoneOf
from tests.phone import Phone
from tests.server.exchange.stage import open_meeting, picture

# Serves one push in a process of its own, which SIGKILLs itself between the inserts and the commit.
KILLED = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import event
from sqlalchemy.engine import Engine
from server import create_app
from tests.conftest import settings

app = create_app(settings(Path(sys.argv[1])))

@event.listens_for(Engine, "commit")
def kill(connection):
    os.kill(os.getpid(), signal.SIGKILL)

with app.app_context():
    app.test_client().post("/sync", data=sys.stdin.buffer.read(), headers={"Authorization": "Bearer " + sys.argv[2]})
"""


def test_killed_before_the_commit_it_left_nothing_and_the_phone_sends_again(
    app: Flask, instance: Path, phone: PhoneOf
) -> None:
    officer = phone("officer")
    meeting = open_meeting(phone("staff"), officer)
    for _ in range(20):
        meeting.check_in(officer, random_id())
    before = picture(app)
    request = officer.request(meeting.stream).encode()
    command = [sys.executable, "-c", KILLED, str(instance), officer.token]
    killed = subprocess.run(command, input=request, cwd=Path(__file__).parents[3], env=os.environ, timeout=60)
    assert killed.returncode == -signal.SIGKILL
    assert picture(app) == before
    assert officer.post(request).results == []
    with app.app_context():
        assert len(store.records(meeting.stream, "attendance")) == 20


def test_a_push_over_several_streams_lands_in_one_commit(app: Flask, phone: PhoneOf) -> None:
    staff = phone("staff")
    meeting = open_meeting(staff)
    staff.write(meeting.stream, "motion", random_id(), {"state": "open"})
    staff.write("topic/canal", "topic", "canal", {"name": {"th": "คลอง"}})
    commits: list[object] = []

    def note(connection: object) -> None:
        commits.append(connection)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "commit", note)
    assert staff.post(staff.request(meeting.stream, "topic/canal")).results == []
    event.remove(engine, "commit", note)
    assert len(commits) == 1


def test_a_writer_held_open_hides_nothing_from_a_reader(app: Flask, phone: PhoneOf) -> None:
    """A reader in the middle of a long write sees the state before it, whole; afterwards it gets what it missed."""
    staff, reader = phone("staff"), phone("officer")
    meeting = open_meeting(staff, reader)
    inside, go_on = threading.Event(), threading.Event()

    def write_slowly() -> None:
        with app.app_context(), writing():
            draft = Draft("motion", "slow", {"state": "open"}, {}, {"state": []})
            store.append(meeting.stream, [draft], office=staff.office)
            inside.set()
            assert go_on.wait(20)

    writer = threading.Thread(target=write_slowly)
    writer.start()
    assert inside.wait(20)
    before = reader.vector(meeting.stream)
    answer = reader.sync()
    assert answer.lines == []
    assert reader.vector(meeting.stream) == before
    go_on.set()
    writer.join()
    reader.sync()
    assert reader.fold(meeting.stream, "motion", "slow")["state"].value == "open"
    staff.sync()
    assert reader.vector(meeting.stream) == staff.vector(meeting.stream)


def test_eight_phones_at_once_lose_nothing(app: Flask, phone: PhoneOf) -> None:
    officers = [phone("officer") for _ in range(8)]
    staff = phone("staff")
    meeting = open_meeting(staff, *officers)
    trouble: list[object] = []

    def record_and_send(officer: Phone) -> None:
        for _ in range(3):
            meeting.check_in(officer, random_id())
            answer = officer.push(meeting.stream)
            if answer.status != 200 or answer.results:
                trouble.append((answer.status, answer.results))

    threads = [threading.Thread(target=record_and_send, args=(officer,)) for officer in officers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert trouble == []
    for copy in (staff, *officers):
        copy.sync()
    assert {str(sorted(copy.vector(meeting.stream).items())) for copy in (staff, *officers)} == {
        str(sorted(staff.vector(meeting.stream).items()))
    }
    with app.app_context():
        assert len(store.records(meeting.stream, "attendance")) == 24


def test_an_idle_exchange_writes_nothing_and_asks_the_same_of_a_long_log_as_of_a_short_one(
    app: Flask, phone: PhoneOf
) -> None:
    officer = phone("officer")
    meeting = open_meeting(phone("staff"), officer)
    few = _statements_when_idle(app, officer)
    for _ in range(30):
        meeting.check_in(officer, random_id())
    officer.push(meeting.stream)
    assert _statements_when_idle(app, officer) == few
    assert not [text for text in few if text.startswith(("INSERT", "UPDATE", "DELETE"))]
    assert not [text for text in few if "FROM entry" in text]


def _statements_when_idle(app: Flask, officer: Phone) -> list[str]:
    officer.sync()
    statements: list[str] = []

    def note(_c: object, _k: object, text: str, _p: object, _x: object, _m: object) -> None:
        statements.append(text)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    answer = officer.post(officer.request())
    event.remove(engine, "before_cursor_execute", note)
    assert answer.envelope is not None
    assert answer.envelope["streams"] == {}
    return statements
