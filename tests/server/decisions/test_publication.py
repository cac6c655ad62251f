"""Publishing a decision: who may, what stands against it, and that it happens whole or not at all."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.accounts import service as accounts
from server.database import writing
from server.decisions import service
from server.decisions.models import Publication
from server.demo.loader import id_of, meeting_key
from server.demo.people import OFFICE, PEOPLE
from server.errors import Refusal
from server.extensions import db
from server.push import queue
from server.push.models import Outbox
from server.store import service as store
from sync.entry import Draft
from sync.ids import keyed_id
from sync.records import value
from tests.phone import Phone
from tests.server.push.stage import follow

D1, T1, M1, Q1 = id_of("d1"), id_of("t1"), id_of("m1"), id_of("q1")


def write(app: Flask, stream: str, kind: str, record: str, **body: Any) -> None:
    """Somebody changes fields of a record, seeing what stands there."""
    with app.app_context(), writing():
        sets = store.shown(stream, kind, record, body)
        store.append(stream, [Draft(kind, record, body, {}, sets)], office=OFFICE)


def change(app: Flask, **fields: Any) -> None:
    write(app, f"topic/{T1}", "decision", D1, **fields)


def problems(app: Flask) -> list[str]:
    with app.app_context():
        return service.prepare(OFFICE, D1).problems


def phone_of(app: Flask, part: str) -> Phone:
    """A phone of one of the demo's people."""
    kept = json.loads((app.config["INSTANCE_DIR"] / "demo.json").read_text())
    with app.app_context():
        code, _ = accounts.issue_code(OFFICE, kept[part]["account"], "เครื่องทดสอบ")
    return Phone.enrol(app.test_client(), code)


def as_part(app: Flask, part: str) -> tuple[FlaskClient, dict[str, str]]:
    return app.test_client(), {"Authorization": f"Bearer {phone_of(app, part).token}"}


def test_an_approver_publishes_and_every_copy_of_the_topic_will_know(held: Flask) -> None:
    """R0.2: who published stands in the trail; R2.1a: a correction keeps the earlier version."""
    change(held, text="แก้ถ้อยคำ")
    client, token = as_part(held, "approver")
    answer = client.post(f"/api/decisions/{D1}/publication", headers=token)
    assert answer.get_json() == {"version": 2, "url": f"http://localhost/decisions/{D1}"}
    with held.app_context():
        rows = service.versions(D1)
        kept = json.loads((held.config["INSTANCE_DIR"] / "demo.json").read_text())
        assert [row.version for row in rows] == [2, 1]
        assert rows[0].by == kept["approver"]["account"]
        assert rows[0].snapshot["text"] == "แก้ถ้อยคำ" != rows[1].snapshot["text"]
        record = store.find(OFFICE, "decision", D1)
        assert record is not None
        due = service.fingerprint(rows[0].snapshot)
        assert value(record, "published") == {"version": 2, "at": rows[0].at, "sha256": due}


@pytest.mark.parametrize("part", [part for part in PEOPLE if part != "approver"])
def test_nobody_but_an_approver_publishes(held: Flask, part: str) -> None:
    client, token = as_part(held, part)
    answer = client.post(f"/api/decisions/{D1}/publication", headers=token)
    assert (answer.status_code, answer.get_json()["code"]) == (403, "not_allowed")


def test_without_a_token_or_a_session_nothing_is_published_or_previewed(held: Flask) -> None:
    client = held.test_client()
    assert client.post(f"/api/decisions/{D1}/publication").status_code == 401
    assert client.get(f"/api/decisions/{D1}/preview").status_code == 401


def test_staff_preview_what_would_be_published_and_what_stands_against_it(held: Flask) -> None:
    follow(held, "https://fcm.googleapis.com/x", topic=T1)
    change(held, unit="")
    client, token = as_part(held, "staff")
    told = client.get(f"/api/decisions/{D1}/preview", headers=token).get_json()
    assert told["problems"] == ["no_unit"]
    assert told["totals"]["options"] == {"agree": 22, "disagree": 2}
    assert told["notice"]["title"] == "ผลประชุม ๑/๒๕๖๙: ลอกท่อก่อน"
    assert (told["version"], told["followers"]) == (2, 1)


