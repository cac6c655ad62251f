"""Which column holds what: guessed from Thai and English headers; a person has the last word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

# field -> what headers call it, without spaces and signs. The order is the order in which a header is tried.
HEADERS: dict[str, tuple[str, ...]] = {
    "full": (
        "ชื่อสกุล", "ชื่อนามสกุล", "ชื่อและนามสกุล", "ชื่อและสกุล", "ชื่อตัวชื่อสกุล", "ชื่อชื่อสกุล", "ชื่อเต็ม", "รายชื่อ",
        "คำนำหน้าชื่อสกุล", "คำนำหน้าชื่อนามสกุล", "fullname", "nameandsurname", "namesurname",
    ),
    "title": ("คำนำหน้า", "คำนำหน้าชื่อ", "คำนำหน้านาม", "ยศ", "ยศคำนำหน้า", "title", "prefix", "nametitle"),
    "first": ("ชื่อ", "ชื่อตัว", "ชื่อจริง", "ชื่อผู้อยู่อาศัย", "firstname", "first", "givenname", "name"),
    "last": ("นามสกุล", "สกุล", "ชื่อสกุล2", "lastname", "last", "surname", "familyname"),
    "house": (
        "บ้านเลขที่", "เลขที่บ้าน", "เลขที่", "บ้าน", "ที่อยู่", "ที่อยู่เลขที่", "houseno", "housenumber", "house", "address",
    ),
    "community": ("ชุมชน", "ชื่อชุมชน", "หมู่บ้าน", "community", "communityname", "village"),
    "phone": (
        "โทรศัพท์", "เบอร์โทรศัพท์", "หมายเลขโทรศัพท์", "เบอร์โทร", "โทร", "เบอร์", "เบอร์มือถือ", "มือถือ", "เบอร์ติดต่อ",
        "โทรศัพท์มือถือ", "phone", "phonenumber", "telephone", "tel", "mobile",
    ),
}  # fmt: skip
FIELDS = tuple(HEADERS)
_BY_NAME = {name: field for field, names in HEADERS.items() for name in names}
_NO_WORD = re.compile(r"[^\w\u0e30-\u0e4e]+|_")


def field_of(header: str) -> str | None:
    """The field a header names; None where it names none of ours."""
    bare = unicodedata.normalize("NFC", _NO_WORD.sub("", header)).lower().replace("\u0e4d\u0e32", "\u0e33")
    return _BY_NAME.get(bare)


def guess(header: Sequence[str], refused: Sequence[int]) -> dict[str, int]:
    """Field -> number of its column, each field and column once; a first name alone is the whole name."""
    found: dict[str, int] = {}
    for column, name in enumerate(header):
        field = field_of(name)
        if field is not None and field not in found and column not in refused:
            found[field] = column
    if "first" in found and "last" not in found and "full" not in found:
        found["full"] = found.pop("first")
    if "first" in found and "last" in found:
        found.pop("full", None)
    return found


def problems(columns: Mapping[str, int], width: int, refused: Sequence[int]) -> list[str]:
    """Codes of what is wrong with a choice of columns; none: people can be read."""
    used = list(columns.values())
    wrong = []
    if "full" not in columns and "first" not in columns:
        wrong.append("no_name_column")
    if len(set(used)) != len(used):
        wrong.append("column_twice")
    if any(column in refused for column in used):
        wrong.append("column_refused")
    if any(not 0 <= column < width for column in used):
        wrong.append("no_such_column")
    return wrong
