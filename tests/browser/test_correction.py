"""What was recorded can be corrected, and nothing is edited in silence."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable

from playwright.sync_api import expect

from server.demo.loader import id_of
from tests.browser.conftest import WIDE, House, Phone
from tests.browser.screens.desk import Desk
from tests.browser.screens.field import Field

PERSON = "r10"


def attendance_of(house: House, ref: str) -> str:
    """Stream, kind and record of a person's attendance, as an address names them."""
    with sqlite3.connect(house.folder / "prachakhom.sqlite3") as database:
        rows = database.execute("SELECT stream, record, fields FROM record WHERE kind = 'attendance'").fetchall()
    found = [(stream, record) for stream, record, text in rows if json.loads(text)["resident"]["value"] == id_of(ref)]
    (one,) = found
    return f"{one[0]}/attendance/{one[1]}"


def test_a_corrected_attendance_shows_both_values_who_wrote_them_and_why(
    house: House, phone_of: Callable[..., Phone]
) -> None:
    """R0.2: corrected after sync; old value, new value, actor and reason stand in the history."""
    field = Field(phone_of("a"), house.url)
    field.enrol(house.demo["officer-a"]["code"], "มือถือ ก")
    field.meeting("๒/๒๕๖๙")
    field.stand_at("ประตู ก")
    field.room("ประตู")
    field.check_in(PERSON)
    field.send()

    desk = Desk(phone_of("desk", size=WIDE), house.url)
    desk.sign_in("staff@bkl.example", house.demo["staff"]["password"], "โต๊ะ 1")
    desk.exchange()
    desk.go(f"/history/{attendance_of(house, PERSON)}")
    page = desk.page
    page.get_by_role("link", name="แก้ไขสิ่งที่บันทึก").click()
    page.get_by_role("combobox").first.select_option(label="ผู้สังเกตการณ์")
    page.get_by_role("button", name="บันทึก").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("แก้ไขสิ่งที่บันทึก")  # not without a reason
    page.get_by_label(re.compile("^เหตุผลที่แก้")).fill("เจ้าตัวแจ้งว่ามาดูเฉย ๆ")
    page.get_by_role("button", name="บันทึก").click()
    expect(page.locator("ol.rows > li")).to_have_count(2)
    before, after = page.locator("ol.rows > li").all_inner_texts()
    for text in ("เจ้าหน้าที่ภาคสนาม ก", "มือถือ ก", "กรรมการชุมชน", "มีค่าใหม่แทนแล้ว"):
        assert text in before
    for text in ("เจ้าพนักงานพัฒนาสังคม", "โต๊ะ 1", "ผู้สังเกตการณ์", "เจ้าตัวแจ้งว่ามาดูเฉย ๆ"):
        assert text in after
