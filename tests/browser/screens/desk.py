"""The staff's desk, by what staff read and press."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser import look
from tests.browser.conftest import SMALL, WIDE, Phone
from tests.browser.screens import sample
from tests.browser.screens.field import KIND

STAGE = {"before": "ก่อนวางแผน", "during": "ระหว่างทำ", "after": "หลังทำเสร็จ"}
CHANNEL = {"form": "แบบฟอร์ม", "line": "ไลน์", "phone": "โทรศัพท์", "letter": "จดหมาย"}


class Desk:
    """One member of staff at one browser."""

    def __init__(self, browser: Phone, url: str) -> None:
        self.browser = browser
        self.url = url

    @property
    def page(self) -> Page:
        return self.browser.page

    def sign_in(self, email: str, password: str, label: str) -> None:
        page = self.page
        page.goto(f"{self.url}/desk")
        page.get_by_label("อีเมล").fill(email)
        page.get_by_label("รหัสผ่าน").fill(password)
        page.get_by_role("button", name="เข้าสู่ระบบ").click()
        page.get_by_label("ชื่อเครื่อง").fill(label)
        page.get_by_role("button", name="เริ่มใช้เครื่องนี้").click()
        expect(page.get_by_role("heading", name="วันนี้")).to_be_visible(timeout=20_000)

    def go(self, path: str) -> None:
        self.page.goto(f"{self.url}/desk{path}")

    def looks_well(self, name: str) -> None:
        """The screen as it stands, wide and small, in every theme."""
        for size in (WIDE, SMALL):
            self.page.set_viewport_size(size)
            assert look.faults(self.page, target=look.POINTER) == []
            assert look.in_every_theme(self.page, f"desk-{name}-{size['width']}") == []
        self.page.set_viewport_size(WIDE)

    def exchange(self) -> None:
        """Sends and receives by hand, and waits until nothing is left to send."""
        self.go("/sync")
        self.page.get_by_role("button", name="รับส่งตอนนี้").click()
        waiting = self.page.locator("dt", has_text="รอส่ง").locator("xpath=following-sibling::dd[1]")
        expect(waiting).to_have_text("0")
        expect(self.page.get_by_role("status").filter(has_text="ต่อกับสำนักงานอยู่ · ข้อมูลมาครบแล้ว")).to_be_visible()

    def record_opinion(self, opinion: dict[str, Any]) -> str:
        """Types in what came by form, LINE, telephone or letter; gives back the receipt."""
        page = self.page
        again = page.get_by_role("button", name="จดอีกเรื่อง")
        if again.is_visible():
            again.click()
        else:
            self.go("/opinions/new")
        page.get_by_label("เรื่อง", exact=True).select_option(label=sample.topic_name(opinion["topic"]))
        page.get_by_role("radio", name=CHANNEL[opinion["channel"]], exact=True).check()
        page.get_by_role("radio", name=KIND[opinion["kind"]], exact=True).check()
        page.get_by_role("radio", name=STAGE[opinion["stage"]], exact=True).check()
        page.get_by_label(re.compile("^คำของผู้พูด")).fill(opinion["text"])
        page.get_by_label("วันที่รับ").fill(opinion["received_on"])
        if opinion["anonymous"]:
            page.get_by_label("ไม่ประสงค์ออกชื่อ").check()
        else:
            person = sample.resident(opinion["by"])
            page.get_by_label(re.compile("^ชื่อผู้พูด")).fill(f"{person['title']}{person['first_name']}")
        page.get_by_role("button", name="บันทึกและออกใบรับ").click()
        code = page.locator("p.code")
        expect(code).to_be_visible()
        return code.inner_text()

    # what differs -----------------------------------------------------------------------------------------------------
    def differences(self, number: int) -> list[str]:
        """The questions that wait for a decision, as the list shows them, once it shows this many."""
        self.go("/settle")
        expect(self.page.get_by_text(f"เหลือ {number} เรื่อง")).to_be_visible(timeout=20_000)
        return self.page.locator("ol.list a").all_inner_texts()

    def seen_twice(self) -> list[str]:
        self.go("/settle")
        part = self.page.locator("section").filter(has=self.page.get_by_role("heading", name="เช็กชื่อซ้ำ"))
        people = part.locator("ul").first.locator("> li")
        expect(people.first).to_be_visible()
        return people.all_inner_texts()

    def settle(self, about: str, value: str, why: str) -> None:
        """Opens the question about a person, chooses a value, says why."""
        page = self.page
        self.go("/settle")
        page.locator("ol.list a").filter(has_text=about).click()
        expect(page.locator("h2.ask")).to_contain_text(about)
        exactly = page.locator(".val", has_text=re.compile(rf"^\s*{re.escape(value)}"))
        page.locator("label.one").filter(has=exactly).locator("input").check()
        page.get_by_label(re.compile("^เหตุผล")).fill(why)
        page.get_by_role("button", name=re.compile("^ใช้ ")).click()
        expect(page.locator("h2.ask").filter(has_text=about)).to_have_count(0)

    # decisions --------------------------------------------------------------------------------------------------------
    def write_decision(self, ref: str, topic: str) -> None:
        decision = next(one for one in sample.sample()["decisions"] if one["ref"] == ref)
        motion = sample.motion(decision["motion"])
        words = {
            "ชื่อมติ": decision["push_title"], "สิ่งที่ตัดสินและเหตุผล": motion["resolution"],
            "ผู้รับผิดชอบ": decision["responsible_unit"], "หัวข้อแจ้งเตือน": decision["push_title"],
            "ข้อความแจ้งเตือน": decision["push_body"],
        }  # fmt: skip
        self.decide(sample.topic_name(topic), motion["text"], words)

    def decide(self, topic: str, motion: str, words: dict[str, str]) -> None:
        """Writes a decision from a motion; `words`: label -> text."""
        page = self.page
        self.go("/decisions/new")
        page.get_by_label("เรื่อง", exact=True).select_option(label=topic)
        chosen = page.get_by_label(re.compile("^จากญัตติ"))
        option = chosen.locator("option").filter(has_text=motion)
        chosen.select_option(value=option.get_attribute("value"))
        for label, text in words.items():
            page.get_by_label(re.compile(f"^{label}")).fill(text)
        page.get_by_role("button", name="บันทึก", exact=True).click()
        expect(page.get_by_role("heading", name="ที่ประชาชนจะเห็น")).to_be_visible()

    def publish(self, title: str) -> str:
        """As the approver: opens a decision, looks at the preview, publishes; gives back the public address."""
        page = self.page
        self.go("/decisions")
        page.get_by_role("link").filter(has_text=title).click()
        button = page.get_by_role("button", name="เผยแพร่", exact=True)
        expect(button).to_be_enabled(timeout=15_000)
        button.click()
        link = page.get_by_role("link", name="เปิดหน้าที่เผยแพร่")
        expect(link).to_be_visible(timeout=15_000)
        return str(link.get_attribute("href"))
