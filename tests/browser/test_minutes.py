"""The minutes by the screens alone: read, edited, proposed, taken as files, adopted, and read by everybody (R5.3)."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

from docx import Document
from playwright.sync_api import expect

from tests.browser.conftest import WIDE, House, Phone
from tests.browser.screens.desk import Desk


def test_minutes_go_from_the_records_to_the_page_of_the_hearing(filled: House, phone_of: Callable[..., Phone]) -> None:
    """R5.3"""
    desk = Desk(phone_of("desk", size=WIDE), filled.url)
    desk.sign_in("staff@bkl.example", filled.demo["staff"]["password"], "โต๊ะ 1")
    desk.exchange()
    desk.go("/meetings")
    page = desk.page
    page.get_by_role("link", name="๑/๒๕๖๙").click()
    page.get_by_role("link", name="รายงานการประชุม", exact=True).click()
    paper = page.get_by_role("article")
    expect(paper).to_contain_text("เริ่มประชุมเวลา 13.30 น.")
    desk.looks_well("minutes")

    page.get_by_role("button", name="แก้ ปิดท้าย").click()
    page.get_by_role("textbox", name=re.compile("^ปิดท้าย")).fill("นัดประชุมครั้งต่อไปวันเสาร์ที่ 7 มีนาคม")
    page.get_by_role("button", name="บันทึก", exact=True).click()
    expect(paper).to_contain_text("นัดประชุมครั้งต่อไป")
    page.get_by_role("button", name="แก้ ผู้ไม่มาประชุม").click()
    page.get_by_role("button", name="เพิ่มคน").click()
    page.get_by_label("ชื่อ", exact=True).fill("นายสมมติ ไม่มา")
    desk.looks_well("minutes-editing")
    page.get_by_role("button", name="บันทึก", exact=True).click()
    expect(paper).to_contain_text("นายสมมติ ไม่มา")
    page.get_by_text("ฉบับเผยแพร่", exact=True).click()
    expect(paper).not_to_contain_text("นายสมมติ ไม่มา")

    page.get_by_role("button", name="เสนอให้ที่ประชุมรับรอง").click()
    page.get_by_label("รับรองในเวที").select_option(index=1)
    desk.looks_well("minutes-proposed")
    page.get_by_role("button", name="บันทึกว่ารับรองแล้ว").click()
    expect(page.get_by_text("ที่ประชุมรับรองเมื่อ 7 มีนาคม 2569")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^แก้ "))).to_have_count(0)
    desk.looks_well("minutes-adopted")
    with page.expect_download() as taken:
        page.get_by_role("button", name="ดาวน์โหลด DOCX").click()
    said = "\n".join(each.text for each in Document(io.BytesIO(Path(taken.value.path()).read_bytes())).paragraphs)
    assert "นัดประชุมครั้งต่อไปวันเสาร์ที่ ๗ มีนาคม" in said

    page.goto(filled.url)
    page.get_by_role("link", name=re.compile("ก่อนวางแผนโครงการ")).first.click()
    address = page.get_by_role("link", name="PDF").get_attribute("href")
    answer = page.request.get(f"{filled.url}{address}")
    assert (answer.status, answer.body()[:4]) == (200, b"%PDF")
