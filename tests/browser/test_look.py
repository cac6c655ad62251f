"""Looks at every screen of a filled house: axe in every theme, thumb reach, letters, nothing cut, large text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

from server.demo.loader import id_of
from sync.keys import KeyPair
from tests.browser import look
from tests.browser.conftest import FLAGS, SMALL, WIDE, House, Phone, start_house, stop
from tests.browser.screens import sample
from tests.browser.screens.desk import Desk
from tests.browser.screens.field import Field
from tests.browser.tour import DESK, FIELD, PUBLIC, types

PAPER = {"width": 1200, "height": 800}
AGREE, DIFFER = (
    "r10",
    "r16",
)  # nobody of the filled hearing: the first is called by roll, about the second phones differ


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house where both hearings were held and their decisions published."""
    folder = tmp_path_factory.mktemp("filled") / "instance"
    folder.mkdir(mode=0o700)
    running = start_house(folder, filled=True)
    yield running
    stop(running)


@pytest.fixture(scope="session")
def browser_of(playwright: Playwright, chromium: str) -> Iterator[Callable[..., BrowserContext]]:
    """Gives out contexts of one browser, which share nothing."""
    browser: Browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)

    def make(**options: object) -> BrowserContext:
        known = {"viewport": SMALL, "locale": "th-TH", "timezone_id": "Asia/Bangkok", "reduced_motion": "reduce"}
        return browser.new_context(**{**known, **options})  # type: ignore[arg-type]  # options of a context by name

    yield make
    browser.close()


def phone(context: BrowserContext) -> Phone:
    """A context of the shared browser, handled like a phone."""
    return Phone(lambda: context, Path(), context, context.new_page())


@pytest.fixture(scope="session")
def officer(filled: House, browser_of: Callable[..., BrowserContext]) -> Field:
    """An officer at door ก; a second one at door ข saw the same person in another capacity."""
    fields = []
    for part, post in (("officer-b", "ประตู ข"), ("officer-a", "ประตู ก")):
        field = Field(phone(browser_of()), filled.url)
        field.enrol(filled.demo[part]["code"], "มือถือของกนกวรรณ")
        field.phone.offline(True)
        for number in ("๑/๒๕๖๙", "๒/๒๕๖๙"):
            field.meeting(number)
            field.serve_at(post)
        field.room("ประตู")
        fields.append(field)
    field.check_in(AGREE)
    for each, capacity in zip(fields, ("observer", "resident"), strict=True):
        each.check_in_as(DIFFER, capacity)
        each.phone.offline(False)
        each.send()
    return field


@pytest.fixture(scope="session")
def desk(filled: House, officer: Field, browser_of: Callable[..., BrowserContext]) -> Desk:
    """Staff at a desk, once the phones have sent."""
    at = Desk(phone(browser_of(viewport=WIDE)), filled.url)
    at.sign_in("staff@bkl.example", filled.demo["staff"]["password"], "โต๊ะทดสอบ")
    at.differences(1)
    return at


@pytest.mark.parametrize("name", FIELD)
def test_a_screen_of_the_phone_is_read_and_pressed(officer: Field, name: str) -> None:
    FIELD[name].open(officer.page, officer.url)
    assert look.faults(officer.page) == []
    assert look.in_every_theme(officer.page, f"field-{name}") == []


def test_the_first_screen_of_a_new_phone_is_read_and_pressed(
    filled: House, browser_of: Callable[..., BrowserContext]
) -> None:
    page = browser_of().new_page()
    page.goto(f"{filled.url}/field#enrol={filled.demo['officer-a']['code']}")
    expect(page.get_by_role("button", name="ลงทะเบียน", exact=True)).to_be_visible()
    assert look.faults(page) == []
    assert look.in_every_theme(page, "field-enrol") == []


@pytest.mark.parametrize("name", ["door-typing", "roll-call"])
def test_names_and_buttons_stay_when_text_is_larger(officer: Field, name: str) -> None:
    page = officer.page
    page.goto(f"{officer.url}/field/settings")
    page.get_by_role("radio", name="ใหญ่มาก").check()
    try:
        FIELD[name].open(page, officer.url)
        assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "20px"
        look.keep(page, f"field-{name}-larger")
        assert look.faults(page) == []
        for part in (".found li strong, .now h2", ".found li .come, .act .btn"):
            expect(page.locator(part).first).to_be_in_viewport(ratio=1)
    finally:
        page.goto(f"{officer.url}/field/settings")
        page.get_by_role("radio", name="ปกติ").check()


