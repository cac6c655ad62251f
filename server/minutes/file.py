"""A layout as a file: PDF or DOCX. What was made of the same text a moment ago is not made again."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from ..typeset import service as typeset
from .docx import MIMETYPE, docx
from .layout import Layout

TEMPLATE = Path(__file__).parent / "templates" / "minutes.typ"
MIMETYPES = {"pdf": "application/pdf", "docx": MIMETYPE}


@lru_cache(maxsize=16)
def made(layout: Layout, title: str, form: str, digits: str) -> bytes:
    """The file.

    Args:
        form: `pdf` or `docx`; digits: `thai` or `arabic`.
    Raises:
        Refusal: `print_failed`.
    """
    turned = layout.in_digits(digits)
    if form == "docx":
        return docx(turned, title)
    return typeset.pdf(TEMPLATE, {"title": title, "blocks": turned.to_json(), "thai_digits": digits == "thai"})
