"""Starts what serves: gunicorn and the push sender, watches both, stops both; and says how people reach them."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Any, NoReturn

import segno
from rich.console import Console
from rich.table import Table

from .demo.people import Person

GRACE = 25  # seconds for a clean stop before a process is killed


def supervise(port: int, workers: int, listen: str) -> int:
    """Runs both processes until SIGTERM or SIGINT; a sender that dies is started anew, without gunicorn all ends.

    Returns the exit status: 0 for a stop that was asked for.
    """
    stopping: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda got, _frame: stopping.append(got))
    web, sender = _start(_web(port, workers, listen)), _start(_sender())
    while not stopping and web.poll() is None:
        time.sleep(0.2)
        if sender.poll() is not None:
            print(f"The push sender ended ({sender.returncode}); starting it again.", file=sys.stderr)
            time.sleep(1)
            sender = _start(_sender())
    for process in (web, sender):
        _stop(process)
    return 0 if stopping else int(web.returncode or 1)


def web_only(port: int, workers: int, listen: str) -> NoReturn:
    """Becomes gunicorn, for where something else watches it and the sender, as systemd does."""
    command = _web(port, workers, listen)
    os.execv(command[0], command)  # noqa: S606  # our own Python, no shell


def _web(port: int, workers: int, listen: str) -> list[str]:
    """gunicorn with threads. Its control socket would be written under HOME, which may not exist or not be ours."""
    return [
        *(sys.executable, "-m", "gunicorn", "--config", "python:server.workers", "--preload"),
        *("--no-control-socket", "--worker-class", "gthread", "--workers", str(workers), "--threads", "8"),
        *("--bind", f"{listen}:{port}", "--graceful-timeout", "20", "--timeout", "60", "--log-level", "warning"),
        "server:create_app()",
    ]


def _sender() -> list[str]:
    return [sys.executable, "-m", "server.cli", "sender"]


def _start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    """In a session of its own: Ctrl-C in the terminal reaches us alone, and we stop both in order."""
    return subprocess.Popen(command, start_new_session=True, env={**os.environ, "PYTHONUNBUFFERED": "1"})


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def show_addresses(console: Console, port: int, public_url: str) -> None:
    """Where the pages and the two apps are."""
    table = Table("what", "address", title="Prachakhom")
    for what, path in (("public pages", "/"), ("field app", "/field"), ("desk", "/desk")):
        table.add_row(what, f"http://localhost:{port}{path}")
    console.print(table)
    if not public_url.startswith(f"http://localhost:{port}"):
        console.print(f"Phones and residents reach it as {public_url}")


def show_people(console: Console, people: Sequence[Person]) -> None:
    """The demo's accounts, with their passwords: they are only as secret as this terminal."""
    table = Table("sign in as", "password", "roles", title="Demo accounts (invented people)")
    for person in people:
        table.add_row(person.email, person.password, ", ".join(person.roles))
    console.print(table)


def show_codes(console: Console, people: Sequence[Person]) -> None:
    """An enrolment QR for each demo phone."""
    for person in people:
        if person.code:
            how = f"Enrol a phone as {person.email}: point its camera here, or type {person.code} in the field app"
            console.print(how, soft_wrap=True)
            show_qr(console, person.url)


def show_qr(console: Console, url: str) -> None:
    """A QR code made of text, and the link it holds."""
    drawn = io.StringIO()
    segno.make(url, micro=False).terminal(out=drawn, compact=True)
    console.file.write(drawn.getvalue())
    console.print(url, soft_wrap=True, highlight=False)


def show_phone_help(console: Console, port: int) -> None:
    """How a real phone reaches this machine: an installable app needs https or localhost."""
    lines: list[Any] = [
        "A real phone needs https or localhost (else no app, no offline). By USB, from this machine:",
        f"  adb reverse tcp:{port} tcp:{port}   then open http://localhost:{port}/field on the phone",
        "Without a cable: put TLS in front, see docs/operators.md. Stop with Ctrl-C; the data stays.",
    ]
    for line in lines:
        console.print(line, highlight=False, soft_wrap=True)
