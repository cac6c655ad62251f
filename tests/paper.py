"""What a printed PDF says and looks like: its text to compare with the records, its pages with approved pictures.

`APPROVE=1` in the environment makes the approved pictures anew instead of comparing: look at each, then commit.
"""

from __future__ import annotations

import os
import re
import unicodedata
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops

APPROVED = Path(__file__).parent / "approved"
MADE = Path(__file__).parent / "approved" / "differs"  # what a failed comparison leaves to be looked at
DPI = 75
FAINT = 60  # of 255: a dot that differs less is the smoothing of an edge
MOST = 0.0001  # share of the dots that may differ more
_MARKS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
_STACK = re.compile(rf"[\u0e01-\u0e2e][{_MARKS}]{{2,}}")
_RUN = re.compile(rf"[{_MARKS}]{{2,}}")


def plain(text: str) -> str:
    """A text so that what stands in the records equals what a reader of the PDF finds.

    Readers lose and invent spaces, take sara am apart, and give stacked marks in another order: that is levelled.
    """
    flat = unicodedata.normalize("NFC", text).replace("\u0e33", "\u0e4d\u0e32")
    flat = re.sub(r"[\s\u200b\u00ad\ufffe\x00]+", "", flat)
    return _RUN.sub(lambda marks: "".join(sorted(marks.group())), flat)


def pages(pdf: bytes) -> list[str]:
    """The text of each page, as `plain` levels it."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        found = []
        for page in document:
            text = page.get_textpage()
            found.append(plain(_once(text)))
            text.close()
            page.close()
        return found
    finally:
        document.close()


def _once(text: pypdfium2.PdfTextPage) -> str:
    """The page's text, where the reader gives a letter under two marks once for each of its glyphs: kept once.

    What it gives again lies over what it gave before; a letter that really stands there twice lies beside it.
    """
    raw = text.get_text_range()
    seen: dict[str, list[tuple[float, float]]] = {}
    again: list[tuple[int, int]] = []
    for stack in _STACK.finditer(raw):
        boxes = [text.get_charbox(at) for at in range(*stack.span())]
        x = (min(box[0] for box in boxes) + max(box[2] for box in boxes)) / 2
        y = (boxes[0][1] + boxes[0][3]) / 2
        known = seen.setdefault(stack.group(), [])
        if any(abs(x - over) < 7 and abs(y - line) < 14 for over, line in known):
            again.append(stack.span())
        known.append((x, y))
    for start, end in reversed(again):
        raw = raw[:start] + raw[end:]
    return raw


def pictures(pdf: bytes) -> list[Image.Image]:
    """Each page in grey, 75 dots an inch."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        drawn = []
        for page in document:
            bitmap = page.render(scale=DPI / 72)
            drawn.append(bitmap.to_pil().convert("L"))
            bitmap.close()
            page.close()
        return drawn
    finally:
        document.close()


def looks_as_approved(name: str, pdf: bytes, page: int = 0) -> None:
    """Compares one page with tests/approved/<name>.png. Raises AssertionError, and leaves the picture in `differs`."""
    made, approved = pictures(pdf)[page], APPROVED / f"{name}.png"
    if os.environ.get("APPROVE") == "1":
        approved.parent.mkdir(exist_ok=True)
        made.quantize(16).save(approved, optimize=True)
        return
    assert approved.is_file(), f"{approved} is not there: APPROVE=1, look at it, commit it"
    with Image.open(approved) as kept:
        differs = _share(made, kept.convert("L"))
    if differs > MOST:
        MADE.mkdir(parents=True, exist_ok=True)
        made.save(MADE / f"{name}.png")
        raise AssertionError(f"{name}: {differs:.2%} of the page differs from what was approved; see {MADE}")


def _share(made: Image.Image, kept: Image.Image) -> float:
    """The share of dots that differ: all of them when the pages are not of one size."""
    if made.size != kept.size:
        return 1.0
    counts = ImageChops.difference(made, kept).histogram()
    return sum(counts[FAINT:]) / (made.width * made.height)
