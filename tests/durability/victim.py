"""What is killed: a gunicorn with its workers, and a PostgreSQL with its backends; each starts again where it was."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg

from tests.databases import address_of
from tests.durability import nursery

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0  # seconds
# The values that a PostgreSQL has by itself; tests/databases.py turns them off for speed, and these come before that.
DURABLE = ("fsync=on", "full_page_writes=on", "synchronous_commit=on")


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(true: Callable[[], object], otherwise: str, pause: float = 0.005) -> None:
    """Wait until it holds.

    Raises:
        AssertionError: it did not come true in time.
    """
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, otherwise
        time.sleep(pause)


def children(parent: int) -> list[int]:
    """The processes that a process started and that are still its own."""
    with contextlib.suppress(OSError):
        return [int(text) for text in Path(f"/proc/{parent}/task/{parent}/children").read_text("ascii").split()]
    return []


def is_gone(process: int) -> bool:
    """Whether a process has ended, reaped or not."""
    try:
        return Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()[0] in "ZX"
    except OSError:
        return True


def kill(processes: list[int]) -> None:
    """SIGKILL to all, and wait until they are gone."""
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    until(lambda: all(map(is_gone, processes)), "a process outlives SIGKILL")


class Web:
    """A gunicorn on an instance folder, at one address for as long as this lives, however often it is started."""

    def __init__(self, folder: Path, workers: int, lazy: bool) -> None:
        self.port = free_port()
        self.pid = 0
        env = {
            **os.environ,
            "INSTANCE_DIR": str(folder),
            "DATABASE_URL": address_of(folder),
            "PYTHONPATH": str(ROOT),
            "LOG_LEVEL": "ERROR",
            "WORKERS": str(workers),
            "LAZY": "yes" if lazy else "",
        }
        self._workers = workers
        self._nursery = subprocess.Popen(
            [sys.executable, "-m", "tests.durability.nursery"],
            cwd=ROOT, env=env, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        assert self._nursery.stdout is not None
        assert self._nursery.stdout.readline() == "ready\n"

    def start(self) -> None:
        """Start it; comes back when it answers."""
        assert self._nursery.stdin is not None
        assert self._nursery.stdout is not None
        self._nursery.stdin.write(f"start {self.port}\n")
        self._nursery.stdin.flush()
        self.pid = int(self._nursery.stdout.readline())
        self.await_answer()

    def await_answer(self) -> None:
        """Come back when both workers are there and somebody answers."""
        until(lambda: len(self.workers) == self._workers, "gunicorn has no workers")
        until(self._answers, "the server does not answer; see gunicorn.log of the instance")

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), 5) as connection:
                connection.sendall(b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n")
                return connection.recv(12).endswith(b" 200")
        except OSError:
            return False

    @property
    def workers(self) -> list[int]:
        """The process ids of its workers."""
        return [child for child in children(self.pid) if not is_gone(child)]

    @property
    def family(self) -> list[int]:
        """The whole process group: the arbiter, and its workers."""
        return [self.pid, *self.workers]

    def stop(self) -> None:
        """End all of it."""
        if self.pid:
            kill(self.family)
        assert self._nursery.stdin is not None
        self._nursery.communicate(timeout=20)


class Postmaster:
    """A PostgreSQL on a data directory that somebody else made: taken over, and started by us from then on."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._program = os.readlink(f"/proc/{self.pid}/exe")
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The process id of the postmaster, as its data directory says it."""
        return int((self._data / "postmaster.pid").read_text("ascii").split()[0])

    @property
    def backends(self) -> list[int]:
        """The processes that serve a connection."""
        return [child for child in children(self.pid) if b"[local]" in _command(child)]

    @property
    def family(self) -> list[int]:
        """The postmaster, and every process it started."""
        return [self.pid, *children(self.pid)]

    def start(self) -> None:
        """Start it on the same data directory; comes back when it takes connections."""
        until(self._try, "PostgreSQL does not start; see its log", 0.02)

    def _try(self) -> bool:
        if self._process is None or self._process.poll() is not None:
            self._process = self._popen()
        address = f"postgresql://postgres@/postgres?host={self._data}&connect_timeout=5"
        with contextlib.suppress(psycopg.OperationalError), psycopg.connect(address, autocommit=True) as connection:
            told = connection.execute("SELECT current_setting('fsync'), current_setting('synchronous_commit')")
            assert told.fetchone() == ("on", "on")
            return True
        return False

    def _popen(self) -> subprocess.Popen[bytes]:
        owner = self._data.stat()
        is_root = os.geteuid() == 0  # which PostgreSQL refuses to be
        settings = [word for setting in DURABLE for word in ("-c", setting)]
        command = [self._program, "-D", str(self._data), "-h", "", "-k", str(self._data), *settings]
        with (self._data / "log-of-this-test").open("ab") as log:
            return subprocess.Popen(
                command, cwd=self._data, stdout=log, stderr=log, start_new_session=True,
                user=owner.st_uid if is_root else None,
                group=owner.st_gid if is_root else None,
                extra_groups=[] if is_root else None,
            )  # fmt: skip

    def reap(self) -> None:
        """After a kill: nothing is left of it."""
        if self._process is not None:
            self._process.wait(20)


def _command(process: int) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""


@contextlib.contextmanager
def serving(folder: Path, workers: int = nursery.WORKERS, lazy: bool = False) -> Iterator[Web]:
    """A gunicorn that answers, as long as this lasts; a `lazy` one has the planted bug of nursery.py."""
    web = Web(folder, workers, lazy)
    try:
        web.start()
        yield web
    finally:
        web.stop()
