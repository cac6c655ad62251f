"""The way back: a backup becomes the whole of an empty instance, or nothing is left behind.

The file is read twice: first to see that it is whole and fits, then to take it in, in one transaction. The restored
database is another epoch: phones notice, and bring back what the backup lacks (PROTOCOL.md section 5).
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import flask_migrate
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Connection, Table

from .. import MIGRATIONS, config, create_app
from ..extensions import db
from ..files import put_whole, sync_folder
from ..instance import FILES, LATER
from . import archive, place, renewal, sealing, tables
from .archive import BadBackup
from .backup import BLOB, Step


@dataclass
class Looked:
    """What a backup says of itself, when it was read through once."""

    head: dict[str, Any] = field(default_factory=dict)
    secrets: dict[str, bytes] = field(default_factory=dict)
    rows: int = 0

    def small(self, name: str, content: bytes) -> None:
        """A part of it."""
        if name == archive.HEAD:
            self.head = archive.read_object(content)
        elif name.startswith("secrets/"):
            self.secrets[name.removeprefix("secrets/")] = content
        else:
            self.rows += len(archive.read_rows(content))

    def open_blob(self, name: str) -> None:
        """A file of it."""
        if not BLOB.fullmatch(name.removeprefix("blobs/")):
            raise BadBackup("The backup holds a file of a name that no file has.")


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored."""

    made: str  # the moment of the backup, ISO 8601
    epoch: str
    rows: int
    files: int
    withdrawn: int  # messages that waited and are not sent, see renewal.py
    installations: list[renewal.Known]


def look(path: Path, keys: list[Any]) -> Looked:
    """Read a backup through. Raises BadBackup if it is not whole, not of this program, or newer than it."""
    looked = Looked()
    sealing.unseal(path, keys, looked)
    if looked.head.get("format") != archive.FORMAT or set(looked.secrets) | LATER != set(FILES):
        raise BadBackup("The backup is of another form: it was made by a newer version of Prachakhom.")
    known = {script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}
    if looked.head.get("migration") not in known:
        raise BadBackup("The backup was made by a newer version of Prachakhom: install that one first.")
    return looked


def restore(
    path: Path, keys: list[Any], *, given: Mapping[str, Any] | None = None, step: Step = lambda *_: None
) -> Restored:
    """Restore a backup into an empty instance and an empty database.

    Args:
        given: settings that go before the environment, as for `create_app`.
    Raises:
        BadBackup, NotEmpty: with what to do; then everything is as it was.
    """
    step("Checking", 0, 1)
    looked = look(path, keys)
    step("Checking", 1, 1)
    values = config.load(given)
    folder: Path = values["INSTANCE_DIR"]
    place.check(folder, values["DATABASE_URL"], looked.secrets)
    with place.undone_on_failure(folder, values["DATABASE_URL"]) as keep:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name, content in {**{name: FILES[name]() for name in LATER}, **looked.secrets}.items():
            if not (folder / name).exists():
                keep(folder / name)
                put_whole(folder / name, content)
        app = create_app({**(given or {}), "CREATE_SECRETS": "no"})
        with app.app_context():
            try:
                return _fill(app, path, keys, looked, keep, step)
            finally:
                db.session.remove()
                db.engine.dispose()


class _Taking:
    """Takes in the members of a backup: rows into the database, files into the stage."""

    def __init__(self, connection: Connection, stage: Path, step: Step, total: int) -> None:
        self._connection, self._stage, self._step, self._total = connection, stage, step, total
        self._tables: dict[str, Table] = {table.name: table for table in tables.tables_of(connection)}
        self._file: IO[bytes] | None = None
        self.rows = 0
        self.files: list[str] = []

    def small(self, name: str, content: bytes) -> None:
        if not name.startswith("tables/"):
            return
        rows = archive.read_rows(content)
        try:
            tables.put(self._connection, self._tables[name.split("/")[1]], rows)
        except KeyError as error:
            raise BadBackup(f"The backup holds {error}, which its version did not have.") from error
        self.rows += len(rows)
        self._step("Rows", self.rows, self._total)

    def open_blob(self, name: str) -> Callable[[bytes], object]:
        path = self._stage / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        self.files.append(name)

        def take(part: bytes) -> None:
            if part:
                file.write(part)
                return
            file.flush()
            os.fsync(file.fileno())
            file.close()

        return take


def _fill(
    app: Flask, path: Path, keys: list[Any], looked: Looked, keep: Callable[[Path], object], step: Step
) -> Restored:
    folder = Path(app.config["INSTANCE_DIR"])
    logging.getLogger("alembic").setLevel(logging.WARNING)
    with db.engine.begin() as connection:
        tables.clear(connection)
    flask_migrate.upgrade(revision=str(looked.head["migration"]))
    with _writing() as connection:
        taking = _Taking(connection, folder / place.STAGE, step, looked.rows)
        every = tables.tables_of(connection)
        for table in reversed(every):
            connection.execute(table.delete())  # what a migration put there by itself
        sealing.unseal(path, keys, taking)
        renewed = renewal.renew(connection, {table.name: table for table in every})
        tables.go_on_counting(connection, every)
        _place(folder, taking.files, keep)
    try:
        flask_migrate.upgrade()
    except BaseException:
        with db.engine.begin() as connection:
            tables.clear(connection)  # it was empty before: a database whose secrets are taken away again helps nobody
        raise
    made = str(looked.head["made"])
    return Restored(made, renewed.epoch, taking.rows, len(taking.files), renewed.withdrawn, renewed.installations)


@contextmanager
def _writing() -> Iterator[Connection]:
    """One write transaction on a connection of its own."""
    with db.engine.connect() as connection:
        connection = connection.execution_options(sqlite_begin="IMMEDIATE")
        with connection.begin():
            tables.be_patient(connection)
            yield connection


def _place(folder: Path, names: list[str], keep: Callable[[Path], object]) -> None:
    """Move the files to where they belong; one that is there already is the same, because its name is its hash."""
    for name in names:
        target = folder / name
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not target.exists():
            keep(target)
            (folder / place.STAGE / name).rename(target)
    parents = sorted({(folder / name).parent for name in names})
    for changed in (*parents, *({parents[0].parent, folder} if parents else ())):
        sync_folder(changed)  # rows that name files are committed after the files are safe
