"""Owns the walks through the screens that docs/pictures/ shows: an officer's day, and staff at the desk."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import FilePayload, Page, expect

from server.demo.loader import id_of
from tests.browser import film
from tests.browser.conftest import House
from tests.browser.screens import sample
from tests.browser.screens.desk import Desk
from tests.browser.screens.field import Field
from tests.browser.screens.photos import PaperAtDesk, PhotosOnPhone
from tests.browser.tour import brings_a_roll, finds_phones_in_need

NUMBER = "๒/๒๕๖๙"
SIGNS, THUMB, WITNESS, MINOR = "r05", "r33", "r12", "r22"  # the minor's guardian stands on the roll
Take = Callable[[Page, str], None]
Papers = tuple[FilePayload, FilePayload]  # photos of a sheet to sign and of a form for opinions


def on_the_phone(field: Field, house: House, papers: Papers, take: Take) -> None:
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
    take(page, "home")
    page.goto(f"{home}/ready")
    take(page, "ready")
    door(field, home, take)
    marks(field, home, take)
    votes(field, home, take)
    opinion(field, home, take)
    photos(field, home, papers, take)
    field.send()
    page.goto(f"{house.url}/field/phone")
    take(page, "sync")


def beside(field: Field, other: Field, take: Take) -> None:
    """Two phones beside each other: one asks, the other reads that and shows what is lacking."""
    page, asking = field.page, other.page
    asking.goto(f"{other.url}/field/phone/beside/take")
    expect(asking.get_by_role("img", name=re.compile("รูปขอข้อมูล"))).to_be_visible()
    take(asking, "beside-take")
    page.goto(f"{field.url}/field/phone/beside")
    film.hold_before(page, asking)
    page.get_by_role("link", name="ให้เครื่องข้าง ๆ").click()
    expect(page.get_by_role("img", name=re.compile("รูปข้อมูลที่ขยับ"))).to_be_visible(timeout=20_000)
    take(page, "beside-give")


def door(field: Field, home: str, take: Take) -> None:
    """The first check-ins, then a search; then somebody who stands on no list."""
    page = field.page
    page.goto(f"{home}/door")
    first = [one["resident"] for one in sample.attendance("m2", "device-A")][:12]
    for ref in [*first, *(one for one in (SIGNS, THUMB, WITNESS, MINOR) if one not in first)]:
        field.check_in(ref)
    page.get_by_role("searchbox").fill("สม")
    take(page, "door")
    page.goto(f"{home}/door/add")
    take(page, "walk-in")


def marks(field: Field, home: str, take: Take) -> None:
    """A signature, a thumbprint with a witness, a guardian: each before it is kept."""
    page, phone = field.page, PhotosOnPhone(field, "m2")
    page.goto(f"{home}/door/{id_of(SIGNS)}/sign")
    phone.draw()
    take(page, "sign")
    phone.sign(SIGNS)
    page.goto(f"{home}/door/{id_of(THUMB)}/thumb")
    person = sample.resident(WITNESS)
    page.get_by_label("ค้นพยานจากคนที่มาแล้ว").fill(person[sample.HOUSEHOLD])
    page.get_by_role("button", name=re.compile(f"^เลือก .*{person['first_name']}")).scroll_into_view_if_needed()
    take(page, "thumbprint")
    page.goto(f"{home}/door/{id_of(MINOR)}/guardian")
    expect(page.get_by_role("button", name="เก็บชื่อผู้ปกครอง")).to_be_enabled()
    take(page, "guardian")


def votes(field: Field, home: str, take: Take) -> None:
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


def opinion(field: Field, home: str, take: Take) -> None:
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


def photos(field: Field, home: str, papers: Papers, take: Take) -> None:
    """A sheet before it is kept, then the list; the second photo waits, as it does without a network."""
    page, phone = field.page, PhotosOnPhone(field, "m2")
    sheet, form = papers
    page.goto(f"{home}/photos/new")
    page.locator("input[type=file][capture]").set_input_files(sheet)
    expect(page.get_by_role("img", name="รูปที่เพิ่งถ่าย")).to_be_visible()
    take(page, "take-photo")
    phone.take("ใบลงชื่อ", sheet, "แผ่นที่ 1")
    field.send()
    phone.waiting(0)
    field.phone.offline(True)
    phone.take("แบบความคิดเห็น", form)
    phone.waiting(1)
    take(page, "photos")
    field.phone.offline(False)


def before_the_hearing(desk: Desk, take: Take) -> Papers:
    """Roll and papers. Gives photos of what was printed, as if people had written on it."""
    page = desk.page
    desk.go("/communities/import")
    brings_a_roll(page)
    take(page, "desk-roster")
    desk.go(f"/meetings/{id_of('m2')}/print")
    sheet, form = printed(page, "ทะเบียนผู้เข้าร่วม"), printed(page, "แบบแสดงความคิดเห็น")
    take(page, "desk-print")
    return photo_of(sheet, (0.63, 0.263, 0.0364), 3), photo_of(form, (0.12, 0.5, 0.03), 4)


def printed(page: Page, name: str) -> Path:
    """A paper that was made and kept as a file."""
    page.get_by_role("button", name=f"ทำเอกสาร: {name}").click()
    with page.expect_download() as kept:
        page.get_by_role("link", name=f"เก็บเป็นไฟล์: {name}").click()
    return Path(kept.value.path())


def photo_of(paper: Path, pen_at: tuple[float, float, float], lines: int) -> FilePayload:
    """The first page of a printed paper on a table, a little askew, with lines of pen marks.

    `pen_at`: left and top of the first line and the way to the next, as shares of the page.
    """
    import pypdfium2
    from PIL import Image, ImageDraw

    sheet = pypdfium2.PdfDocument(paper)[0].render(scale=2).to_pil().convert("RGB")
    pen = ImageDraw.Draw(sheet)
    left, top, step = pen_at
    for line in range(lines):
        x, y = sheet.width * left, sheet.height * (top + line * step)
        curve = [(x + at * 11, y + (at * (7 + line) % 5 - 2) * 6) for at in range(13 + line)]
        pen.line(curve, fill="#1b2f7a", width=4, joint="curve")
    table = Image.new("RGB", (sheet.width + 160, sheet.height + 160), "#8a6d4b")
    table.paste(sheet, (80, 80))
    out = io.BytesIO()
    table.rotate(1.2, fillcolor="#8a6d4b").save(out, "JPEG", quality=85)
    return {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def apart(second: Field, house: House) -> None:
    """A second phone that hears of nothing: it checks somebody in otherwise than the first one will."""
    second.enrol(house.demo["officer-b"]["code"], "มือถือประตู ข")
    second.meeting(NUMBER)
    second.serve_at("ประตู ข")
    second.phone.offline(True)
    second.room("ประตู")
    second.check_in_as(WITNESS, "observer")


def after_the_hearing(desk: Desk, take: Take) -> None:
    """The photos that have come, a sheet being typed in, what two phones recorded differently."""
    page, paper = desk.page, PaperAtDesk(desk, "m2")
    desk.exchange()
    paper.photos()
    expect(page.locator("ul.grid img").first).to_be_visible(timeout=30_000)
    take(page, "desk-photos")
    paper.open_sheet()
    field = page.get_by_role("combobox", name=re.compile("ลำดับที่ในใบ"))
    for row in range(1, 4):
        field.fill(str(row))
        field.press("Enter")
        paper.typed(row)
    expect(page.locator(".beside img")).to_be_visible(timeout=30_000)
    expect(page.locator(".float button")).to_have_count(0, timeout=15_000)  # the last toast has gone
    take(page, "desk-paper")
    desk.exchange()
    desk.go("/settle")
    page.locator("ol.list a").first.click()
    expect(page.locator("h2.ask")).to_be_visible()
    take(page, "desk-settle")


def of_a_held_hearing(desk: Desk, take: Take) -> None:
    """The minutes, as the records tell them; a decision, before it is published."""
    page = desk.page
    desk.exchange()
    desk.go(f"/meetings/{id_of('m1')}/minutes")
    expect(page.get_by_role("article")).to_contain_text("เริ่มประชุมเวลา")
    take(page, "desk-minutes")
    desk.go(f"/meetings/{id_of('m1')}/phones")
    finds_phones_in_need(page)
    take(page, "desk-phones")
    desk.go("/decisions")
    page.locator("main a.line").first.click()
    expect(page.get_by_role("heading", name="ที่ประชาชนจะเห็น")).to_be_visible()
    take(page, "desk-decision")
