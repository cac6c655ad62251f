"""Owns the server of a simulated hearing: the real one, on an SQLite file that need not outlive a power cut.

The lines between phones and server are cut here, the server is killed here, and here it comes back from a backup.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import flask_migrate
from sqlalchemy import event, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from server import create_app
from server.accounts import service as accounts
from server.accounts import standing
from server.accounts.models import Installation
from server.database import writing
from server.exchange import answer, parcel
from server.extensions import db, limiter
from server.keeping.renewal import renew
from server.store import own_log
from server.store import service as store
from server.store.models import Fork, Head, Log, StoredEntry, StoredRecord, Stream
from sync.entry import Draft
from sync.records import Record
from tests.conftest import OFFICE, PASSWORD, settings
from tests.sim.chance import Chance

PAGE = 40  # lines: pages are small, so that many end in the middle of something
STAFF, OFFICERS = "desk", [f"officer{number:02}" for number in range(1, 41)]


class Killed(Exception):
    """The server died before it answered."""


class Server:
    """One app, whose database is laid anew for each hearing."""

    def __init__(self, folder: Path) -> None:
        self.chance = Chance("office")
        self.folder = folder / "instance"
        self.folder.mkdir(mode=0o700)
        self.file, self.empty = self.folder / "prachakhom.sqlite3", folder / "empty.sqlite3"
        with self.chance.rules():
            self.app = create_app(settings(self.folder, PROPAGATE_EXCEPTIONS=False))
            self.app.extensions["server_key"] = self.chance.pair()
            with self.app.app_context():
                event.listen(db.engine, "connect", _hurry)
                flask_migrate.upgrade()
                accounts.open_office(OFFICE, "สำนักงานเขตทดสอบ")
                for name in (STAFF, *OFFICERS):
                    _account(name)
        self._settle_file()
        shutil.copy(self.file, self.empty)

    @property
    def key(self) -> str:
        """The public key."""
        key: str = self.app.extensions["server_key"].public
        return key

    @contextmanager
    def hearing(self, chance: Chance) -> Iterator[Server]:
        """A fresh database, small pages, and this chance, for as long as it lasts."""
        self.chance = chance
        pages = (parcel.MAX_LINES, answer.MAX_LINES, own_log.HEAD_EVERY)
        parcel.MAX_LINES, answer.MAX_LINES, own_log.HEAD_EVERY = PAGE, PAGE, PAGE // 2
        self._settle_file()
        shutil.copy(self.empty, self.file)
        with self.app.app_context():
            limiter.reset()
        try:
            with chance.rules():
                yield self
        finally:
            parcel.MAX_LINES, answer.MAX_LINES, own_log.HEAD_EVERY = pages

    def post(self, token: str, text: bytes) -> TestResponse:
        """One request to the doorway."""
        headers = {"Content-Type": "text/plain; charset=utf-8", "Authorization": f"Bearer {token}"}
        return self.app.test_client().post("/sync", data=text, headers=headers)

    def enrol(self, account: str, key: str) -> dict[str, Any]:
        """Enrol a phone of an account."""
        with self.app.app_context():
            code, _ = accounts.issue_code(OFFICE, account, "phone")
        answer = self.app.test_client().post("/api/installations", json={"code": code, "key": key, "label": "phone"})
        assert answer.status_code == 201, answer.get_json()
        return dict(answer.get_json())

    def revoke(self, installation: str) -> None:
        """Shut a phone out."""
        with self.app.app_context():
            standing.revoke(OFFICE, installation)

    def append(self, stream: str, draft: Draft) -> set[str]:
        """Write into the server's own log; hashes of what is new there."""
        with self.app.app_context(), writing():
            return {entry.hash for entry in store.append(stream, [draft], office=OFFICE)}

    @contextmanager
    def dying(self) -> Iterator[None]:
        """While this lasts, every commit is the moment at which the server dies."""

        def die(_session: Session) -> None:
            raise Killed

        event.listen(Session, "before_commit", die)
        try:
            yield
        finally:
            event.remove(Session, "before_commit", die)
            self.restart()

    def restart(self) -> None:
        """The process ends and another one begins: only what was committed is there."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()

    def backup(self) -> Path:
        """A copy of the database as it is now."""
        copy = self.folder / f"backup{len(list(self.folder.glob('backup*')))}"
        with sqlite3.connect(self.file) as source, sqlite3.connect(copy) as target:
            source.backup(target)
        source.close()
        target.close()
        return copy

    def restore(self, copy: Path) -> None:
        """The database of an earlier moment, with a new epoch."""
        self._settle_file()
        shutil.copy(copy, self.file)
        with self.app.app_context(), writing() as session:
            renew(session.connection(), dict(db.metadata.tables))

    def _settle_file(self) -> None:
        self.restart()
        for suffix in ("-wal", "-shm"):
            Path(f"{self.file}{suffix}").unlink(missing_ok=True)

    # What the checks read, past all code of the server's.

    def rows(self, model: Any) -> list[Any]:
        """All rows of a table."""
        with self.app.app_context():
            found = list(db.session.scalars(select(model)))
            db.session.expunge_all()
            return found

    def entries(self) -> list[StoredEntry]:
        """What is admitted."""
        return self.rows(StoredEntry)

    def forks(self) -> list[Fork]:
        """What is kept aside."""
        return self.rows(Fork)

    def heads(self) -> list[Head]:
        """What is signed."""
        return self.rows(Head)

    def logs(self) -> list[Log]:
        """Whose each log is."""
        return self.rows(Log)

    def streams(self) -> list[Stream]:
        """The vectors."""
        return self.rows(Stream)

    def installations(self) -> list[Installation]:
        """The phones that the server knows."""
        return self.rows(Installation)

    def records(self, stream: str) -> list[Record]:
        """The folded records of a stream."""
        with self.app.app_context():
            return store.records(stream)

    def folds(self, stream: str) -> dict[tuple[str, str], dict[str, Any]]:
        """The same, by kind and record."""
        rows = [row for row in self.rows(StoredRecord) if row.stream == stream]
        return {(row.kind, row.record): row.fields for row in rows}


def _account(name: str) -> None:
    accounts.create_account(
        office=OFFICE,
        email=f"{name}@example.org",
        password=PASSWORD,
        name="สมหญิง ตั้งใจ",
        roles=["staff" if name == STAFF else "officer"],
        pseudonym=name,
    )


def _hurry(connection: Any, _record: Any) -> None:
    """The simulation kills processes, not machines: what the process wrote is there."""
    connection.execute("PRAGMA synchronous = OFF").close()
