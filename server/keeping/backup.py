"""Making a backup: everything of one moment, encrypted, checked, and only then under its name.

The server goes on serving and writing meanwhile. Nothing that is not encrypted touches the disk.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pyrage
from flask import current_app
from sqlalchemy import Connection, text

from .. import clock
from ..extensions import db
from ..files import sync_folder
from ..instance import FILES
from . import archive, sealing, tables
from .archive import Packing

Step = Callable[[str, int, int], object]  # what is done, how many of it are ready, of how many
NAME = re.compile(r"prachakhom-\d{8}-\d{6}\.age")
BLOB = re.compile(r"[A-Za-z0-9_-]{2}/[A-Za-z0-9_-]{43,64}")


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made."""

    path: Path
    rows: int
    files: int
    size: int  # bytes


class _Checked:
    """Reads a backup only to see that it can be read."""

    def small(self, name: str, content: bytes) -> None:
        if name.startswith("tables/"):
            archive.read_rows(content)

    def open_blob(self, _name: str) -> None:
        return None


def backup(target: Path, keys: list[Any], *, check: bool = True, step: Step = lambda *_: None) -> Backup:
    """Write a backup of the instance, to be opened by any of `keys` (see `sealing.recipients`).

    Args:
        target: a new file, or a folder that gets a file named by the moment.
        check: read it back before it gets its name. For that it is also encrypted to a key that is then forgotten.
    Raises:
        FileExistsError: a backup is never overwritten.
        BadBackup: it could not be read back.
        OSError: the disk is full, a file cannot be read. Nothing is left behind.
    """
    path = target / f"prachakhom-{clock.now():%Y%m%d-%H%M%S}.age" if target.is_dir() else target
    if path.exists():
        raise FileExistsError(f"{path} is there already: a backup is never overwritten.")
    _sweep(path.parent)
    draft = path.with_name(f".{path.name}.part")
    witness = pyrage.x25519.Identity.generate()
    packing = Packing()
    try:
        with _draft(draft) as file:
            sealing.seal(_parts(packing, step), file, [*keys, witness.to_public()])
            file.flush()
            os.fsync(file.fileno())
            if check:
                step("Checking", 0, 1)
                sealing.unseal(draft, [witness], _Checked())
                step("Checking", 1, 1)
            draft.rename(path)
        sync_folder(path.parent)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return Backup(path, sum(packing.rows.values()), packing.files, path.stat().st_size)


def rotate(folder: Path, keep: int) -> list[Path]:
    """Remove the oldest backups of a folder beyond `keep`, by their names; gives those that went."""
    named = sorted(path for path in folder.iterdir() if NAME.fullmatch(path.name))
    old = named[: max(len(named) - keep, 0)]
    for path in old:
        path.unlink()
    return old


def _draft(path: Path) -> IO[bytes]:
    """A new file for us alone, locked for as long as we live."""
    file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return file


def _sweep(folder: Path) -> None:
    """Remove the drafts of backups that were killed; of one that is being made the lock is held."""
    for draft in folder.glob(".*.age.part"):
        with draft.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            draft.unlink(missing_ok=True)


def _parts(packing: Packing, step: Step) -> Iterator[bytes]:
    """The bytes of the archive; the files come last, so that none is missing that a row of the snapshot names."""
    instance = Path(current_app.config["INSTANCE_DIR"])
    with tables.snapshot(db.engine) as connection:
        head = json.dumps(_head(connection), ensure_ascii=False).encode()
        yield from packing.small(archive.HEAD, head)
        for name in FILES:
            yield from packing.small(f"secrets/{name}", (instance / name).read_bytes())
        every = tables.tables_of(connection)
        total, done = tables.count(connection, every), 0
        for table in every:
            for number, lines in enumerate(tables.portions(connection, table), 1):
                yield from packing.portion(table.name, number, lines)
                done += len(lines)
                step("Rows", done, total)
    yield from _blobs(packing, instance / "blobs", step)
    yield from packing.end()


def _head(connection: Connection) -> dict[str, Any]:
    epoch = connection.execute(text("SELECT value FROM epoch")).scalar_one()
    told = {"format": archive.FORMAT, "made": clock.stamp(), "migration": tables.version_of(connection)}
    return {**told, "epoch": epoch}


def _blobs(packing: Packing, folder: Path, step: Step) -> Iterator[bytes]:
    names = sorted(
        name
        for path in folder.glob("*/*")
        if BLOB.fullmatch(name := f"{path.parent.name}/{path.name}") and path.is_file()
    )
    for number, name in enumerate(names, 1):
        try:
            file = (folder / name).open("rb")
        except FileNotFoundError:
            continue  # nobody refers to it any more, and it was swept away
        with file:
            size = os.fstat(file.fileno()).st_size
            yield from packing.file(f"blobs/{name}", size, _read(file))
        step("Files", number, len(names))


def _read(file: IO[bytes]) -> Iterator[bytes]:
    while part := file.read(archive.CHUNK):
        yield part
