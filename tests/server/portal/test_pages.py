"""The public pages as a resident reads them: no script, no account, nobody's name, the sample's figures."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.decisions import service as decisions
from server.demo.loader import id_of, read_sample
from server.demo.people import OFFICE
from tests.server.portal.stage import Well, words, write

SAMPLE = read_sample()
PAGES = [
    "/",
    "/receipts",
    *(f"/hearings/{id_of(each['ref'])}" for each in SAMPLE["meetings"]),
    *(f"/decisions/{id_of(each['ref'])}" for each in SAMPLE["decisions"]),
    *(f"/topics/{id_of(each['ref'])}" for each in SAMPLE["topics"]),
]


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_whole_without_script_account_or_cookie(resident: FlaskClient, path: str, language: str) -> None:
    """R2.1b, R2.1c; the topic page is among them (M1.before.1)."""
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
    """Who came, who may vote, and every result, as the sample says (M1.after.1)."""
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
    """R2.1a, M1.after.4: both versions are visible."""
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


def test_a_server_without_an_office_has_empty_pages_and_no_errors(client: FlaskClient) -> None:
    for path in ("/", "/receipts", "/feed"):
        assert client.get(path).status_code == 200
    assert client.post("/receipts", data={"code": "7K3M-Q9TX-2BVA"}).status_code == 404
