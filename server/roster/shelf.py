"""Where a table waits between its upload and its import: INSTANCE_DIR/imports/<id>/, mode 0700, gone after a day.

What lies here is the table as it was read, without ID numbers, never the file itself; then the plan of the import, cut
into steps. Every worker of the server sees the same folder.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import current_app

from ..errors import Refusal
from ..files import put_whole

KEPT_SECONDS = 24 * 3600
_ID = re.compile(r"[A-Za-z0-9_-]{22}")


def put(name: str, part: str, content: Any) -> None:
    """Keep a part (table, choices, plan, step-…); a reader sees the old one or the new one, never half of it."""
    folder = _folder(name)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    put_whole(folder / f"{part}.json", json.dumps(content, ensure_ascii=False).encode())


def get(name: str, part: str) -> Any:
    """A part that was kept; None where it is not there, or is not whole."""
    try:
        return json.loads((_folder(name) / f"{part}.json").read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None


def forget(name: str) -> None:
    """Remove everything of one import."""
    shutil.rmtree(_folder(name), ignore_errors=True)


def sweep() -> None:
    """Remove what nobody has touched for a day."""
    root = _root()
    if not root.is_dir():
        return
    for folder in root.iterdir():
        try:
            newest = max((file.stat().st_mtime for file in folder.iterdir()), default=folder.stat().st_mtime)
        except OSError:
            continue  # somebody else is removing it
        if newest < time.time() - KEPT_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def alone(name: str) -> Iterator[None]:
    """One worker at a time goes on with an import; raises `roster_gone` where there is nothing to go on with."""
    folder = _folder(name)
    try:
        lock = os.open(folder / ".lock", os.O_WRONLY | os.O_CREAT, 0o600)
    except (FileNotFoundError, NotADirectoryError):
        raise Refusal("roster_gone") from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _folder(name: str) -> Path:
    if not _ID.fullmatch(name):
        raise Refusal("roster_gone")
    return _root() / name


def _root() -> Path:
    folder: Path = current_app.config["INSTANCE_DIR"]
    return folder / "imports"
