"""The public pages in a real browser: read again offline, printed, looked over by axe, notified without words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from server.demo.loader import id_of
from tests.browser.conftest import FLAGS, ROOT, SMALL, House, Phone, start_house, stop, wait_for
from tests.browser.screens.public import Pushed

AXE = ROOT / "pwa" / "node_modules" / "axe-core" / "axe.min.js"
HEARING, DECISION, TOPIC = f"/hearings/{id_of('m1')}", f"/decisions/{id_of('d3')}", f"/topics/{id_of('t3')}"


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house where both hearings were held and their decisions published."""
    folder = tmp_path_factory.mktemp("held") / "instance"
    folder.mkdir(mode=0o700)
    running = start_house(folder, filled=True)
    yield running
    stop(running)


@pytest.fixture(scope="module")
def chromium_browser(playwright: Playwright, chromium: str) -> Iterator[Browser]:
    """A browser whose pages share nothing with the phones'."""
    browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
    yield browser
    browser.close()


def worker_ready(page: Page) -> None:
    """The worker is there and has kept this first page."""
    page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    kept = "caches.open('prachakhom-pages').then((cache) => cache.keys()).then((keys) => keys.length > 0)"
    wait_for(lambda: page.evaluate(kept), "the first page was not kept")


def test_a_page_that_was_opened_once_is_read_again_without_a_network_and_says_so(
    held: House, phone_of: Callable[..., Phone]
) -> None:
    """R2.1b: load once, go offline, reload: the page reads."""
    resident = phone_of("resident", origin=held.url)
    resident.page.goto(f"{held.url}{DECISION}")
    worker_ready(resident.page)
    resident.offline(True)
    resident.page.reload()
    expect(resident.page.get_by_role("heading", level=1)).to_have_text("โรงเก็บวัสดุรีไซเคิล")
    expect(resident.page.get_by_text("ท่านกำลังอ่านฉบับที่เก็บไว้เมื่อ")).to_be_visible()
    assert resident.page.evaluate("document.fonts.check('16px Sarabun', 'ก')"), "the letters are kept too"
    answer = resident.page.goto(f"{held.url}{TOPIC}")
    assert answer is not None
    assert answer.status == 503
    expect(resident.page.get_by_text("หน้านี้ยังไม่เคยเปิดในเครื่องนี้")).to_be_visible()
    resident.offline(False)
    resident.page.goto(f"{held.url}{DECISION}")
    expect(resident.page.get_by_text("ท่านกำลังอ่านฉบับที่เก็บไว้เมื่อ")).to_be_hidden()


def test_a_push_without_words_is_shown_all_the_same(held: House, phone_of: Callable[..., Phone]) -> None:
    """Some browsers end a subscription whose pushes show nothing."""
    resident = phone_of("resident", origin=held.url)
    resident.page.goto(f"{held.url}{DECISION}")
    worker_ready(resident.page)
    shown = Pushed(resident.page, held.url).deliver("")
    assert shown["title"] == "มีข่าวจากสำนักงานเขต"
    assert shown["data"] == {"url": "/"}


@pytest.mark.parametrize("path", ["/", HEARING, DECISION, TOPIC, "/receipts", "/?lang=en", f"{HEARING}?lang=en"])
def test_axe_finds_nothing_on_a_public_page_in_light_and_dark(
    held: House, chromium_browser: Browser, path: str
) -> None:
    context = chromium_browser.new_context(bypass_csp=True, viewport=SMALL)
    page = context.new_page()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of the two that it takes
        page.goto(f"{held.url}{path}")
        page.add_script_tag(path=str(AXE))
        assert (
            page.evaluate("axe.run().then((found) => found.violations.map((one) => [one.id, one.nodes[0].html]))") == []
        )
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing to push sideways"
    context.close()


def test_a_decision_prints_on_one_page_of_a4(held: House, chromium_browser: Browser, tmp_path: Path) -> None:
    """R2.1b: the print view fits A4."""
    page = chromium_browser.new_page()
    page.goto(f"{held.url}{DECISION}")
    page.evaluate("document.fonts.ready.then(() => 1)")
    printed = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page[^s]", printed)) == 1
    page.close()


def test_the_page_obeys_its_own_security_policy(held: House, chromium_browser: Browser) -> None:
    page = chromium_browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for path in ("/", HEARING, DECISION, TOPIC, "/receipts"):
        page.goto(f"{held.url}{path}")
        page.wait_for_load_state("networkidle")
    assert said == []
    page.close()
