"""What waits, forks or is quarantined: kept or asked for again, never lost, never folded before it may."""

from __future__ import annotations

import dataclasses

import pytest
from flask import Flask
from sqlalchemy import update

from server.accounts import standing
from server.accounts.models import User
from server.database import writing
from server.exchange import verdicts
from server.extensions import db
from server.store import service as store
from server.store.models import Fork
from sync.canonical import Json
from sync.entry import Draft
from sync.ids import keyed_id, random_id
from sync.records import value
from tests.conftest import PhoneOf
from tests.phone import Phone
from tests.server.exchange.stage import open_meeting, picture


def test_lines_after_a_gap_wait(app: Flask, phone: PhoneOf) -> None:
    officer = phone("officer")
    meeting = open_meeting(phone("staff"), officer)
    for _ in range(4):
        meeting.check_in(officer, random_id())
    own = officer.mine(meeting.stream)
    answer = officer.post(officer.request(meeting.stream, lines=[e.line for e in own if e.seq != 3]))
    assert ("waiting", "gap") in answer.results
    assert officer.push(meeting.stream).results == []
    with app.app_context():
        assert len(store.records(meeting.stream, "attendance")) == 4


def test_lines_beyond_the_signature_wait_and_those_before_it_land(phone: PhoneOf) -> None:
    officer = phone("officer")
    meeting = open_meeting(phone("staff"), officer)
    meeting.check_in(officer, random_id())
    meeting.check_in(officer, random_id())
    own = officer.mine(meeting.stream)
    signed = officer.sign(own[1])
    officer.sign = lambda _: signed  # type: ignore[method-assign]  # this phone signs an older head
    answer = officer.post(officer.request(meeting.stream))
    assert answer.results == [("waiting", "unsigned")]
    assert answer.envelope is not None
    assert answer.envelope["streams"][meeting.stream]["vector"][own[0].log] == [2, own[1].hash]


def test_a_fork_is_kept_beside_and_named(app: Flask, phone: PhoneOf) -> None:
    """Same address, another hash: the phone was restored from a copy. Both branches stay; the first one is folded."""
    officer = phone("officer")
    meeting = open_meeting(phone("staff"), officer)
    meeting.check_in(officer, random_id())
    officer.push(meeting.stream)
    twin = dataclasses.replace(officer, copies={s: dict(c) for s, c in officer.copies.items()})
    meeting.check_in(officer, random_id())
    assert officer.push(meeting.stream).results == []
    lost = [meeting.check_in(twin, random_id()), meeting.check_in(twin, random_id())]
    assert twin.push(meeting.stream).results == [("fork", "fork")] * 2
    with app.app_context():
        assert [fork.line for fork in db.session.query(Fork).order_by(Fork.seq)] == [entry.line for entry in lost]
        assert len(store.records(meeting.stream, "attendance")) == 2
    again = picture(app)
    assert twin.push(meeting.stream).results == [("fork", "fork")] * 2
    assert picture(app) == again


def test_after_a_restore_phones_bring_back_what_the_server_lost(app: Flask, phone: PhoneOf) -> None:
    """The epoch differs, so a phone sends again what was acknowledged before."""
    staff, officer = phone("staff"), phone("officer")
    meeting = open_meeting(staff, officer)
    entry = meeting.check_in(officer, random_id())
    officer.push(meeting.stream)
    with app.app_context():
        for table in ("fork", "head", "entry", "record", "log", "stream"):
            db.session.execute(db.metadata.tables[table].delete())
        db.session.execute(db.metadata.tables["epoch"].update().values(value=random_id()))
        db.session.commit()
    assert staff.push(meeting.stream).results == []
    assert officer.push(meeting.stream).results == []
    with app.app_context():
        assert store.record(meeting.stream, "attendance", entry.record) is not None


