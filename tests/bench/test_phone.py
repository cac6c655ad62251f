"""Measures the phone app in a real Chromium: cold offline start, tap to durable save, weight. `make bench` prints it.

A tap counts as saved when its row says so, which the app does only after the strict transaction has completed.
CPU throttling slows the page's main thread, as Chromium's own tools do; storage and workers keep this machine's speed.
"""

from __future__ import annotations

import os
import statistics
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from server.demo.loader import id_of
from tests.bench import crowd
from tests.browser.conftest import ROOT, House, Phone, start_house, stop
from tests.browser.screens.field import Field
from tests.rules.test_budget import loaded, weight

TAPS = Path(__file__).with_name("taps.js")
HALL = f"/field/m/{id_of('m2')}"
STARTS, CHECK_INS = 5, 200
ROLL = 40  # residents of the demo itself
USABLE = """
  const seen = () => {
    const found = document.querySelector('input[type=search], ul.rows a');
    if (found?.checkVisibility()) globalThis.usableAt = performance.now(); else requestAnimationFrame(seen);
  };
  seen();
"""


def tell(text: str) -> None:
    print(text)  # noqa: T201  # the figures are the point


@pytest.fixture(params=[0, 2000 - ROLL], ids=["demo", "2000 residents"])
def enrolled(request: pytest.FixtureRequest, tmp_path: Path, phone_of: Callable[..., Phone]) -> Iterator[Field]:
    """A phone that holds the demo's roll, or one of 2,000 people."""
    folder = tmp_path / "instance"
    folder.mkdir(mode=0o700)
    house: House = start_house(folder, filled=False)
    if request.param:
        crowd.invite(folder, request.param)
    field = Field(phone_of("bench", scripts=(USABLE,)), house.url)
    field.enrol(house.demo["officer-a"]["code"], "เครื่องวัด")
    field.page.goto(f"{house.url}{HALL}/ready")
    whole = field.page.get_by_text(f"รายชื่อ {ROLL + request.param:,} คน")
    for _ in range(30):
        if whole.is_visible():
            break
        field.page.get_by_role("button", name="รับข้อมูลตอนนี้").click()
        field.page.wait_for_timeout(1000)
    expect(whole).to_be_visible()
    field.page.goto(f"{house.url}{HALL}")
    field.serve_at("ประตู ก")
    yield field
    stop(house)


def throttle(field: Field, rate: int) -> None:
    field.page.context.new_cdp_session(field.page).send("Emulation.setCPUThrottlingRate", {"rate": rate})


def cold_starts(field: Field, path: str, rate: int) -> list[float]:
    """Milliseconds from opening the address to a screen that can be used, each in a browser just started, offline."""
    taken = []
    for _ in range(STARTS):
        field.phone.context.close()
        field.phone.start(offline=True)
        throttle(field, rate)
        field.page.goto(field.url + path)
        field.page.wait_for_function("() => globalThis.usableAt > 0", timeout=60_000)
        taken.append(field.page.evaluate("globalThis.usableAt"))
    return taken


def taps(field: Field, rate: int, people: range) -> list[float]:
    """Milliseconds from tap to saved row, at the door, offline."""
    field.phone.offline(True)
    field.page.goto(f"{field.url}{HALL}/door")
    expect(field.page.get_by_role("searchbox")).to_be_visible(timeout=60_000)
    throttle(field, rate)
    before = field.present()
    houses = [crowd.house_of(number) for number in people]
    taken: list[float] = field.page.evaluate(TAPS.read_text("utf-8"), houses)
    throttle(field, 1)
    field.page.reload()
    expect(field.page.locator("section.have .num")).to_have_text(str(before + len(people)), timeout=60_000)
    return taken


def load() -> str:
    return f"machine's load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


def test_a_phone_starts_cold_without_a_network(enrolled: Field, request: pytest.FixtureRequest) -> None:
    tell(f"\ncold offline start to a usable screen, {request.node.callspec.id}; {load()}")
    for name, path in (("hearings", "/field"), ("door", f"{HALL}/door")):
        for rate in (1, 4):
            taken = cold_starts(enrolled, path, rate)
            tell(
                f"  {name:9} CPU {rate}x slower  median {statistics.median(taken):6.0f} ms  worst {max(taken):6.0f} ms"
            )
            assert len(taken) == STARTS


@pytest.mark.parametrize("enrolled", [2000 - ROLL], indirect=True, ids=["2000 residents"])
def test_a_tap_is_kept(enrolled: Field) -> None:
    tell(f"\ntap to durable save, {CHECK_INS} check-ins on a roll of 2,000; {load()}")
    for turn, rate in enumerate((1, 4)):
        taken = taps(enrolled, rate, range(turn * CHECK_INS, (turn + 1) * CHECK_INS))
        cuts = statistics.quantiles(taken, n=100)
        tell(f"  CPU {rate}x slower  p50 {cuts[49]:6.1f} ms  p99 {cuts[98]:6.1f} ms  worst {max(taken):6.1f} ms")
        assert len(taken) == CHECK_INS


def test_what_is_loaded_is_weighed() -> None:
    first, whole = loaded("field.html", "imports"), loaded("field.html", "imports", "dynamicImports")
    fonts = sum(file.stat().st_size for file in (ROOT / "pwa" / "dist").rglob("*.woff2"))
    sizes = {
        "field app, first screen": weight(first),
        "field app, all screens": weight(whole),
        "desk": weight(loaded("desk.html", "imports", "dynamicImports")),
        "public pages": weight(loaded("src/portal/main.ts", "imports", "dynamicImports")),
        "service worker": weight({"service-worker.js"}),
        "fonts (woff2, not compressed again)": fonts,
    }
    tell("\nscripts and styles, gzip")
    for name, size in sizes.items():
        tell(f"  {name:36} {size / 1000:6.1f} kB")
    assert all(sizes.values())
