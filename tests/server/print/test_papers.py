"""Owns what stands on paper: that it says what the records say, to everybody it may, and looks as somebody approved."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.demo import loader
from server.demo.people import OFFICE
from server.portal import receipts
from server.portal.text import WORDS
from server.print.papers import PAPERS
from tests import paper
from tests.names import people
from tests.server.print.stage import M1, SAMPLE, pdf, people_of, say, settle_in

NAME = "{title}{first} {last}"


def name_of(each: dict[str, Any]) -> str:
    return paper.plain(NAME.format(title=each["title"], first=each["first_name"], last=each["last_name"] or ""))


def from_outside() -> list[dict[str, Any]]:
    return [each for each in SAMPLE["residents"] if each["community"] is None]


# --- sheets to sign


def test_the_sheets_name_everybody_on_the_roll_of_the_communities_asked_once_and_nobody_else(desk: FlaskClient) -> None:
    said = "".join(paper.pages(pdf(desk, "sign-in", blank=0)))
    asked = [each for rows in people_of().values() for each in rows] + from_outside()
    for each in asked:
        assert said.count(name_of(each)) == sum(name_of(each) == name_of(other) for other in asked)
    names = {name_of(each) for each in asked}
    others = [each for each in SAMPLE["residents"] if name_of(each) not in names]
    assert [each["ref"] for each in others if name_of(each) in said] == []


def test_a_telephone_number_never_stands_on_a_sheet(desk: FlaskClient) -> None:
    said = "".join(paper.pages(pdf(desk, "sign-in")))
    numbers = [each["phone"] for each in SAMPLE["residents"] if each["phone"]]
    assert numbers
    assert [number for number in numbers if paper.plain(number) in said] == []
    assert "โทร" not in said


def test_every_community_has_its_own_sheet_and_people_from_outside_one_more(desk: FlaskClient) -> None:
    """R0.1: whoever lives in no registered community signs, too."""
    pages = paper.pages(pdf(desk, "sign-in"))
    called = {each["ref"]: paper.plain(each["name_th"]) for each in SAMPLE["communities"]}
    for ref in people_of():
        assert sum(called[ref] in page for page in pages) >= 1
    outside = [page for page in pages if "ผู้ที่อยู่นอกชุมชน" in page]
    assert all(name_of(each) in "".join(outside) for each in from_outside())


def test_the_head_the_page_and_the_notice_of_privacy_stand_on_every_page(held: Flask, desk: FlaskClient) -> None:
    community = next(iter(people_of()))
    settle_in(held, f"community/{_id(community)}", [("นาย", f"คนที่{n}", "ทดสอบ", str(n)) for n in range(90)])
    pages = paper.pages(pdf(desk, "sign-in", blank=3))
    assert len(pages) > len(people_of()) + 1
    title = paper.plain(next(each["title"] for each in SAMPLE["meetings"] if each["ref"] == "m1"))
    for number, page in enumerate(pages, 1):
        assert title in page
        assert "แผ่นที่" in page
        assert "ลายมือชื่อ" in page
        assert paper.plain("ไม่ขอเลขบัตรประชาชน") in page  # R5.4
        assert f"หน้า{number}จาก{len(pages)}" in page


def test_empty_rows_go_on_counting_below_the_last_name(held: Flask, desk: FlaskClient) -> None:
    _alone(held, [("นาย", "กร", "ใจดี", "17"), ("นาย", "ขาว", "ใจดี", "28")])
    said = paper.pages(pdf(desk, "sign-in", blank=3))[0]
    listed = said[said.index("หมายเหตุ") :]
    assert listed.startswith("หมายเหตุ1นายกรใจดี172นายขาวใจดี28345")


def test_the_sheet_stands_in_the_order_in_which_phones_list_people(held: Flask, desk: FlaskClient) -> None:
    firsts = ["เกษม", "กนก", "ไก่", "ขาว", "กา", "แก้ว", "ก้อน"]
    _alone(held, [("นาย", first, None, "") for first in firsts])
    said = paper.pages(pdf(desk, "sign-in"))[0]
    found = sorted(firsts, key=lambda first: said.index("นาย" + paper.plain(first)))
    assert found == ["กนก", "ก้อน", "กา", "เกษม", "แก้ว", "ไก่", "ขาว"]


def test_who_was_struck_off_the_roll_or_found_to_be_somebody_else_is_not_printed(
    held: Flask, desk: FlaskClient
) -> None:
    _alone(held, [("นาย", each, "ทดสอบ", "") for each in ("อยู่", "ออก", "ซ้ำ", "เวที")])
    say(held, "community/alone", "resident", "p1", {"roll": None})
    say(held, "community/alone", "resident", "p2", {"same_as": "p0"})
    say(held, f"meeting/{M1}", "resident", "p3", {"same_as": "p0"})
    said = paper.pages(pdf(desk, "sign-in"))[0]
    assert [each for each in ("อยู่", "ออก", "ซ้ำ", "เวที") if paper.plain(f"นาย{each} ทดสอบ") in said] == ["อยู่"]


def test_names_that_look_like_commands_are_printed_as_they_are(held: Flask, desk: FlaskClient) -> None:
    _alone(held, [("#panic()", '*#read("x")*', "$a$ = \\", "<b>"), ("นาย", "@ชื่อ", "_ขีด_ //", "[1]")], called="#panic()")
    said = paper.pages(pdf(desk, "sign-in"))[0]
    for text in ("#panic()", '#panic()*#read("x")* $a$ = \\', "นาย@ชื่อ _ขีด_ //", "<b>", "[1]"):
        assert paper.plain(text) in said


def test_the_longest_names_that_may_be_recorded_wrap_and_are_whole(held: Flask, desk: FlaskClient) -> None:
    first, last = "วชิรเมฆาพิพัฒน์เจริญสุข" * 5, "x" * 160
    _alone(held, [("พล.ต.อ.", first, last, "ก" * 120)], called="ชุมชน" + "ริมคลองสายยาว" * 14)
    made = pdf(desk, "sign-in")
    said = paper.pages(made)[0]
    assert paper.plain(f"พล.ต.อ.{first} {last}") in said
    assert "ก" * 120 in said
    right = paper.pictures(made)[0].crop((590, 0, 620, 877))  # the margin beyond the table is empty
    assert right.getextrema()[0] > 200


def test_two_thousand_residents_are_printed_soon_and_nobody_is_left_out(held: Flask, desk: FlaskClient) -> None:
    invented = people(2000, ["c"])
    _alone(held, [(one.title, one.first, one.last, one.house) for one in invented])
    began = time.monotonic()
    made = pdf(desk, "sign-in")
    assert time.monotonic() - began < 20
    said = "".join(paper.pages(made))
    assert [one.full for one in invented if paper.plain(one.full) not in said] == []
    assert "2010" in said  # ten empty rows go on counting


# --- the other papers


def test_the_form_asks_for_every_field_of_an_opinion_and_for_no_name(desk: FlaskClient) -> None:
    """R2.2b: topic, stage, kind, channel, date, receiver, receipt; R2.2a: nobody must say who they are."""
    (said,) = paper.pages(pdf(desk, "opinions"))
    for group in ("kind", "stage", "channel"):
        for word in WORDS["th"][group].values():
            assert paper.plain(word) in said
    for word in ("เลขรับ", "เรื่อง", "วันที่รับ", "ผู้รับ", "ไม่ออกชื่อ"):
        assert paper.plain(word) in said
    for each in SAMPLE["topics"]:
        assert paper.plain(each["name_th"]) in said


def test_slips_carry_numbers_and_codes_that_the_office_will_know(desk: FlaskClient) -> None:
    """R2.2b: each code stands on both halves, fits its check symbols, and is nobody else's."""
    made = pdf(desk, "slips", slips=11, first=41)
    said = paper.pages(made)
    assert len(said) == 2
    codes = re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", "".join(said))
    assert len(codes) == 22
    assert len(set(codes)) == 11
    assert all(receipts.fits(receipts.normal(code)) for code in codes)
    assert [number for number in range(41, 52) if f"ใบรับที่{number}" not in "".join(said)] == []
    assert "/receipts" in said[0]
    assert set(codes).isdisjoint(
        re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", "".join(paper.pages(pdf(desk, "slips"))))
    )


