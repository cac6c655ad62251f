"""What a file is, is judged by its bytes: bad ones get a plain Thai sentence and leave nothing behind."""

from __future__ import annotations

import io
import struct
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile

from server.blobs import content, disk
from server.errors import TABLE, Refusal
from tests.conftest import PhoneOf
from tests.server.blobs import stage

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
HTML = b"<html><script>alert(1)</script></html>"


def png(width: int, height: int) -> bytes:
    """A PNG that says it is as large as this; few bytes, many pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def animated() -> bytes:
    file = io.BytesIO()
    frames = [Image.new("RGB", (8, 8), shade) for shade in ("red", "blue")]
    frames[0].save(file, "PNG", save_all=True, append_images=frames[1:])
    return file.getvalue()


def hidden_pdf() -> bytes:
    """A picture whose comment makes it a PDF, too."""
    return stage.picture("JPEG", comment=PDF)


BAD = {
    "a PDF named .jpg": (lambda: PDF + bytes(200), "blob_type"),
    "a page": (lambda: HTML, "blob_type"),
    "a GIF": (lambda: stage.picture("GIF"), "blob_type"),
    "a TIFF": (lambda: stage.picture("TIFF"), "blob_type"),
    "SVG": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "blob_type"),
    "a JPEG that is a PDF as well": (hidden_pdf, "blob_type"),
    "a JPEG with an archive behind it": (lambda: stage.picture() + b"PK\x03\x04" + bytes(30), "blob_type"),
    "an archive behind it that ends like a JPEG": (lambda: stage.picture() + b"PK\x03\x04\xff\xd9", "blob_type"),
    "a PNG with a page behind it": (lambda: stage.picture("PNG") + HTML, "blob_type"),
    "a WebP with a page behind it": (lambda: stage.picture("WEBP") + HTML, "blob_type"),
    "an animation": (animated, "blob_type"),
    "a JPEG that is cut": (lambda: stage.picture()[:-300], "blob_damaged"),
    "a PNG that is cut": (lambda: stage.picture("PNG")[:-300], "blob_damaged"),
    "a WebP that is cut": (lambda: stage.picture("WEBP")[:-30], "blob_damaged"),
    "only the first bytes of a JPEG": (lambda: b"\xff\xd8\xff\xe0" + bytes(40), "blob_damaged"),
    "a bomb": (lambda: png(40_001, 1_000), "blob_pixels"),
    "a larger bomb": (lambda: png(60_000, 60_000), "blob_pixels"),
    "a JPEG with a place": (lambda: stage.picture(exif=stage.gps()), "exif_left"),
    "a PNG with a place": (lambda: stage.picture("PNG", exif=stage.gps()), "exif_left"),
    "a WebP with a place": (lambda: stage.picture("WEBP", exif=stage.gps()), "exif_left"),
    "a place in XMP": (lambda: stage.picture(xmp=b"<x exif:GPSLatitude='13,45N'/>"), "exif_left"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_file_is_refused_by_its_code(what: str) -> None:
    make, code = BAD[what]
    with pytest.raises(Refusal) as refused:
        content.examine(make())
    assert refused.value.code == code


@pytest.mark.parametrize("what", ["a PDF named .jpg", "a JPEG that is a PDF as well", "a bomb", "a JPEG with a place"])
def test_a_bad_file_leaves_nothing_and_gets_a_thai_sentence(app: Flask, phone: PhoneOf, what: str) -> None:
    officer = phone("officer")
    make, code = BAD[what]
    answer = stage.put(officer, make())
    assert (answer.status_code, answer.get_json()) == (422, {"code": code, "message": TABLE[code][1]})
    with app.app_context():
        assert [*disk.all_whole(), *disk.all_coming()] == []


def test_a_wrong_type_is_refused_before_the_rest_has_come(phone: PhoneOf) -> None:
    assert stage.put(phone("officer"), PDF + bytes(50_000), 0, 1_000).get_json()["code"] == "blob_type"


def test_exif_without_a_place_is_no_harm() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    assert content.examine(stage.picture(exif=exif)).type == "image/jpeg"


@pytest.mark.parametrize(
    "more", [{"progressive": True}, {"quality": 100}, {"optimize": True}, {"icc_profile": b"x" * 70_000}]
)
def test_honest_pictures_of_every_make_are_taken(more: dict[str, object]) -> None:
    assert content.examine(stage.picture(size=(123, 77), **more)) == content.Picture("image/jpeg", 123, 77)


def test_no_bytes_at_all_make_an_error_of_ours() -> None:
    """Whatever stands behind the first bytes, the answer is a refusal or a picture."""
    import random

    generator = random.Random(7)
    for kind in ("JPEG", "PNG", "WEBP"):
        whole = stage.picture(kind)
        for _ in range(150):
            spoilt = bytearray(whole)
            for _ in range(generator.randint(1, 12)):
                spoilt[generator.randrange(12, len(spoilt))] = generator.randrange(256)
            with stage.suppress_only("blob_type", "blob_damaged", "blob_pixels", "exif_left"):
                content.examine(bytes(spoilt))


def test_only_one_picture_is_unpacked_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few small files that are large when unpacked would otherwise fill the memory of a whole server."""
    load: Any = JpegImageFile.load
    unpacked, at_once = 0, list[int]()

    def slowly(self: JpegImageFile) -> Any:
        nonlocal unpacked
        unpacked += 1
        at_once.append(unpacked)
        time.sleep(0.02)
        loaded = load(self)
        unpacked -= 1
        return loaded

    monkeypatch.setattr(JpegImageFile, "load", slowly)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(content.examine, [stage.picture("JPEG")] * 8))
    assert max(at_once) == 1


def test_a_picture_of_endless_scans_is_refused() -> None:
    """Each scan costs the time of a whole picture, and takes a few bytes."""
    whole = stage.picture("JPEG", progressive=True)
    last = whole.rindex(b"\xff\xda")
    assert content.examine(whole[:-2] + whole[last:-2] * 50 + whole[-2:]).type == "image/jpeg"
    with pytest.raises(Refusal, match="blob_damaged"):
        content.examine(whole[:-2] + whole[last:-2] * 200 + whole[-2:])