@pytest.mark.parametrize("name", DESK)
def test_a_room_of_the_desk_is_read_on_a_wide_and_on_a_small_screen(desk: Desk, name: str) -> None:
    for size in (WIDE, SMALL):
        desk.page.set_viewport_size(size)
        DESK[name].open(desk.page, desk.url)
        assert look.faults(desk.page, target=look.POINTER) == []
        assert look.in_every_theme(desk.page, f"desk-{name}-{size['width']}") == []


def test_one_contradiction_is_read_on_a_wide_and_on_a_small_screen(desk: Desk) -> None:
    desk.differences(1)
    desk.page.locator("ol.list a").first.click()
    for size in (WIDE, SMALL):
        desk.page.set_viewport_size(size)
        expect(desk.page.locator("h2.ask")).to_contain_text(sample.resident(DIFFER)["first_name"])
        assert look.faults(desk.page, target=look.POINTER) == []
        assert look.in_every_theme(desk.page, f"desk-contradiction-{size['width']}") == []


def test_signing_in_is_read_on_a_wide_and_on_a_small_screen(
    filled: House, browser_of: Callable[..., BrowserContext]
) -> None:
    for size in (WIDE, SMALL):
        page = browser_of(viewport=size).new_page()
        page.goto(f"{filled.url}/desk")
        expect(page.get_by_role("button", name="เข้าสู่ระบบ")).to_be_visible()
        assert look.faults(page, target=look.POINTER) == []
        assert look.in_every_theme(page, f"desk-sign-in-{size['width']}") == []


def in_both_schemes(page: Page, name: str) -> list[str]:
    """What is wrong with a public page, which follows the system's colours."""
    found: list[str] = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        look.keep(
            page, f"public-{name}-{page.viewport_size['width'] if page.viewport_size else 0}-{scheme}", whole=True
        )
        found += [f"{scheme}: {one}" for one in look.violations(page)]
    return found + look.faults(page, target=look.POINTER)


@pytest.mark.parametrize("size", [SMALL, PAPER], ids=["phone", "paper"])
@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_page_is_read_on_any_screen(
    filled: House, browser_of: Callable[..., BrowserContext], name: str, size: dict[str, int]
) -> None:
    context = browser_of(viewport=size)
    page = context.new_page()
    PUBLIC[name].open(page, filled.url)
    assert in_both_schemes(page, name) == []
    context.close()


def test_a_public_page_reads_the_same_without_javascript_and_leaves_no_cookie(
    filled: House, browser_of: Callable[..., BrowserContext]
) -> None:
    """R2.1c: a clean profile without JavaScript reads notice and result, and nothing is kept of it."""
    context = browser_of(java_script_enabled=False)
    page = context.new_page()
    for name, sight in PUBLIC.items():
        sight.open(page, filled.url)
        look.keep(page, f"public-{name}-plain", whole=True)
        wide = page.locator("html").evaluate("(root) => root.scrollWidth - innerWidth")
        assert wide <= 0, name
        if name in ("hearing", "decision"):
            expect(page.get_by_role("table").first).to_be_visible()
    assert context.cookies() == []
    context.close()


def test_a_receipt_that_was_found_is_read(
    filled: House, officer: Field, browser_of: Callable[..., BrowserContext]
) -> None:
    """R2.2b: the code on the phone's screen opens the state of the opinion."""
    FIELD["receipt"].open(officer.page, officer.url)
    code = officer.page.locator(".slip .code").inner_text()
    for size in (SMALL, PAPER):
        context = browser_of(viewport=size)
        page = context.new_page()
        page.goto(f"{filled.url}/receipts")
        page.get_by_role("textbox").fill(code)
        page.get_by_role("textbox").press("Enter")
        expect(page.locator("dl.facts")).to_be_visible()
        assert in_both_schemes(page, "receipt-found") == []
        context.close()


def test_the_page_of_a_subscription_is_read(filled: House, browser_of: Callable[..., BrowserContext]) -> None:
    context = browser_of()
    wish = {
        "topic": id_of("t3"),
        "endpoint": "https://fcm.googleapis.com/fcm/send/looked-at",
        "keys": {"p256dh": KeyPair.generate().public, "auth": "A" * 22},
    }
    answer = context.request.post(f"{filled.url}/api/subscriptions", data=wish)
    assert answer.status == 201, answer.text()
    page = context.new_page()
    page.goto(filled.url + answer.json()["url"])
    expect(page.get_by_role("button").first).to_be_visible()
    assert in_both_schemes(page, "subscription") == []
    context.close()


def test_searching_the_door_underlines_what_differs_between_like_names(officer: Field) -> None:
    """R5.6: two people of one name are told apart before the tap."""
    FIELD["door-empty"].open(officer.page, officer.url)
    types("สมชาย")(officer.page)
    expect(officer.page.locator(".found li u").first).to_be_visible()
