"""Owns the copies of the server's database in a simulated hearing: stored in a moment, laid back in a moment."""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path
from typing import Any, Protocol

import psycopg
from sqlalchemy import event, make_url

from server.extensions import db
from tests.databases import FILE, address_of

NAMES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
# (sequence, its table and column)
SEQUENCES = """SELECT s.relname, t.relname, a.attname FROM pg_class s
JOIN pg_depend d ON d.objid = s.oid AND d.deptype IN ('a', 'i') JOIN pg_class t ON t.oid = d.refobjid
JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid WHERE s.relkind = 'S'"""


class Shelf(Protocol):
    """Keeps copies. Nobody is connected to the database when these are called."""

    def store(self) -> Any:
        """A copy of the database as it is."""

    def lay(self, copy: Any) -> None:
        """Make the database what it was."""

    def bytes(self) -> bytes:
        """Every byte that is kept."""

    def close(self) -> None:
        """Let go of the database."""


class Files:
    """Copies of an SQLite file."""

    def __init__(self, folder: Path) -> None:
        self._file, self._numbers = folder / FILE, itertools.count()
        event.listen(db.engine, "connect", _hurry)

    def store(self) -> Path:
        """The file, whole: whoever closes last folds the journal in."""
        copy = self._file.with_name(f"copy{next(self._numbers)}")
        assert not Path(f"{self._file}-wal").exists(), "somebody is still connected"
        shutil.copyfile(self._file, copy)
        return copy

    def lay(self, copy: Path) -> None:
        """The file of before, and no journal."""
        for suffix in ("-wal", "-shm"):
            Path(f"{self._file}{suffix}").unlink(missing_ok=True)
        shutil.copyfile(copy, self._file)

    def close(self) -> None:
        """Nothing is held open."""

    def bytes(self) -> bytes:
        """The file and its journal."""
        parts = [Path(f"{self._file}{suffix}") for suffix in ("", "-wal")]
        return b"".join(part.read_bytes() for part in parts if part.exists())


class Tables:
    """The rows of a PostgreSQL database, as text."""

    def __init__(self, folder: Path) -> None:
        url = make_url(address_of(folder))
        self._to = psycopg.connect(
            url.set(drivername="postgresql").render_as_string(hide_password=False), autocommit=True
        )
        self._names: list[str] = []

    def store(self) -> dict[str, bytes]:
        """Each table as COPY writes it."""
        self._names = [name for (name,) in self._to.execute(NAMES)]
        return {name: self._copied(name) for name in self._names}

    def _copied(self, name: str) -> bytes:
        with self._to.cursor().copy(f'COPY "{name}" TO STDOUT'.encode()) as out:
            return b"".join(bytes(part) for part in out)

    def lay(self, copy: dict[str, bytes]) -> None:
        """All of it in one transaction, without minding the order of tables."""
        every = ", ".join(f'"{name}"' for name in copy)
        with self._to.transaction():
            self._to.execute("SET LOCAL session_replication_role = replica")
            self._to.execute(f"TRUNCATE {every}".encode())
            for name, data in copy.items():
                if data:
                    with self._to.cursor().copy(f'COPY "{name}" FROM STDIN'.encode()) as into:
                        into.write(data)
            for sequence, table, column in self._to.execute(SEQUENCES).fetchall():
                last = f'(SELECT coalesce(max("{column}"), 0) + 1 FROM "{table}")'
                self._to.execute(f"SELECT setval('\"{sequence}\"', {last}, false)".encode())

    def close(self) -> None:
        """End the connection."""
        self._to.close()

    def bytes(self) -> bytes:
        """What can be read; dead rows wait for the vacuum."""
        return b"".join(self.store().values())


def shelf_of(kind: str, folder: Path) -> Shelf:
    """The shelf for a kind of database; inside an app's context."""
    return Files(folder) if kind == "sqlite" else Tables(folder)


def _hurry(connection: Any, _record: Any) -> None:
    """The simulation kills processes, not machines: what the process wrote is there."""
    connection.execute("PRAGMA synchronous = OFF").close()
