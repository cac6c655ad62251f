"""A server that is killed while a file comes: there is a beginning to go on from, or the whole, never half a file."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from server.blobs import disk, service
from tests.conftest import PhoneOf
from tests.server.blobs import stage

KILLED = """
import os, signal, sys
from pathlib import Path
from server import create_app
from server.blobs import disk, service
from tests.conftest import settings

app = create_app(settings(Path(sys.argv[1])))
where, token, name, content = sys.argv[2], sys.argv[3], sys.argv[4], sys.stdin.buffer.read()

def dead(*_):
    os.kill(os.getpid(), signal.SIGKILL)

append = disk.append
def amid(path, offset, part):
    append(path, offset, part[:len(part) // 2])
    dead()

replace = os.replace
def after(*given):
    replace(*given)
    dead()

if where == "amid a part":
    service.READ = 1000
    count = iter(range(99))
    disk.append = lambda *given: amid(*given) if next(count) == 3 else append(*given)
elif where == "before it has its name":
    os.replace = dead
elif where == "after it has its name":
    os.replace = after
elif where == "before it is noted":
    service._note = dead

with app.app_context():
    app.test_client().put(f"/blobs/{name}", data=content, headers={"Authorization": "Bearer " + token})
"""
HERE = {
    "amid a part": 3_500,
    "before it has its name": None,  # all of it
    "after it has its name": 0,
    "before it is noted": 0,
}


@pytest.mark.parametrize("where", HERE)
def test_a_kill_at_any_moment_leaves_no_half_file_and_the_phone_goes_on(
    app: Flask, instance: Path, phone: PhoneOf, where: str
) -> None:
    officer = phone("officer")
    content = stage.picture(size=(200, 150), quality=95)
    name = stage.name_of(content)
    command = [sys.executable, "-c", KILLED, str(instance), where, officer.token, name]
    killed = subprocess.run(command, input=content, cwd=Path(__file__).parents[3], env=os.environ, timeout=60)
    assert killed.returncode == -signal.SIGKILL
    with app.app_context():
        assert all(path.read_bytes() == content for path in disk.all_whole())
        assert service.held(officer.office, [name]) == set()
    expected = HERE[where]
    at = stage.here(officer, name)
    assert at == (len(content) if expected is None else expected)
    assert stage.put(officer, content, min(at, len(content) - 1)).status_code == 201
    with app.app_context():
        assert service.read(officer.office, name) == content
        assert [*disk.all_coming()] == []
