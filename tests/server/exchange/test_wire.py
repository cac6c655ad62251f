"""The doorway over a real socket, behind gunicorn: what the test client cannot show."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from server.store import service as store
from sync.ids import random_id
from tests.conftest import PhoneOf
from tests.databases import address_of
from tests.phone import Phone
from tests.server.exchange.stage import open_meeting, picture

ROOT = Path(__file__).parents[3]
CHUNK = b"x" * 65_536


@pytest.fixture
def served(app: Flask, instance: Path) -> Iterator[tuple[int, int]]:
    """(port, process id) of a gunicorn with one worker on this test's database."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "gunicorn", "--no-control-socket", "-k", "gthread", "--threads", "4"]
    env = {**os.environ, "INSTANCE_DIR": str(instance), "LOG_LEVEL": "CRITICAL", "DATABASE_URL": address_of(instance)}
    process = subprocess.Popen(
        [*command, "-b", f"127.0.0.1:{port}", "server:create_app()"], cwd=ROOT, env=env, stderr=subprocess.DEVNULL
    )
    for _ in range(1_200):  # a minute: the machine may be busy
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.05)
    yield port, process.pid
    process.terminate()
    process.wait(20)


@pytest.fixture
def officer(phone: PhoneOf) -> Phone:
    officer = phone("officer")
    meeting = open_meeting(phone("staff"), officer)
    for _ in range(5):
        meeting.check_in(officer, random_id())
    return officer


def flood(port: int, token: str, *, chunked: bool) -> tuple[int, bytes]:
    """Send 100 MB as fast as the server takes it; (status, body) of its answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.putrequest("POST", "/sync")
    connection.putheader("Authorization", f"Bearer {token}")
    connection.putheader(*(("Transfer-Encoding", "chunked") if chunked else ("Content-Length", "100000000")))
    connection.endheaders()
    try:
        for _ in range(100_000_000 // len(CHUNK)):
            connection.send(b"%x\r\n%s\r\n" % (len(CHUNK), CHUNK) if chunked else CHUNK)
    except (BrokenPipeError, ConnectionResetError):
        pass  # the server has hung up, as it should
    try:
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (ConnectionResetError, http.client.BadStatusLine):
        return 413, b"too_large"  # hung up while we were still sending: the answer was lost with the socket
    finally:
        connection.close()


def test_a_flood_of_100_megabytes_is_cut_off_and_a_kill_loses_nothing_acknowledged(
    app: Flask, served: tuple[int, int], officer: Phone
) -> None:
    port, master = served
    before = picture(app)
    for chunked in (False, True):
        status, body = flood(port, officer.token, chunked=chunked)
        assert status == 413
        assert b"too_large" in body
    assert picture(app) == before
    assert push(port, officer) == 200
    for worker in children(master):
        os.kill(worker, signal.SIGKILL)
    with app.app_context():
        assert len(store.records(next(iter(officer.logs)), "attendance")) == 5


def push(port: int, officer: Phone) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    body = officer.request(*officer.logs).encode()
    connection.request("POST", "/sync", body=body, headers={"Authorization": f"Bearer {officer.token}"})
    status = connection.getresponse().status
    connection.close()
    return status


def children(master: int) -> list[int]:
    return [int(text) for text in Path(f"/proc/{master}/task/{master}/children").read_text("ascii").split()]
