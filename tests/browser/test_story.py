"""One hearing, end to end, in real browsers: recorded offline by two phones, synced, settled, published, read, pushed.

Planted are one person checked in twice alike, one in two capacities, and one roll-call vote. (R5.6, R5.7)
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Playwright, expect

from tests.browser.conftest import FLAGS, WIDE, House, Phone, start_house, stop, wait_for
from tests.browser.screens import sample
from tests.browser.screens.desk import Desk
from tests.browser.screens.field import Field
from tests.browser.screens.public import Pushed, Reader, stub_push
from tests.server.push.stage import Receiver

TWICE = "r12"  # checked in on both phones of the second hearing, alike; and called by both
TWO_CAPACITIES = "r02"  # a committee member at door B of the first hearing, an observer at door A
DOORS = {"device-A": "ประตู ก", "device-B": "ประตู ข"}
NUMBER = {"m1": "๑/๒๕๖๙", "m2": "๒/๒๕๖๙"}
KILLS = 20


@pytest.fixture
def receiver(tmp_path: Path) -> Iterator[Receiver]:
    with Receiver(tmp_path) as running:
        yield running


@pytest.fixture
def stage(tmp_path: Path, receiver: Receiver) -> Iterator[House]:
    """A house whose sender may reach the receiver, which stands in for the browsers' push services."""
    folder = tmp_path / "instance"
    folder.mkdir(mode=0o700)
    running = start_house(folder, filled=False, extra={"PUSH_HOSTS": receiver.origin})
    yield running
    stop(running)


