"""Where a backup is restored to: it must be empty, and it is again whenever anything fails."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, make_url

from .. import database
from . import tables

STAGE = ".restoring"  # in the instance's folder: files before they are placed


class NotEmpty(Exception):
    """There is something where the backup would go; the argument is a sentence that says what to do."""


def check(folder: Path, address: str, secrets: Mapping[str, bytes]) -> None:
    """Raises NotEmpty unless a killed `restore` of the same backup is all that was ever here."""
    for name, content in secrets.items():
        if (folder / name).exists() and (folder / name).read_bytes() != content:
            raise NotEmpty(
                f"{folder} holds the secrets of another instance: move the folder away, or name an empty one."
            )
    blobs = folder / "blobs"
    if blobs.exists() and any(blobs.iterdir()) and not _file_is_new(address):
        raise NotEmpty(f"{blobs} holds files: move the folder {folder} away first.")
    if _file_is_new(address):
        return
    engine = create_engine(address, **database.engine_options(address))
    database.prepare_engine(engine)
    try:
        with engine.connect() as connection:
            if not tables.is_empty(connection):
                raise NotEmpty("The database is not empty. Move it away, or name an empty one: nothing is overwritten.")
    finally:
        engine.dispose()


def _file_is_new(address: str) -> bool:
    url = make_url(address)
    return url.get_backend_name() == "sqlite" and not Path(str(url.database)).exists()


@contextmanager
def undone_on_failure(folder: Path, address: str) -> Iterator[Callable[[Path], object]]:
    """Remembers what was made, by its path, and removes it if anything fails: files, the database's, its tables."""
    made: list[Path] = []
    is_new, folder_is_new = _file_is_new(address), not folder.exists()
    stage = folder / STAGE
    shutil.rmtree(stage, ignore_errors=True)
    try:
        yield made.append
    except BaseException:
        _forget(address, is_new)
        for path in made:
            path.unlink(missing_ok=True)
        shutil.rmtree(stage, ignore_errors=True)
        _remove_empty(folder / "blobs")
        if folder_is_new:
            _remove_empty(folder)
        raise
    shutil.rmtree(stage, ignore_errors=True)


def _forget(address: str, is_new: bool) -> None:
    """The database as it was: no file, or one without tables."""
    if is_new:
        name = str(make_url(address).database)
        for path in (Path(name), Path(f"{name}-wal"), Path(f"{name}-shm")):
            path.unlink(missing_ok=True)
        return
    engine = create_engine(address, **database.engine_options(address))
    try:
        with engine.begin() as connection:
            if tables.is_empty(connection):
                tables.clear(connection)
    finally:
        engine.dispose()


def _remove_empty(folder: Path) -> None:
    if folder.exists():
        for inner in [*folder.iterdir()]:
            if inner.is_dir():
                _remove_empty(inner)
        if not any(folder.iterdir()):
            folder.rmdir()
