"""The browser killed while people are checked in: what the phone showed as saved is there when it starts again.

Two kills in every run; 50 by `make durability` and in `make prove` (BROWSER_KILLS). SIGKILL to all of the browser's
processes at once says nothing of a power cut: what the phone's flash does then, only a phone can show.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Error, expect

from server.demo.loader import id_of
from tests.bench import crowd
from tests.browser.conftest import ROOT, House, Phone, command, crowded_house, everything, main_process
from tests.browser.screens.field import Field

KILLS = int(os.environ.get("BROWSER_KILLS") or (50 if os.environ.get("PROVE") else 2))
FIGURES = ROOT / "build" / "browser-kills.json"
# Taps, and answers with the moment at which the words stand on the screen: the first frame after they are in the page.
TAP = """
button => new Promise(resolve => {
  const seen = new MutationObserver(() => {
    if (!document.querySelector('[role=status]')?.textContent.includes('เก็บในเครื่องแล้ว')) return;
    seen.disconnect();
    requestAnimationFrame(() => setTimeout(() => resolve(Date.now())));
  });
  seen.observe(document.body, { childList: true, subtree: true, characterData: true });
  button.click();
})
"""


@pytest.fixture
def crowded(tmp_path: Path) -> Iterator[House]:
    """A house whose second hearing has somebody to check in for every kill."""
    with crowded_house(tmp_path / "instance", KILLS) as house:
        yield house


def test_what_was_shown_as_saved_is_there_after_the_browser_was_killed(
    crowded: House, phone_of: Callable[..., Phone]
) -> None:
    """R5.6: nothing that the phone called saved is lost; and what it held is delivered in the end."""
    field = Field(phone_of("a"), crowded.url)
    field.enrol(crowded.demo["officer-a"]["code"], "มือถือ")
    field.phone.offline(True)
    field.page.goto(f"{crowded.url}/field/m/{id_of('m2')}")
    field.serve_at("ประตู ก")
    field.room("ประตู")
    door, after = field.page.url, list[float]()
    for number in range(KILLS):
        row = field.page.get_by_role("listitem").filter(has_text=crowd.house_of(number))
        field.page.get_by_role("searchbox").fill(crowd.house_of(number))
        processes = everything(main_process(field.phone.folder))
        button = row.get_by_role("button").first.element_handle(timeout=20_000)
        assert button is not None
        shown = button.evaluate(TAP)
        for process in processes:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        after.append(time.time() * 1000 - shown)
        with contextlib.suppress(Error):
            field.phone.context.close()
        field.phone.start(offline=True).goto(door)
        expect(field.page.locator("section.have .num")).to_have_text(str(number + 1), timeout=20_000)
    note(after)
    field.phone.offline(False)
    field.send()
    command(crowded.folder, "verify")


def note(after: list[float]) -> None:
    """Write down how soon after the paint the kill came, in milliseconds."""
    FIGURES.parent.mkdir(exist_ok=True)
    ms = {"median": statistics.median(after), "shortest": min(after), "longest": max(after)}
    FIGURES.write_text(json.dumps({"kills": len(after), "ms": ms}) + "\n", "utf-8")