def test_a_hearing_goes_from_two_offline_phones_to_a_resident_who_is_told(
    stage: House, receiver: Receiver, phone_of: Callable[..., Phone], playwright: Playwright, chromium: str
) -> None:
    """R5.6: two phones, no network, nothing lost and nobody counted twice; R5.7: the decision reaches a resident.

    On the way: opinions at the hearing and by form (M2.before.1) with receipts (M2.before.3), the residents' votes
    (M3.before.3), push to who follows the topic (M1.during.4).
    """
    phones = {
        device: Field(phone_of(device), stage.url) for device in DOORS
    }  # fmt: skip
    for letter, field in zip("ab", phones.values(), strict=True):
        field.enrol(stage.demo[f"officer-{letter}"]["code"], f"มือถือ {letter}")
        field.phone.offline(True)
        field.page.reload()
    receipts: dict[str, str] = {}
    for meeting in NUMBER:
        for device, field in phones.items():
            record_attendance(field, meeting, device, kills=KILLS // 2 if meeting == "m1" else 0)
            record_votes(field, meeting, device)
            receipts |= record_opinions(field, meeting, device)
    assert len(receipts) == 15

    desk = Desk(phone_of("staff", size=WIDE), stage.url)
    desk.sign_in("staff@bkl.example", stage.demo["staff"]["password"], "โต๊ะ 1")
    receipts |= {one["ref"]: desk.record_opinion(one) for one in sample.said_elsewhere()}
    assert len(set(receipts.values())) == 30

    for field in reversed(phones.values()):
        field.phone.offline(False)
        field.send()
    close_motions(phones["device-A"])
    desk.exchange()
    settle_what_was_planted(desk)
    desk.write_decision("d3", "t2")
    desk.exchange()

    browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
    reader = Reader(browser, stage.url)
    read_totals(reader)
    resident, told = follow_topic(reader, receiver, phone_of, "t2")
    approver = Desk(phone_of("approver", size=WIDE), stage.url)
    approver.sign_in("approver@bkl.example", stage.demo["approver"]["password"], "โต๊ะ 2")
    page = approver.publish(decision("d3")["push_title"])
    be_told(resident, told, receiver, page)
    read_decision(reader, page)
    read_receipt(reader, receipts["o15"], receipts["o03"])
    unsubscribe(resident)
    browser.close()


# what the officers record ---------------------------------------------------------------------------------------------
def record_attendance(field: Field, meeting: str, device: str, kills: int) -> None:
    field.meeting(NUMBER[meeting])
    field.stand_at(DOORS[device])
    field.room("ประตู")
    door = field.page.url
    rows = [one["resident"] for one in sample.attendance(meeting, device)]
    for count, ref in enumerate(rows, start=1):
        before = field.kept()
        field.check_in(ref)
        if count <= kills:
            field.phone.kill()  # right after it said "saved"
            field.phone.start(offline=True).goto(door)
            wait_for(lambda c=count: field.present() == c, f"{ref} was lost when the browser was killed")
            assert field.kept() > before
    if (meeting, device) == ("m2", "device-B"):
        field.check_in(TWICE)
    if (meeting, device) == ("m1", "device-A"):
        field.check_in_as(TWO_CAPACITIES, "observer")


def record_votes(field: Field, meeting: str, device: str) -> None:
    for motion in [one for one in sample.sample()["motions"] if one["meeting"] == meeting]:
        field.meeting(NUMBER[meeting])
        field.room("ลงคะแนน")
        field.motion(motion["ref"])
        if motion["method"] == "roll_call":
            field.call_roll(choices_of(motion, device))
            continue
        at = list(DOORS).index(device)
        part = {one["text"]: sample.shares(motion["tally"][one["key"]])[at] for one in motion["options"]}
        abstain, invalid = (sample.shares(motion[key])[at] for key in ("abstain", "invalid"))
        if motion["method"] == "show_of_hands":
            field.hands(part, abstain)
        else:
            field.box(part, abstain, invalid)


def choices_of(motion: dict[str, Any], device: str) -> dict[str, str]:
    """First name -> what the officer of this phone hears; each calls those who came through the own door."""
    here = {one["resident"] for one in sample.attendance(motion["meeting"], device)} | {TWICE}
    text = {one["key"]: one["text"] for one in motion["options"]} | {"abstain": "งดออกเสียง"}
    heard = {one["resident"]: one["choice"] for one in motion["votes"] if one["resident"] in here}
    if device == "device-B":
        heard[TWICE] = "disagree"  # planted: the other phone hears "agree"
    return {sample.resident(ref)["first_name"]: text[choice] for ref, choice in heard.items()}


def record_opinions(field: Field, meeting: str, device: str) -> dict[str, str]:
    mine = sample.said_at(meeting)[list(DOORS).index(device) :: 2]
    field.meeting(NUMBER[meeting])
    field.room("ความคิดเห็น")
    return {one["ref"]: field.take_opinion(one) for one in mine}


def close_motions(field: Field) -> None:
    """The chair's phone closes voting once it knows what both phones recorded."""
    for motion in sample.sample()["motions"]:
        field.meeting(NUMBER[motion["meeting"]])
        field.room("ลงคะแนน")
        field.motion(motion["ref"])
        field.page.get_by_role("button", name="ปิดลงคะแนน").click()
        field.saved("ปิดลงคะแนน")
    field.send()


# what staff settle ----------------------------------------------------------------------------------------------------
def settle_what_was_planted(desk: Desk) -> None:
    """Staff see exactly what was planted, and settle it."""
    twice, both = sample.resident(TWICE)["first_name"], sample.resident(TWO_CAPACITIES)["first_name"]
    differ = desk.differences(2)
    assert len(differ) == 2, differ
    assert any(twice in one for one in differ)
    assert any(both in one for one in differ)
    seen = desk.seen_twice()
    assert len(seen) == 1, seen
    assert twice in seen[0]
    desk.settle(twice, "เห็นด้วย", "ฟังเสียงบันทึกการประชุมแล้ว พูดว่าเห็นด้วย")
    desk.settle(both, "กรรมการชุมชน", "มีชื่อในบัญชีกรรมการชุมชน")
    assert desk.differences(0) == []


# what residents read --------------------------------------------------------------------------------------------------
def read_totals(reader: Reader) -> None:
    """The public totals equal the sample's, motion by motion, and the count of people."""
    for meeting in sample.sample()["meetings"]:
        page = reader.hearing(meeting["title"])
        people = len(sample.attendance(meeting["ref"]))
        expect(page.locator("main")).to_contain_text(re.compile(rf"\b{people}\b"))
        for motion in [one for one in sample.sample()["motions"] if one["meeting"] == meeting["ref"]]:
            expected = {one["text"]: motion["tally"][one["key"]] for one in motion["options"]}
            expected |= {"งดออกเสียง": motion["abstain"]} | ({"บัตรเสีย": motion["invalid"]} if motion["invalid"] else {})
            assert reader.result(motion["text"]) == expected, page.locator("article.motion").all_inner_texts()


def follow_topic(reader: Reader, receiver: Receiver, phone_of: Callable[..., Phone], topic: str) -> tuple[Pushed, str]:
    """A resident opens the page of a topic and taps the button; gives back the worker and its name at the receiver."""
    reader.open("/")
    path = reader.page.get_by_role("link").filter(has_text=sample.topic_name(topic)).first.get_attribute("href")
    key = reader.page.request.get(f"{reader.url}/api/push/key").json()["key"]
    made = receiver.subscribe(key)
    phone = phone_of("resident", scripts=(stub_push(made),), origin=reader.url)
    phone.page.goto(f"{reader.url}{path}")
    phone.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    phone.page.get_by_role("button", name="แจ้งเตือนฉัน").click()
    expect(phone.page.get_by_text("เครื่องนี้จะได้รับแจ้งเมื่อมีมติของเรื่องนี้")).to_be_visible()
    return Pushed(phone.page, reader.url), made["clientHash"]


def be_told(resident: Pushed, client: str, receiver: Receiver, page: str) -> None:
    """The sender's encrypted message, decrypted by code it shares nothing with, becomes a notification. (RFC 8291)"""
    (message,) = wait_for(lambda: receiver.messages(client), "no push message came", 20)
    shown = resident.deliver(json.dumps(message, ensure_ascii=False))
    told = decision("d3")
    assert (shown["title"], shown["body"]) == (told["push_title"], told["push_body"])
    assert resident.tap().endswith(page)


def read_decision(reader: Reader, page: str) -> None:
    opened = reader.open(page)
    expect(opened.get_by_role("heading", level=1)).to_have_text(decision("d3")["push_title"])
    for number in (10, 7, 2):
        expect(opened.get_by_role("table").get_by_text(str(number), exact=True).first).to_be_visible()


def read_receipt(reader: Reader, *codes: str) -> None:
    """A receipt made offline, and one made at the desk, both show the state of the opinion. (R2.2b)"""
    for code in codes:
        page = reader.open("/receipts")
        page.get_by_role("textbox").fill(code)
        page.get_by_role("button").filter(has_text=re.compile("ดู")).first.click()
        expect(page.locator("main")).to_contain_text("รับ")
        expect(page.locator("main")).not_to_contain_text("ไม่พบ")


def unsubscribe(resident: Pushed) -> None:
    resident.page.get_by_role("button", name="เลิกแจ้งเตือน").click()
    expect(resident.page.get_by_text("เลิกแจ้งเตือนแล้ว")).to_be_visible()


def decision(ref: str) -> dict[str, Any]:
    return next(one for one in sample.sample()["decisions"] if one["ref"] == ref)
