"""A phone and the real server when something is amiss: a hearing is withdrawn, a stored part is damaged.

PROTOCOL.md section 5.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable

from playwright.sync_api import expect

from server.demo.loader import id_of
from tests.browser.conftest import ROOT, WIDE, House, Phone
from tests.browser.screens import sample
from tests.browser.screens.desk import Desk
from tests.browser.screens.field import Field

# How many rows of a stream the phone's database holds, the notes about itself aside.
ROWS = """
async stream => {
  const opening = indexedDB.open('prachakhom');
  const db = await new Promise(done => { opening.onsuccess = () => done(opening.result); });
  let found = 0;
  for (const name of ['lines', 'aside', 'logs']) {
    const request = db.transaction(name).objectStore(name).getAll();
    const rows = await new Promise(done => { request.onsuccess = () => done(request.result); });
    found += rows.filter(row => row.stream === stream).length;
  }
  db.close();
  return found;
}
"""
OFFICER = "เจ้าหน้าที่ภาคสนาม ก"


def assigned(desk: Desk, meeting: str, officer: str, *, yes: bool) -> None:
    """Staff change who records a hearing, by its form."""
    desk.go(f"/meetings/{meeting}/edit")
    desk.page.get_by_role("checkbox", name=officer).set_checked(yes)
    desk.page.get_by_role("button", name="บันทึก", exact=True).click()
    desk.page.wait_for_url(re.compile(f"/desk/meetings/{meeting}$"))
    desk.exchange()


def test_a_withdrawn_hearing_is_delivered_then_leaves_the_phone_and_comes_back_when_it_is_assigned_again(
    house: House, phone_of: Callable[..., Phone]
) -> None:
    """Withdrawal sends first, then wipes; a new assignment starts from nothing (R5.4, R5.6)."""
    meeting = id_of("m2")
    field = Field(phone_of("officer"), house.url)
    field.enrol(house.demo["officer-a"]["code"], "มือถือของกนกวรรณ")
    field.goes_offline_at_the_door("๒/๒๕๖๙", "ประตู ก")
    field.check_in("r10")
    desk = Desk(phone_of("desk", size=WIDE), house.url)
    desk.sign_in("staff@bkl.example", house.demo["staff"]["password"], "โต๊ะทดสอบ")
    assigned(desk, meeting, OFFICER, yes=False)

    page = field.page
    page.goto(f"{house.url}/field/phone")
    field.phone.offline(False)
    left = page.get_by_text("ออกจากเครื่องนี้แล้ว")
    field.send()
    expect(left).to_be_visible()
    page.goto(f"{house.url}/field")
    expect(left).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("^เวที "))).to_have_count(1)
    assert page.evaluate(ROWS, f"meeting/{meeting}") == 0
    page.get_by_role("button", name="รับทราบ").click()
    expect(left).to_be_hidden()
    desk.exchange()
    desk.go(f"/meetings/{meeting}")
    with sqlite3.connect(house.folder / "prachakhom.sqlite3") as database:
        query = "SELECT count(*) FROM entry WHERE stream = ? AND kind = 'attendance'"
        assert database.execute(query, [f"meeting/{meeting}"]).fetchone() == (1,)

    assigned(desk, meeting, OFFICER, yes=True)
    field.send()
    expect(page.get_by_text("ยังรับข้อมูลมาไม่ครบ")).to_be_hidden()
    field.meeting("๒/๒๕๖๙")
    field.room("ประตู")
    assert field.present() == 1
    field.check_in("r11")
    field.send()
    with sqlite3.connect(house.folder / "prachakhom.sqlite3") as database:
        assert database.execute(query, [f"meeting/{meeting}"]).fetchone() == (2,)
        assert database.execute("SELECT count(*) FROM fork").fetchone() == (0,)


def test_a_part_that_the_server_lost_comes_back_from_a_phone_that_only_reads_it(
    house: House, phone_of: Callable[..., Phone]
) -> None:
    """What `prachakhom verify --mend` cannot put right by a hash is brought by a phone, whoever wrote it (R5.4)."""
    field = Field(phone_of("officer"), house.url)
    field.enrol(house.demo["officer-a"]["code"], "มือถือของกนกวรรณ")
    person = sample.resident("r10")["first_name"]
    line = "SELECT log, seq, private FROM entry WHERE kind = 'resident' AND private LIKE ?"
    with sqlite3.connect(house.folder / "prachakhom.sqlite3") as database:
        log, seq, before = database.execute(line, [f"%{person}%"]).fetchone()
        database.execute("UPDATE entry SET private = '{\"lost\":1}' WHERE log = ? AND seq = ?", [log, seq])
    env = {**os.environ, "INSTANCE_DIR": str(house.folder), "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-m", "server.cli", "verify", "--mend", "--json"]
    said = subprocess.run(words, env=env, cwd=ROOT, capture_output=True, text=True)
    assert [(one["log"], one["seq"]) for one in json.loads(said.stdout)["asked"]] == [(log, seq)]
    field.send()
    with sqlite3.connect(house.folder / "prachakhom.sqlite3") as database:
        query = "SELECT private FROM entry WHERE log = ? AND seq = ?"
        assert database.execute(query, [log, seq]).fetchone() == (before,)
    again = subprocess.run(words, env=env, cwd=ROOT, capture_output=True, text=True)
    assert json.loads(again.stdout)["ok"], again.stdout
