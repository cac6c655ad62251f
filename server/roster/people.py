"""From cells to a person: one spelling of a text, titles told apart from names, house and telephone numbers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sync.rules import fits

THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_INVISIBLE = re.compile("[\u200b-\u200d\u2060\ufeff\u00ad\u200e\u200f]")
_SARA_AM = re.compile("([\u0e48-\u0e4b]?)\u0e4d([\u0e48-\u0e4b]?)\u0e32")
# Titles that stand right before a name. Longest first; "คุณ" and the like begin names too, so they need a space.
_LIST = (
    "เด็กชาย เด็กหญิง นางสาว นาง นาย หม่อมราชวงศ์ หม่อมหลวง หม่อมเจ้า ดร. "
    "พระครูสังฆรักษ์ พระครูปลัด พระครูสมุห์ พระครูใบฎีกา พระครู พระมหา พระอธิการ พระปลัด พระสมุห์ พระใบฎีกา พระ สามเณร แม่ชี "
    "พลตำรวจเอก พลตำรวจโท พลตำรวจตรี พันตำรวจเอก พันตำรวจโท พันตำรวจตรี ร้อยตำรวจเอก ร้อยตำรวจโท ร้อยตำรวจตรี "
    "ดาบตำรวจ จ่าสิบตำรวจ สิบตำรวจเอก สิบตำรวจโท สิบตำรวจตรี พลตำรวจ "
    "พลเรือเอก พลเรือโท พลเรือตรี นาวาเอก นาวาโท นาวาตรี เรือเอก เรือโท เรือตรี พันจ่าเอก พันจ่าโท พันจ่าตรี จ่าเอก จ่าโท จ่าตรี "
    "พลอากาศเอก พลอากาศโท พลอากาศตรี นาวาอากาศเอก นาวาอากาศโท นาวาอากาศตรี เรืออากาศเอก เรืออากาศโท เรืออากาศตรี "
    "พันจ่าอากาศเอก พันจ่าอากาศโท พันจ่าอากาศตรี จ่าอากาศเอก จ่าอากาศโท จ่าอากาศตรี "
    "พลเอก พลโท พลตรี พันเอก พันโท พันตรี ร้อยเอก ร้อยโท ร้อยตรี จ่าสิบเอก จ่าสิบโท จ่าสิบตรี สิบเอก สิบโท สิบตรี พลทหาร "
    "นายแพทย์ แพทย์หญิง ศาสตราจารย์ รองศาสตราจารย์ ผู้ช่วยศาสตราจารย์ Mr. Mrs. Ms. Miss Dr."
)
_NEED_SPACE = "คุณ|ดร|นพ|พญ|Mr|Mrs|Ms|Miss|Dr"
_WORDS = "|".join(re.escape(word) for word in sorted(_LIST.split(), key=len, reverse=True))
_SHORT = r"(?:[ก-ฮ]{1,3}\.\s?){1,4}"  # น.ส.  พล.ต.อ.  ผศ.ดร.
_TITLE = re.compile(
    rf"(?:ว่าที่\s?)?(?:{_SHORT}|{_WORDS}|(?:{_NEED_SPACE})(?=\s))(?:\s?หญิง(?=\s|[เ-ไ]|[ก-ฮ]))?(?:\s?ดร\.)?"
)
_NAME_BEGINS = re.compile(r"[ก-ฮเ-ไA-Za-z]")
_NO_NUMBER = re.compile(r"[^0-9]")
_HOUSE_WORDS = re.compile(r"^(?:บ้าน)?เลขที่\s*|^บ้าน\s+")
_CHILDREN = ("เด็กชาย", "เด็กหญิง", "ด.ช.", "ด.ญ.")
_NOTHING = ("-", "--", "–", "ไม่มี", ".", "n/a")


@dataclass(frozen=True, slots=True)
class Person:
    """A person as a row tells. `last` is None for people of one name; `community` is a name as the file has it."""

    title: str
    first: str
    last: str | None
    house: str = ""
    phone: str = ""
    community: str = ""

    @property
    def name(self) -> dict[str, Any]:
        """The name in the form of a `resident` record."""
        return {"title": self.title, "first": self.first, "last": self.last}

    @property
    def is_minor(self) -> bool:
        """Whether the title is one of a child: it comes without the right to vote."""
        return self.title.replace(" ", "") in _CHILDREN


NOBODY = Person("", "", None)


def plain(text: str) -> str:
    """One spelling for what looks the same: NFC, sara am as one letter, nothing invisible, single spaces."""
    shown = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    shown = _SARA_AM.sub("\\1\\2\u0e33", shown).replace("\u0e40\u0e40", "\u0e41")
    return " ".join(shown.split())


def arabic(text: str) -> str:
    """The text with Arabic digits."""
    return text.translate(THAI_DIGITS)


def split_title(text: str) -> tuple[str, str]:
    """A title and what follows it. A title that would leave no name, or half a syllable, is none."""
    found = _TITLE.match(text)
    if found is None:
        return "", text
    rest = text[found.end() :].lstrip()
    if not _NAME_BEGINS.match(rest):
        return "", text
    return found.group().strip(), rest


def split_name(text: str) -> tuple[str, str, str | None]:
    """Title, first and last name of a name in one column; a surname may hold spaces, or be missing."""
    title, rest = split_title(text)
    first, _, last = rest.partition(" ")
    return title, first, last or None


def house_of(text: str) -> str:
    """A house number: Arabic digits, without the words before it."""
    return something(_HOUSE_WORDS.sub("", arabic(text)))


def phone_of(text: str) -> str:
    """A telephone number as typed, in Arabic digits; a spreadsheet's lost zero comes back."""
    shown = something(arabic(text))
    digits = _NO_NUMBER.sub("", shown)
    lost = shown == digits and len(digits) in (8, 9) and not digits.startswith("0")
    return f"0{digits}" if lost else shown


def something(text: str) -> str:
    """The text, or nothing where it only says that there is nothing."""
    return "" if text.lower() in _NOTHING else text


def person_of(told: Mapping[str, str]) -> Person:
    """The person in the cells of a row, by field; `first` is empty where the row names nobody."""
    cells = {field: plain(text) for field, text in told.items()}
    title, first, last = something(cells.get("title", "")), cells.get("first", ""), cells.get("last", "")
    if "full" in cells:
        own, first, rest = split_name(cells["full"])
        title, last = title or own, last or rest or ""
    elif not title:
        title, first = split_title(first)
    return Person(
        title,
        something(first),
        something(last) or None,
        house_of(cells.get("house", "")),
        phone_of(cells.get("phone", "")),
        something(cells.get("community", "")),
    )


def too_long(person: Person) -> str | None:
    """The field that is longer than a record may hold, if any."""
    if not fits("resident", "name", person.name):
        return "last" if len(person.last or "") > 160 else "title" if len(person.title) > 60 else "first"
    if not fits("resident", "address", {"house_no": person.house}):
        return "house"
    return "phone" if not fits("resident", "phone", person.phone) else None
