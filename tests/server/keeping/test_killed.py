"""Killed at any moment, a backup or a restore leaves nothing half done; and a backup does not disturb who writes."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pyrage
import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import func, select

from server.cli import main
from server.extensions import db
from server.keeping import sealing
from server.store import service as store
from server.store.models import StoredEntry
from sync.entry import Draft
from tests.conftest import OFFICE, PhoneOf
from tests.databases import address_of
from tests.server.keeping.conftest import Restore

Kept = Callable[[], Path]
Running = Callable[..., subprocess.Popen[bytes]]
BLOB = "blobs/ab/" + "ab" + "c" * 41
BYTES = 24_000_000  # enough that a kill finds it under way


def environment(folder: Path) -> dict[str, str]:
    return {"INSTANCE_DIR": str(folder), "DATABASE_URL": address_of(folder), "COLUMNS": "300"}


def run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(main, list(words), env=environment(folder))


@pytest.fixture
def running() -> Iterator[Running]:
    """Starts commands as processes of their own; none outlives the test."""
    started: list[subprocess.Popen[bytes]] = []

    def start(folder: Path, *words: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "server.cli", *words]
        silent: Any = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        started.append(subprocess.Popen(command, env={**os.environ, **environment(folder)}, **silent))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture
def key_file(tmp_path: Path) -> tuple[Path, str]:
    """A file with a private key, and the public one."""
    path = tmp_path / "key"
    return path, sealing.make_key(path, None)


@pytest.fixture
def large(app: Flask, office: str, instance: Path) -> Flask:
    """An instance that takes a moment to keep."""
    (instance / BLOB).parent.mkdir(parents=True)
    (instance / BLOB).write_bytes(os.urandom(1_000_000) * (BYTES // 1_000_000))
    return app


def is_begun(folder: Path, size: int) -> bool:
    """Whether so many bytes of a backup are written."""
    return any(path.stat().st_size >= size for path in folder.glob(".*.part"))


def wait_for(condition: Callable[[], object], process: subprocess.Popen[bytes]) -> None:
    """Until it holds, while the process lives."""
    until = time.monotonic() + 60
    while not condition():
        assert process.poll() is None, "it ended before it could be killed"
        assert time.monotonic() < until
        time.sleep(0.002)


def test_a_backup_that_is_killed_leaves_no_file_under_its_name_and_the_next_one_clears_up(
    large: Flask, instance: Path, tmp_path: Path, key_file: tuple[Path, str], running: Running
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    for size in (1, BYTES // 2):
        process = running(instance, "backup", str(folder), "--to", key_file[1])
        wait_for(partial(is_begun, folder, size), process)
        process.kill()
        process.wait()
        assert list(folder.glob("*.age")) == []
    assert run(instance, "backup", str(folder), "--to", key_file[1]).exit_code == 0
    assert [path.suffix for path in folder.iterdir()] == [".age"]


def test_a_restore_that_is_killed_is_simply_run_again(
    large: Flask, kept: Kept, key: Any, empty: Path, tmp_path: Path, running: Running
) -> None:
    path, file = kept(), tmp_path / "key"
    file.write_text(str(key))
    words = ("restore", str(path), "--key", str(file))
    for moment in (empty / "server_key.pem", empty / ".restoring" / BLOB):
        process = running(empty, *words)
        wait_for(moment.exists, process)
        process.kill()
        process.wait()
    result = run(empty, *words)
    assert result.exit_code == 0, result.output
    assert (empty / BLOB).stat().st_size == BYTES
    assert not (empty / ".restoring").exists()
    assert run(empty, "verify").exit_code == 0


def test_a_backup_under_writers_is_one_moment_and_stops_nobody(
    app: Flask, office: str, kept: Kept, restored: Restore, empty: Path
) -> None:
    """R5.7: vectors, digests and records are those of the entries that are in it."""
    from server.database import writing

    stop, written = threading.Event(), [0, 0]

    def write(number: int) -> None:
        with app.app_context():
            while not stop.is_set():
                with writing():
                    drafts = [Draft("topic", f"t{number}", {"unit": "โยธา"}, {}, {"unit": []}) for _ in range(5)]
                    store.append(f"topic/t{number}", drafts, office=OFFICE)
                written[number] += 5
            db.session.remove()

    writers = [threading.Thread(target=write, args=(number,)) for number in range(2)]
    for writer in writers:
        writer.start()
    while min(written) < 20:
        time.sleep(0.01)
    before = sum(written)
    path = kept()
    during = sum(written)
    stop.set()
    for writer in writers:
        writer.join()
    assert during > before, "who writes goes on writing"
    after = restored(path)
    with after.app_context():
        number = db.session.scalar(select(func.count()).select_from(StoredEntry)) or 0
    assert before <= number <= during + 20
    result = run(empty, "verify")
    assert result.exit_code == 0, result.output


def test_the_commands_say_what_they_do_and_what_is_wrong(
    app: Flask, phone: PhoneOf, instance: Path, tmp_path: Path, empty: Path
) -> None:
    officer = phone("officer")
    secret, words = tmp_path / "key", tmp_path / "words"
    words.write_text("ถ้อยคำลับ\n")
    made = run(instance, "backup-key", str(secret), "--passphrase-file", str(words))
    assert made.exit_code == 0, made.output
    public = next(word for word in made.output.split() if word.startswith("age1"))
    assert run(instance, "backup-key", str(secret)).exit_code == 1, "a key is never overwritten"
    target = tmp_path / "b.age"
    assert run(instance, "backup", str(target), "--to", "age1nonsense").exit_code == 1
    assert run(instance, "backup", str(target), "--to", public, "--keep", "3").exit_code == 1
    assert not target.exists()
    assert run(instance, "backup", str(target), "--to", public).exit_code == 0
    again = run(instance, "backup", str(target), "--to", public)
    assert (again.exit_code, "never overwritten" in again.output) == (1, True)
    locked = run(empty, "restore", str(target), "--key", str(secret))
    assert (locked.exit_code, "--passphrase-file" in locked.output) == (1, True)
    words.write_text("ผิด")
    wrong = run(empty, "restore", str(target), "--key", str(secret), "--passphrase-file", str(words))
    assert (wrong.exit_code, "does not open" in wrong.output) == (1, True)
    words.write_text("ถ้อยคำลับ\n")
    done = run(empty, "restore", str(target), "--key", str(secret), "--passphrase-file", str(words))
    assert done.exit_code == 0, done.output
    assert "as it was before" in done.output
    assert officer.installation in done.output, "who was enrolled, so that somebody looks who should not be"
    assert pyrage.x25519.Recipient.from_str(public)
