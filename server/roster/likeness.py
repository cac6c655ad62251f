"""Who may be the same person: name, house and community together. The same name alone is not the same person.

Only people who share something are compared (the whole name, the house, the telephone, or half the name where a house
is not told), so that 20,000 rows beside 20,000 people stay quick. Nothing here decides: it shows who stands beside
whom.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .people import Person

Distance = Callable[..., int]
SLIPS = 2  # letters in which names of one house may differ and still be one person written twice
_SPACES = re.compile(r"\s+")
_DIGITS = re.compile(r"\D+")


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody on the roll (`record`), or in an earlier row of the file (`row`). `stream` is the home."""

    person: Person
    stream: str
    record: str | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Like:
    """Who stands beside a row, and why: codes `name`, `near_name`, `house`, `phone`; `same`: nothing differs."""

    known: Known
    why: tuple[str, ...]
    same: bool


class Likeness:
    """The people one may be confused with; grows with the rows of the file."""

    def __init__(self, known: Iterable[Known]) -> None:
        self._by_name: dict[str, list[Known]] = defaultdict(list)
        self._by_house: dict[tuple[str, str], list[Known]] = defaultdict(list)
        self._by_phone: dict[str, list[Known]] = defaultdict(list)
        self._by_half: dict[tuple[str, str], list[Known]] = defaultdict(list)
        self._distance = _distance()
        self._rows: dict[tuple[str, str, str], Known] = {}
        for one in known:
            self._add(one)

    def _add(self, one: Known) -> None:
        self._by_name[whole(one.person)].append(one)
        if house(one.person):
            self._by_house[one.stream, house(one.person)].append(one)
        if phone(one.person):
            self._by_phone[phone(one.person)].append(one)
        for half in halves(one.person):
            self._by_half[one.stream, half].append(one)

    def beside(self, person: Person, stream: str) -> Like | None:
        """The likeliest person on the roll, or in an earlier row with the same name, house and home; None: nobody."""
        found = [
            like
            for one in self._near(person, stream)
            if (like := _like(person, stream, one, self._distance)) is not None
        ]
        if found:
            return max(found, key=lambda like: (like.same, len(like.why), "name" in like.why, like.known.record or ""))
        earlier = self._rows.get((whole(person), house(person), stream))
        return Like(earlier, ("name", "house", "file"), same=False) if earlier else None

    def remember(self, person: Person, stream: str, row: int) -> None:
        """A row that is taken: a later one of the same name, house and home stands beside it."""
        self._rows.setdefault((whole(person), house(person), stream), Known(person, stream, row=row))

    def _near(self, person: Person, stream: str) -> list[Known]:
        near = [*self._by_name.get(whole(person), ())]
        if house(person):
            near += self._by_house.get((stream, house(person)), ())
        if phone(person):
            near += self._by_phone.get(phone(person), ())
        for half in halves(person):
            near += [
                one
                for one in self._by_half.get((stream, half), ())
                if not (house(one.person) and house(person))  # told and different: another person
            ]
        return near


def _distance() -> Distance:
    """The number of letters in which two texts differ. The library is loaded when a roll is looked at, not before."""
    from rapidfuzz.distance import Levenshtein

    return Levenshtein.distance


def whole(person: Person) -> str:
    """First and last name, as they are compared: the title is no part of it."""
    return _SPACES.sub("", f"{person.first}|{person.last or ''}").lower()


def house(person: Person) -> str:
    """The house number, as it is compared."""
    return _SPACES.sub("", person.house).lower()


def phone(person: Person) -> str:
    """The last nine digits of the telephone number; empty where there are fewer than eight."""
    digits = _DIGITS.sub("", person.phone)
    return digits[-9:].lstrip("0") if len(digits) >= 8 else ""


def halves(person: Person) -> tuple[str, ...]:
    """What finds a name of which the other half was mistyped; people of one name have no halves."""
    return (f"f {person.first.lower()}", f"l {person.last.lower()}") if person.last else ()


def _like(person: Person, stream: str, one: Known, distance: Distance) -> Like | None:
    other = one.person
    home = stream == one.stream
    same_house = home and house(person) != "" and house(person) == house(other)
    same_phone = phone(person) != "" and phone(person) == phone(other)
    untold = not (house(person) and house(other))
    name = whole(person) == whole(other)
    near = not name and distance(whole(person), whole(other), score_cutoff=SLIPS) <= SLIPS
    why = [
        code
        for code, holds in (("name", name), ("near_name", near), ("house", same_house), ("phone", same_phone))
        if holds
    ]
    if name and same_house and person.title == other.title and (same_phone or not person.phone):
        return Like(one, tuple(why), same=True)
    likely = (name and (home or same_phone or untold)) or (near and (same_house or same_phone or (home and untold)))
    return Like(one, tuple(why), same=False) if likely else None
