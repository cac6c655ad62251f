"""Parts that are missing are asked for and filled, both ways (PROTOCOL.md section 5)."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from server.database import writing
from server.exchange import wanted
from server.extensions import db
from server.redaction import service as redaction
from server.store import service as store
from server.store.models import StoredEntry, Stream
from sync import bundle
from sync.entry import Entry, parse_line
from sync.ids import random_id
from sync.vector import digest
from tests.conftest import PhoneOf
from tests.phone import Answer, Phone
from tests.server.exchange.stage import Meeting, bring, open_meeting, picture

Hall = tuple[Meeting, Phone, Phone, Entry]


@pytest.fixture
def hall(phone: PhoneOf) -> Hall:
    """A meeting with a check-in that two phones hold."""
    officer, other = phone("officer"), phone("officer")
    meeting = open_meeting(phone("staff"), officer, other)
    entry = meeting.check_in(officer, random_id())
    officer.sync()
    other.sync()
    return meeting, officer, other, entry


def ask(phone: Phone, stream: str, want: Any) -> Answer:
    """An exchange that asks for lines and sends none."""
    part = {"digest": digest(phone.vector(stream)), "want": want}
    envelope: Any = {"v": 1, "epoch": phone.epoch, "streams": {stream: part}}
    return phone.post(bundle.write(envelope, []))


def of(answer: Answer, stream: str) -> list[Entry]:
    """The lines of a stream in an answer."""
    return [entry for entry in map(parse_line, answer.lines) if entry.stream == stream]


def lose(app: Flask, entry: Entry, part: str = "private") -> None:
    """The database lost a part of an entry, and somebody found that out."""
    columns = {"private": {"private": "", "salt2": ""}, "body": {"body": "", "salt": ""}}[part]
    with app.app_context(), writing() as session:
        session.execute(update(StoredEntry).where(StoredEntry.hash == entry.hash).values(**columns))
        stream = session.get_one(Stream, entry.stream)
        wanted.ask(stream, more=[entry.hash])


def test_who_lacks_a_part_asks_for_the_line_and_gets_it_whole(hall: Hall) -> None:
    meeting, _, other, entry = hall
    answer = ask(other, meeting.stream, [entry.hash])
    assert of(answer, meeting.stream) == [entry]
    assert answer.envelope is not None
    assert "page" in answer.envelope, "these lines are vouched for like all others"


def test_nobody_gets_by_asking_what_he_may_not_hold_or_what_was_removed(app: Flask, hall: Hall, phone: PhoneOf) -> None:
    meeting, _, other, entry = hall
    stranger = phone("officer")
    assert of(ask(stranger, meeting.stream, [entry.hash]), meeting.stream) == []
    assert of(ask(other, f"office/{other.office}", [entry.hash]), f"office/{other.office}") == [], "not of this stream"
    with app.app_context():
        redaction.redact(entry.hash, "private", "ขอให้ลบ")
    (line,) = of(ask(other, meeting.stream, [entry.hash]), meeting.stream)
    assert line.private is None


@pytest.mark.parametrize(
    "want", ["x", {}, None, [1], ["short"], ["A" * 42 + "\n"], ["A" * 43] * 101, [["A" * 43]], True]
)
def test_a_want_that_is_none_is_malformed(app: Flask, hall: Hall, want: object) -> None:
    meeting, _, other, _ = hall
    before = picture(app)
    answer = ask(other, meeting.stream, want)
    assert (answer.status, answer.code) == (400, "malformed_envelope")
    assert picture(app) == before


def test_a_want_of_lines_that_nobody_has_is_answered_by_none(hall: Hall) -> None:
    meeting, _, other, _ = hall
    assert of(ask(other, meeting.stream, ["A" * 43] * 100), meeting.stream) == []


@pytest.mark.parametrize("part", ["private", "body"])
def test_a_part_that_the_disk_lost_is_asked_for_and_filled_by_any_phone(app: Flask, hall: Hall, part: str) -> None:
    meeting, _, other, entry = hall
    lose(app, entry, part)
    answer = other.push()
    assert answer.envelope is not None
    assert answer.envelope["streams"][meeting.stream]["want"] == [entry.hash], "although the digests are the same"
    assert bring(other, other, [entry], []).results == []
    with app.app_context():
        row = db.session.execute(select(StoredEntry).where(StoredEntry.hash == entry.hash)).scalar_one()
        assert (row.body, row.private) == (entry.body_text, entry.private_text)
        assert db.session.get_one(Stream, meeting.stream).want is None
        record = store.record(meeting.stream, "attendance", entry.record)
    assert record is not None
    assert record["fields"]["resident"]["state"] == "ok", "it counts again"
    answer = other.push()
    assert answer.envelope is not None
    assert meeting.stream not in answer.envelope["streams"]


def test_only_who_may_hold_a_stream_is_told_what_it_lacks(app: Flask, hall: Hall, phone: PhoneOf) -> None:
    meeting, _, _, entry = hall
    lose(app, entry)
    answer = ask(phone("officer"), meeting.stream, [])
    assert answer.envelope is not None
    assert meeting.stream not in answer.envelope["streams"]


def test_a_part_that_is_held_or_removed_is_never_replaced(app: Flask, hall: Hall) -> None:
    meeting, _, other, entry = hall
    lose(app, entry)
    bare = entry.without("body")
    assert bring(other, other, [bare], []).results == []
    with app.app_context():
        row = db.session.execute(select(StoredEntry).where(StoredEntry.hash == entry.hash)).scalar_one()
        assert (row.body, row.private) == (entry.body_text, entry.private_text), "the held body stays"
    lose(app, entry)
    with app.app_context():
        redaction.redact(entry.hash, "private", "ขอให้ลบ")
        assert db.session.get_one(Stream, meeting.stream).want is None, "what was removed is not asked for"
    bring(other, other, [entry], [])
    assert entry.private_text not in picture(app)


def test_a_false_part_does_not_fill_a_line(app: Flask, hall: Hall) -> None:
    _, _, other, entry = hall
    lose(app, entry)
    columns = entry.line.split("\t")
    columns[4] = columns[4].replace('"resident"', '"resident "')
    before = picture(app)
    answer = other.post(other.request(lines=["\t".join(columns)]))
    assert answer.results == [("refused", "wrong_hash")]
    assert picture(app) == before
