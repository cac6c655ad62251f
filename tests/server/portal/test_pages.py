"""The public pages as a resident reads them: no script, no account, no name, no word that nobody cleared."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.database import writing
from server.decisions import service as decisions
from server.demo.loader import id_of, meeting_key, read_sample
from server.demo.people import OFFICE
from server.store import service as store
from sync.entry import Draft
from sync.ids import keyed_id
from sync.records import value

SAMPLE = read_sample()
PAGES = [
    "/",
    "/receipts",
    *(f"/hearings/{id_of(each['ref'])}" for each in SAMPLE["meetings"]),
    *(f"/decisions/{id_of(each['ref'])}" for each in SAMPLE["decisions"]),
    *(f"/topics/{id_of(each['ref'])}" for each in SAMPLE["topics"]),
]
VOID = {"meta", "link", "input", "br", "img"}


@pytest.fixture
def resident(held: Flask) -> FlaskClient:
    """Somebody who refuses cookies."""
    return held.test_client(use_cookies=False)


class Well(HTMLParser):
    """Fails on markup that is not closed as it was opened; collects headings, labels and attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, text or "") for name, text in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, text or "") for name, text in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag


def words(page: str) -> str:
    """What a person reads, spaces made one."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page))


def write(app: Flask, stream: str, kind: str, record: str, body: dict[str, Any], see: bool = True) -> None:
    with app.app_context(), writing():
        sets = store.shown(stream, kind, record, body) if see else {field: [] for field in body}
        store.append(stream, [Draft(kind, record, body, {}, sets)], office=OFFICE)


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_whole_without_script_account_or_cookie(resident: FlaskClient, path: str, language: str) -> None:
    """R2.1b, R2.1c."""
    answer = resident.get(path, query_string={"lang": "en"} if language == "en" else {})
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    well = Well()
    well.feed(answer.text)
    assert well.open == []
    assert well.tags.count("h1") == 1
    assert ("lang", language) in well.attributes
    names = [name for name, _ in well.attributes]
    assert not {"style", "onclick", "onload"} & set(names), "the content security policy forbids them"
    assert "script" not in well.tags, "nothing was built, and the page is whole all the same"
    assert "{{" not in answer.text
    assert "None" not in words(answer.text)


@pytest.mark.parametrize("path", PAGES)
def test_no_page_names_a_resident_or_holds_a_telephone_or_a_house(resident: FlaskClient, path: str) -> None:
    shown = resident.get(path).text
    people = [text for each in SAMPLE["residents"] for text in (each["last_name"], each["phone"], each["house_no"])]
    known = [id_of(each["ref"]) for each in SAMPLE["residents"]]
    assert [text for text in [*people, *known] if text and text in shown] == []


def test_links_stay_in_the_language_that_is_read(resident: FlaskClient) -> None:
    page = resident.get("/?lang=en").text
    inner = [
        link for link in re.findall(r'href="(/[^"]*)"', page) if link.split("/")[1].startswith(("hear", "dec", "top"))
    ]
    assert inner
    assert all(link.endswith("lang=en") for link in inner)


def test_the_figures_of_a_hearing_are_the_samples(resident: FlaskClient) -> None:
    """Who came, who may vote, and every result, as the sample says."""
    for meeting in SAMPLE["meetings"]:
        page = resident.get(f"/hearings/{id_of(meeting['ref'])}").text
        came = [each for each in SAMPLE["attendance"] if each["meeting"] == meeting["ref"]]
        assert f'data-count="present">{len(came)}<' in page
        assert f'data-count="voting">{sum(each["voting"] for each in came)}<' in page
        for motion in (each for each in SAMPLE["motions"] if each["meeting"] == meeting["ref"]):
            section = page.partition(f'id="motion-{id_of(motion["ref"])}"')[2].partition("</article>")[0]
            cells = [int(cell) for cell in re.findall(r'<td class="n">(\d+)</td>', section)]
            votes = [*motion["tally"].values(), motion["abstain"], *([motion["invalid"]] if motion["invalid"] else [])]
            assert cells[: 2 * len(votes) : 2] == votes
            assert cells[-2:] == [motion["eligible_present"], 100]


def test_a_decision_page_shows_what_was_decided_by_whom_and_how_far_it_is(resident: FlaskClient) -> None:
    page = words(resident.get(f"/decisions/{id_of('d3')}").text)
    for text in ("โรงเก็บวัสดุรีไซเคิล", "คณะทำงานชุมชน (สมมติ)", "เตรียมทำ", "ท่านตัดสินใจ เราทำตาม", "มีผลผูกพัน", "ฉบับที่ 1"):
        assert text in page


def test_an_old_version_can_be_read_and_says_so(held: Flask, resident: FlaskClient) -> None:
    """R2.1a: both versions are visible."""
    decision = id_of("d1")
    write(held, f"topic/{id_of('t1')}", "decision", decision, {"text": "ข้อความที่แก้แล้ว"})
    with held.app_context():
        decisions.publish(OFFICE, decision, "x")
    latest = words(resident.get(f"/decisions/{decision}").text)
    old = words(resident.get(f"/decisions/{decision}?version=1").text)
    assert "ข้อความที่แก้แล้ว" in latest
    assert "แก้ไขแล้ว 1 ครั้ง" in latest
    assert "ท่านกำลังอ่านฉบับเก่า" not in latest
    assert "ท่านกำลังอ่านฉบับเก่า" in old
    assert "ข้อความที่แก้แล้ว" not in old
    assert resident.get(f"/decisions/{decision}?version=9").status_code == 404


def test_a_decision_that_was_not_published_is_not_there(held: Flask, resident: FlaskClient) -> None:
    topic = id_of("t4")
    write(held, f"topic/{topic}", "decision", "draft", {"title": "ร่างลับสุดยอด", "text": "ก", "unit": "ข"})
    assert resident.get("/decisions/draft").status_code == 404
    assert not [path for path in (*PAGES, "/feed") if "ร่างลับสุดยอด" in resident.get(path).text]


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


def test_a_hearing_that_is_not_announced_is_not_public(held: Flask, resident: FlaskClient) -> None:
    write(held, "meeting/secret", "meeting", "secret", {"title": "ยังไม่ประกาศ", "state": "planned"})
    assert resident.get("/hearings/secret").status_code == 404
    assert "ยังไม่ประกาศ" not in resident.get("/").text
    write(held, "meeting/secret", "meeting", "secret", {"notice": {"published_on": "2026-12-01", "posted_at": ["ป้าย"]}})
    assert resident.get("/hearings/secret").status_code == 200


def test_results_are_shown_once_voting_is_closed(held: Flask, resident: FlaskClient) -> None:
    meeting = "coming"
    time = {"date": "2999-01-01", "start": "09:00", "end": None}
    question = {"no": 1, "text": "ญัตติ", "options": [{"key": "a", "text": "เลือกก"}, {"key": "b", "text": "เลือกข"}]}
    stream = f"meeting/{meeting}"
    write(held, stream, "meeting", meeting, {"title": "เวทีหน้า", "state": "open", "time": time})
    write(held, stream, "motion", "q", {"question": question, "method": "show_of_hands", "state": "open"})
    counts = {"options": {"a": 7, "b": 3}, "abstain": 0, "invalid": 0, "ballots": None}
    write(held, stream, "tally", "t", {"motion": "q", "post": "a", "counts": counts})
    assert "ยังไม่ปิดการลงคะแนน" in resident.get(f"/hearings/{meeting}").text
    assert "เลือกก" not in resident.get(f"/hearings/{meeting}").text
    write(held, stream, "motion", "q", {"state": "closed"})
    assert "เลือกก" in resident.get(f"/hearings/{meeting}").text


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


def test_the_feed_lists_the_decisions(resident: FlaskClient) -> None:
    """R5.7: a way that is not push."""
    answer = resident.get("/feed")
    assert answer.mimetype == "application/atom+xml"
    assert answer.text.count("<entry>") == 4


@pytest.mark.parametrize("path", ["/hearings/x", "/decisions/x", "/topics/x", "/nothing"])
def test_a_page_that_is_not_here_says_so_and_leads_on(resident: FlaskClient, path: str) -> None:
    answer = resident.get(path, headers={"Accept": "text/html,*/*;q=0.8"})
    assert answer.status_code == 404
    assert "ไม่พบหน้านี้" in answer.text
    assert 'href="/"' in answer.text
    assert "This page is not here" in resident.get(path + "?lang=en", headers={"Accept": "text/html"}).text


def test_what_people_wrote_is_never_markup(held: Flask, resident: FlaskClient) -> None:
    topic = f"topic/{id_of('t1')}"
    body = {"text": "<img src=x onerror=alert(1)>", "clearance": {"cleared": True, "hides": []}, "kind": "problem"}
    write(held, topic, "opinion", "evil", body)
    page = resident.get(f"/topics/{id_of('t1')}").text
    assert "<img" not in page
    assert "&lt;img" in page


def test_a_server_without_an_office_has_empty_pages_and_no_errors(client: FlaskClient) -> None:
    for path in ("/", "/receipts", "/feed"):
        assert client.get(path).status_code == 200
    assert client.post("/receipts", data={"code": "7K3M-Q9TX-2BVA"}).status_code == 404
