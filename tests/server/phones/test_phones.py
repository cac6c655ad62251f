"""What the desk is told of the phones of a hearing, of lines that wait, and how it lets an entry count (R0.2)."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from server import clock
from server.accounts import standing
from server.database import writing
from server.extensions import db
from server.store import service as store
from server.store.models import StoredEntry
from sync import bundle
from sync.entry import parse_line
from sync.ids import random_id
from sync.vector import digest
from tests.conftest import PhoneOf
from tests.phone import Phone
from tests.server.exchange.stage import Meeting, bring, open_meeting


def get(client: FlaskClient, phone: Phone, path: str) -> Any:
    response = client.get(path, headers={"Authorization": f"Bearer {phone.token}"})
    assert response.status_code == 200, response.get_json()
    return response.get_json()


def phones(client: FlaskClient, staff: Phone, meeting: Meeting) -> dict[str, Any]:
    return {one["installation"]: one for one in get(client, staff, f"/api/meetings/{meeting.id}/phones")["phones"]}


def report(phone: Phone, **more: Any) -> None:
    said = {"now": clock.milliseconds(), "app": "1.4.0", "schema": "1-3f2a9c1b", "unsent": 0, "unsigned": 0, "files": 0}
    streams = {name: {"digest": digest(phone.vector(name))} for name in phone.copies}
    envelope: Any = {"v": 1, "epoch": phone.epoch, "streams": streams, "report": {**said, **more}}
    assert phone.post(bundle.write(envelope, [])).status == 200


def test_every_phone_of_a_hearing_is_listed_with_what_it_reported(
    app: Flask, client: FlaskClient, phone: PhoneOf
) -> None:
    staff, officer, silent = phone("staff"), phone("officer"), phone("officer")
    phone("officer")  # one that has nothing to do with the hearing
    meeting = open_meeting(staff, officer, silent)
    meeting.check_in(officer, random_id())
    assert officer.push(meeting.stream).results == []
    officer.sync()
    report(officer, unsent=4, unsigned=1, files=2, now=clock.milliseconds() + 3_600_000)
    found = phones(client, staff, meeting)
    assert set(found) == {staff.installation, officer.installation, silent.installation}
    one = found[officer.installation]
    assert (one["app"], one["schema"]) == ("1.4.0", "1-3f2a9c1b")
    assert (one["unsent"], one["unsigned"], one["files"]) == (4, 1, 2)
    assert 3_500_000 < one["skew_ms"] < 3_700_000
    assert one["holds"] == "same"
    assert one["revoked"] is False
    (log,) = one["logs"]
    assert log == {
        "log": officer.logs[meeting.stream],
        "last_seq": 2,
        "waiting": [],
        "missing": [],
        "forks": 0,
        "quarantined": 0,
        "adopts": None,
    }
    assert found[silent.installation]["holds"] == "none"
    assert found[silent.installation]["app"] is None
    meeting.check_in(staff, random_id())
    staff.push(meeting.stream)
    found = phones(client, staff, meeting)
    assert found[officer.installation]["holds"] == "behind"
    with app.app_context():
        standing.revoke(officer.office, officer.installation)
    assert phones(client, staff, meeting)[officer.installation]["revoked"] is True


def test_what_waits_what_is_missing_and_what_was_set_aside_is_told_of_each_log(
    client: FlaskClient, phone: PhoneOf
) -> None:
    staff, officer = phone("staff"), phone("officer")
    meeting = open_meeting(staff, officer)
    officer.write(meeting.stream, "meeting", meeting.id, {"title": "ของเจ้าหน้าที่เท่านั้น"})
    assert officer.push(meeting.stream).results == [("quarantined", "not_allowed")]
    for _ in range(8):
        meeting.check_in(officer, random_id())
    own = officer.mine(meeting.stream)
    bring(staff, officer, [own[4], own[5], own[8], own[9]], [own[5], own[8]])
    log = phones(client, staff, meeting)[officer.installation]["logs"][0]
    assert (log["last_seq"], log["quarantined"]) == (2, 1)
    assert log["waiting"] == [
        {"from": 5, "to": 6, "reason": "gap"},
        {"from": 9, "to": 9, "reason": "gap"},
        {"from": 10, "to": 10, "reason": "unsigned"},
    ]
    assert log["missing"] == [{"from": 3, "to": 4}, {"from": 7, "to": 8}]


def test_kinds_that_this_version_does_not_know_are_counted(app: Flask, client: FlaskClient, phone: PhoneOf) -> None:
    staff = phone("staff")
    meeting = open_meeting(staff)
    staff.write(meeting.stream, "weather", "today", {"rain": True})
    staff.push(meeting.stream)
    told = get(client, staff, f"/api/meetings/{meeting.id}/phones")
    assert told["unknown"] == [{"kind": "weather", "entries": 1}]
    with app.app_context():
        from server.store.models import Stream

        assert told["vector_digest"] == db.session.get_one(Stream, meeting.stream).digest


def test_a_meeting_of_another_office_is_not_there(app: Flask, client: FlaskClient, phone: PhoneOf) -> None:
    from server.accounts import service as accounts

    staff = phone("staff")
    with app.app_context():
        accounts.open_office("elsewhere", "ที่อื่น")
        with writing():
            store.ensure_stream("elsewhere", "meeting/theirs")
    for path in ("theirs", "none"):
        response = client.get(f"/api/meetings/{path}/phones", headers={"Authorization": f"Bearer {staff.token}"})
        assert (response.status_code, response.get_json()["code"]) == (404, "not_found")


def test_tails_of_an_office_are_listed_and_can_be_read_to_write_them_again(client: FlaskClient, phone: PhoneOf) -> None:
    staff, officer = phone("staff"), phone("officer")
    meeting = open_meeting(staff, officer)
    for _ in range(4):
        meeting.check_in(officer, random_id())
    own = officer.mine(meeting.stream)
    bring(staff, officer, own, [own[2]])
    (tail,) = get(client, staff, "/api/waiting")["waiting"]
    assert (tail["stream"], tail["log"], tail["account"]) == (meeting.stream, own[0].log, officer.account)
    assert (tail["from"], tail["to"], tail["reason"], tail["lines"], tail["last_seq"]) == (4, 5, "unsigned", 2, 3)
    told = get(client, staff, f"/api/waiting/{own[0].log}")
    assert [parse_line(one["line"]) for one in told["entries"]] == own[3:]
    response = client.get("/api/waiting/none", headers={"Authorization": f"Bearer {staff.token}"})
    assert response.status_code == 404


def test_staff_let_an_entry_count_that_was_set_aside(app: Flask, client: FlaskClient, phone: PhoneOf) -> None:
    staff, officer = phone("staff"), phone("officer")
    meeting = open_meeting(staff, officer)
    with app.app_context():
        standing.revoke(officer.office, officer.installation)
    entry = meeting.check_in(officer, random_id())
    officer.push(meeting.stream)
    found = get(client, staff, "/api/quarantine")["quarantined"]
    assert (entry.hash, "not_allowed", meeting.stream) in [(one["hash"], one["reason"], one["stream"]) for one in found]
    headers = {"Authorization": f"Bearer {staff.token}"}
    path = f"/api/quarantine/{entry.hash}/admission"
    for reason in ("", " ", "x" * 81):
        assert client.post(path, json={"reason": reason}, headers=headers).get_json()["code"] == "invalid_input"
    response = client.post(path, json={"reason": "ยืนยันกับเจ้าตัวแล้ว"}, headers=headers)
    assert (response.status_code, response.get_json()) == (200, {"stream": meeting.stream})
    with app.app_context():
        record = store.record(meeting.stream, "attendance", entry.record)
        assert record is not None
        assert record["fields"]["resident"]["state"] == "ok"
        genesis = db.session.get_one(StoredEntry, (entry.log, 1))
        assert genesis.quarantined == "not_allowed", "only what was asked for"
    assert client.post(path, json={"reason": "อีกครั้ง"}, headers=headers).status_code == 404


def test_who_is_not_staff_sees_none_of_it(client: FlaskClient, phone: PhoneOf) -> None:
    officer = phone("officer")
    headers = {"Authorization": f"Bearer {officer.token}"}
    for path in ("/api/meetings/x/phones", "/api/waiting", "/api/waiting/x", "/api/quarantine"):
        assert client.get(path, headers=headers).status_code == 403
        assert client.get(path).status_code == 401
    assert client.post("/api/quarantine/x/admission", json={"reason": "x"}, headers=headers).status_code == 403
