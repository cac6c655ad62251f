"""What the tests of files share: pictures, a phone that sends them in parts, a photo that names one."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from PIL import Image
from werkzeug.test import TestResponse

from server.errors import Refusal
from sync.ids import b64, random_id
from tests.phone import Phone
from tests.server.exchange.stage import Meeting


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), **more: Any) -> bytes:
    """A picture with some content; `more` goes to Pillow (exif=…, quality=…)."""
    image = Image.effect_noise(size, 40).convert("RGB")
    file = io.BytesIO()
    image.save(file, kind, **more)
    return file.getvalue()


def plain(comment: bytes) -> bytes:
    """A small picture of one colour, like any other but for its comment."""
    file = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(file, "JPEG", comment=comment)
    return file.getvalue()


def gps() -> Image.Exif:
    """EXIF as a camera writes it that knows where it is."""
    exif = Image.Exif()
    exif[0x010F] = "A camera"
    exif.get_ifd(0x8825).update({1: "N", 2: (13.0, 45.0, 0.0), 3: "E", 4: (100.0, 30.0, 0.0)})
    return exif


def name_of(content: bytes) -> str:
    """What a file is called."""
    return b64(hashlib.sha256(content).digest())


def put(phone: Phone, content: bytes, first: int = 0, last: int | None = None, name: str | None = None) -> TestResponse:
    """Send bytes `first` to before `last` of a file, by default all of it."""
    part = content[first:last]
    headers = authorization(phone) | {"Content-Range": f"bytes {first}-{first + len(part) - 1}/{len(content)}"}
    return phone.client.put(f"/blobs/{name or name_of(content)}", data=part, headers=headers)


def here(phone: Phone, name: str) -> int:
    """How many bytes the office says it has of a file."""
    answer = phone.client.head(f"/blobs/{name}", headers=authorization(phone))
    assert answer.status_code == 200
    return int(answer.headers["Upload-Offset"])


def get(phone: Phone, name: str) -> TestResponse:
    """Ask for a file."""
    return phone.client.get(f"/blobs/{name}", headers=authorization(phone))


def asked(phone: Phone, *names: str) -> list[str]:
    """Which of these the office says it holds."""
    answer = phone.client.post("/api/blobs/held", json={"hashes": list(names)}, headers=authorization(phone))
    assert answer.status_code == 200
    held: list[str] = answer.get_json()["held"]
    return held


@contextmanager
def suppress_only(*codes: str) -> Iterator[None]:
    """A refusal may come, with one of these codes."""
    try:
        yield
    except Refusal as refusal:
        if refusal.code not in codes:
            raise


def authorization(phone: Phone) -> dict[str, str]:
    return {"Authorization": f"Bearer {phone.token}"}


def described(content: bytes, kind: str = "image/jpeg") -> dict[str, Any]:
    """A file as an entry refers to it."""
    return {"sha256": name_of(content), "type": kind, "bytes": len(content), "width": 60, "height": 40}


def photo(phone: Phone, meeting: Meeting, content: bytes) -> str:
    """Record a photo and send the entry; gives the record's id."""
    record = random_id()
    phone.write(meeting.stream, "photo", record, {"shows": "sheet"}, {"file": described(content)})
    assert phone.push(meeting.stream).results == []
    return record
