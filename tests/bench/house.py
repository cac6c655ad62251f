"""The server under measurement, as `prachakhom serve` starts it, in processes of its own, and what those cost."""

from __future__ import annotations

import http.client
import json
import os
import pickle
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from server.config import ROOT
from tests.bench.sender import Post
from tests.browser.conftest import free_port
from tests.databases import address_of

WORKERS = 2
KNOWN = ("PATH", "HOME", "LANG", "TMPDIR", "LD_LIBRARY_PATH")


def plain_environment(**more: str) -> dict[str, str]:
    """An environment without anybody's settings."""
    return {name: os.environ[name] for name in KNOWN if name in os.environ} | {"PYTHONPATH": str(ROOT)} | more


@dataclass
class Sent:
    """What became of posts: seconds all in all, and of each (phone, seconds, status, bytes of the answer)."""

    seconds: float
    posts: list[tuple[int, float, int, int]]


@dataclass
class House:
    """A running server, with the process that is its first."""

    port: int
    process: subprocess.Popen[bytes]

    @property
    def processes(self) -> list[psutil.Process]:
        """gunicorn and its workers."""
        first = psutil.Process(self.process.pid)
        return [first, *first.children(recursive=True)]

    def cpu(self) -> float:
        """Seconds of the processor that it has used."""
        return cpu_of(self.processes)

    def memory(self) -> int:
        """Bytes that all its processes hold; what they share counts once."""
        return sum(process.memory_full_info().pss for process in self.processes)

    def post(self, phones: Sequence[list[Post]], path: str = "/sync", *, senders: int = 4) -> Sent:
        """Let phones post at once, from processes of their own. An answer that is not as hoped for ends the run."""
        shares = [list(phones[n::senders]) for n in range(min(senders, len(phones)))]
        with tempfile.TemporaryDirectory() as folder:
            files = [Path(folder, f"{n}") for n in range(len(shares))]
            for file, share in zip(files, shares, strict=True):
                file.write_bytes(pickle.dumps(share))
            command = (sys.executable, "-m", "tests.bench.sender")
            running = [
                subprocess.Popen(
                    [*command, str(file), str(self.port), path],
                    stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=plain_environment(),
                )
                for file in files
            ]  # fmt: skip
            told = _run(running)
        for each in told:
            if "bad" in each:
                raise RuntimeError(f"the server answered {each['bad']}")
        posts = sum(len(each["posts"]) for each in told)
        if posts != sum(map(len, phones)):
            raise RuntimeError(f"of {sum(map(len, phones))} posts {posts} were answered")
        return Sent(max(each["seconds"] for each in told), [tuple(post) for each in told for post in each["posts"]])

    def get(self, path: str, headers: dict[str, str] | None = None) -> tuple[int, bytes]:
        """One answer."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        line.request("GET", path, headers=headers or {})
        answer = line.getresponse()
        content = answer.read()
        line.close()
        return answer.status, content


def _run(running: list[subprocess.Popen[str]]) -> list[dict[str, Any]]:
    """Start the senders at one moment, when all are ready."""
    for process in running:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in running:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    return [json.loads(process.communicate()[0]) for process in running]


def cpu_of(processes: Sequence[psutil.Process]) -> float:
    """Seconds of the processor of these processes, and of the children that they have seen end."""
    total = 0.0
    for process in processes:
        try:
            total += sum(process.cpu_times()[:4])
        except psutil.NoSuchProcess:
            continue
    return total


@contextmanager
def house(folder: Path) -> Iterator[House]:
    """Our server on an instance folder, by the command that an office uses, warm."""
    port = free_port()
    command = ["-m", "server.cli", "serve", "--web-only", "--port", str(port), "--workers", str(WORKERS)]
    env = plain_environment(
        INSTANCE_DIR=str(folder), DATABASE_URL=address_of(folder), LISTEN="127.0.0.1",
        PUBLIC_URL="https://prachakhom.example", COLUMNS="200",
    )  # fmt: skip
    with running(command, port, "/healthz", env, folder / "serve.log") as made:
        yield made


@contextmanager
def bare(module: str, path: str, folder: Path, **env: str) -> Iterator[House]:
    """Another app (`module:app`) under the same gunicorn, to compare with."""
    port = free_port()
    command = [
        *("-m", "gunicorn", "--no-control-socket", "--worker-class", "gthread", "--workers", str(WORKERS)),
        *("--threads", "8", "--bind", f"127.0.0.1:{port}", "--log-level", "warning", module),
    ]
    with running(command, port, path, plain_environment(**env), folder / "bare.log") as made:
        yield made


@contextmanager
def running(command: list[str], port: int, path: str, env: dict[str, str], log: Path) -> Iterator[House]:
    """A process that serves on a port, from its first answers until it has ended."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, *command], env=env, cwd=ROOT, stdout=output, stderr=output, start_new_session=True
        )
    made = House(port, process)
    try:
        _wait(made, path, log)
        yield made
    finally:
        process.terminate()
        process.wait(60)


def _wait(made: House, path: str, log: Path) -> None:
    """Until both workers have answered several times."""
    answered = 0
    for _ in range(600):
        if made.process.poll() is not None:
            break
        try:
            answered += made.get(path)[0] == 200
        except OSError:
            time.sleep(0.1)
        if answered >= 20 and len(made.processes) > WORKERS:
            return
    raise RuntimeError(f"the server did not begin to serve: {log.read_text('utf-8')[-2000:]}")
