"""Two phones beside each other without any network: what one recorded goes to the other by moving pictures (R5.6).

Each browser's camera is Chromium's fake device, which plays a film; the film is shot from the other browser's screen.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from server.demo.loader import id_of
from server.demo.people import OFFICE
from tests.browser import film
from tests.browser.conftest import House, Phone, command
from tests.browser.screens import sample
from tests.browser.screens.field import Field

HALF = 30
SIXTY = 2 * HALF
MOST_SECONDS = 60  # nine on two quiet cores


def officer(house: House, phone: Phone, who: str, label: str, post: str) -> Field:
    """An officer at a post of both hearings, whose phone then loses its network."""
    field = Field(phone, house.url)
    field.enrol(house.demo[who]["code"], label)
    for number in ("๑/๒๕๖๙", "๒/๒๕๖๙"):
        field.meeting(number)
        field.serve_at(post)
    phone.offline(True)
    return field


def check_in_many(field: Field, number: int) -> None:
    """So many people, one after the other, as at a busy door."""
    field.room("ประตู")
    for person in sample.sample()["residents"][:number]:
        field.find(person["ref"]).get_by_role("button", name=re.compile("^เช็กชื่อ ")).click()
    expect(field.page.locator("section.have .num")).to_have_text(str(number))


def test_sixty_attendances_go_from_phone_to_phone_by_moving_pictures_and_no_network(
    house: House, phone_of: Callable[..., Phone], tmp_path: Path
) -> None:
    """R5.6, and that nothing is fetched from a third party: both phones are offline throughout."""
    films = {name: tmp_path / f"{name}.y4m" for name in ("giver", "taker")}
    giver = officer(house, phone_of("giver", flags=film.flags(films["giver"])), "officer-a", "มือถือของกนกวรรณ", "ประตู ก")
    taker = officer(house, phone_of("taker", flags=film.flags(films["taker"])), "officer-b", "มือถือของธีรพงษ์", "ประตู ข")
    for number in ("๑/๒๕๖๙", "๒/๒๕๖๙"):
        giver.meeting(number)
        check_in_many(giver, HALF)

    taker.page.goto(f"{house.url}/field/phone/beside/take")
    expect(taker.page.get_by_role("img", name=re.compile("รูปขอข้อมูล"))).to_be_visible()
    assert film.shoot(taker.page, films["giver"], most=3, ms=2_000) > 0

    giver.page.goto(f"{house.url}/field/phone/beside/give")
    expect(giver.page.get_by_text(f"มี {SIXTY} รายการ")).to_be_visible(timeout=30_000)
    parts = film.shoot(giver.page, films["taker"], most=90, spoil=4)
    began = time.monotonic()
    taker.page.get_by_role("button", name="เพื่อนส่องแล้ว ส่องกลับ").click()
    expect(taker.page.get_by_text(re.compile(r"^\d+ จาก \d+ ส่วน$"))).to_be_visible(timeout=30_000)
    expect(taker.page.get_by_text(f"รับแล้ว {SIXTY} รายการ")).to_be_visible(timeout=60_000)
    assert parts > 30
    assert time.monotonic() - began < MOST_SECONDS

    taker.page.goto(f"{house.url}/field/m/{id_of('m2')}/door")
    expect(taker.page.locator("section.have .num")).to_have_text(str(HALF))
    codes = []
    for page in (giver.page, taker.page):
        page.goto(f"{house.url}/field/m/{id_of('m2')}")
        page.get_by_text("เทียบข้อมูลก่อนปิดเวที").click()
        codes.append(page.locator("strong.code").inner_text())
    assert codes[0] == codes[1]

    taker.phone.offline(False)  # the phone that was only shown them brings them to the office
    taker.send()
    copy = tmp_path / "held.txt"
    command(house.folder, "export", "--office", OFFICE, "--out", str(copy), f"meeting/{id_of('m2')}")
    assert copy.read_text("utf-8").count('"kind":"attendance"') == HALF
    giver.phone.offline(False)
    giver.send()
