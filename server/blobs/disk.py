"""Where the bytes lie: whole files under their hash, and those that are still coming, a folder for each uploader.

A whole file appears under its name in one step (written, synced, renamed, the folder synced), so a kill at any moment
leaves a beginning that is continued, or nothing. What comes has a file for each uploader: nobody spoils another's.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from flask import current_app

from ..errors import Refusal
from ..files import sync_folder

COMING = "coming"


def root() -> Path:
    """The folder of all files."""
    return Path(current_app.config["INSTANCE_DIR"]) / "blobs"


def whole(sha256: str) -> Path:
    """Where a whole file lies."""
    return root() / sha256[:2] / sha256


def coming(uploader: str, sha256: str) -> Path:
    """Where a file lies that `uploader` has begun to send."""
    return root() / COMING / uploader / sha256


def size(path: Path) -> int:
    """Bytes of a file; 0 if it is not there."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def begun(uploader: str) -> int:
    """Bytes of all that an uploader has begun to send."""
    folder = root() / COMING / uploader
    return sum(size(path) for path in folder.iterdir()) if folder.is_dir() else 0


def free() -> int:
    """Bytes left on the disk."""
    folder = root()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return shutil.disk_usage(folder).free


@contextmanager
def locked(path: Path) -> Iterator[IO[bytes]]:
    """A coming file, made if need be, for us alone until the end of the block."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    while True:
        with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if _is_still(file, path):  # whoever had it before us may have finished it
                yield file
                return


def _is_still(file: IO[bytes], path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


def begin_at(path: Path, offset: int) -> None:
    """Go on at `offset`; what was there behind it is sent again.

    Raises:
        Refusal: `blob_offset` if less is there.
    """
    with locked(path) as file:
        _at_most(file, offset)
        file.truncate(offset)


def append(path: Path, offset: int, part: bytes) -> None:
    """Add a part to what is there, which must be `offset` bytes: another request of the same uploader may go first.

    Raises:
        Refusal: `blob_offset`.
        OSError: the disk is full.
    """
    with locked(path) as file:
        if _at_most(file, offset) > offset:
            raise Refusal("blob_offset", {"offset": size(path)})
        file.seek(offset)
        file.write(part)


def _at_most(file: IO[bytes], offset: int) -> int:
    there = file.seek(0, os.SEEK_END)
    if there < offset:
        raise Refusal("blob_offset", {"offset": there})
    return there


def settle(path: Path, file: IO[bytes], sha256: str) -> None:
    """Give a coming file, locked and whole, its name."""
    os.fsync(file.fileno())
    target = whole(sha256)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.replace(path, target)
    for folder in (target.parent, root()):
        sync_folder(folder)


def remove(path: Path) -> None:
    """Remove a file, if it is there."""
    path.unlink(missing_ok=True)


def all_whole() -> Iterator[Path]:
    """Every whole file."""
    if root().is_dir():
        for folder in root().iterdir():
            if folder.is_dir() and folder.name != COMING:
                yield from folder.iterdir()


def all_coming() -> Iterator[Path]:
    """Every file that is still coming."""
    folder = root() / COMING
    if folder.is_dir():
        for uploader in folder.iterdir():
            yield from uploader.iterdir()
