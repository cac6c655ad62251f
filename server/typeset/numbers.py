"""How official papers write digits, days and hours in Thai, and what a text must not hold to be set at all."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from datetime import date
from typing import Any

from ..portal import show

_TO_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
_TO_ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_LATIN = re.compile(r"\S*[A-Za-z]\S*")  # an address, a model, a code: its digits are part of a foreign word
_LONG = re.compile(r"[^\s\u0e00-\u0e7f]{13,}")  # a run that nothing breaks: the typesetter knows Thai words only
_SAME = re.compile(r"([ก-ฮ])\1{3,}")  # what no dictionary knows as a word
_CLUSTER = re.compile(r"[เแโใไ]*.[ะาำๅๆฯ\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0300-\u036f]*", re.DOTALL)
_WORD = re.compile(r"\S{34,}")
_BEFORE_NUMBER = re.compile(r"(พ\.ศ\.|ครั้งที่|วันที่|เวลา|ที่) (?=[0-9๐-๙])")  # a number alone on a line reads badly
_WEEKDAYS = ("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์")
_MAY_BREAK = "\u200b"  # a place without width where a line may end
BLANK = "…………"


def thai_digits(text: str) -> str:
    """The digits of a text as Thai ones, those inside words of Latin letters left alone."""
    made, at = [], 0
    for match in _LATIN.finditer(text):
        made += [text[at : match.start()].translate(_TO_THAI), match.group()]
        at = match.end()
    return "".join([*made, text[at:].translate(_TO_THAI)])


def arabic_digits(text: str) -> str:
    """The digits of a text as Arabic ones."""
    return text.translate(_TO_ARABIC)


def long_day(text: str | None) -> str:
    """`วันเสาร์ที่ 17 มกราคม 2569` of an ISO 8601 day (Gregorian); a blank to be filled when it is none."""
    shown = show.day(text, "th")
    return f"วัน{_WEEKDAYS[date.fromisoformat(str(text)[:10]).weekday()]}ที่ {shown}" if shown else f"วันที่ {BLANK}"


def clock(text: str | None) -> str:
    """`13.30 น.` of HH:MM, as official papers write it; a blank when there is none."""
    return f"{text.replace(':', '.')} น." if text else f"{BLANK} น."


def plain(text: str) -> str:
    """Text that any kind of document can hold, in NFC: no control characters, none that turn the reading round."""
    return unicodedata.normalize("NFC", "".join(letter for letter in text if letter in "\n\t" or not _hidden(letter)))


def settable(data: Any, *, thai: bool, keep: Collection[str] = ()) -> Any:
    """A copy of JSON data whose every text is plain and may be broken anywhere it must, with Thai digits if so wished.

    Values under the keys `keep` (codes, addresses, pictures) pass as they are.
    """
    match data:
        case dict():
            return {key: each if key in keep else settable(each, thai=thai, keep=keep) for key, each in data.items()}
        case list() | tuple():
            return [settable(each, thai=thai, keep=keep) for each in data]
        case str():
            shown = _SAME.sub(_broken, _LONG.sub(_broken, _BEFORE_NUMBER.sub("\\1\u00a0", plain(data))))
            return thai_digits(shown) if thai else shown
        case _:
            return data


def loose(name: str) -> str:
    """A name for a narrow column: one word longer than the column may break between any two of its letters."""
    return _WORD.sub(_broken, name)


def _broken(run: re.Match[str]) -> str:
    """What was found, free to break between letters, never between a letter and its marks."""
    return _MAY_BREAK.join(_CLUSTER.findall(run.group()))


def _hidden(letter: str) -> bool:
    """Controls, halves of a pair, private and unassigned letters, and marks that turn the direction of reading."""
    return unicodedata.category(letter) in ("Cc", "Cs", "Co", "Cn") or letter in (
        "\ufeff\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    )
