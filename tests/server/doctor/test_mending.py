"""Damaged lines are put right by their hashes, or by the phones that hold them; lines that wait are looked at, too."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select, update

from server.cli import main
from server.database import writing
from server.doctor import mending, service
from server.extensions import db
from server.store import service as store
from server.store.models import Log, StoredEntry, Stream, Waiting
from sync.entry import Entry
from sync.ids import random_id
from tests.conftest import PhoneOf
from tests.databases import address_of
from tests.phone import Phone
from tests.server.exchange.stage import Meeting, bring, open_meeting

Hall = tuple[Meeting, Phone, Entry]


@pytest.fixture
def hall(phone: PhoneOf) -> Hall:
    """A meeting with a check-in that its phone holds."""
    officer = phone("officer")
    meeting = open_meeting(phone("staff"), officer)
    entry = meeting.check_in(officer, random_id())
    meeting.check_in(officer, random_id())
    assert officer.push(meeting.stream).results == []
    officer.sync()
    return meeting, officer, entry


def damage(app: Flask, entry: Entry, **columns: str) -> None:
    with app.app_context(), writing() as session:
        session.execute(update(StoredEntry).where(StoredEntry.hash == entry.hash).values(**columns))


def verify_and_mend(app: Flask) -> mending.Mended:
    with app.app_context():
        return mending.mend(service.verify())


def line_of(app: Flask, entry: Entry) -> str:
    with app.app_context():
        row = db.session.execute(select(StoredEntry).where(StoredEntry.hash == entry.hash)).scalar_one()
        return "\t".join((row.header, row.salt, row.body, row.salt2, row.private)) + "\n"


def is_whole(app: Flask, entry: Entry) -> bool:
    with app.app_context():
        record = store.record(entry.stream, entry.kind, entry.record)
        report = service.verify()
    assert [finding.sentence for finding in report.findings] == []
    assert record is not None
    return line_of(app, entry) == entry.line and record["fields"]["resident"]["state"] == "ok"


@pytest.mark.parametrize("part", ["body", "private", "salt", "salt2"])
def test_one_changed_byte_is_put_right_by_the_hash_alone(app: Flask, hall: Hall, part: str) -> None:
    _, _, entry = hall
    text = {"body": entry.body_text, "private": entry.private_text, "salt": entry.salt, "salt2": entry.salt2}[part]
    damage(app, entry, **{part: text[:7] + ("x" if text[7] != "x" else "y") + text[8:]})
    mended = verify_and_mend(app)
    assert ([where["seq"] for where in mended.again], mended.asked) == ([entry.seq], [])
    assert is_whole(app, entry)


@pytest.mark.parametrize("columns", [{"body": "{}"}, {"private": "gone", "salt2": "x"}, {"body": "", "salt": ""}])
def test_what_no_hash_brings_back_is_asked_for_and_brought_by_a_phone(
    app: Flask, hall: Hall, columns: dict[str, str]
) -> None:
    meeting, officer, entry = hall
    damage(app, entry, **columns)
    mended = verify_and_mend(app)
    assert (mended.again, [where["seq"] for where in mended.asked]) == ([], [entry.seq])
    with app.app_context():
        notes = [finding.note for finding in service.verify().findings if finding.code == "missing_part"]
    assert notes == ["it is asked for from the phones"]
    answer = officer.push()
    assert answer.envelope is not None
    assert answer.envelope["streams"][meeting.stream]["want"] == [entry.hash]
    assert bring(officer, officer, [entry], []).results == []
    assert is_whole(app, entry)


def test_a_whole_header_that_changed_in_many_places_is_brought_by_a_phone(app: Flask, hall: Hall) -> None:
    _, officer, entry = hall
    damage(app, entry, header=entry.header_text.replace("attendance", "ATTENDANCE"))
    assert len(verify_and_mend(app).asked) == 1
    assert bring(officer, officer, [entry], []).results == []
    assert is_whole(app, entry)


def test_what_was_removed_is_not_asked_for(app: Flask, hall: Hall) -> None:
    from server.redaction import service as redaction

    _, _, entry = hall
    with app.app_context():
        redaction.redact(entry.hash, "private", "ขอให้ลบ")
    mended = verify_and_mend(app)
    assert (mended.again, mended.asked) == ([], [])


@pytest.fixture
def tail(app: Flask, hall: Hall) -> Hall:
    """A line that waits."""
    meeting, officer, _ = hall
    entry = meeting.check_in(officer, random_id())
    assert bring(officer, officer, [entry], []).results == [("waiting", "unsigned")]
    return meeting, officer, entry


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda: update(Waiting).values(line="{}\t\t\t\t\n"), "altered"),
        (lambda: update(Waiting).values(line="x"), "unreadable"),
        (lambda: update(Waiting).values(signature="x"), "wrong_signature"),
        (lambda: update(Log).values(waiting=Log.waiting + 1), "wrong_count"),
    ],
)
def test_verify_finds_what_is_wrong_with_lines_that_wait(
    app: Flask, tail: Hall, change: Callable[[], object], code: str
) -> None:
    with app.app_context():
        assert [finding.code for finding in service.verify().findings] == []
        with writing() as session:
            session.execute(change())  # type: ignore[call-overload]  # an update
        assert code in {finding.code for finding in service.verify().findings}


def run(folder: Path, *words: str) -> str:
    settings = {"INSTANCE_DIR": str(folder), "DATABASE_URL": address_of(folder), "COLUMNS": "300"}
    return CliRunner().invoke(main, list(words), env=settings).output


def test_the_commands_say_what_was_mended_and_what_waits(app: Flask, instance: Path, tail: Hall) -> None:
    meeting, _, _ = tail
    with app.app_context(), writing() as session:
        session.execute(update(StoredEntry).where(StoredEntry.kind == "attendance").values(body="{}"))
    said = json.loads(run(instance, "verify", "--mend", "--json"))
    assert said["ok"] is False
    assert len(said["asked"]) == 2
    assert "2 are asked for from the phones" in run(instance, "verify", "--mend")
    looks = {look["what"]: look["state"] for look in json.loads(run(instance, "doctor", "--json"))["looks"]}
    assert (looks["waiting lines"], looks["missing parts"]) == ("warn", "warn")
    with app.app_context():
        assert len(db.session.get_one(Stream, meeting.stream).want or []) == 2
