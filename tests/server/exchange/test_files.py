"""A stream as a file: out and in again, on the same server and on an empty one; and the history of a record."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select

from server import create_app
from server.cli import main
from server.extensions import db
from server.store import service as store
from server.store.models import Office, Waiting
from sync.ids import random_id
from tests.conftest import OFFICE, PhoneOf, settings
from tests.databases import address_of
from tests.phone import Phone
from tests.server.exchange.stage import Meeting, bring, open_meeting, picture

LONG = 1_200  # more lines than a page holds


@pytest.fixture
def held(app: Flask, phone: PhoneOf) -> tuple[Meeting, Phone]:
    """A meeting with check-ins of one phone, which were sent."""
    officer = phone("officer")
    meeting = open_meeting(phone("staff"), officer)
    for _ in range(5):
        meeting.check_in(officer, random_id())
    officer.push(meeting.stream)
    return meeting, officer


def run(folder: Path, *words: str) -> Result:
    env = {"INSTANCE_DIR": str(folder), "DATABASE_URL": address_of(folder), "COLUMNS": "400"}
    return CliRunner().invoke(main, [*words, "--office", OFFICE], env=env)


def records(app: Flask, stream: str) -> list[object]:
    with app.app_context():
        return list(store.records(stream))


@pytest.fixture
def empty(app: Flask, instance: Path, template: Path, new_instance: Callable[[Path, str], Path]) -> tuple[Flask, Path]:
    """A second server with the keys of the first, its office, and nothing else."""
    folder = new_instance(template, "second")
    for name in ("secret_key", "password_salt", "server_key.pem", "vapid_key.pem"):
        shutil.copy(instance / name, folder / name)
    second = create_app(settings(folder))
    with second.app_context():
        db.session.add(Office(id=OFFICE, name="สำนักงานเขตทดสอบ", opened_at="2026-11-25T09:00:00+07:00"))
        db.session.commit()
    return second, folder


def test_a_stream_goes_through_a_file_into_an_empty_server_and_every_record_is_the_same(
    app: Flask, instance: Path, empty: tuple[Flask, Path], held: tuple[Meeting, Phone], tmp_path: Path
) -> None:
    stream, (second, folder) = held[0].stream, empty
    out = tmp_path / "stream.txt"
    assert run(instance, "export", stream, "--out", str(out)).exit_code == 0
    assert out.stat().st_mode & 0o077 == 0
    assert "cannot be written" in run(instance, "export", stream, "--out", str(out)).output, "it is there already"
    taken = run(folder, "import", str(out))
    assert taken.exit_code == 0, taken.output
    assert records(second, stream) == records(app, stream) != []
    again = run(folder, "import", str(out))
    assert "held" in again.output
    with second.app_context():
        db.engine.dispose()


def test_a_long_file_is_taken_in_page_by_page_and_a_file_of_what_is_held_changes_nothing(
    app: Flask, instance: Path, held: tuple[Meeting, Phone], tmp_path: Path
) -> None:
    meeting, officer = held
    for number in range(LONG):
        meeting.check_in(officer, random_id())
        if number % 400 == 399:
            lines = [entry.line for entry in officer.mine(meeting.stream)][-400:]
            assert officer.post(officer.request(meeting.stream, lines=lines)).results == []
    out = tmp_path / "stream.txt"
    run(instance, "export", meeting.stream, "--out", str(out))
    before = picture(app)
    taken = run(instance, "import", str(out))
    lines = out.read_text("utf-8").count("\n") - 1
    assert lines > LONG
    assert str(lines) in taken.output
    assert picture(app) == before


@pytest.mark.parametrize("text", ["", "no envelope\n", '{"v":9,"epoch":null,"streams":{}}\n', "\n\n\n", "\x00"])
def test_what_is_no_such_file_is_answered_in_a_sentence(app: Flask, instance: Path, text: str, tmp_path: Path) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_text(text, "utf-8")
    before = picture(app)
    answer = run(instance, "import", str(bad))
    assert (answer.exit_code, "Traceback" in answer.output) == (1, False)
    assert picture(app) == before


def test_lines_that_wait_go_through_a_file_too_and_wait_on_the_other_server(
    held: tuple[Meeting, Phone], app: Flask, instance: Path, empty: tuple[Flask, Path], tmp_path: Path
) -> None:
    meeting, officer = held
    for _ in range(5):
        meeting.check_in(officer, random_id())
    own = officer.mine(meeting.stream)
    bring(officer, officer, [*own[7:9], own[10]], [own[8]])
    bring(officer, officer, own[9:])
    file = tmp_path / "meeting.txt"
    assert run(instance, "export", meeting.stream, "--out", str(file)).exit_code == 0
    second, folder = empty
    result = run(folder, "import", str(file))
    assert result.exit_code == 0, result.output
    with second.app_context():
        rows = db.session.execute(select(Waiting.seq, Waiting.reason).order_by(Waiting.seq))
        assert [(row.seq, row.reason) for row in rows] == [(8, "gap"), (9, "gap"), (10, "gap"), (11, "gap")]


def test_a_file_that_is_no_text_behind_its_first_line_is_answered_in_a_sentence(
    held: tuple[Meeting, Phone], instance: Path, tmp_path: Path
) -> None:
    file = tmp_path / "meeting.txt"
    assert run(instance, "export", held[0].stream, "--out", str(file)).exit_code == 0
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join([lines[0], *([lines[1]] * 400), b"\xff\xfe" * 5_000, *lines[2:]]))
    result = run(instance, "import", str(file))
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit), "no trace of an exception of ours"


def test_a_changed_letter_in_a_file_stops_its_log_there_and_says_so(
    instance: Path, empty: tuple[Flask, Path], held: tuple[Meeting, Phone], tmp_path: Path
) -> None:
    _, folder = empty
    out = tmp_path / "stream.txt"
    run(instance, "export", held[0].stream, "--out", str(out))
    first, *lines = out.read_text("utf-8").splitlines(keepends=True)
    spoilt = lines[3].replace('"capacity":"resident"', '"capacity":"observer"')
    assert spoilt != lines[3]
    out.write_text("".join([first, *lines[:3], spoilt, *lines[4:]]), "utf-8")
    assert "refused" in run(folder, "import", str(out)).output


def test_inspect_tells_who_said_what_instead_of_what_and_hides_what_is_private(
    instance: Path, held: tuple[Meeting, Phone]
) -> None:
    """R0.2: old value, new value, actor and reason stand in one table."""
    meeting, officer = held
    resident = random_id()
    first = meeting.check_in(officer, resident)
    changed = {"standing": {"capacity": "observer", "voting": False}, "why": "มาดูเฉย ๆ"}
    officer.write(meeting.stream, "attendance", first.record, changed, {})
    officer.push(meeting.stream)
    told = run(instance, "inspect", first.record).output
    for word in ("resident", "observer", "มาดูเฉย ๆ", "now standing: ok"):
        assert word in told
    assert resident not in told
    assert resident in run(instance, "inspect", first.record, "--private").output
    assert run(instance, "inspect", "nobody").exit_code == 1
