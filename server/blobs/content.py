"""What a file is, by its bytes alone: an allowed picture, whole, with nothing behind its end and no place in it."""

from __future__ import annotations

import io
import threading
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import Refusal

if TYPE_CHECKING:
    from PIL import Image

LARGEST_PIXELS = 40_000_000
ENOUGH = 16  # bytes that tell the type
MOST_SCANS = 100  # of a progressive JPEG; cameras and editors write about ten, and each goes over every point
GPS_IFD = 0x8825  # Exif 2.3, section 4.6.3
# A reader of PDF accepts its mark anywhere in the first kilobyte, so a picture must not hold it there.
PDF, PDF_REACH = b"%PDF-", 1024
# One picture at a time: unpacked, 40 million points of a file of 150 kB take 160 MB, and each thread would. What Python
# knows of warnings belongs to all threads, too.
_turn = threading.Lock()
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}


@dataclass(frozen=True, slots=True)
class Picture:
    """An allowed picture; width and height in pixels."""

    type: str
    width: int
    height: int


def type_of(head: bytes) -> str | None:
    """The type that the first `ENOUGH` bytes announce; None if it is not an allowed one."""
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return None


def examine(content: bytes) -> Picture:
    """Looks at a whole file.

    Raises:
        Refusal: `blob_type` (no allowed picture, animated, or something hidden in it), `blob_damaged`, `blob_pixels`
            (more than LARGEST_PIXELS), `exif_left` (it says where it was taken).
    """
    kind = type_of(content[:ENOUGH])
    if kind is None or PDF in content[:PDF_REACH]:
        raise Refusal("blob_type")
    end = _ENDS[kind](content)
    if end is None or end > len(content):
        raise Refusal("blob_damaged")
    if end < len(content):
        raise Refusal("blob_type")  # a second file behind the picture, which another reader would find
    return _decoded(content, kind)


def _decoded(content: bytes, kind: str) -> Picture:
    """Decodes it once, because a file may be cut or wrong inside; the size is known, and judged, before that."""
    from PIL import Image, UnidentifiedImageError

    try:
        with _turn, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's own opinion of sizes; ours is below
            image = Image.open(io.BytesIO(content), formats=[_FORMATS[kind]])
            if image.width * image.height > LARGEST_PIXELS:
                raise Refusal("blob_pixels")
            if getattr(image, "n_frames", 1) > 1:
                raise Refusal("blob_type")
            found = Picture(kind, image.width, image.height)
            if _tells_place(image, content):
                raise Refusal("exif_left")
            image.draft("L", (image.width // 8, image.height // 8))  # JPEG: an eighth will do, every byte is read
            image.load()
    except Image.DecompressionBombError:
        raise Refusal("blob_pixels") from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, OverflowError, MemoryError, KeyError):
        raise Refusal("blob_damaged") from None
    return found


def _tells_place(image: Image.Image, content: bytes) -> bool:
    """GPS in EXIF (of all three types), or in XMP, which is plain text."""
    return bool(image.getexif().get_ifd(GPS_IFD)) or b"GPSLatitude" in content or b"GPSLongitude" in content


def _jpeg_end(content: bytes) -> int | None:
    """Where a JPEG ends (ITU T.81, annex B): segments by their lengths, then coded data up to the next marker."""
    at, scans = 2, 0
    while at + 4 <= len(content):
        if content[at] != 0xFF or scans > MOST_SCANS:
            return None
        marker = content[at + 1]
        if marker == 0xD9:
            return at + 2
        if marker == 0xFF:
            at += 1  # a fill byte
            continue
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
        if marker == 0xDA:
            scans += 1
            at = _coded_end(content, at)
    return at + 2 if content[at : at + 2] == b"\xff\xd9" else None


def _coded_end(content: bytes, at: int) -> int:
    """The next marker that is neither a stuffed byte nor a restart."""
    while (at := content.find(b"\xff", at)) >= 0:
        following = content[at + 1 : at + 2]
        if following and following[0] != 0 and not 0xD0 <= following[0] <= 0xD7:
            return at
        at += 2 if following != b"\xff" else 1
    return len(content)


def _png_end(content: bytes) -> int | None:
    """Where a PNG ends: chunks by their lengths, up to IEND (PNG, section 5)."""
    at = 8
    while at + 12 <= len(content):
        length, name = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        at += 12 + length
        if name == b"IEND":
            return at
    return None


def _webp_end(content: bytes) -> int:
    """Where a WebP ends: the RIFF header says it."""
    length = int.from_bytes(content[4:8], "little")
    return 8 + length + length % 2


_ENDS = {"image/jpeg": _jpeg_end, "image/png": _png_end, "image/webp": _webp_end}
