"""A phone without a network for days: what it recorded goes as a file with somebody, and counts (R5.6)."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from server.demo.loader import id_of
from tests.browser.conftest import WIDE, House, Phone
from tests.browser.screens.desk import Desk
from tests.browser.screens.field import Field

CODE = re.compile(r"^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$")


def test_what_is_recorded_offline_reaches_the_office_by_a_file_and_both_show_one_code(
    house: House, phone_of: Callable[..., Phone], tmp_path: Path
) -> None:
    """R5.6: no network for days, and what was recorded counts all the same, once."""
    field = Field(phone_of("officer"), house.url)
    field.enrol(house.demo["officer-a"]["code"], "มือถือของกนกวรรณ")
    field.goes_offline_at_the_door("๒/๒๕๖๙", "ประตู ก")
    field.check_in("r10")
    page = field.page
    page.goto(f"{house.url}/field/phone")
    page.get_by_role("link", name="ส่งเป็นไฟล์").click()
    with page.expect_download() as coming:
        page.get_by_role("button", name="บันทึกไฟล์").click()
    file = tmp_path / coming.value.suggested_filename
    coming.value.save_as(file)
    assert file.name.startswith("prachakhom-มือถือของกนกวรรณ-")
    text = file.read_text("utf-8")
    assert text.startswith("prachakhom/1/sealed\n")
    assert "attendance" not in text

    desk = Desk(phone_of("desk", size=WIDE), house.url)
    desk.sign_in("staff@bkl.example", house.demo["staff"]["password"], "โต๊ะทดสอบ")
    for _ in range(2):  # twice without harm
        desk.page.goto(f"{house.url}/desk/sync")
        desk.page.get_by_label("เลือกไฟล์").set_input_files(file)
        expect(desk.page.get_by_text(re.compile(r"สำนักงานมีครบแล้ว \d+ รายการ"))).to_be_visible()
    desk.page.get_by_label("เลือกไฟล์").set_input_files(
        {"name": "x.txt", "mimeType": "text/plain", "buffer": b"PK\x03\x04"}
    )
    expect(desk.page.get_by_text("ไฟล์นี้ไม่ใช่ไฟล์ข้อมูลของประชาคม เลือกไฟล์ใหม่")).to_be_visible()

    field.phone.offline(False)
    field.send()
    codes = []
    desk.page.goto(f"{house.url}/desk/sync")
    desk.page.get_by_role("button", name="รับส่งตอนนี้").click()
    for at, address in ((page, f"field/m/{id_of('m2')}"), (desk.page, f"desk/meetings/{id_of('m2')}")):
        at.goto(f"{house.url}/{address}")
        at.get_by_text("เทียบข้อมูลก่อนปิดเวที").click()
        expect(at.locator("strong.code")).to_have_text(CODE)
        expect(at.get_by_role("img", name="รหัสข้อมูลเป็นรูป สำหรับส่องด้วยกล้อง")).to_be_visible()
        codes.append(at.locator("strong.code").inner_text())
    assert codes[0] == codes[1]
