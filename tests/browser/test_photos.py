"""Photos, signatures, thumbprints and paper, from a phone without a network to the desk that types the sheet in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from server.demo.loader import id_of
from tests.browser.conftest import WIDE, House, Phone, wait_for
from tests.browser.screens import sample
from tests.browser.screens.desk import Desk
from tests.browser.screens.field import Field
from tests.browser.screens.photos import PaperAtDesk, PhotosOnPhone, picture

THUMB, WITNESS = "r33", "r05"  # a thumbprint is her way to sign (R0.1)
OUTSIDE = ("r39", "r40")  # a worker and a vendor, of no registered community
SIGNS, PAPER = "r10", ("r16", "r20")

PIXELS = """async (image) => {
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth;
  canvas.height = image.naturalHeight;
  const pen = canvas.getContext('2d');
  pen.drawImage(image, 0, 0);
  const row = (y) => [...pen.getImageData(0, y, canvas.width, 1).data].filter((_, i) => i % 4 === 0);
  const light = (y) => row(y).filter((value) => value > 200).length / canvas.width;
  const dark = (y) => row(y).filter((value) => value < 40).length / canvas.width;
  const rows = [...Array(canvas.height).keys()];
  return { width: canvas.width, height: canvas.height, strip: rows.filter((y) => dark(y) > 0.5).length,
           written: rows.some((y) => dark(y) > 0.5 && light(y) > 0.02) };
}"""


@pytest.fixture
def officer(house: House, phone_of: Callable[..., Phone]) -> Field:
    field = Field(phone_of("a"), house.url)
    field.enrol(house.demo["officer-a"]["code"], "มือถือของกนกวรรณ")
    field.meeting("๒/๒๕๖๙")
    field.serve_at("ประตู ก")
    return field


@pytest.fixture
def desk(house: House, phone_of: Callable[..., Phone]) -> Desk:
    at = Desk(phone_of("desk", size=WIDE), house.url)
    at.sign_in("staff@bkl.example", house.demo["staff"]["password"], "โต๊ะทดสอบ")
    return at


def look(page: Page) -> dict[str, int]:
    """The picture that the page shows large."""
    page.locator(".stored").first.scroll_into_view_if_needed()  # it is fetched when it comes into sight
    image = page.locator(".stored img").first
    expect(image).to_be_visible(timeout=20_000)
    return dict(image.evaluate(PIXELS))


def test_a_sheet_photographed_without_a_network_is_typed_in_at_the_desk(officer: Field, desk: Desk) -> None:
    """Photo of a sheet, 12 megapixels, with date, time and place in it; it waits, is sent, and is typed in from."""
    phone, paper = PhotosOnPhone(officer, "m2"), PaperAtDesk(desk, "m2")
    officer.phone.offline(True)
    phone.take("ใบลงชื่อ", picture(4000, 3000), "แผ่นที่ 1")
    phone.waiting(1)
    officer.page.locator("li a").first.click()
    shown = look(officer.page)
    assert max(shown["width"], shown["height"]) <= 2000
    assert shown["strip"] > 80, shown
    assert shown["written"], shown
    officer.phone.offline(False)
    officer.send()
    phone.waiting(0)
    desk.exchange()
    wait_for(lambda: [one["there"] for one in paper.photos()] == [True], "the desk does not show the photo", 30)
    paper.open_sheet()
    for number, ref in enumerate(PAPER, start=1):
        paper.type_name(ref)
        paper.typed(number)
    paper.type_name(PAPER[0])  # a slip of the hand: no second attendance
    paper.typed(len(PAPER))
    desk.go(f"/meetings/{id_of('m2')}/people")
    row = desk.page.get_by_role("row").filter(has_text=sample.resident(PAPER[0])["first_name"])
    row.get_by_role("link", name="จากกระดาษ").click()
    expect(desk.page.get_by_text("จดจากรูปนี้แล้ว 2 รายการ")).to_be_visible()


def test_a_photo_that_is_still_on_a_phone_is_named_at_the_desk(officer: Field, desk: Desk) -> None:
    """What was recorded arrives before the file does: staff see whose phone to wait for."""
    phone, paper = PhotosOnPhone(officer, "m2"), PaperAtDesk(desk, "m2")
    officer.phone.context.route("**/blobs/**", lambda route: route.abort())
    phone.take("ในห้องประชุม", picture(1200, 1600))
    officer.send()
    phone.waiting(1)
    desk.exchange()
    wait_for(lambda: "รูปยังอยู่ในเครื่อง มือถือของกนกวรรณ" in paper.photos()[0]["text"], "no word of the phone", 30)


def test_people_sign_on_the_phone_right_after_their_check_in(officer: Field, desk: Desk) -> None:
    """Check-in, hand the phone over, sign, next: the check-in is saved before, and a signature is kept as a picture."""
    phone = PhotosOnPhone(officer, "m2")
    officer.phone.offline(True)
    officer.page.goto(phone.base)
    officer.page.get_by_role("checkbox", name="ให้เซ็นบนเครื่องนี้").check()
    officer.room("ประตู")
    officer.find(SIGNS).get_by_role("button", name="เช็กชื่อ").click()
    expect(officer.page.get_by_role("button", name="เก็บลายเซ็น")).to_be_disabled()
    assert officer.kept() == 1
    phone.sign(SIGNS)
    expect(officer.page.get_by_role("searchbox")).to_be_visible()
    officer.page.goto(f"{phone.base}/door/{id_of(SIGNS)}")
    shown = look(officer.page)
    assert shown["width"] <= 1000
    officer.phone.offline(False)
    officer.send()
    desk.exchange()
    desk.go(f"/meetings/{id_of('m2')}/people")
    desk.page.get_by_role("link").filter(has_text=sample.resident(SIGNS)["first_name"]).first.click()
    expect(desk.page.get_by_role("img", name="ลายเซ็น")).to_be_visible(timeout=30_000)


def test_a_thumbprint_is_kept_with_its_witness_and_who_is_of_no_community_is_here(officer: Field) -> None:
    """R0.1: who cannot sign is recorded in full, with an officer's help and somebody who saw it."""
    phone = PhotosOnPhone(officer, "m2")
    officer.phone.offline(True)
    officer.page.goto(f"{phone.base}/door")
    for ref in (THUMB, WITNESS, *OUTSIDE):
        officer.check_in(ref)
    assert officer.present() == 4
    phone.thumbprint(THUMB, WITNESS, picture(3000, 4000))
    officer.page.goto(f"{phone.base}/door/{id_of(THUMB)}")
    expect(
        officer.page.get_by_text(f"พยาน {sample.resident(WITNESS)['title']}{sample.resident(WITNESS)['first_name']}")
    ).to_be_visible()
    assert look(officer.page)["strip"] > 0


def test_what_is_no_picture_and_a_camera_that_is_refused_are_said_plainly(officer: Field) -> None:
    phone = PhotosOnPhone(officer, "m2")
    page = officer.page
    page.goto(f"{phone.base}/photos/new")
    page.locator("input[type=file][capture]").set_input_files(
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"%PDF-1.7"}
    )
    page.get_by_role("button", name="เก็บรูปนี้").click()
    expect(page.get_by_text("เปิดไฟล์นี้เป็นรูปไม่ได้", exact=False)).to_be_visible()
    page.get_by_role("button", name="ใช้กล้องในหน้านี้").click()
    expect(page.get_by_text("ใช้กล้องในหน้านี้", exact=False).last).to_be_visible()
    expect(page.locator(".say-line.look")).to_contain_text("สิ่งที่จดไว้อยู่ครบ")
    assert officer.kept() == 0