def test_cards_lead_to_the_hearing_and_to_each_of_its_topics(desk: FlaskClient) -> None:
    pages = paper.pages(pdf(desk, "cards"))
    assert len(pages) == 1 + len(SAMPLE["topics"])
    assert pages[0].count(f"/hearings/{M1}") == 8
    for page, each in zip(pages[1:], SAMPLE["topics"], strict=True):
        assert page.count(paper.plain(each["name_th"])) == 8
        assert page.count("/topics/") == 8


def test_the_agenda_has_its_items_in_their_order(desk: FlaskClient) -> None:
    said = "".join(paper.pages(pdf(desk, "agenda")))
    at = [said.index(paper.plain(f"ระเบียบวาระที่ {item['no']} {item['title']}")) for item in _m1()["agenda"]]
    assert at == sorted(at)
    assert [item["no"] for item in _m1()["agenda"] if paper.plain(item["detail"]) not in said] == []


def test_the_notice_holds_what_must_be_announced(desk: FlaskClient) -> None:
    """R5.1: method, period, place, topics, agenda, when the result is due; R5.4: the privacy notice."""
    said = "".join(paper.pages(pdf(desk, "notice")))
    m1 = _m1()
    for text in (
        m1["title"],
        m1["place"],
        m1["method"],
        "วันเสาร์ที่ 17 มกราคม 2569",
        "13.30 – 16.10 น.",
        m1["chair_role"],
    ):
        assert paper.plain(text) in said
    for text in ("ประกาศ ณ วันที่ 30 ธันวาคม พ.ศ. 2568", "ภายใน 1 กุมภาพันธ์ 2569", "ไม่ขอเลขบัตรประชาชน", f"/hearings/{M1}"):
        assert paper.plain(text) in said
    for each in (*(one["name_th"] for one in SAMPLE["topics"]), *(item["title"] for item in m1["agenda"])):
        assert paper.plain(each) in said
    assert all(paper.plain(place) in said for place in m1["notice"]["posted_at"])


