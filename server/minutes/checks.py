"""What stands against proposing or adopting minutes, and what a careful reader would look at. Codes only. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from sync.records import Record, provisional

from ..national_id import holds_national_id
from ..portal.hearing import readable
from ..typeset.numbers import arabic_digits
from . import edits
from .edits import View
from .gather import Source
from .layout import Layout
from .parts import Parts, voted_on

_NUMBER = re.compile(r"(\d{1,4})\s*/\s*(\d{4})")


def problems(source: Source, view: View, public: Layout) -> list[str]:
    """Codes of what must be mended before these minutes are put before a hearing."""
    found = []
    if edits.undecided(source):
        found.append("conflict")
    if not view["hours"]["ended"]:
        found.append("not_ended")
    if holds_national_id(public.text):
        found.append("id_number")
    return found


def notes(source: Source, parts: Parts, view: View, others: Iterable[Record]) -> list[str]:
    """Codes of what is not wrong in itself and said in the minutes as it is, but should be looked at."""
    found = _of_number(source, others)
    if parts.lists.disputed:
        found.append("attendance_disputed")
    if any(not voted_on(motion, source).totals["settled"] for motion in source.of("motion")):
        found.append("motion_unsettled")
    if any(readable(opinion) == (None, None) for opinion in source.opinions):
        found.append("opinions_unread")
    if any(each["reason"] == edits.UNSAID for each in view["absent"]):
        found.append("reason_missing")
    return found


def number_of(meeting: Record) -> tuple[int, int] | None:
    """(N, year of the Buddhist era) of `ครั้งที่ N/พ.ศ.`, in whichever digits."""
    found = _NUMBER.search(arabic_digits(str(provisional(meeting, "number") or "")))
    return (int(found[1]), int(found[2])) if found else None


def next_number(source: Source, others: Iterable[Record]) -> str:
    """The number that comes next: counted from 1 in each calendar year."""
    year = _year_of(source.meeting)
    used = [number[0] for number in map(number_of, others) if number and number[1] == year]
    return f"{max(used, default=0) + 1}/{year}" if year else ""


def moment_of(meeting: Record) -> tuple[str, str]:
    """(day, hour) of a hearing, which sort as time does; empty where it has none."""
    time: Any = provisional(meeting, "time") or {}
    return str(time.get("date", "")), str(time.get("start", ""))


def _of_number(source: Source, others: Iterable[Record]) -> list[str]:
    number = number_of(source.meeting)
    if number is None:
        return ["number_missing"]
    found = [] if number[1] == _year_of(source.meeting) else ["number_year"]
    return [*found, *(["number_twice"] if number in map(number_of, others) else [])]


def _year_of(meeting: Record) -> int | None:
    day, _ = moment_of(meeting)
    return int(day[:4]) + 543 if day else None
