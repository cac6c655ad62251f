"""A phone's first copy of a large roll, in a browser that is killed in the middle of it, again and again."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Error, expect

from server.demo.loader import id_of
from tests.browser.conftest import House, Phone, crowded_house, everything, main_process
from tests.browser.screens.field import Field

OF_THE_DEMO, INVITED = 40, 1960
PACE = {"offline": False, "latency": 150, "downloadThroughput": -1, "uploadThroughput": -1}
# What lies on the disk of each log: from which seq its rows begin, and whether all of it was verified.
KEPT = """
async () => {
  const db = await new Promise(done => {
    const ask = indexedDB.open('prachakhom');
    ask.onsuccess = () => done(ask.result);
  });
  const all = store => new Promise(done => {
    const ask = db.transaction(store).objectStore(store).getAll();
    ask.onsuccess = () => done(ask.result);
  });
  const [logs, lines] = [await all('logs'), await all('lines')];
  db.close();
  return logs.map(({ log, signature, checked }) => ({
    log, last: signature?.seq ?? 0, checked: checked ?? null,
    rows: lines.filter(row => row.log === log).map(({ seq }) => seq),
  }));
}
"""


@pytest.fixture
def crowded(tmp_path: Path) -> Iterator[House]:
    """A house whose second hearing invites 2,000 people."""
    with crowded_house(tmp_path / "instance", INVITED) as house:
        yield house


def kill(phone: Phone) -> None:
    """SIGKILL to all of the browser's processes at once."""
    for process in everything(main_process(phone.folder)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    with contextlib.suppress(Error):
        phone.context.close()


def test_a_first_copy_killed_again_and_again_loses_nothing_and_is_whole_in_the_end(
    crowded: House, phone_of: Callable[..., Phone]
) -> None:
    """R5.6: each start goes on where the last one was killed; a copy counts as whole when every line is verified."""
    field = Field(phone_of("a"), crowded.url)
    field.page.goto(f"{crowded.url}/field#enrol={crowded.demo['officer-a']['code']}")
    field.page.get_by_label("ชื่อเรียกเครื่องนี้").fill("มือถือ")
    field.page.context.new_cdp_session(field.page).send("Network.emulateNetworkConditions", PACE)
    field.page.get_by_role("button", name="ลงทะเบียน", exact=True).click()
    expect(field.page.get_by_label("ชื่อเรียกเครื่องนี้")).not_to_be_visible()
    held: dict[str, int] = {}
    for pause in (0.1, 0.4, 0.7, 0.2, 1.0):
        time.sleep(pause)
        kill(field.phone)
        page = field.phone.start(offline=False)
        page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", PACE)
        page.goto(f"{crowded.url}/field")
        kept = {log["log"]: log for log in page.evaluate(KEPT)}
        assert all(log["rows"] and log["rows"][0] == 1 for log in kept.values()), "a log without its beginning"
        assert {log: kept[log]["last"] for log in held if kept[log]["last"] < held[log]} == {}
        held = {name: log["last"] for name, log in kept.items()}
    ready = f"{crowded.url}/field/m/{id_of('m2')}/ready"
    field.page.goto(ready)
    whole = field.page.get_by_text(f"รายชื่อ {OF_THE_DEMO + INVITED:,} คน")
    for _ in range(60):
        if whole.is_visible():
            break
        field.page.get_by_role("button", name="ตรวจอีกครั้ง").click()
        field.page.wait_for_timeout(1000)
    expect(whole).to_be_visible()
    verified = f"() => ({KEPT})().then(logs => logs.every(log => log.checked === null))"
    field.page.wait_for_function(verified, timeout=60_000)
    field.phone.context.close()
    field.phone.start(offline=True).goto(ready)
    expect(field.page.get_by_text(f"รายชื่อ {OF_THE_DEMO + INVITED:,} คน")).to_be_visible(timeout=20_000)
    expect(field.page.get_by_text("ยังรับข้อมูลมาไม่ครบ")).to_have_count(0)