def test_thai_digits_reach_every_number_but_codes_and_addresses(desk: FlaskClient) -> None:
    notice = "".join(paper.pages(pdf(desk, "notice", thai_digits="true")))
    assert paper.plain("วันเสาร์ที่ ๑๗ มกราคม ๒๕๖๙ เวลา ๑๓.๓๐ – ๑๖.๑๐ น.") in notice
    assert f"/hearings/{M1}" in notice
    left = notice.replace(M1, "")
    assert [digit for digit in "0123456789" if digit in left] == []
    sheet = "".join(paper.pages(pdf(desk, "sign-in", thai_digits="true")))
    assert [digit for digit in "0123456789" if digit in sheet] == []


def test_a_hearing_of_which_little_is_known_yet_can_be_printed_all_the_same(held: Flask, desk: FlaskClient) -> None:
    say(held, "meeting/bare", "meeting", "bare", {"state": "planned"})
    for name in PAPERS:
        assert len(paper.pages(pdf(desk, name, "bare"))) >= 1


@pytest.mark.parametrize("name", ["sign-in", "opinions", "cards", "agenda", "notice"])
def test_a_paper_looks_as_somebody_approved(desk: FlaskClient, name: str) -> None:
    paper.looks_as_approved(name, pdf(desk, name, blank=6, thai_digits="true" if name == "agenda" else "false"))


def test_slips_look_as_somebody_approved(desk: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    codes = iter([f"7K3M{number:04}2BVA" for number in range(8)])
    monkeypatch.setattr(receipts, "new", lambda: next(codes))
    paper.looks_as_approved("slips", pdf(desk, "slips", slips=8))


def _m1() -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in SAMPLE["meetings"] if each["ref"] == "m1")
    return found


def _id(ref: str) -> str:
    return loader.id_of(ref)


def _alone(app: Flask, residents: list[tuple[str, str, str | None, str]], called: str = "ชุมชนเดียว") -> None:
    """The hearing asks one community, in which these people live."""
    say(app, f"office/{OFFICE}", "community", "alone", {"name": {"th": called}, "subdistrict": "nowhere"})
    say(app, f"meeting/{M1}", "meeting", M1, {"communities": ["alone"]})
    settle_in(app, "community/alone", residents)