def test_publishing_the_same_text_twice_is_one_version_and_one_message(held: Flask) -> None:
    follow(held, "https://fcm.googleapis.com/x", topic=T1)
    change(held, text="แก้ถ้อยคำ")
    with held.app_context():
        assert [service.publish(OFFICE, D1, "x").version for _ in range(3)] == [2, 2, 2]
        assert queue.counts(db.session) == {"waiting": 1}


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"text": ""}, "no_text"),
        ({"unit": ""}, "no_unit"),
        ({"meeting": "unknown"}, "no_meeting"),
        ({"meeting": None}, "no_meeting"),
        ({"motion": "unknown"}, "no_motion"),
        ({"title": "บัตร 1 2345 67890 12 3"}, "id_number"),
        ({"notice": {"title": "ก", "body": "๑๒๓๔๕๖๗๘๙๐๑๒๓"}}, "id_number"),
    ],
)
def test_what_is_unfinished_is_not_published(held: Flask, fields: dict[str, Any], code: str) -> None:
    change(held, **fields)
    assert problems(held) == [code]
    client, token = as_part(held, "approver")
    answer = client.post(f"/api/decisions/{D1}/publication", headers=token)
    assert answer.status_code == 409
    assert answer.get_json()["code"] == "not_ready"
    assert answer.get_json()["errors"] == [code]


def test_a_decision_on_which_two_people_differ_is_not_published(held: Flask) -> None:
    stream = f"topic/{T1}"
    with held.app_context(), writing():
        sets = store.shown(stream, "decision", D1, ["unit"])
        drafts = [Draft("decision", D1, {"unit": unit}, {}, sets) for unit in ("ฝ่ายโยธา", "ฝ่ายเทศกิจ")]
        store.append(stream, drafts, office=OFFICE)
    assert problems(held) == ["conflict", "no_unit"]


def test_a_count_that_contradicts_stops_publication_until_staff_settle_it(held: Flask) -> None:
    stream = f"meeting/{M1}"
    with held.app_context():
        record = keyed_id(meeting_key("m1") or "", "tally", Q1, "a")
        with writing():
            other = {"counts": {"options": {"agree": 9, "disagree": 1}, "abstain": 2, "invalid": 0, "ballots": None}}
            store.append(stream, [Draft("tally", record, other, {}, {"counts": []})], office=OFFICE)
    assert problems(held) == ["motion_unsettled"]
    with held.app_context(), writing():
        sets = store.shown(stream, "tally", record, ["counts"])
        settled = {"counts": {"options": {"agree": 11, "disagree": 1}, "abstain": 2, "invalid": 0, "ballots": None}}
        store.append(stream, [Draft("tally", record, {**settled, "why": "ดูใบนับ"}, {}, sets)], office=OFFICE)
    assert problems(held) == []


def test_a_motion_nobody_counted_is_not_published(held: Flask) -> None:
    stream = f"meeting/{M1}"
    options = [{"key": key, "text": key} for key in ("agree", "disagree")]
    write(held, stream, "motion", "empty", question={"no": 9, "text": "ก", "options": options})
    write(held, stream, "motion", "empty", method="show_of_hands", state="closed")
    change(held, motion="empty")
    assert problems(held) == ["motion_uncounted"]


@pytest.mark.parametrize("state", ["draft", "open"])
def test_a_motion_that_may_still_change_is_not_published(held: Flask, state: str) -> None:
    write(held, f"meeting/{M1}", "motion", Q1, state=state)
    assert problems(held) == ["motion_open"]


def test_hands_that_a_post_has_not_counted_yet_are_waited_for(held: Flask) -> None:
    """R5.6: half the votes are no result."""
    with held.app_context():
        record = keyed_id(meeting_key("m1") or "", "tally", Q1, "a")
    write(held, f"meeting/{M1}", "tally", record, counts=None)
    assert problems(held) == ["posts_missing"]


