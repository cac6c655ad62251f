"""The one verb of typesetting: a template and data become a PDF, or nothing does."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog

from ..errors import Refusal
from . import numbers

if TYPE_CHECKING:
    from typst import Fonts

log = structlog.get_logger()
ROOT = Path(__file__).resolve().parent.parent  # templates lie below it, and read nothing outside
KEPT = ("code", "url", "qr")  # keys whose values are never rewritten: codes, addresses, pictures


def pdf(template: Path, data: Mapping[str, Any], *, keep: Collection[str] = KEPT, tagged: bool = True) -> bytes:
    """The PDF of a template below server/, A4, in Sarabun.

    `data` is JSON and reaches the template as `data` of page.typ, every text plain (numbers.settable); with
    `thai_digits: true` its digits are Thai, save under the keys `keep`. A tagged file can be read aloud; of long lists
    that are only printed the tags are two thirds of the bytes.

    Raises:
        Refusal: `print_failed`: the typesetter refused, or warned of anything at all, such as a missing font. What it
            said is in the log, without what it quoted (that may be a value), and not in the answer.
    """
    import typst

    given = numbers.settable(dict(data), thai=bool(data.get("thai_digits")), keep=keep)
    try:
        made, warnings = typst.compile_with_warnings(
            template,
            root=ROOT,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(given, ensure_ascii=False)},
            pdf_tags=tagged,
        )
    except typst.TypstError as error:
        log.error("typeset_failed", error=template.name, reason=_nameless(error.message))
        raise Refusal("print_failed") from None
    if warnings or not made:
        said = sorted({_nameless(each.message) for each in warnings})
        log.error("typeset_warned", error=template.name, reason=said)
        raise Refusal("print_failed")
    return made


def _nameless(said: str) -> str:
    return re.sub(r'"[^"]*"', '"…"', said)


@lru_cache(maxsize=1)
def _fonts() -> Fonts:
    """Sarabun and the typesetter's own: what this machine has installed must not change what is printed."""
    import fontpkg_sarabun  # type: ignore[import-untyped]  # ships no types
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=[fontpkg_sarabun.ROOT / "files"])
