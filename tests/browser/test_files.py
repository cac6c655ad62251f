"""Pictures in a real browser: what a phone makes of a camera's file, and that a real office takes it, part by part.

The part of the app that does it is loaded as the app loads it, from its built file.
"""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page

from server.blobs import content
from tests.browser.conftest import ROOT, House, Phone
from tests.server.blobs.stage import gps, name_of

REDRAW = """
async ({part, file, use}) => {
  const bytes = Uint8Array.from(atob(file), (letter) => letter.charCodeAt(0));
  const { blob, width, height } = await (await import(part)).redraw(new Blob([bytes]), use);
  const made = new Uint8Array(await blob.arrayBuffer());
  let text = '';
  for (let at = 0; at < made.length; at += 8192) text += String.fromCharCode(...made.subarray(at, at + 8192));
  return { file: btoa(text), type: blob.type, width, height };
}
"""
# A phone's store in small: one file in its book, its bytes, a token; then the app's own upload, to the real server.
UPLOAD = """
async ({part, code, size, cut}) => {
  const { Uploads, hashOf } = await import(part);
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign']);
  const raw = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  const key = btoa(String.fromCharCode(...raw)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  const body = JSON.stringify({ code, key, label: 'x' });
  const asked = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body };
  const { token } = await (await fetch('/api/installations', asked)).json();
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = size;
  const context = canvas.getContext('2d');
  const noise = context.createImageData(size, size);
  for (let at = 0; at < noise.data.length; at += 65536) crypto.getRandomValues(noise.data.subarray(at, at + 65536));
  for (let at = 3; at < noise.data.length; at += 4) noise.data[at] = 255;
  context.putImageData(noise, 0, 0);
  const blob = await new Promise((done) => canvas.toBlob(done, 'image/jpeg', 0.8));
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const row = { sha256: hashOf(bytes), type: blob.type, bytes: bytes.length };
  const told = [];
  const core = {
    now: Date.now,
    emit() {},
    keyring: { authorization: () => ({ Authorization: `Bearer ${token}` }) },
    database: { read: async () => ({}) },
    seam: { openBytes: async () => bytes.buffer },
  };
  const files = {
    waiting: () => (told.length > 0 ? [] : [row]),
    change: async (sha256, change) => void told.push(change),
  };
  const statuses = [];
  let left = cut;
  const counted = async (path, init) => {
    if (init.method === 'PUT' && left-- === 0) throw new TypeError('network cut');
    const answer = await fetch(path, init);
    statuses.push(`${init.method} ${answer.status}`);
    return answer;
  };
  const uploads = new Uploads(core, files, { epoch: 'e' }, counted, async () => {});
  await uploads.run(new AbortController().signal);
  uploads.eager();
  await uploads.run(new AbortController().signal);
  return { statuses, told, sha256: row.sha256, bytes: bytes.length };
}
"""


@pytest.fixture
def part() -> str:
    """The address of the part of the app that does what is done with files."""
    table: dict[str, Any] = json.loads((ROOT / "pwa" / "dist" / "assets.json").read_text("utf-8"))
    return f"/{table['src/store/files-later.ts']['file']}"


@pytest.fixture
def page(house: House, phone_of: Callable[..., Phone]) -> Page:
    """The field app, opened on a phone."""
    page = phone_of("a").page
    page.goto(f"{house.url}/field")
    return page


def camera_file() -> bytes:
    """As a phone's camera writes one, held upright: pixels lying, a note which way is up, and where it was."""
    image = Image.new("RGB", (3000, 1500), "blue")
    image.paste("red", (0, 0, 1500, 1500))
    exif = gps()
    exif[0x0112] = 6  # the left side is the top
    file = io.BytesIO()
    image.save(file, "JPEG", exif=exif)
    return file.getvalue()


def redrawn(page: Page, part: str, file: bytes, use: str) -> tuple[bytes, dict[str, Any]]:
    told = page.evaluate(REDRAW, {"part": part, "file": base64.b64encode(file).decode(), "use": use})
    return base64.b64decode(told["file"]), told


def test_a_photo_is_drawn_anew_upright_smaller_and_without_its_place(page: Page, part: str) -> None:
    original = camera_file()
    assert b"Exif" in original
    made, told = redrawn(page, part, original, "photo")
    assert (told["type"], told["width"], told["height"]) == ("image/jpeg", 1000, 2000)
    image = Image.open(io.BytesIO(made)).convert("RGB")
    assert image.size == (1000, 2000)
    top, bottom = image.getpixel((500, 300)), image.getpixel((500, 1700))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert (top[0] > 200, top[2] < 50) == (True, True), "the red half is the upper one"
    assert (bottom[2] > 200, bottom[0] < 50) == (True, True)
    assert b"Exif" not in made
    assert content.examine(made) == content.Picture("image/jpeg", 1000, 2000)


def test_a_drawing_stays_sharp_and_clear_where_nothing_was_drawn(page: Page, part: str) -> None:
    file = io.BytesIO()
    drawing = Image.new("RGBA", (1600, 800), (0, 0, 0, 0))
    drawing.paste((0, 0, 0, 255), (700, 300, 900, 500))
    drawing.save(file, "PNG")
    made, told = redrawn(page, part, file.getvalue(), "drawing")
    assert (told["type"], told["width"], told["height"]) == ("image/png", 1000, 500)
    image = Image.open(io.BytesIO(made)).convert("RGBA")
    assert (image.getpixel((5, 5)), image.getpixel((500, 250))) == ((0, 0, 0, 0), (0, 0, 0, 255))
    assert content.examine(made).type == "image/png"


def test_what_is_clear_becomes_white_in_a_photo(page: Page, part: str) -> None:
    file = io.BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(file, "PNG")
    made, _ = redrawn(page, part, file.getvalue(), "photo")
    assert Image.open(io.BytesIO(made)).convert("RGB").getpixel((20, 20)) == (255, 255, 255)


def test_a_real_office_takes_a_photo_in_parts_and_goes_on_after_a_cut(house: House, page: Page, part: str) -> None:
    code = house.demo["officer-a"]["code"]
    told = page.evaluate(UPLOAD, {"part": part, "code": code, "size": 1000, "cut": 1})
    parts = -(-told["bytes"] // 262_144)
    assert parts > 2
    puts = [status for status in told["statuses"] if status.startswith("PUT")]
    assert puts == ["PUT 202"] * (parts - 1) + ["PUT 201"], "each part once, also the one after the cut"
    assert told["told"] == [{"acked": "e"}]
    kept = (house.folder / "blobs" / told["sha256"][:2] / told["sha256"]).read_bytes()
    assert (name_of(kept), len(kept)) == (told["sha256"], told["bytes"])
