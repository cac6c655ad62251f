"""A file is shown to those who may hold a stream that names it; it goes when nobody may have it, or nobody names it."""

from __future__ import annotations

import os
import time

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from server import clock
from server.blobs import disk, forgotten, service, upkeep
from server.cli import main
from server.database import writing
from server.redaction.service import redact
from server.store import service as store
from sync.ids import random_id
from tests.conftest import PhoneOf, SignedIn
from tests.phone import Phone
from tests.server.blobs import stage
from tests.server.exchange.stage import Meeting, open_meeting


@pytest.fixture
def staff(phone: PhoneOf) -> Phone:
    return phone("staff")


@pytest.fixture
def officer(phone: PhoneOf) -> Phone:
    return phone("officer")


@pytest.fixture
def meeting(staff: Phone, officer: Phone) -> Meeting:
    return open_meeting(staff, officer)


@pytest.fixture
def content(officer: Phone, meeting: Meeting) -> bytes:
    """A photo of the meeting, its entry and its file sent by the officer."""
    content = stage.picture()
    stage.photo(officer, meeting, content)
    assert stage.put(officer, content).status_code == 201
    return content


def test_a_file_is_shown_to_those_of_its_meeting_and_kept_by_nobody_on_the_way(
    officer: Phone, staff: Phone, content: bytes
) -> None:
    for reader in (officer, staff):
        answer = stage.get(reader, stage.name_of(content))
        assert (answer.status_code, answer.data) == (200, content)
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "private, no-store"


def test_an_officer_of_another_meeting_does_not_learn_that_it_is_here(
    phone: PhoneOf, staff: Phone, content: bytes
) -> None:
    other = phone("officer")
    elsewhere = open_meeting(staff, other)
    stage.photo(other, elsewhere, stage.picture())
    hidden, absent = stage.get(other, stage.name_of(content)), stage.get(other, stage.name_of(b"nothing"))
    assert (hidden.status_code, hidden.get_json()) == (absent.status_code, absent.get_json())
    assert hidden.get_json()["code"] == "not_found"


def test_a_file_that_no_entry_names_is_shown_to_nobody(officer: Phone, staff: Phone, meeting: Meeting) -> None:
    content = stage.picture()
    stage.put(officer, content)
    assert [stage.get(one, stage.name_of(content)).status_code for one in (officer, staff)] == [404, 404]


def test_a_signature_is_shown_as_well_and_so_is_the_one_that_a_correction_covers(
    officer: Phone, staff: Phone, meeting: Meeting
) -> None:
    """R0.2: both values stand in the history."""
    pictures = [stage.picture("PNG") for _ in range(2)]
    attended = meeting.check_in(officer, random_id())
    for content in pictures:
        mark = {"form": "signature", "file": stage.described(content, "image/png"), "witness": None}
        officer.write(meeting.stream, "attendance", attended.record, {}, {"mark": mark})
        stage.put(officer, content)
    assert officer.push(meeting.stream).results == []
    assert [stage.get(staff, stage.name_of(content)).data for content in pictures] == pictures


def test_a_browser_sees_it_by_its_session(signed_in: SignedIn, content: bytes) -> None:
    address = f"/blobs/{stage.name_of(content)}"
    assert signed_in("staff").get(address).data == content
    assert signed_in("officer").get(address).status_code == 404


def test_another_office_neither_sees_nor_loses_the_same_file(app: Flask, officer: Phone, content: bytes) -> None:
    from server.accounts import service as accounts

    name = stage.name_of(content)
    with app.app_context():
        accounts.open_office("elsewhere", "สำนักงานเขตอื่น")
        assert service.held("elsewhere", [name]) == set()
        span = service.Span(0, len(content), len(content))
        import io

        assert service.receive("elsewhere", "there", name, span, io.BytesIO(content)).state == "new"
        forgotten.forget(officer.office, name)
        assert service.read(officer.office, name) is None
        assert service.read("elsewhere", name) == content


def test_staff_see_on_whose_phone_a_photo_is_still(app: Flask, officer: Phone, meeting: Meeting) -> None:
    here, there = stage.picture(), stage.picture()
    stage.photo(officer, meeting, here)
    record = stage.photo(officer, meeting, there)
    stage.put(officer, here)
    with app.app_context():
        (found,) = service.missing(officer.office, meeting.stream)
    assert (found.kind, found.record, found.sha256) == ("photo", record, stage.name_of(there))
    assert (found.installation, found.label) == (officer.installation, "เครื่องทดสอบ")