def test_a_keyed_id_is_recomputed(app: Flask, phone: PhoneOf) -> None:
    officer = phone("officer")
    meeting = open_meeting(phone("staff"), officer)
    resident = random_id()
    body = {"standing": {"capacity": "resident", "voting": True}}
    wrong = officer.write(meeting.stream, "attendance", random_id(), body, {"resident": resident})
    motion = random_id()
    right = keyed_id(meeting.key, "vote", motion, resident)
    officer.write(meeting.stream, "vote", right, {"motion": motion, "choice": "yes"}, {"resident": resident})
    assert officer.push(meeting.stream).results == [("quarantined", "wrong_id")]
    with app.app_context():
        assert store.record(meeting.stream, "attendance", wrong.record) is None
        assert store.record(meeting.stream, "vote", right) is not None


def reasons(phone: Phone, stream: str) -> list[str]:
    """The reasons of what was quarantined of this phone's lines of a stream."""
    results = phone.push(stream).results
    assert {status for status, _ in results} <= {"quarantined"}
    return [reason for _, reason in results]


def test_what_the_schema_does_not_allow_is_kept_and_not_folded(app: Flask, phone: PhoneOf) -> None:
    staff = phone("staff")
    meeting = open_meeting(staff)
    entry = staff.write(meeting.stream, "motion", random_id(), {"state": "maybe"})
    assert reasons(staff, meeting.stream) == ["invalid_body"]
    with app.app_context():
        assert store.record(meeting.stream, "motion", entry.record) is None
        assert [e.line for e in store.history(meeting.stream, "motion", entry.record)] == [entry.line]
        verdict = store.record(meeting.stream, "verdict", entry.hash)
    assert verdict is not None
    assert value(verdict, "standing") == {"state": "quarantined", "reason": "invalid_body"}


def test_what_a_role_may_not_write_is_kept_and_not_folded(phone: PhoneOf) -> None:
    officer = phone("officer")
    meeting = open_meeting(phone("staff"), officer)
    stream = meeting.stream
    officer.write(stream, "meeting", meeting.id, {"state": "closed"})
    officer.write(stream, "motion", random_id(), {"method": "roll_call"})
    officer.write(stream, "verdict", "A" * 43, {"standing": {"state": "admitted", "reason": "x"}})
    officer.write(stream, "log", random_id(), {"nonce": "A" * 22})
    officer.write(stream, "topic", random_id(), {"name": {"th": "ผิดที่"}})
    officer.write(stream, "motion", random_id(), sets={}, redacts={"hash": "A" * 43, "part": "body"})
    assert reasons(officer, stream) == ["not_allowed"] * 6


def test_a_revoked_phone_delivers_into_quarantine_and_receives_no_lines(app: Flask, phone: PhoneOf) -> None:
    officer = phone("officer")
    meeting = open_meeting(phone("staff"), officer)
    meeting.check_in(officer, random_id())
    with app.app_context():
        standing.revoke(officer.office, officer.installation)
    answer = officer.push(meeting.stream)
    assert set(answer.results) == {("quarantined", "not_allowed")}
    assert answer.envelope is not None
    assert answer.lines == []
    assert set(answer.envelope["streams"]) == {meeting.stream}
    told = answer.envelope["streams"][meeting.stream].get("vector", {})
    assert set(told) == {officer.logs[meeting.stream]}, "it learns that its own lines arrived, and nothing of others"


def test_an_account_that_was_closed_delivers_into_quarantine(app: Flask, phone: PhoneOf) -> None:
    officer = phone("officer")
    meeting = open_meeting(phone("staff"), officer)
    meeting.check_in(officer, random_id())
    with app.app_context():
        db.session.execute(update(User).where(User.pseudonym == officer.account).values(active=False))
        db.session.commit()
    assert set(officer.push(meeting.stream).results) == {("quarantined", "not_allowed")}


