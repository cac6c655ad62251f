"""Owns docs/pictures/: `make pictures` takes them from a phone-sized and a desk-sized browser on demos of its own.

Run it when a screen has changed, and look at what it made before committing. A plain run of the tests only checks that
every picture which the pages name is there, of a phone's or a desk's size, and light.
"""

from __future__ import annotations

import os
import re
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright

from tests.browser import album
from tests.browser.conftest import FLAGS, SMALL, WIDE, House, Phone, start_house, stop
from tests.browser.screens.desk import Desk
from tests.browser.screens.field import Field

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "pictures"
HEAVIEST = {"phone": 120_000, "desk": 280_000}  # bytes


@pytest.fixture(scope="module")
def taken(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """The folder of the pictures, taken anew when PICTURES is set."""
    if os.environ.get("PICTURES"):
        FOLDER.mkdir(exist_ok=True)
        for old in FOLDER.glob("*.png"):
            old.unlink()
        folder = tmp_path_factory.mktemp("pictures")
        browser = playwright.chromium.launch(executable_path=request.getfixturevalue("chromium"), args=FLAGS)
        with standing(folder / "prepared", filled=False) as house:
            desk = at_desk(browser, house)
            papers = album.before_the_hearing(desk, take)
            second = Field(opened(browser, SMALL), house.url)
            album.apart(second, house)
            first = Field(opened(browser, SMALL), house.url)
            album.on_the_phone(first, house, papers, take)
            album.beside(first, second, take)
            second.phone.offline(False)
            second.send()
            album.after_the_hearing(desk, take)
        with standing(folder / "held", filled=True) as house:
            album.of_a_held_hearing(at_desk(browser, house), take)
        browser.close()
    return FOLDER


@contextmanager
def standing(folder: Path, *, filled: bool) -> Iterator[House]:
    """A house on a folder of its own."""
    folder.mkdir(mode=0o700)
    house = start_house(folder, filled=filled)
    try:
        yield house
    finally:
        stop(house)


def opened(browser: Browser, size: dict[str, int]) -> Phone:
    """A browser with empty storage; one of the pictures is never killed, so it needs no way to start again."""
    context = browser.new_context(
        viewport=size,
        device_scale_factor=1, locale="th-TH", timezone_id="Asia/Bangkok", reduced_motion="reduce",
    )  # fmt: skip
    return Phone(lambda: context, FOLDER, context, context.new_page())


def at_desk(browser: Browser, house: House) -> Desk:
    desk = Desk(opened(browser, WIDE), house.url)
    desk.sign_in("staff@bkl.example", house.demo["staff"]["password"], "โต๊ะ 1 ห้องพัฒนาชุมชน")
    return desk


def take(page: Page, name: str) -> None:
    """One picture, once letters and lines have come to rest."""
    page.evaluate("document.fonts.ready.then(() => true)")
    page.wait_for_timeout(400)
    page.screenshot(path=FOLDER / f"{name}.png", animations="disabled", caret="hide")


def test_every_picture_of_the_pages_is_there_and_no_other(taken: Path) -> None:
    pages = [*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")]
    named = {name for page in pages for name in re.findall(r"pictures/([\w-]+\.png)", page.read_text("utf-8"))}
    assert {file.name for file in taken.glob("*.png")} == named


def test_every_picture_is_a_whole_screen_and_light(taken: Path) -> None:
    for file in taken.glob("*.png"):
        kind, size = ("desk", WIDE) if file.name.startswith("desk-") else ("phone", SMALL)
        assert struct.unpack(">II", file.read_bytes()[16:24]) == (size["width"], size["height"]), file.name
        assert file.stat().st_size < HEAVIEST[kind], file.name