def test_a_decision_without_motion_and_hearing_is_published_and_shown(held: Flask) -> None:
    change(held, motion=None, meeting=None)
    client, token = as_part(held, "approver")
    assert client.post(f"/api/decisions/{D1}/publication", headers=token).get_json()["version"] == 2
    for path in ("/", "/feed", f"/decisions/{D1}", f"/topics/{T1}", f"/hearings/{M1}"):
        assert client.get(path).status_code == 200


def test_nothing_that_is_not_found_is_frozen(held: Flask) -> None:
    """A bare id in a publication would break every page that shows it, and a publication never changes."""
    for fields in ({"meeting": None}, {"meeting": "unknown"}, {"meeting": M1, "motion": "unknown"}):
        change(held, **fields)
        with held.app_context():
            snapshot = service.prepare(OFFICE, D1).snapshot
        assert [isinstance(snapshot[field], str) for field in ("meeting", "motion")] == [False, False]


def test_a_hearing_of_another_office_is_not_found(held: Flask) -> None:
    with held.app_context():
        accounts.open_office("elsewhere", "สำนักงานอื่น")
        with writing():
            draft = Draft("meeting", "far", {"title": "ที่อื่น"}, {}, {"title": []})
            store.append("meeting/far", [draft], office="elsewhere")
    change(held, meeting="far", motion=None)
    assert problems(held) == ["no_meeting"]


def test_a_formal_hearing_needs_the_date_of_its_notice_and_an_informal_one_does_not(held: Flask) -> None:
    """R2.2c: a formal hearing is not published without its notice."""
    write(held, f"meeting/{M1}", "meeting", M1, formality="formal")
    with held.app_context(), writing():
        stream = f"meeting/{M1}"
        old = {"notice": {"published_on": "2025-12-31", "posted_at": []}}
        store.append(stream, [Draft("meeting", M1, old, {}, {"notice": []})], office=OFFICE)
    assert problems(held) == ["no_hearing_notice"], "two dates differ, so there is none"
    write(held, f"meeting/{M1}", "meeting", M1, formality="informal")
    assert problems(held) == []


def test_an_unknown_decision_is_not_found(held: Flask) -> None:
    with held.app_context(), pytest.raises(Refusal) as refused:
        service.publish(OFFICE, "unknown", "x")
    assert refused.value.code == "not_found"
    with held.app_context(), pytest.raises(Refusal):
        service.publish("other-office", D1, "x")


def test_publication_entry_and_messages_stand_or_fall_together(held: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """R5.7: the outbox rows are made in the transaction of the decision."""
    follow(held, "https://fcm.googleapis.com/x", topic=T1)
    change(held, text="แก้ถ้อยคำ")

    def breaks(*_: object) -> None:
        queue_fill(*_)  # type: ignore[arg-type]  # passed on as it came
        raise RuntimeError("the power fails here")

    queue_fill = queue.fill
    monkeypatch.setattr(queue, "fill", breaks)
    with held.app_context():
        with pytest.raises(RuntimeError):
            service.publish(OFFICE, D1, "x")
        assert db.session.scalar(db.select(db.func.count()).select_from(Outbox)) == 0
        assert [row.version for row in service.versions(D1)] == [1]
        record = store.find(OFFICE, "decision", D1)
        assert record is not None
        assert value(record, "published")["version"] == 1


def test_a_snapshot_holds_no_person(held: Flask) -> None:
    """Totals are numbers: no id of an attendance, a vote or a resident is frozen into a publication."""
    with held.app_context():
        texts = [json.dumps(row.snapshot) for row in db.session.scalars(db.select(Publication))]
        known = [
            each["record"]
            for stream in store.streams(OFFICE)
            for each in store.records(stream)
            if each["kind"] in ("resident", "attendance", "vote", "tally", "account")
        ]
    assert len(texts) == 4
    assert len(known) > 100
    assert [record for record in known if any(record in text for text in texts)] == []


def test_two_approvers_at_once_make_one_version(held: Flask) -> None:
    follow(held, "https://fcm.googleapis.com/x", topic=T1)
    change(held, text="แก้ถ้อยคำ")

    def publish(_: int) -> int:
        with held.app_context():
            return service.publish(OFFICE, D1, "x").version

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(publish, range(16))) == {2}
    with held.app_context():
        assert queue.counts(db.session) == {"waiting": 1}
