"""Who stands on the sheets to sign, and in which order. Names and house numbers; never a telephone number."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from sync.records import Record, provisional, value

from ..roster.roll import is_listed
from ..store import service as store

_LEADING_VOWEL = re.compile("([\u0e40-\u0e44])([\u0e01-\u0e2e])")
_MARKS = re.compile("[\u0e47-\u0e4e]")

Row = dict[str, str]  # {name, house}


def sheets(office: str, meeting: Record) -> list[dict[str, Any]]:
    """One sheet for each community that was asked, in the order of their names, and one for people from outside.

    A sheet is {id, name, outside, rows}; the rows stand as the phones list people at the door, so that what was written
    is found again at once.
    """
    communities = {each["record"]: each for each in store.records(f"office/{office}", "community")}
    asked: list[Any] = [str(key) for key in provisional(meeting, "communities") or []]
    twins = _merged(store.records(meeting["stream"], "resident"))
    made = [
        {
            "id": key,
            "name": _called(communities[key]) if key in communities else key,
            "outside": False,
            "rows": _rows(office, [f"community/{key}"], twins),
        }
        for key in asked
    ]
    made.sort(key=lambda sheet: dictionary_order(str(sheet["name"])))
    around = {provisional(meeting, "subdistrict")}
    around |= {provisional(communities[key], "subdistrict") for key in asked if key in communities}
    outside = _rows(office, [f"subdistrict/{name}" for name in around if name], twins)
    return [*made, {"id": "outside", "name": "", "outside": True, "rows": outside}]


def dictionary_order(text: str) -> tuple[str, str]:
    """What Thai is sorted by, as the phones do: a leading vowel after its consonant, tone marks last."""
    return _MARKS.sub("", _LEADING_VOWEL.sub(r"\2\1", text)), text


def _rows(office: str, homes: list[str], twins: set[str]) -> list[Row]:
    here = {*store.streams(office, "community/"), *store.streams(office, "subdistrict/")}
    residents = [each for home in homes if home in here for each in store.records(home, "resident")]
    listed = [each for each in residents if is_listed(each) and each["record"] not in twins]
    told = [(each, provisional(each, "name")) for each in listed]
    people = [(name, each) for each, name in told if isinstance(name, dict)]
    people.sort(key=lambda one: (dictionary_order(f"{one[0]['first']} {one[0]['last'] or ''}"), one[1]["record"]))
    return [{"name": _name(name), "house": _house(each)} for name, each in people]


def _merged(residents: Iterable[Record]) -> set[str]:
    """Who was found, at this hearing, to be somebody else on the roll: a merge stands in the hearing's stream, too."""
    return {each["record"] for each in residents if isinstance(value(each, "same_as"), str)}


def _name(name: dict[str, Any]) -> str:
    return f"{name['title']}{name['first']} {name['last'] or ''}".strip()


def _house(resident: Record) -> str:
    address: Any = provisional(resident, "address")
    return str(address["house_no"]) if isinstance(address, dict) else ""


def _called(community: Record) -> str:
    name: Any = provisional(community, "name")
    return str(name["th"]) if isinstance(name, dict) else community["record"]
