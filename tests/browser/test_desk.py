"""What staff find by the screens alone: from a hearing to what was recorded of one person, and its correction."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.conftest import WIDE, House, Phone
from tests.browser.screens import sample
from tests.browser.screens.desk import Desk

CAME = "r05"  # came to the second hearing


def test_staff_find_who_came_by_name_and_correct_it_after_the_fact(
    filled: House, phone_of: Callable[..., Phone]
) -> None:
    """R0.2: corrected long after the sync; old value, new value, actor and reason stand in the history."""
    desk = Desk(phone_of("desk", size=WIDE), filled.url)
    desk.sign_in("staff@bkl.example", filled.demo["staff"]["password"], "โต๊ะ 1")
    desk.exchange()
    desk.go("/meetings")
    page = desk.page
    page.get_by_role("link", name="๒/๒๕๖๙").click()
    page.get_by_role("link", name="คนที่มา").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("คนที่มา")
    desk.looks_well("came")

    first_name = sample.resident(CAME)["first_name"]
    page.get_by_label("หาชื่อหรือบ้านเลขที่").fill(first_name)
    row = page.get_by_role("row").filter(has_text=first_name)
    expect(page.get_by_role("status").filter(has_text="พบ 1 จาก")).to_be_visible()
    before = row.get_by_role("cell").nth(2).inner_text()
    assert before != "ผู้สังเกตการณ์"
    row.get_by_role("rowheader").get_by_role("link").first.press("Enter")
    page.get_by_role("link", name="แก้ไขสิ่งที่บันทึก").click()
    page.get_by_role("combobox").first.select_option(label="ผู้สังเกตการณ์")
    page.get_by_label(re.compile("^เหตุผลที่แก้")).fill("เจ้าตัวแจ้งว่ามาดูเฉย ๆ")
    page.get_by_role("button", name="บันทึก").click()
    said = page.locator("ol.rows > li")
    expect(said.last).to_contain_text("เจ้าตัวแจ้งว่ามาดูเฉย ๆ")
    expect(said.filter(has_text=before).filter(has_text="มีค่าใหม่แทนแล้ว").first).to_be_visible()
    for text in ("เจ้าพนักงานพัฒนาสังคม", "โต๊ะ 1", "ผู้สังเกตการณ์", "ใช้อยู่"):
        expect(said.last).to_contain_text(text)

    desk.go("/meetings")
    page.get_by_role("link", name="๒/๒๕๖๙").click()
    page.get_by_role("link", name="คนที่มา").click()
    expect(page.get_by_role("row").filter(has_text=first_name)).to_contain_text("ผู้สังเกตการณ์")


def test_every_vote_of_a_roll_call_and_every_count_leads_to_its_history(
    filled: House, phone_of: Callable[..., Phone]
) -> None:
    """R0.2: what never differed can be reached too."""
    desk = Desk(phone_of("desk", size=WIDE), filled.url)
    desk.sign_in("staff@bkl.example", filled.demo["staff"]["password"], "โต๊ะ 1")
    desk.exchange()
    desk.go("/meetings")
    page = desk.page
    page.get_by_role("link", name="๒/๒๕๖๙").click()
    page.get_by_role("link", name=re.compile("^เสียงรายคน")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("เสียงรายคน")
    desk.looks_well("voters")
    page.get_by_role("rowheader").get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("ประวัติ: เสียง")
    expect(page.get_by_role("link", name="แก้ไขสิ่งที่บันทึก")).to_be_visible()
    page.go_back()
    page.go_back()
    page.get_by_role("link", name=re.compile("^ฝั่ง.* ประวัติ|^ประตู.* ประวัติ")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("ประวัติ: ผลนับ")


def test_names_are_hidden_when_the_hall_sees_the_list(filled: House, phone_of: Callable[..., Phone]) -> None:
    desk = Desk(phone_of("desk", size=WIDE), filled.url)
    desk.sign_in("staff@bkl.example", filled.demo["staff"]["password"], "โต๊ะ 1")
    desk.exchange()
    desk.go("/meetings")
    page = desk.page
    page.get_by_role("link", name="๒/๒๕๖๙").click()
    page.get_by_role("link", name="คนที่มา").click()
    first_name = sample.resident(CAME)["first_name"]
    expect(page.get_by_role("table")).to_contain_text(first_name)
    page.get_by_label(re.compile("^ซ่อนชื่อ")).press("Space")
    expect(page.get_by_role("table")).not_to_contain_text(first_name)
