"""The officers' phone app, by what an officer reads and taps."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Phone
from tests.browser.screens import sample

CAPACITY = {"observer": "ผู้สังเกตการณ์", "committee": "กรรมการชุมชน", "resident": "คนในพื้นที่"}
KIND = {
    "problem": "ปัญหา", "need": "ความต้องการ", "suggestion": "ข้อเสนอ", "concern": "ข้อกังวล", "complaint": "ร้องเรียน",
    "support": "สนับสนุน", "evaluation": "ประเมินผล",
}  # fmt: skip


class Field:
    """One officer with one phone. Every step ends when the screen says that it is saved."""

    def __init__(self, phone: Phone, url: str) -> None:
        self.phone = phone
        self.url = url

    @property
    def page(self) -> Page:
        return self.phone.page

    def enrol(self, code: str, label: str, hearings: int = 2) -> None:
        """The first load: enrol, wait until the worker holds the shell and the hearings are here."""
        self.page.goto(f"{self.url}/field#enrol={code}")
        self.page.get_by_label("ชื่อเรียกเครื่องนี้").fill(label)
        self.page.get_by_role("button", name="ลงทะเบียน", exact=True).click()
        expect(self.page.get_by_role("link", name=re.compile("^เวที "))).to_have_count(hearings, timeout=60_000)
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        self.page.reload()
        expect(self.page.get_by_role("link", name=re.compile("^เวที "))).to_have_count(hearings)

    def meeting(self, number: str) -> None:
        self.page.goto(f"{self.url}/field")
        self.page.get_by_role("link").filter(has_text=f"เวที {number}").click()
        expect(self.page.get_by_role("heading", name=f"เวที {number}")).to_be_visible()

    def stand_at(self, post: str) -> None:
        self.page.get_by_role("radio", name=post).check()

    def serve_at(self, post: str) -> None:
        """Stands at a post and sees that the phone knows it after a reload, too: for tests that go on by address."""
        radio = self.page.get_by_role("radio", name=post)
        for _ in range(5):
            radio.check()
            self.page.reload()
            radio.wait_for()
            self.page.wait_for_timeout(200)
            if radio.is_checked():
                return
        raise AssertionError(f"the phone does not keep that it stands at {post}")

    def goes_offline_at_the_door(self, number: str, post: str) -> None:
        """From the list of hearings to a door, and out of reach of any network."""
        self.meeting(number)
        self.serve_at(post)
        self.phone.offline(True)
        self.room("ประตู")

    def room(self, name: str) -> None:
        """Opens door, votes or opinions from the home of the hearing."""
        self.page.get_by_role("navigation").get_by_role("link", name=re.compile(f"^{name}")).click()

    # the door ---------------------------------------------------------------------------------------------------------
    def find(self, ref: str) -> Locator:
        """Types what tells this person from all others: the house number, or the name without one."""
        person = sample.resident(ref)
        self.page.get_by_role("searchbox").fill(person[sample.HOUSEHOLD] or person["first_name"])
        return self.page.get_by_role("listitem").filter(has_text=person["first_name"])

    def check_in(self, ref: str) -> None:
        row = self.find(ref)
        row.get_by_role("button", name=re.compile("^เช็กชื่อ ")).click()
        self.saved(f"{sample.resident(ref)['first_name']}")

    def check_in_as(self, ref: str, capacity: str) -> None:
        """Through the person's page, in another capacity than the list says."""
        self.find(ref).get_by_role("link", name=re.compile("^รายละเอียด ")).click()
        self.page.get_by_role("radio", name=CAPACITY[capacity]).check()
        self.page.get_by_role("button", name="บันทึกว่ามาแล้ว").click()
        self.saved(sample.resident(ref)["first_name"])

    def saved(self, about: str) -> None:
        said = self.page.get_by_role("status").filter(has_text=re.compile(f"{re.escape(about)}.*", re.DOTALL))
        expect(said.get_by_text("เก็บในเครื่องแล้ว")).to_be_visible()

    def present(self) -> int:
        return int(self.page.locator("section.have .num").inner_text())

    # votes ------------------------------------------------------------------------------------------------------------
    def motion(self, ref: str) -> None:
        """Opens a motion, and voting in it if this phone knows of no opening."""
        self.page.get_by_role("link").filter(has_text=sample.motion(ref)["text"]).click()
        self.page.wait_for_url("**/votes/*")
        expect(self.page.locator(".post, .call").first).to_be_visible()
        opens = self.page.get_by_role("button", name="เปิดลงคะแนน", exact=True)
        if opens.is_visible():
            opens.click()
            expect(opens).to_be_hidden()

    def hands(self, counts: dict[str, int], abstain: int) -> None:
        """Counts with the plus button, as in the hall."""
        for label, number in [*counts.items(), ("งดออกเสียง", abstain)]:
            self._plus(label, number)
        self._type("นั่งที่จุดนี้", sum(counts.values()) + abstain)
        self._save_count()

    def box(self, counts: dict[str, int], abstain: int, invalid: int) -> None:
        self._type("บัตรในหีบ", sum(counts.values()) + abstain + invalid)
        for label, number in [*counts.items(), ("งดออกเสียง", abstain), ("บัตรเสีย", invalid)]:
            self._type(label, number)
        self._save_count()

    def _plus(self, label: str, times: int) -> None:
        for _ in range(times):
            self.page.get_by_role("button", name=f"{label} เพิ่มหนึ่ง", exact=True).click()

    def _type(self, label: str, number: int) -> None:
        self.page.get_by_role("textbox", name=label, exact=True).fill(str(number))

    def _save_count(self) -> None:
        self.page.get_by_role("button", name="บันทึกผลของจุดนี้").click()
        self.saved("ผลของ")

    def call_roll(self, choices: dict[str, str]) -> None:
        """Answers for each name as it is called; `choices` maps first names to the option's text."""
        for _ in range(len(choices)):
            name = self.page.locator(".now h2")
            called = name.inner_text().strip()
            choice = next(choices[first] for first in sorted(choices, key=len, reverse=True) if first in called)
            self.page.get_by_role("button", name=choice, exact=True).click()
            expect(name).not_to_have_text(called)

    # opinions ---------------------------------------------------------------------------------------------------------
    def take_opinion(self, opinion: dict[str, Any]) -> str:
        """Takes one down and gives back the receipt code."""
        page = self.page
        start = page.get_by_role("link", name="จดความคิดเห็น")
        start.or_(page.get_by_role("link", name="คนถัดไป")).first.click()
        page.get_by_label("ถ้อยคำของผู้พูด").fill(opinion["text"])
        page.get_by_label("หัวข้อ").select_option(label=sample.topic_name(opinion["topic"]))
        page.get_by_role("radio", name=KIND[opinion["kind"]]).check()
        page.get_by_role("radio", name="เลือกจากรายชื่อ").check()
        person = sample.resident(opinion["by"])
        page.get_by_label("ค้นผู้พูด").fill(person[sample.HOUSEHOLD] or person["first_name"])
        page.get_by_role("button", name=re.compile(f"^เลือก .*{person['first_name']}")).click()
        page.get_by_role("button", name="บันทึก และออกเลขรับ").click()
        code = page.locator(".slip .code")
        expect(code).to_be_visible()
        return code.inner_text()

    # the thread -------------------------------------------------------------------------------------------------------
    def send(self) -> None:
        """Sends by hand from the page of this phone, until nothing waits."""
        self.page.goto(f"{self.url}/field/phone")
        self.page.get_by_role("button", name="ส่งตอนนี้").click()
        expect(self.page.get_by_text(re.compile("^ส่งแล้ว .* รายการ"))).to_be_visible(timeout=20_000)
        expect(self.page.locator("li.wait .num")).to_have_text("0")

    def kept(self) -> int:
        return int(self.page.locator("a.sync b").first.inner_text().replace(",", ""))
