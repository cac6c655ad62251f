"""What staff prepare before a hearing, by the forms of the desk: communities, a topic, the hearing, agenda, motions."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.screens.desk import Desk


class Preparing:
    """Staff at a desk, with nothing there yet. Every step ends when the desk shows what was saved."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @property
    def page(self) -> Page:
        return self.desk.page

    def community(self, name: str, subdistrict: str) -> str:
        """Gives back the community's id."""
        self.desk.go("/communities/new")
        self._fill({"ชื่อชุมชน": name, "แขวง (รหัส)": subdistrict, "ประเภท": "แออัด"})
        self._save()
        self.desk.go("/communities")
        link = self.page.get_by_role("link").filter(has_text=name)
        return str(link.get_attribute("href")).rpartition("/")[2]

    def topic(self, name: str, unit: str) -> None:
        self.desk.go("/topics/new")
        self._fill({"ชื่อเรื่อง": name, "ฝ่ายที่รับผิดชอบ": unit})
        for stage in ("ระดับก่อนวางแผน", "ระดับระหว่างทำ", "ระดับหลังทำเสร็จ"):
            self.page.get_by_label(re.compile(f"^{stage}")).select_option("3")
        self._save()
        self.desk.go("/topics")
        expect(self.page.get_by_role("link").filter(has_text=name)).to_be_visible()

    def meeting(self, words: dict[str, str], *, topics: list[str], communities: list[str], officers: list[str]) -> str:
        """`words`: label -> text. Gives back the hearing's id."""
        self.desk.go("/meetings/new")
        self._fill(words)
        for name in (*topics, *communities, *officers):
            self.page.get_by_role("checkbox", name=name).check()
        self._save()
        self.page.wait_for_url(re.compile("/desk/meetings/(?!new)"))
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(words["ชื่อเวที"])
        return self.page.url.rpartition("/")[2]

    def agenda(self, meeting: str, *titles: str) -> None:
        for title in titles:
            self.desk.go(f"/meetings/{meeting}/agenda/new")
            self._fill({"ชื่อวาระ": title})
            self._save()
            expect(self.page.get_by_role("link").filter(has_text=title)).to_be_visible()

    def motion(self, meeting: str, text: str, *, method: str, topic: str, agenda: str) -> None:
        self.desk.go(f"/meetings/{meeting}/motions/new")
        self._fill({"คำถาม": text})
        self.page.get_by_role("radio", name=method, exact=True).check()
        self.page.get_by_role("radio", name="เสียงข้างมาก").check()
        self.page.get_by_label("เรื่อง", exact=True).select_option(label=topic)
        item = self.page.get_by_label("อยู่ในวาระ").locator("option").filter(has_text=agenda)
        self.page.get_by_label("อยู่ในวาระ").select_option(value=item.get_attribute("value"))
        self._save()
        expect(self.page.get_by_text(text).first).to_be_visible()

    def phone_code(self, officer: str, label: str) -> str:
        """A one-time code for an officer's phone, as the desk shows it."""
        self.desk.go("/phone")
        self.page.get_by_label("เครื่องของใคร").or_(self.page.get_by_role("combobox")).first.select_option(label=officer)
        self.page.get_by_role("textbox").fill(label)
        self.page.locator("form button.main").click()
        code = self.page.locator("p.code")
        expect(code).to_be_visible()
        return code.inner_text()

    def open(self, meeting: str) -> None:
        self.desk.go(f"/meetings/{meeting}")
        self.page.get_by_role("button", name="เปิดเวที").click()
        expect(self.page.get_by_role("button", name="ปิดเวที")).to_be_visible()

    def _fill(self, words: dict[str, str]) -> None:
        for label, text in words.items():
            self.page.get_by_label(re.compile(f"^{re.escape(label)}")).first.fill(text)

    def _save(self) -> None:
        before = self.page.url
        self.page.get_by_role("button", name="บันทึก", exact=True).click()
        self.page.wait_for_url(lambda url: url != before)
