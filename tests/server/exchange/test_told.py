"""What an exchange tells besides lines: what is withdrawn, how a phone fares, the server's word for a page."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from server import clock
from server.accounts import standing
from server.accounts.models import Installation
from server.database import writing
from server.exchange.models import PhoneReport
from server.extensions import db
from server.store import identity
from server.store import service as store
from sync import bundle
from sync.ids import b64, random_id
from sync.keys import verify
from sync.vector import digest
from tests.conftest import PhoneOf
from tests.phone import Answer, Phone
from tests.server.exchange.stage import open_meeting, picture

REPORT = {"now": 1_790_000_000_000, "app": "1.4.0", "schema": "1-3f2a9c1b", "unsent": 3, "unsigned": 1, "files": 2}


def say(phone: Phone, *streams: str, **more: Any) -> Answer:
    """An exchange that names streams, with more in its envelope."""
    named = {name: {"digest": digest(phone.vector(name))} for name in streams or phone.copies}
    envelope: Any = {"v": 1, "epoch": phone.epoch, "streams": named, **more}
    return phone.post(bundle.write(envelope, []))


def withdrawn(answer: Answer) -> list[str]:
    assert answer.envelope is not None
    return answer.envelope.get("withdrawn", [])


def test_an_officer_learns_which_streams_are_no_longer_for_him_and_delivers_to_them_all_the_same(
    phone: PhoneOf,
) -> None:
    staff, officer, other = phone("staff"), phone("officer"), phone("officer")
    meeting = open_meeting(staff, officer)
    assert withdrawn(say(officer)) == []
    entry = meeting.check_in(officer, random_id())
    staff.write(meeting.stream, "meeting", meeting.id, {"officers": [other.account]})
    assert staff.push(meeting.stream).results == []
    assert withdrawn(say(officer)) == [meeting.stream]
    answer = officer.push(meeting.stream)
    assert withdrawn(answer) == [meeting.stream]
    assert answer.envelope is not None
    assert answer.envelope["streams"][meeting.stream]["vector"] == {entry.log: [entry.seq, entry.hash]}


def test_who_was_once_named_still_delivers_to_all_that_belonged_to_the_hearing(phone: PhoneOf) -> None:
    """R0.2: he recorded without a network, and was replaced before he came back; nobody else gets in this way."""
    staff, officer, other, stranger = phone("staff"), phone("officer"), phone("officer"), phone("officer")
    for kind in ("community", "topic"):
        staff.write(f"{kind}/one", "resident" if kind == "community" else "topic", "one", {})
        assert staff.push(f"{kind}/one").status == 200
    meeting = open_meeting(staff, officer, communities=["one"], topics=["one"])
    officer.sync()
    for change in ({"officers": [other.account]}, {"communities": [], "topics": []}):
        staff.write(meeting.stream, "meeting", meeting.id, change)
    assert staff.push(meeting.stream).results == []
    for one, told in ((officer, None), (stranger, ("refused", "out_of_scope"))):
        for stream in ("community/one", "topic/one", meeting.stream):
            one.copies.setdefault(stream, {})
            one.write(stream, "note", random_id(), {"text": "จดไว้"})
            results = one.push(stream).results
            assert (told in results) if told else not any(status == "refused" for status, _ in results)


def test_of_streams_elsewhere_or_nowhere_nothing_is_said(app: Flask, phone: PhoneOf) -> None:
    from server.accounts import service as accounts

    officer = phone("officer")
    with app.app_context():
        accounts.open_office("elsewhere", "ที่อื่น")
        with writing():
            store.ensure_stream("elsewhere", "meeting/theirs")
    assert withdrawn(say(officer, "meeting/theirs", "office/elsewhere", f"meeting/{random_id()}")) == []


def test_nothing_is_withdrawn_from_staff_and_all_from_a_phone_that_was_shut_out(app: Flask, phone: PhoneOf) -> None:
    staff, officer = phone("staff"), phone("officer")
    meeting = open_meeting(staff, officer)
    staff.sync()
    with app.app_context():
        standing.revoke(officer.office, officer.installation)
        standing.revoke(staff.office, staff.installation)
    assert withdrawn(say(officer)) == sorted([meeting.stream, f"office/{officer.office}"])
    assert withdrawn(say(staff)) == []


def test_a_report_is_kept_with_how_far_the_clock_was_off_and_what_was_named(app: Flask, phone: PhoneOf) -> None:
    officer = phone("officer")
    meeting = open_meeting(phone("staff"), officer)
    with app.app_context():
        now = clock.milliseconds()
    assert say(officer, report={**REPORT, "now": now + 7_200_000, "new": ["a field of a later version"]}).status == 200
    with app.app_context():
        row = db.session.get_one(PhoneReport, officer.installation)
        seen = db.session.get_one(Installation, officer.installation).last_seen
        assert (row.app, row.schema, row.unsent, row.unsigned, row.files) == ("1.4.0", "1-3f2a9c1b", 3, 1, 2)
        assert abs(row.skew_ms - 7_200_000) < 60_000
        assert row.holds[meeting.stream] == digest(officer.vector(meeting.stream))
        assert seen == row.at


def test_the_same_report_again_writes_nothing_until_it_is_old(
    app: Flask, phone: PhoneOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = phone("officer")
    officer.sync()
    say(officer, report={**REPORT, "now": clock.milliseconds()})
    before = picture(app)
    say(officer, report={**REPORT, "now": clock.milliseconds() + 900})
    assert picture(app) == before
    later = clock.now() + timedelta(minutes=6)
    monkeypatch.setattr(clock, "now", lambda: later)
    say(officer, report={**REPORT, "now": clock.milliseconds()})
    assert picture(app) != before


@pytest.mark.parametrize("change", [{"unsent": 4}, {"app": "1.5.0"}, {"now": 0}, {"files": 0}])
def test_a_report_that_says_something_else_is_written_at_once(
    app: Flask, phone: PhoneOf, change: dict[str, Any]
) -> None:
    officer = phone("officer")
    officer.sync()
    say(officer, report={**REPORT, "now": clock.milliseconds()})
    before = picture(app)
    say(officer, report={**REPORT, "now": clock.milliseconds(), **change})
    assert picture(app) != before


def test_a_push_keeps_the_report_with_its_lines(app: Flask, phone: PhoneOf) -> None:
    officer = phone("officer")
    meeting = open_meeting(phone("staff"), officer)
    meeting.check_in(officer, random_id())
    envelope, lines = bundle.read(officer.request(meeting.stream))
    envelope["report"] = REPORT  # type: ignore[typeddict-item]  # a plain dict
    assert officer.post(bundle.write(envelope, lines)).results == []
    with app.app_context():
        assert db.session.get_one(PhoneReport, officer.installation).unsent == 3


@pytest.mark.parametrize(
    "report",
    [
        None,
        [],
        "x",
        {},
        {**REPORT, "now": "soon"},
        {**REPORT, "now": True},
        {**REPORT, "unsent": -1},
        {**REPORT, "app": "x" * 41},
        {**REPORT, "app": ""},
        {**REPORT, "schema": 1},
        {name: value for name, value in REPORT.items() if name != "files"},
    ],
)
def test_a_report_that_is_none_is_malformed(app: Flask, phone: PhoneOf, report: object) -> None:
    officer = phone("officer")
    officer.sync()
    before = picture(app)
    answer = say(officer, report=report)
    assert (answer.status, answer.code) == (400, "malformed_envelope")
    assert picture(app) == before


def test_the_largest_numbers_fit(app: Flask, phone: PhoneOf) -> None:
    officer = phone("officer")
    most = 2**53 - 1
    assert say(officer, report={**REPORT, "now": most, "unsent": most, "unsigned": most, "files": most}).status == 200
    with app.app_context():
        assert db.session.get_one(PhoneReport, officer.installation).unsent == most


def test_the_server_vouches_for_the_lines_of_an_answer(app: Flask, phone: PhoneOf) -> None:
    officer = phone("officer")
    answer = officer.push()
    assert answer.envelope is not None
    text = "prachakhom/1/page\n" + "".join(line + "\n" for line in answer.lines)
    made = b64(hashlib.sha256(text.encode()).digest())
    assert answer.lines
    page = answer.envelope["page"]
    assert page["digest"] == made
    with app.app_context():
        signed = f"prachakhom/1/page\n{identity.epoch()}\n{made}"
        assert verify(identity.server_key().public, signed, page["signature"])
    officer.sync()
    answer = officer.push()
    assert answer.envelope is not None
    assert answer.lines == []
    assert "page" not in answer.envelope
