"""What lands, who receives what, how pages end: the doorway as PROTOCOL.md section 5 describes it."""

from __future__ import annotations

import pytest
from flask import Flask

from server.accounts import service as accounts
from server.database import writing
from server.exchange import answer
from server.extensions import db
from server.store import identity
from server.store import service as store
from server.store.models import Stream
from sync.entry import Draft, parse_line
from sync.ids import random_id
from sync.keys import countersign_text, head_text, verify
from sync.records import value
from tests.conftest import PhoneOf
from tests.phone import Phone
from tests.server.exchange.stage import open_meeting, picture


def test_what_one_phone_records_another_receives(app: Flask, phone: PhoneOf) -> None:
    staff, first, second = phone("staff"), phone("officer"), phone("officer")
    meeting = open_meeting(staff, first, second)
    entry = meeting.check_in(first, random_id())
    assert first.push(meeting.stream).results == []
    second.sync()
    assert second.copies[meeting.stream][entry.log, entry.seq].line == entry.line
    with app.app_context():
        record = store.record(meeting.stream, "attendance", entry.record)
    assert record is not None
    assert value(record, "standing") == {"capacity": "resident", "voting": True}


def test_the_same_push_twice_is_success_and_changes_nothing(app: Flask, phone: PhoneOf) -> None:
    officer = phone("officer")
    meeting = open_meeting(phone("staff"), officer)
    meeting.check_in(officer, random_id())
    request = officer.request(meeting.stream)
    assert officer.post(request).results == []
    before = picture(app)
    assert officer.post(request).results == []
    assert picture(app) == before


def test_any_phone_carries_the_lines_of_any_other(app: Flask, phone: PhoneOf) -> None:
    author, courier = phone("officer"), phone("officer")
    meeting = open_meeting(phone("staff"), author, courier)
    entry = meeting.check_in(author, random_id())
    assert courier.post(author.request(meeting.stream)).results == []
    with app.app_context():
        assert store.record(meeting.stream, "attendance", entry.record) is not None


def test_a_conflict_is_kept_until_a_person_settles_it(app: Flask, phone: PhoneOf) -> None:
    staff, first, second = phone("staff"), phone("officer"), phone("officer")
    meeting = open_meeting(staff, first, second)
    resident = random_id()
    entry = meeting.check_in(first, resident)
    meeting.check_in(second, resident, standing={"capacity": "observer", "voting": False})
    first.push(meeting.stream)
    second.push(meeting.stream)
    staff.sync()
    assert staff.fold(meeting.stream, "attendance", entry.record)["standing"].state == "conflict"
    staff.write(
        meeting.stream,
        "attendance",
        entry.record,
        {"standing": {"capacity": "resident", "voting": True}, "why": "ถามเจ้าตัวแล้ว"},
    )
    assert staff.push(meeting.stream).results == []
    with app.app_context():
        record = store.record(meeting.stream, "attendance", entry.record)
    assert record is not None
    assert record["fields"]["standing"]["state"] == "ok"


def test_staff_begin_streams_and_officers_do_not(phone: PhoneOf) -> None:
    staff, officer = phone("staff"), phone("officer")
    open_meeting(staff, officer)
    for stream in ("meeting/mine", "topic/mine", "community/mine", "subdistrict/mine"):
        officer.write(stream, "meeting", "mine", {"title": "ของฉัน"})
        assert set(officer.push(stream).results) == {("refused", "out_of_scope")}
    staff.write("topic/mine", "topic", "mine", {"name": {"th": "เรื่องใหม่"}})
    assert staff.push("topic/mine").results == []
    staff.write("office/elsewhere", "project", "mine", {"name": {"th": "เขตอื่น"}})
    assert set(staff.push("office/elsewhere").results) == {("refused", "out_of_scope")}


def test_an_officer_holds_his_meetings_and_what_belongs_to_them(app: Flask, phone: PhoneOf) -> None:
    """A resident's data stays off a phone that is not assigned to the meeting (R5.6)."""
    staff, officer = phone("staff"), phone("officer")
    office = f"office/{staff.office}"
    staff.sync()
    for name, subdistrict in (("near", "wat"), ("far", "sathon")):
        staff.write(office, "community", name, {"name": {"th": name}, "subdistrict": subdistrict})
    staff.push(office)
    for stream in ("community/near", "community/far", "subdistrict/wat", "subdistrict/sathon"):
        staff.write(stream, "resident", random_id(), None, {"voting": True})
        assert staff.push(stream).results == []
    for topic in ("market", "canal"):
        staff.write(f"topic/{topic}", "topic", topic, {"name": {"th": topic}})
        staff.push(f"topic/{topic}")
    meeting = open_meeting(staff, officer, topics=["market"], communities=["near"])
    open_meeting(staff, topics=["canal"], communities=["far"])
    assert set(officer.copies) == {office, meeting.stream, "topic/market", "community/near", "subdistrict/wat"}