def test_a_photo_that_was_taken_back_is_not_missed(app: Flask, officer: Phone, meeting: Meeting) -> None:
    record = stage.photo(officer, meeting, stage.picture())
    officer.write(meeting.stream, "photo", record, {"standing": None})
    officer.push(meeting.stream)
    with app.app_context():
        assert service.missing(officer.office, meeting.stream) == []


def test_a_forgotten_file_is_gone_and_does_not_come_back(app: Flask, officer: Phone, content: bytes) -> None:
    name = stage.name_of(content)
    with app.app_context():
        forgotten.forget(officer.office, name)
        assert [*disk.all_whole(), *disk.all_coming()] == []
    assert stage.get(officer, name).status_code == 404
    assert stage.asked(officer, name) == []
    again = stage.put(officer, content)
    assert (again.status_code, again.get_json()["code"]) == (410, "blob_forgotten")


def test_redacting_the_part_that_names_a_file_takes_the_file_with_it(
    app: Flask, officer: Phone, meeting: Meeting, content: bytes
) -> None:
    record = stage.photo(officer, meeting, content)
    with app.app_context():
        photos = [found["record"] for found in store.records(meeting.stream, "photo")]
        assert record in photos
        for entry in store.admitted(meeting.stream, "photo", photos):
            assert service.read(officer.office, stage.name_of(content)) == content, "another entry names it still"
            redact(entry.hash, "private", "ขอให้ลบ")
        assert service.read(officer.office, stage.name_of(content)) is None
    assert stage.put(officer, content).get_json()["code"] == "blob_forgotten"


def test_a_file_that_is_forgotten_before_it_comes_is_not_taken_either(app: Flask, officer: Phone) -> None:
    content = stage.picture()
    stage.put(officer, content, 0, 100)
    with app.app_context():
        forgotten.forget(officer.office, stage.name_of(content))
        assert [*disk.all_coming()] == []
    assert stage.put(officer, content).status_code == 410


def age(office: str, days: int) -> None:
    """As if everything had been received so many days ago."""
    from datetime import timedelta

    from server.blobs.models import Blob

    with writing() as session:
        session.query(Blob).filter_by(office=office).update(
            {"received_at": clock.stamp(clock.now() - timedelta(days=days))}
        )
    then = time.time() - days * 86_400
    for path in (*disk.all_whole(), *disk.all_coming()):
        os.utime(path, (then, then))


def test_sweeping_removes_what_nobody_names_and_nothing_else(
    app: Flask, runner: FlaskCliRunner, officer: Phone, meeting: Meeting, content: bytes
) -> None:
    orphan, begun = stage.picture(), stage.picture()
    stage.put(officer, orphan)
    stage.put(officer, begun, 0, 100)
    with app.app_context():
        assert upkeep.sweep(30) == upkeep.Swept(0, 0, 0)
        age(officer.office, 31)
        disk.whole("A" * 43).parent.mkdir(exist_ok=True)
        disk.whole("A" * 43).write_bytes(b"stray")
        assert upkeep.sweep(30) == upkeep.Swept(1, 1, 0)
        os.utime(disk.whole("A" * 43), (0, 0))
        assert upkeep.sweep(30) == upkeep.Swept(0, 0, 1)
        assert service.read(officer.office, stage.name_of(content)) == content
        assert service.held(officer.office, [stage.name_of(orphan)]) == set()
    assert stage.put(officer, orphan).status_code == 201


def test_files_are_listed_and_swept_from_the_terminal(
    app: Flask, officer: Phone, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    from click.testing import CliRunner

    monkeypatch.setenv("INSTANCE_DIR", str(app.config["INSTANCE_DIR"]))
    monkeypatch.setenv("DATABASE_URL", app.config["DATABASE_URL"])
    listed = CliRunner().invoke(main, ["blobs", "list", "--office", officer.office])
    assert listed.exit_code == 0, listed.output
    assert stage.name_of(content) in listed.output
    swept = CliRunner().invoke(main, ["blobs", "sweep", "--days", "1"])
    assert swept.output.startswith("Removed 0 files")
