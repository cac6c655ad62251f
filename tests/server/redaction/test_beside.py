"""What a removal takes with it besides lines: files that nothing else names; and the command of the terminal (R5.4)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from server.blobs import disk
from server.blobs.models import FORGOTTEN, Blob
from server.cli import main
from server.database import writing
from server.extensions import db
from server.redaction.service import redact
from server.store import own_logs
from server.store import service as store
from sync.entry import Draft, Entry
from tests.conftest import PhoneOf
from tests.phone import Phone
from tests.server.blobs import stage
from tests.server.exchange.stage import Meeting, open_meeting, picture
from tests.server.keeping.conftest import Restore
from tests.server.redaction.conftest import REASON, Scene


@pytest.fixture
def content() -> bytes:
    return stage.picture()


@pytest.fixture
def photo(phone: PhoneOf, content: bytes) -> tuple[Phone, Phone, Meeting, Entry]:
    """A photo that an officer sent, entry and file; staff have it, too."""
    staff, officer = phone("staff"), phone("officer")
    meeting = open_meeting(staff, officer)
    stage.photo(officer, meeting, content)
    assert stage.put(officer, content).status_code == 201
    staff.sync()
    return staff, officer, meeting, officer.mine(meeting.stream)[-1]


def state(app: Flask, office: str, content: bytes) -> str:
    """What the server says of a file."""
    with app.app_context():
        db.session.rollback()
        return db.session.get_one(Blob, (office, stage.name_of(content))).state


def test_after_a_restore_the_file_goes_when_a_phone_tells_of_the_removal(
    app: Flask,
    photo: tuple[Phone, Phone, Meeting, Entry],
    content: bytes,
    kept: Callable[[], Path],
    restored: Restore,
) -> None:
    staff, officer, _, entry = photo
    path = kept()
    with app.app_context():
        redact(entry.hash, "private", REASON)
    staff.sync()
    after = restored(path)
    for each in (staff, officer):
        each.client = after.test_client()
    assert state(after, officer.office, content) == "held"
    staff.bring_back()
    assert state(after, officer.office, content) == FORGOTTEN
    with after.app_context():
        assert [*disk.all_whole()] == []
    assert stage.put(officer, content).get_json()["code"] == "blob_forgotten"


def test_a_removal_that_was_cut_before_it_was_committed_leaves_everything(
    app: Flask, photo: tuple[Phone, Phone, Meeting, Entry], content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bytes, order and file go in one transaction or not at all."""
    _, officer, _, entry = photo
    before = picture(app)

    def cut(*_: object) -> set[str]:
        raise RuntimeError("the power went")

    monkeypatch.setattr("server.blobs.forgotten.forget_named", cut)
    with app.app_context(), pytest.raises(RuntimeError):
        redact(entry.hash, "private", REASON)
    assert picture(app) == before
    assert state(app, officer.office, content) == "held"
    monkeypatch.undo()
    with app.app_context():
        redact(entry.hash, "private", REASON)
    assert state(app, officer.office, content) == FORGOTTEN


def test_an_administrator_removes_from_the_terminal(scene: Scene, instance: Path) -> None:
    entry = scene.personal[0]
    env = {"INSTANCE_DIR": str(instance), "DATABASE_URL": scene.app.config["DATABASE_URL"], "COLUMNS": "400"}
    words = ["redact", entry.hash, "--part", "private", "--reason", REASON]
    refused = CliRunner().invoke(main, words, env=env, input="n\n")
    assert refused.exit_code == 1
    assert scene.state(entry, "name") == "ok"
    done = CliRunner().invoke(main, [*words, "--yes"], env=env)
    assert done.exit_code == 0, done.output
    assert "is removed" in done.output
    assert scene.state(entry, "name") == "removed"
    again = CliRunner().invoke(main, [*words, "--yes"], env=env)
    assert "had been removed before" in again.output


def test_a_redaction_of_another_record_or_of_a_phone_removes_nothing(scene: Scene) -> None:
    """It must stand among the entries of the record it touches, in a log of the server (PROTOCOL.md section 4)."""
    entry = scene.personal[0]
    wish = {"hash": entry.hash, "part": "private"}
    scene.staff.write(entry.stream, "resident", entry.record, {}, {"why": "ขอ"}, redacts=wish)
    assert scene.staff.push(entry.stream).results == [("quarantined", "not_allowed")]
    with scene.app.app_context():
        assert own_logs.redacted(entry.stream, [entry]) == set()
        with writing():
            order = Draft("resident", "another", {}, {}, {}, wish)
            store.append(entry.stream, [order], office=scene.staff.office)
        assert own_logs.redacted(entry.stream, [entry]) == set()
    assert scene.state(entry, "name") == "ok"
    assert entry.private_text in picture(scene.app)
