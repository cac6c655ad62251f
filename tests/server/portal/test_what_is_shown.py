"""What the public pages hold back and what they say openly: words, small groups, contradictions, receipts."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.demo.loader import id_of, meeting_key, read_sample
from server.store import service as store
from sync.ids import keyed_id
from sync.records import value
from tests.server.portal.stage import words, write

SAMPLE = read_sample()


def test_words_appear_only_once_a_person_cleared_them(held: Flask, resident: FlaskClient) -> None:
    """R2.2a: nothing of an opinion is shown before it was looked at, and its count is never hidden."""
    topic, said = id_of("t3"), next(each["text"] for each in SAMPLE["opinions"] if each["ref"] == "o13")
    page = resident.get(f"/topics/{topic}").text
    assert said not in page
    assert "รับไว้ 6 เรื่อง" in page
    assert "อีก 2 เรื่องนับรวมแล้ว" in page
    write(held, f"topic/{topic}", "opinion", id_of("o13"), {"clearance": {"cleared": True, "hides": []}})
    assert said in resident.get(f"/topics/{topic}").text
    write(held, f"topic/{topic}", "opinion", id_of("o13"), {"clearance": {"cleared": False, "hides": []}})
    assert said not in resident.get(f"/topics/{topic}").text


def test_words_that_two_people_judged_differently_are_not_shown(held: Flask, resident: FlaskClient) -> None:
    topic, said = id_of("t3"), next(each["text"] for each in SAMPLE["opinions"] if each["ref"] == "o13")
    for cleared in (True, False):
        body = {"clearance": {"cleared": cleared, "hides": []}}
        write(held, f"topic/{topic}", "opinion", id_of("o13"), body, see=False)
    assert said not in resident.get(f"/topics/{topic}").text


def test_words_with_personal_data_give_way_to_the_offices_summary(resident: FlaskClient) -> None:
    page = resident.get(f"/topics/{id_of('t4')}").text
    assert "๙๐๗" not in page
    assert "แจ้งไฟหน้าบ้านดับหลายวัน" in page
    assert "ไม่แสดงคำพูดเต็ม เพราะมีที่อยู่" in page


def test_people_in_small_groups_are_not_told_apart(resident: FlaskClient) -> None:
    page = words(resident.get(f"/hearings/{id_of('m1')}").text)
    assert "ประธานชุมชน 8" in page
    assert "ผู้ค้า" not in page.partition("ลงคะแนนกันอย่างไร")[0]


def test_what_stands_beside_a_total_is_said_openly(held: Flask, resident: FlaskClient) -> None:
    with held.app_context():
        key = meeting_key("m2") or ""
    stream, vote = f"meeting/{id_of('m2')}", keyed_id(key, "vote", id_of("q5"), id_of("r05"))
    write(held, stream, "vote", vote, {"choice": "disagree"}, see=False)
    attendance = keyed_id(key, "attendance", id_of("m2"), id_of("r07"))
    write(held, stream, "attendance", attendance, {"standing": {"capacity": "worker", "voting": False}}, see=False)
    page = words(resident.get(f"/hearings/{id_of('m2')}").text)
    assert "เสียงที่จดไม่ตรงกัน ยังไม่นับรวม" in page
    assert "มี 1 คนที่จดไม่ตรงกัน ยังไม่นับ" in page
    assert "ผลยังไม่นิ่ง" in page
    assert 'data-count="present">20<' in resident.get(f"/hearings/{id_of('m2')}").text


def test_a_box_with_very_few_ballots_tells_only_what_was_chosen(held: Flask, resident: FlaskClient) -> None:
    """R5.5: a tiny secret vote would show how people voted."""
    stream = "meeting/tiny"
    question = {"no": 1, "text": "ญัตติ", "options": [{"key": "a", "text": "เลือกก"}, {"key": "b", "text": "เลือกข"}]}
    write(held, stream, "meeting", "tiny", {"title": "วงเล็ก", "state": "closed"})
    write(held, stream, "motion", "q", {"question": question, "method": "paper_box", "state": "closed"})
    counts = {"options": {"a": 3, "b": 1}, "abstain": 0, "invalid": 0, "ballots": 4}
    write(held, stream, "tally", "t", {"motion": "q", "post": "a", "counts": counts})
    page = resident.get("/hearings/tiny").text
    assert "เลือกก" in page
    assert "เลือกข" not in page
    assert "<table" not in page.partition("ลงคะแนนกันอย่างไร")[2].partition("</section>")[0]


def test_a_receipt_tells_where_an_opinion_stands_but_not_its_words(held: Flask, resident: FlaskClient) -> None:
    """R2.2b: the receipt works after sync."""
    with held.app_context():
        record = store.record(f"topic/{id_of('t5')}", "opinion", id_of("o27"))
        assert record is not None
        code = str(value(record, "receipt"))
    typed = f" {code[:4].lower()}-{code[4:8]} {code[8:]}"
    answer = resident.post("/receipts", data={"code": typed})
    opinion = next(each for each in SAMPLE["opinions"] if each["ref"] == "o27")
    assert answer.status_code == 200
    assert "ยังไม่รับ" in answer.text
    assert opinion["response"]["text"] in answer.text, "the reason"
    assert opinion["text"] not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert code not in answer.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("7K3M-Q9TX-2BVB", "มีตัวที่ผิด"),
        ("7K3M", "ที่ใส่มามี 4 ตัว"),
        ("", "ที่ใส่มามี 0 ตัว"),
        ("7K3M-Q9TX-2BVA", "เครื่องของเจ้าหน้าที่อาจยังไม่ได้ส่ง"),
        ("<script>alert(1)</script>", "ตัว"),
        ("๗K3M-Q9TX-2BVA", "ยังไม่พบเลขนี้"),
    ],
)
def test_a_wrong_receipt_is_helped_on(resident: FlaskClient, typed: str, said: str) -> None:
    answer = resident.post("/receipts", data={"code": typed})
    assert answer.status_code in (404, 422)
    assert said in answer.text
    assert "<script>alert" not in answer.text


def test_what_people_wrote_is_never_markup(held: Flask, resident: FlaskClient) -> None:
    topic = f"topic/{id_of('t1')}"
    body = {"text": "<img src=x onerror=alert(1)>", "clearance": {"cleared": True, "hides": []}, "kind": "problem"}
    write(held, topic, "opinion", "evil", body)
    page = resident.get(f"/topics/{id_of('t1')}").text
    assert "<img" not in page
    assert "&lt;img" in page
