"""Two at once: requests that make the same row, a writer under way, a database that is away. Never an error of ours."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import NullPool, create_engine, event
from sqlalchemy.orm import Session

from server import create_app
from server.accounts import service as accounts
from server.accounts.models import Role, User
from server.database import look_at_once, writing
from server.extensions import db
from server.push.models import Subscription
from server.store import service as store
from sync.entry import Draft
from tests.conftest import PASSWORD, settings
from tests.databases import FILE
from tests.server.push.stage import browser

TOPIC = "topic/canal"


def at_once(*verbs: Callable[[], object]) -> list[object]:
    """Runs verbs at the same moment, each in a thread; what each gave or raised."""
    given: list[object] = [None] * len(verbs)
    start = threading.Barrier(len(verbs))

    def run(number: int) -> None:
        start.wait(20)
        try:
            given[number] = verbs[number]()
        except Exception as error:
            given[number] = error

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(verbs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(40)
    return given


@pytest.fixture
def slow_commits() -> object:
    """Every commit takes a while, so that what can cross does."""

    def wait(_session: Session) -> None:
        time.sleep(0.15)

    event.listen(Session, "before_commit", wait)
    yield
    event.remove(Session, "before_commit", wait)


def write(app: Flask, office: str, record: str) -> None:
    with app.app_context(), writing():
        draft = Draft("opinion", record, {"text": record}, {}, {"text": []})
        store.append(TOPIC, [draft], office=office)


def test_one_browser_that_subscribes_twice_at_once_has_one_subscription(
    app: Flask, office: str, slow_commits: None
) -> None:
    with app.app_context(), writing():
        store.ensure_stream(office, TOPIC)
    told = {"endpoint": "https://fcm.googleapis.com/x", "keys": browser(), "topic": "canal"}
    answers = at_once(*[lambda: app.test_client().post("/api/subscriptions", json=told) for _ in range(4)])
    assert {answer.status_code for answer in answers} == {201}  # type: ignore[attr-defined]  # each is a response
    assert len({answer.get_json()["id"] for answer in answers}) == 1  # type: ignore[attr-defined]  # as above
    with app.app_context():
        assert db.session.query(Subscription).count() == 1


def test_the_first_accounts_of_an_office_may_be_made_at_once(app: Flask, office: str, slow_commits: None) -> None:
    def make(email: str) -> str:
        with app.app_context():
            return accounts.create_account(
                office=office, email=email, password=PASSWORD, name="ก", roles=["staff"]
            ).email

    emails = [f"{number}@example.org" for number in range(4)]
    assert sorted(map(str, at_once(*[lambda email=email: make(email) for email in emails]))) == emails  # type: ignore[misc]  # bound now
    with app.app_context():
        assert (db.session.query(Role).count(), db.session.query(User).count()) == (1, 4)


def test_a_stream_that_several_begin_at_once_holds_what_all_wrote(app: Flask, office: str, slow_commits: None) -> None:
    assert at_once(*[lambda name=name: write(app, office, name) for name in "abcd"]) == [None] * 4  # type: ignore[misc]  # bound now
    with app.app_context():
        assert [each["record"] for each in store.records(TOPIC, "opinion")] == list("abcd")


def test_a_writer_waits_for_the_one_under_way_in_its_stream_and_follows_it(app: Flask, office: str) -> None:
    """Two connections: what the first wrote is in the second's vector, so no reader ever skips it."""
    write(app, office, "first")
    done = threading.Event()

    def second() -> None:
        write(app, office, "second")
        done.set()

    thread = threading.Thread(target=second)
    with app.app_context(), writing():
        draft = Draft("opinion", "slow", {"text": "slow"}, {}, {"text": []})
        entry = store.append(TOPIC, [draft], office=office)[-1]
        thread.start()
        assert not done.wait(0.5), "the second writer went past the first"
    thread.join(20)
    with app.app_context():
        [after] = store.history(TOPIC, "opinion", "second")
        assert (after.seq, after.prev) == (entry.seq + 1, entry.hash)


def test_a_page_of_many_statements_sees_one_state_of_the_database(app: Flask, office: str) -> None:
    write(app, office, "first")
    with app.app_context():
        look_at_once()
        before = store.records(TOPIC)
        thread = threading.Thread(target=write, args=(app, office, "second"))
        thread.start()
        thread.join(20)
        assert store.records(TOPIC) == before
        db.session.rollback()
        assert len(store.records(TOPIC)) == len(before) + 1


@pytest.mark.only("postgres")
def test_a_database_that_is_away_is_answered_with_503_and_comes_back(instance: Path, app: Flask) -> None:
    away = create_app(settings(instance, DATABASE_URL="postgresql://me@127.0.0.1:1/hearings"))
    for path, accept in (("/healthz", "application/json"), ("/", "text/html")):
        answer = away.test_client().get(path, headers={"Accept": accept})
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "5"
    with app.app_context():
        assert app.test_client().get("/healthz").status_code == 200
        pid = db.session.scalar(db.text("SELECT pg_backend_pid()"))
        db.session.rollback()
        other = create_engine(app.config["DATABASE_URL"], poolclass=NullPool)
        with other.connect() as connection:
            connection.execute(db.text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
    assert app.test_client().get("/healthz").status_code == 200, "a connection that died is replaced"


def test_a_text_that_no_database_can_look_for_is_not_found(client: FlaskClient, office: str) -> None:
    assert client.get("/topics/%00", headers={"Accept": "text/html"}).status_code == 404


@pytest.mark.only("sqlite")
def test_a_command_that_comes_and_goes_takes_nothing_of_a_running_server_along(app: Flask, instance: Path) -> None:
    """R0.2: what is committed while two connections are open is there for the next process."""
    command = "import sqlite3, sys; print(*sqlite3.connect(sys.argv[1]).execute('SELECT since FROM epoch').fetchone())"

    def told() -> str:
        file = str(instance / FILE)
        return subprocess.run([sys.executable, "-c", command, file], capture_output=True, text=True, check=True).stdout

    with app.app_context(), db.engine.connect() as one, db.engine.connect() as other:
        for moment in ("first", "second"):
            one.exec_driver_sql("UPDATE epoch SET since = ?", (moment,))
            one.commit()
            other.exec_driver_sql("SELECT * FROM epoch").close()
            other.rollback()
            assert told() == f"{moment}\n"
