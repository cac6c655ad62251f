"""The rehearsal's hearing as officers record it, by names from a roll that was imported, not from the sample."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.browser.screens.field import CAPACITY, Field
from tests.names import Invented


class Officer(Field):
    """One officer with one phone, at the one hearing this phone knows."""

    def home(self) -> None:
        self.page.goto(f"{self.url}/field")
        self.page.get_by_role("link", name=re.compile("^เวที ")).click()
        expect(self.page.get_by_role("heading", name=re.compile("^เวที "))).to_be_visible()

    def ready(self, people: int) -> None:
        """Before leaving the office: the page that checks this phone says that the whole list is here."""
        self.home()
        self.page.goto(f"{self.page.url}/ready")
        whole = self.page.get_by_text(f"รายชื่อ {people:,} คน")
        for _ in range(30):
            self.page.get_by_role("button", name="ตรวจอีกครั้ง").click()
            expect(self.page.get_by_role("heading", name=re.compile("^พร้อมแล้ว"))).to_be_visible()
            if whole.is_visible():
                return
            self.page.wait_for_timeout(1_000)
        raise AssertionError("the list of residents never came whole")

    def row(self, person: Invented) -> Locator:
        """The row of somebody at the door: by name; the house tells namesakes apart."""
        self.page.get_by_role("searchbox").fill(f"{person.first} {person.last}")
        house = re.compile(rf"(?<![\d/]){re.escape(person.house)}(?![\d/])")
        return self.page.get_by_role("listitem").filter(has_text=person.first).filter(has_text=house).first

    def receive(self, person: Invented) -> None:
        self.row(person).get_by_role("button", name=re.compile("^เช็กชื่อ ")).click()
        self.saved(person.first)

    def receive_as(self, person: Invented, capacity: str) -> None:
        self.row(person).get_by_role("link", name=re.compile("^รายละเอียด ")).click()
        self.page.get_by_role("radio", name=CAPACITY[capacity]).check()
        self.page.get_by_role("button", name="บันทึกว่ามาแล้ว").click()
        self.saved(person.first)

    def vote(self, motion: str, counts: dict[str, int], abstain: int) -> None:
        """Hands at this post; opens voting if this phone knows of no opening."""
        self.page.get_by_role("link").filter(has_text=motion).click()
        opens = self.page.get_by_role("button", name="เปิดลงคะแนน", exact=True)
        expect(self.page.locator(".post, .call").first).to_be_visible()
        if opens.is_visible():
            opens.click()
            expect(opens).to_be_hidden()
        self.hands(counts, abstain)

    def hear(self, text: str, topic: str) -> str:
        """An opinion whose speaker gives no name; gives back the receipt."""
        page = self.page
        start = page.get_by_role("link", name="จดความคิดเห็น")
        start.or_(page.get_by_role("link", name="คนถัดไป")).first.click()
        page.get_by_label("ถ้อยคำของผู้พูด").fill(text)
        page.get_by_label("หัวข้อ").select_option(label=topic)
        page.get_by_role("radio", name="ข้อเสนอ").check()
        page.get_by_role("radio", name="ไม่ออกชื่อ").check()
        page.get_by_role("button", name="บันทึก และออกเลขรับ").click()
        code = page.locator(".slip .code")
        expect(code).to_be_visible()
        return code.inner_text()