def test_a_new_assignment_brings_the_whole_meeting(phone: PhoneOf) -> None:
    staff, officer = phone("staff"), phone("officer")
    meeting = open_meeting(staff)
    officer.sync()
    assert meeting.stream not in officer.copies
    staff.write(meeting.stream, "meeting", meeting.id, {"officers": [officer.account]})
    staff.push(meeting.stream)
    officer.sync()
    assert officer.vector(meeting.stream) == staff.vector(meeting.stream)


def test_the_answer_is_countersigned(app: Flask, phone: PhoneOf) -> None:
    staff = phone("staff")
    meeting = open_meeting(staff)
    staff.write(meeting.stream, "motion", random_id(), {"state": "open"})
    envelope = staff.push(meeting.stream).envelope
    assert envelope is not None
    with app.app_context():
        row = db.session.get_one(Stream, meeting.stream)
        text = countersign_text(identity.epoch(), meeting.stream, row.digest)
        assert verify(identity.server_key().public, text, envelope["countersign"][meeting.stream])


def test_pages_hold_500_lines_and_end_at_signed_heads(app: Flask, phone: PhoneOf) -> None:
    staff, officer = phone("staff"), phone("officer")
    meeting = open_meeting(staff, officer)
    count = 0
    for batch in (450, 300, 40):
        for _ in range(batch):
            meeting.check_in(officer, random_id())
        assert officer.post(_tail(officer, meeting.stream, count)).results == []
        count = len(officer.mine(meeting.stream))
    fresh = phone(user=_account(app, officer))
    pages = 0
    while True:
        answer = fresh.push(*fresh.copies)
        pages += 1
        assert answer.envelope is not None
        assert len(answer.lines) <= 500
        _every_log_ends_at_its_signed_head(fresh, answer.envelope["streams"], answer.lines)
        if not answer.envelope.get("more"):
            break
    assert pages >= 2
    assert fresh.vector(meeting.stream) == officer.vector(meeting.stream)


def _tail(phone: Phone, stream: str, after: int) -> str:
    return phone.request(stream, lines=[entry.line for entry in phone.mine(stream)[after:]])


def _account(app: Flask, phone: Phone) -> accounts.User:
    with app.app_context():
        user = accounts.account(phone.office, phone.account)
        assert user is not None
        db.session.expunge(user)
        return user


def _every_log_ends_at_its_signed_head(phone: Phone, streams: object, lines: list[str]) -> None:
    assert isinstance(streams, dict)
    ends = {entry.log: entry for entry in map(parse_line, lines)}
    signed = {item["log"]: item for part in streams.values() for item in part["signatures"]}
    for log, entry in ends.items():
        assert (signed[log]["seq"], signed[log]["hash"]) == (entry.seq, entry.hash)
        genesis = phone.copies[entry.stream][log, 1]
        key = str((genesis.body or {})["key"])
        assert verify(key, head_text(entry.stream, log, entry.seq, entry.hash), signed[log]["signature"])


def test_an_officer_writes_somebody_from_outside_into_the_subdistrict_of_the_meeting(phone: PhoneOf) -> None:
    """R0.1: also when none of the meeting's communities lies there, or it has none at all."""
    officer = phone("officer")
    open_meeting(phone("staff"), officer, subdistrict="far", communities=[])
    name = {"title": "นาย", "first": "เดิน", "last": "ผ่านมา"}
    officer.write("subdistrict/far", "resident", random_id(), {}, {"name": name})
    assert officer.push("subdistrict/far").results == []
    officer.write("subdistrict/other", "resident", random_id(), {}, {"name": name})
    assert set(officer.push("subdistrict/other").results) == {("refused", "out_of_scope")}


def test_a_page_never_ends_between_a_redacted_line_and_the_redaction_that_says_why(
    app: Flask, phone: PhoneOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R5.4: whoever starts anew takes no line that lacks a part unless a redaction names it; ours come first."""
    author, late = phone("staff"), phone("staff")
    late.sync()
    meeting = open_meeting(author)
    with app.app_context():
        servers = identity.server_log(meeting.stream)
    while author.logs[meeting.stream] > servers:  # logs stand in the order of their ids: one before the server's
        author = phone("staff")
        author.sync()
        meeting.check_in(author, random_id())
    entry = meeting.check_in(author, random_id())
    assert author.push(meeting.stream).results == []
    order = Draft("attendance", entry.record, {}, {}, {}, redacts={"hash": entry.hash, "part": "private"})
    with app.app_context(), writing():
        store.append(meeting.stream, [order], office=late.office)
    monkeypatch.setattr(answer, "MAX_LINES", entry.seq + 1)
    told = [parse_line(line) for line in late.post(late.request()).lines]
    assert {line.stream for line in told} == {meeting.stream}
    assert told[0].log == servers
    assert any(line.redacts is not None for line in told)
