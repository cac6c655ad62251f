"""Photos and marks on a phone, photos and paper at the desk, by what people read and tap."""

from __future__ import annotations

import io
import re
from typing import Any

from playwright.sync_api import FilePayload, Page, expect

from server.demo.loader import id_of
from tests.browser.screens import sample
from tests.browser.screens.desk import Desk
from tests.browser.screens.field import Field


def picture(width: int, height: int, *, name: str = "IMG_1.jpg") -> FilePayload:
    """A photo as a phone's camera writes it: a sheet of lines on a table, large, with what cameras note beside it."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (width, height), "#8a6d4b")
    pen = ImageDraw.Draw(image)
    pen.rectangle((width // 10, height // 12, width - width // 10, height - height // 12), fill="#fbfaf5")
    for at in range(height // 6, height - height // 8, max(8, height // 24)):
        pen.line((width // 8, at, width - width // 8, at), fill="#333333", width=max(1, width // 800))
    exif = Image.Exif()
    exif[0x010F] = "Camera maker"
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85, exif=exif)
    return {"name": name, "mimeType": "image/jpeg", "buffer": out.getvalue()}


class PhotosOnPhone:
    """An officer who takes photos and lets people sign. Every step ends when the screen says that it is saved."""

    def __init__(self, field: Field, meeting: str) -> None:
        self.field = field
        self.base = f"{field.url}/field/m/{id_of(meeting)}"

    @property
    def page(self) -> Page:
        return self.field.page

    def take(self, shows: str, file: FilePayload, caption: str = "") -> None:
        page = self.page
        page.goto(f"{self.base}/photos/new")
        page.locator("input[type=file][capture]").set_input_files(file)
        page.get_by_role("radio", name=shows, exact=True).check()
        page.get_by_label(re.compile("^คำอธิบาย")).fill(caption)
        page.get_by_role("button", name="เก็บรูปนี้").click()
        self.field.saved("เก็บรูปแล้ว")

    def waiting(self, number: int) -> None:
        """The list says of this many photos that they have not reached the office."""
        self.page.goto(f"{self.base}/photos")
        expect(self.page.locator("li .tag").first).to_be_visible()
        expect(self.page.locator("li .tag.look")).to_have_count(number, timeout=30_000)

    def draw(self) -> None:
        """A finger over the field for signatures."""
        pad = self.page.locator("canvas")
        expect(pad).to_be_visible()
        box = pad.bounding_box()
        assert box
        self.page.wait_for_function("document.querySelector('canvas').width > 300 || devicePixelRatio === 1")
        mouse = self.page.mouse
        for start in (0.2, 0.5):
            mouse.move(box["x"] + box["width"] * start, box["y"] + box["height"] * 0.7)
            mouse.down()
            for step in range(1, 9):
                up = 0.7 - 0.4 * (step % 2)
                mouse.move(box["x"] + box["width"] * (start + step * 0.03), box["y"] + box["height"] * up)
            mouse.up()

    def sign(self, ref: str) -> None:
        """On the page to sign, wherever it was opened from."""
        self.draw()
        self.page.get_by_role("button", name="เก็บลายเซ็น").click()
        self.field.saved(f"{sample.resident(ref)['first_name']} เซ็นแล้ว")

    def thumbprint(self, ref: str, witness: str, file: FilePayload) -> None:
        page = self.page
        page.goto(f"{self.base}/door/{id_of(ref)}/thumb")
        page.locator("input[type=file][capture]").set_input_files(file)
        person = sample.resident(witness)
        page.get_by_label("ค้นพยานจากคนที่มาแล้ว").fill(person[sample.HOUSEHOLD] or person["first_name"])
        page.get_by_role("button", name=re.compile(f"^เลือก .*{person['first_name']}")).click()
        page.get_by_role("button", name="เก็บลายนิ้วมือและพยาน").click()
        self.field.saved(f"เก็บลายนิ้วมือของ {sample.resident(ref)['title']}{sample.resident(ref)['first_name']}")


class PaperAtDesk:
    """Staff who type in what was written on paper."""

    def __init__(self, desk: Desk, meeting: str) -> None:
        self.desk = desk
        self.path = f"/meetings/{id_of(meeting)}"

    @property
    def page(self) -> Page:
        return self.desk.page

    def photos(self) -> list[dict[str, Any]]:
        self.desk.go(f"{self.path}/photos")
        items = self.page.locator("ul.grid > li")
        expect(items.first).to_be_visible(timeout=20_000)
        return [{"text": one.inner_text(), "there": one.locator("img").count() == 1} for one in items.all()]

    def open_sheet(self) -> None:
        """From the newest photo of a sheet on to typing it in."""
        self.desk.go(f"{self.path}/photos")
        self.page.locator("ul.grid a").filter(has_text="ใบลงชื่อ").first.click()
        self.page.get_by_role("link", name="จดจากรูปนี้").click()
        expect(self.page.get_by_role("combobox", name=re.compile("ลำดับที่ในใบ"))).to_be_visible()

    def type_name(self, ref: str) -> None:
        person = sample.resident(ref)
        field = self.page.get_by_role("combobox", name=re.compile("ลำดับที่ในใบ"))
        field.fill(person[sample.HOUSEHOLD] or person["first_name"])
        expect(self.page.get_by_role("listbox").get_by_role("option", selected=True)).to_contain_text(
            person["first_name"]
        )
        field.press("Enter")
        expect(self.page.get_by_role("status").filter(has_text=person["first_name"]).first).to_be_visible()

    def typed(self, number: int) -> None:
        expect(self.page.get_by_text(f"จดจากใบนี้ {number} คน")).to_be_visible()