def test_an_unknown_kind_is_stored_forwarded_and_marked(app: Flask, phone: PhoneOf) -> None:
    staff, officer = phone("staff"), phone("officer")
    meeting = open_meeting(staff, officer)
    entry = officer.write(meeting.stream, "weather", "today", {"rain": True})
    assert officer.push(meeting.stream).results == []
    staff.sync()
    assert staff.copies[meeting.stream][entry.log, entry.seq].line == entry.line
    with app.app_context():
        record = store.record(meeting.stream, "weather", "today")
    assert record is not None
    assert record["fields"]["rain"]["state"] == "unknown"


def test_a_verdict_that_admits_folds_the_record_afresh(app: Flask, phone: PhoneOf) -> None:
    staff = phone("staff")
    meeting = open_meeting(staff)
    entry = staff.write(meeting.stream, "motion", random_id(), {"state": "maybe"})
    assert reasons(staff, meeting.stream) == ["invalid_body"]
    standing = {"state": "admitted", "reason": "staff"}
    with app.app_context():
        with writing():
            draft = Draft("verdict", entry.hash, {"standing": standing}, {}, {"standing": []})
            store.append(meeting.stream, [draft], office=staff.office)
        record = store.record(meeting.stream, "motion", entry.record)
    assert record is not None
    assert value(record, "state") == "maybe"


def test_an_officer_taken_off_a_meeting_still_delivers_what_was_recorded(app: Flask, phone: PhoneOf) -> None:
    """Nothing recorded is lost: the log was begun in scope, so it goes on; its phone learns that the lines arrived."""
    staff, officer = phone("staff"), phone("officer")
    meeting = open_meeting(staff, officer)
    meeting.check_in(officer, random_id())
    officer.push(meeting.stream)
    staff.sync()
    staff.write(meeting.stream, "meeting", meeting.id, {"officers": []})
    staff.push(meeting.stream)
    entry = meeting.check_in(officer, random_id())
    answer = officer.push(meeting.stream)
    assert (answer.results, answer.lines) == ([], [])
    assert answer.envelope is not None
    assert answer.envelope["streams"][meeting.stream].get("vector") == {entry.log: [entry.seq, entry.hash]}
    with app.app_context():
        assert store.record(meeting.stream, "attendance", entry.record) is not None


def test_a_line_without_its_part_waits_unless_a_redaction_names_it(app: Flask, phone: PhoneOf) -> None:
    staff = phone("staff")
    meeting = open_meeting(staff)
    entry = staff.write(meeting.stream, "motion", "late", {"state": "open"})
    bare = entry.without("body").line
    assert staff.post(staff.request(meeting.stream, lines=[bare])).results == [("waiting", "part")]
    with app.app_context(), writing():
        order = Draft("motion", "late", {}, {}, {}, redacts={"hash": entry.hash, "part": "body"})
        store.append(meeting.stream, [order], office=staff.office)
    assert staff.post(staff.request(meeting.stream, lines=[bare])).results == []
    with app.app_context():
        record = store.record(meeting.stream, "motion", "late")
    assert record is not None
    assert record["fields"]["state"]["state"] == "removed"


@pytest.mark.parametrize("key", ["B" * 43, "C" * 42 + "A"])
def test_a_key_from_who_may_not_set_it_makes_no_id(app: Flask, phone: PhoneOf, key: str) -> None:
    """Neither blocks it the others' check-ins (the first one is base64url of nothing), nor does it fit a second id."""
    staff, officer = phone("staff"), phone("officer")
    meeting = open_meeting(staff, officer)
    resident = random_id()
    officer.write(meeting.stream, "meeting", meeting.id, {}, {"key": key})
    assert reasons(officer, meeting.stream) == ["not_allowed"]
    staff.sync()
    meeting.check_in(staff, resident)
    assert staff.push(meeting.stream).results == []
    other = keyed_id("C" * 42 + "A", "attendance", meeting.id, resident)
    body = {"standing": {"capacity": "resident", "voting": True}}
    officer.write(meeting.stream, "attendance", other, body, {"resident": resident})
    assert reasons(officer, meeting.stream) == ["wrong_id"]


