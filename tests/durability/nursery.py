"""A process that has loaded the server and forks real gunicorns from it, so that one starts in a tenth of a second.

Reads `start PORT` and answers with the process id of the new gunicorn, which leads a process group of its own. When its
input ends it kills what it started, and ends.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import tempfile
from pathlib import Path
from typing import Any

import gunicorn.app.wsgiapp
import gunicorn.workers.gthread  # loaded before the fork
from sqlalchemy import Pool, event

import server
from server import serve

WORKERS = 2


def be_gunicorn(port: int) -> None:
    """Becomes what `prachakhom serve` starts, without leaving this interpreter."""
    os.setsid()
    nothing = os.open(os.devnull, os.O_RDONLY)
    said = os.open(Path(os.environ["INSTANCE_DIR"]) / "gunicorn.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for source, target in ((nothing, 0), (said, 1), (said, 2)):
        os.dup2(source, target)
    command = serve._web(port, int(os.environ.get("WORKERS", WORKERS)), "127.0.0.1")
    sys.argv = ["gunicorn", *command[3:]]
    gunicorn.app.wsgiapp.run()


def let_the_disk_follow_later() -> None:
    """A planted bug, to show that it would be seen: commits are answered before they are on the disk."""

    def lazily(connection: Any, _record: Any, _proxy: Any) -> None:
        is_file = type(connection).__module__ == "sqlite3"
        connection.cursor().execute("PRAGMA synchronous = OFF" if is_file else "SET synchronous_commit = off").close()
        connection.commit()

    event.listen(Pool, "checkout", lazily)


def say(word: str) -> None:
    """One line to who reads us."""
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def main() -> None:
    """Answer until the input ends."""
    with tempfile.TemporaryDirectory() as scratch:  # the first app of a process costs nine times a later one
        server.create_app({"INSTANCE_DIR": Path(scratch) / "i", "DATABASE_URL": "sqlite://", "LOG_LEVEL": "CRITICAL"})
    if os.environ.get("LAZY"):
        let_the_disk_follow_later()
    started: list[int] = []
    say("ready")
    for line in sys.stdin:
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        child = os.fork()
        if child == 0:
            be_gunicorn(int(line.split()[1]))
            os._exit(0)
        started.append(child)
        say(str(child))
    for child in started:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child, signal.SIGKILL)


if __name__ == "__main__":
    main()
