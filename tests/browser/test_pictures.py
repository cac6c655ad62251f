"""Owns docs/pictures/: `make pictures` takes them from a phone-sized browser on a demo of its own.

Run it when a screen has changed, and look at what it made before committing. A plain run of the tests only checks that
every picture which the pages name is there, of a phone's size, and light.
"""

from __future__ import annotations

import os
import re
import struct
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.browser.conftest import FLAGS, SMALL, House, Phone, start_house, stop
from tests.browser.screens import sample
from tests.browser.screens.field import Field

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "pictures"
NUMBER = "๒/๒๕๖๙"
HEAVIEST = 120_000  # bytes


@pytest.fixture(scope="module")
def taken(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """The folder of the pictures, taken anew when PICTURES is set."""
    if os.environ.get("PICTURES"):
        FOLDER.mkdir(exist_ok=True)
        folder = tmp_path_factory.mktemp("pictures") / "instance"
        folder.mkdir(mode=0o700)
        house = start_house(folder, filled=False)
        try:
            chromium = request.getfixturevalue("chromium")
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            context = browser.new_context(viewport=SMALL, device_scale_factor=1, locale="th-TH")  # type: ignore[arg-type]  # width and height
            walk(Field(Phone(lambda: context, folder, context, context.new_page()), house.url), house)
            browser.close()
        finally:
            stop(house)
    return FOLDER


def test_every_picture_of_the_pages_is_there_and_no_other(taken: Path) -> None:
    pages = [*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")]
    named = {name for page in pages for name in re.findall(r"pictures/([\w-]+\.png)", page.read_text("utf-8"))}
    assert {file.name for file in taken.glob("*.png")} == named


def test_every_picture_is_a_phone_screen_and_light(taken: Path) -> None:
    for file in taken.glob("*.png"):
        assert struct.unpack(">II", file.read_bytes()[16:24]) == (SMALL["width"], SMALL["height"]), file.name
        assert file.stat().st_size < HEAVIEST, file.name


def take(page: Page, name: str) -> None:
    """One picture, once letters and lines have come to rest."""
    page.evaluate("document.fonts.ready.then(() => true)")
    page.wait_for_timeout(400)
    page.screenshot(path=FOLDER / f"{name}.png", animations="disabled", caret="hide")


def walk(field: Field, house: House) -> None:
    """An officer's day, with a picture at each stop."""
    page, code = field.page, house.demo["officer-a"]["code"]
    page.goto(f"{house.url}/field#enrol={code}")
    page.get_by_label("ชื่อเรียกเครื่องนี้").fill("มือถือของกนกวรรณ")
    take(page, "enrol")
    field.enrol(code, "มือถือของกนกวรรณ")
    take(page, "meetings")
    field.meeting(NUMBER)
    field.serve_at("ประตู ก")
    home = page.url
    page.goto(f"{home}/ready")
    take(page, "ready")
    door(field, home)
    votes(field, home)
    opinion(field, home)
    page.goto(f"{house.url}/field/phone")
    take(page, "sync")


def door(field: Field, home: str) -> None:
    """The first check-ins, then a search; then somebody who stands on no list."""
    page = field.page
    page.goto(f"{home}/door")
    for one in sample.attendance("m2", "device-A")[:12]:
        field.check_in(one["resident"])
    page.get_by_role("searchbox").fill("สม")
    take(page, "door")
    page.goto(f"{home}/door/add")
    take(page, "walk-in")


def votes(field: Field, home: str) -> None:
    """Hands and roll call, half-way."""
    page = field.page
    page.context.set_offline(True)
    for motion in sample.sample()["motions"]:
        if motion["meeting"] != "m2" or motion["method"] == "secret_ballot":
            continue
        page.goto(f"{home}/votes")
        field.motion(motion["ref"])
        if motion["method"] == "roll_call":
            for _ in range(3):
                page.get_by_role("button", name=motion["options"][0]["text"], exact=True).click()
                page.wait_for_timeout(500)
            take(page, "roll-call")
        else:
            for _ in range(7):
                page.get_by_role("button", name=re.compile("เพิ่มหนึ่ง$")).first.click()
            take(page, "hands")
    page.context.set_offline(False)


def opinion(field: Field, home: str) -> None:
    """A receipt, and an opinion being taken down."""
    page = field.page
    said = next(one for one in sample.sample()["opinions"] if one["meeting"] == "m2" and one["by"])
    page.goto(f"{home}/opinions")
    expect(page.get_by_role("link", name="จดความคิดเห็น")).to_be_visible()
    field.take_opinion(said)
    take(page, "receipt")
    page.goto(f"{home}/opinions/new")
    page.get_by_label("ถ้อยคำของผู้พูด").fill(said["text"])
    take(page, "opinion")