def test_a_key_that_is_base64url_of_nothing_is_not_folded(phone: PhoneOf) -> None:
    staff, officer = phone("staff"), phone("officer")
    meeting = open_meeting(staff, officer)
    staff.write(meeting.stream, "meeting", meeting.id, {}, {"key": "B" * 43})
    assert reasons(staff, meeting.stream) == ["invalid_body"]
    meeting.check_in(officer, random_id())
    assert officer.push(meeting.stream).results == []


@pytest.mark.parametrize(
    ("kind", "body", "private"),
    [
        ("attendance", {"standing": {"capacity": "resident", "voting": True}}, {}),
        ("vote", {"motion": "q1", "choice": "yes", "channel": "roll_call"}, {}),
        ("vote", {"choice": "yes", "channel": "roll_call"}, {"resident": "r1"}),
        ("tally", {"motion": "q1", "counts": {"options": {}, "abstain": 0, "invalid": 0, "ballots": None}}, {}),
    ],
)
def test_what_begins_a_record_without_saying_whose_it_is_does_not_count(
    phone: PhoneOf, kind: str, body: dict[str, Json], private: dict[str, Json]
) -> None:
    """Else any record id would do, and a phone could add votes of nobody."""
    officer = phone("officer")
    meeting = open_meeting(phone("staff"), officer)
    officer.write(meeting.stream, kind, random_id(), body, private)
    assert reasons(officer, meeting.stream) == ["wrong_id"]


def test_what_continues_a_record_need_not_say_again_whose_it_is(phone: PhoneOf) -> None:
    """A second field, a later push and an undo name nobody; nor does the undo of a check-in lost in a restore."""
    officer = phone("officer")
    meeting = open_meeting(phone("staff"), officer)
    entry = meeting.check_in(officer, random_id())
    officer.write(meeting.stream, "attendance", entry.record, {"signing": "touch"})
    assert officer.push(meeting.stream).results == []
    officer.write(meeting.stream, "attendance", entry.record, {"community": "c1"})
    officer.write(meeting.stream, "attendance", entry.record, {"standing": None})
    lost = {"standing": ["A" * 43]}
    officer.write(meeting.stream, "attendance", random_id(), {"standing": None}, sets=lost)
    assert officer.push(meeting.stream).results == []


def test_only_a_redaction_of_the_server_lets_a_line_come_without_its_part(phone: PhoneOf) -> None:
    one, other = phone("officer"), phone("officer")
    meeting = open_meeting(phone("staff"), one, other)
    entry = meeting.check_in(one, random_id())
    order = {"hash": entry.hash, "part": "body"}
    other.write(meeting.stream, "attendance", entry.record, sets={}, redacts=order)
    assert reasons(other, meeting.stream) == ["not_allowed"]
    genesis = one.mine(meeting.stream)[0]
    bare = [genesis.line, entry.without("body").line]
    answer = one.post(one.request(meeting.stream, lines=bare))
    assert ("waiting", "part") in answer.results


def test_a_redaction_of_a_phone_stays_a_wish_even_when_it_is_admitted(app: Flask, phone: PhoneOf) -> None:
    """Only the server redacts (R5.4): else one copy would lose what every other copy shows."""
    officer = phone("officer")
    meeting = open_meeting(phone("staff"), officer)
    entry = meeting.check_in(officer, random_id())
    order = {"hash": entry.hash, "part": "body"}
    wish = officer.write(meeting.stream, "attendance", entry.record, sets={}, redacts=order)
    assert reasons(officer, meeting.stream) == ["not_allowed"]
    with app.app_context():
        verdicts.admit(wish.hash, "เหตุ")
        found = store.record(meeting.stream, "attendance", entry.record)
        assert found is not None
        assert value(found, "standing") == {"capacity": "resident", "voting": True}
