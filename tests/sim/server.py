"""Owns the server of a simulated hearing: the real one, on either database, that need not outlive a power cut.

The lines between phones and server are cut elsewhere; here the server is killed, its disk is full, and here it comes
back from a backup.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import flask_migrate
from sqlalchemy import event, select, text, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from server import create_app
from server.accounts import service as accounts
from server.accounts import standing
from server.accounts.models import Installation
from server.database import writing
from server.doctor import mending
from server.doctor import service as doctor
from server.exchange import answer, files, parcel
from server.extensions import db, limiter
from server.keeping.renewal import renew
from server.redaction.service import redact
from server.store import identity, own_log
from server.store import service as store
from server.store.models import Fork, Head, Log, StoredEntry, StoredRecord, Stream
from sync.records import Record
from tests.conftest import OFFICE, PASSWORD, settings
from tests.databases import Databases
from tests.sim.chance import Chance
from tests.sim.holder import PAGE
from tests.sim.shelf import Shelf, shelf_of
from tests.sync.twins import Twin

STAFF, OFFICERS = "desk", [f"officer{number:02}" for number in range(1, 41)]
FINGERPRINT = text("SELECT name, digest FROM stream UNION ALL SELECT log, hash FROM fork ORDER BY 1, 2")


class Killed(BaseException):
    """The server died before it answered."""


class Server:
    """One app, whose database is laid anew for each hearing."""

    def __init__(self, folder: Path, stock: Databases, kind: str = "sqlite") -> None:
        self.chance = Chance("office")
        self.folder, self.kind = folder / "instance", kind
        stock.new(kind, self.folder)
        self.broken: Exception | None = None
        self._print = ""
        self.twin: Twin | None = None
        self.keep: dict[Any, Any] = {}  # what hearings of this process share: their openings
        with self.chance.rules():
            self.app = create_app(settings(self.folder))
            self.app.register_error_handler(Exception, self._note)
            self.app.extensions["server_key"], self.carrier = self.chance.pair(), self.chance.pair()
            self.app.extensions["carrier_key"] = self.carrier
            with self.app.app_context():
                self.shelf: Shelf = shelf_of(kind, self.folder)
                flask_migrate.upgrade()
                accounts.open_office(OFFICE, "สำนักงานเขตทดสอบ")
        self.empty = self.backup()

    def _note(self, error: Exception) -> tuple[str, int]:
        db.session.rollback()
        self.broken = error
        return "", 500

    @property
    def key(self) -> str:
        """The public key."""
        key: str = self.app.extensions["server_key"].public
        return key

    @contextmanager
    def hearing(self, chance: Chance) -> Iterator[Server]:
        """Small pages, and this chance, for as long as it lasts."""
        self.chance = chance
        places = [(parcel, "MAX_LINES"), (answer, "MAX_LINES"), (files, "MAX_LINES"), (own_log, "HEAD_EVERY")]
        before = [getattr(*place) for place in places]
        for place, size in zip(places, (PAGE, PAGE, PAGE, PAGE // 2), strict=True):
            setattr(*place, size)
        self.broken = None
        with self.app.app_context():
            limiter.reset()
        try:
            with chance.rules():
                yield self
        finally:
            for place, size in zip(places, before, strict=True):
                setattr(*place, size)

    # Its doors -------------------------------------------------------------------------------------------------------

    def call(
        self, path: str, body: bytes, token: str, *, declared: int | None = None, **headers: str
    ) -> tuple[int, str]:
        """One request through the WSGI door: status and text. `declared`: the length it says it has."""
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "POST", "SCRIPT_NAME": "", "PATH_INFO": path, "QUERY_STRING": "",
            "REMOTE_ADDR": "10.0.0.9", "SERVER_NAME": "localhost", "SERVER_PORT": "80", "HTTP_HOST": "localhost",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.version": (1, 0), "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(), "wsgi.multithread": False, "wsgi.multiprocess": False, "wsgi.run_once": False,
            "CONTENT_TYPE": "text/plain; charset=utf-8", "HTTP_AUTHORIZATION": f"Bearer {token}",
            "CONTENT_LENGTH": str(len(body) if declared is None else declared), **headers,
        }  # fmt: skip
        told: list[str] = []
        self._print = ""

        def start(status: str, _headers: Any, _info: Any = None) -> Any:
            told.append(status)

        answered = self.app.wsgi_app(environ, start)
        text = b"".join(answered).decode()
        if hasattr(answered, "close"):
            answered.close()
        if self.broken is not None:
            raise AssertionError(f"the server broke: {self.broken!r}") from self.broken
        return int(told[0][:3]), text

    def post(self, token: str, text: bytes) -> tuple[int, str]:
        """One request to the doorway."""
        return self.call("/sync", text, token)

    def account(self, name: str) -> None:
        """Make the account of a phone."""
        with self.app.app_context():
            accounts.create_account(
                office=OFFICE, email=f"{name}@example.org", password=PASSWORD, name="สมหญิง ตั้งใจ",
                roles=["staff" if name == STAFF else "officer"], pseudonym=name,
            )  # fmt: skip

    def enrol(self, account: str, key: str) -> dict[str, Any]:
        """Enrol a phone of an account."""
        self._print = ""
        with self.app.app_context():
            code, _ = accounts.issue_code(OFFICE, account, "phone")
            made = accounts.enrol_by_code(code, key, "phone")
        told = {"installation": made.installation, "token": made.token}
        return {**told, "statement": made.statement, "signature": made.signature}

    def revoke(self, installation: str) -> None:
        """Shut a phone out."""
        self._print = ""
        with self.app.app_context():
            standing.revoke(OFFICE, installation)

    def redact(self, stream: str, hash: str) -> None:
        """Remove the private part of an entry."""
        self._print = ""
        with self.app.app_context():
            redact(hash, "private", "ขอให้ลบ", office=OFFICE, stream=stream)

    def export(self, stream: str) -> str:
        """A stream as a file."""
        with self.app.app_context():
            return "".join(files.export(OFFICE, stream))

    def take_in(self, text: str) -> dict[str, int]:
        """Take in a file; what became of its lines."""
        self._print = ""
        with self.app.app_context():
            return dict(files.receive(OFFICE, text.encode()))

    # Its disk --------------------------------------------------------------------------------------------------------

    @contextmanager
    def failing(self, error: BaseException | None, statement: int) -> Iterator[None]:
        """While this lasts, that statement of each transaction and every commit fails: killed, or the disk is full."""
        count = iter(range(10**6))

        def fail(*_: Any) -> None:
            raise error or OperationalError("COMMIT", {}, Exception("database or disk is full"))

        def maybe(_connection: Any, _cursor: Any, said: str, *_: Any) -> None:
            if said.startswith(("INSERT", "UPDATE", "DELETE", "COPY")) and next(count) == statement:
                fail()

        with self.app.app_context():
            engine = db.engine
        event.listen(Session, "before_commit", fail)
        event.listen(engine, "before_cursor_execute", maybe)
        try:
            yield
        finally:
            event.remove(Session, "before_commit", fail)
            event.remove(engine, "before_cursor_execute", maybe)

    def restart(self) -> None:
        """The process ends and another one begins: only what was committed is there."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()

    def backup(self) -> Any:
        """A copy of the database as it is now."""
        self.restart()
        return self.shelf.store()

    def lay(self, copy: Any) -> None:
        """The database of an earlier moment, as it was."""
        self._print = ""
        self.restart()
        self.shelf.lay(copy)

    def restore(self, copy: Any) -> None:
        """The database of an earlier moment, with a new epoch."""
        self.lay(copy)
        with self.app.app_context(), writing() as session:
            renew(session.connection(), dict(db.metadata.tables))

    def rot(self, row: Any) -> None:
        """The disk loses the private part of a line; the office looks after its server: what is lost is asked for."""
        at = (StoredEntry.log == row.log) & (StoredEntry.seq == row.seq)
        with self.app.app_context():
            with writing() as session:
                session.execute(update(StoredEntry).where(at).values(private="", salt2=""))
            mended = mending.mend(doctor.verify())
        assert [where["seq"] for where in mended.asked] == [row.seq], f"{row.hash} is damaged, asked for is {mended}"

    def found_wrong(self) -> list[str]:
        """What `prachakhom verify` finds wrong."""
        with self.app.app_context():
            return [f"{found.code} {found.where}" for found in doctor.verify().findings]

    # What the checks read, past all code of the server's.

    def rows(self, model: Any, *where: Any) -> list[Any]:
        """All rows of a table, as they are."""
        with self.app.app_context():
            found = list(db.session.execute(select(model.__table__).where(*where)))
            db.session.rollback()
            return found

    def fingerprint(self) -> str:
        """What changes whenever anything is taken in; the same until something is done to the server."""
        if not self._print:
            with self.app.app_context():
                self._print = repr(db.session.execute(FINGERPRINT).all())
                db.session.rollback()
        return self._print

    def held(self) -> set[str]:
        """Hashes of what is kept, admitted or aside."""
        return {row.hash for model in (StoredEntry, Fork) for row in self.rows(model)}

    def epoch(self) -> str:
        """The epoch."""
        with self.app.app_context():
            return identity.epoch()

    def entries(self) -> list[Any]:
        """What is admitted."""
        return self.rows(StoredEntry)

    def forks(self) -> list[Any]:
        """What is kept aside."""
        return self.rows(Fork)

    def heads(self) -> list[Any]:
        """What is signed."""
        return self.rows(Head)

    def logs(self) -> list[Any]:
        """Whose each log is."""
        return self.rows(Log)

    def streams(self) -> list[Any]:
        """The vectors."""
        return self.rows(Stream)

    def installations(self) -> list[Any]:
        """The phones that the server knows."""
        return self.rows(Installation)

    def records(self, stream: str) -> list[Record]:
        """The folded records of a stream."""
        with self.app.app_context():
            return store.records(stream)

    def folds(self) -> dict[str, dict[tuple[str, str], dict[str, Any]]]:
        """The same, by stream, kind and record."""
        found: dict[str, dict[tuple[str, str], dict[str, Any]]] = {row.name: {} for row in self.streams()}
        for row in self.rows(StoredRecord):
            found[row.stream][row.kind, row.record] = row.fields
        return found
