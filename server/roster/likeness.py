"""Who may be the same person: name, house and community together. The same name alone is not the same person.

Only people who share something are compared (the whole name, the house, the telephone, or half the name where a house
is not told), so that 20,000 rows beside 20,000 people stay quick. Nothing here decides: it shows who stands beside
whom.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from .people import Person

Distance = Callable[..., int]
Search = Callable[..., list[tuple[str, float, int]]]
SLIPS = 2  # letters in which names of one house may differ and still be one person written twice
_SPACES = re.compile(r"\s+")
_DIGITS = re.compile(r"\D+")


class Keys(NamedTuple):
    """A person as people are compared: spelt alike, made once. Empty: not told."""

    whole: str
    house: str
    phone: str
    halves: tuple[str, ...]


@dataclass(slots=True)
class Known:
    """Somebody on the roll (`record`), or in an earlier row of the file (`row`). `stream` is the home."""

    person: Person
    stream: str
    record: str | None = None
    row: int | None = None
    keys: Keys = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.keys = keys_of(self.person)


@dataclass(frozen=True, slots=True)
class Like:
    """Who stands beside a row, and why: `name`, `near_name`, `house`, `phone`, `file`; `same`: nothing differs."""

    known: Known
    why: tuple[str, ...]
    same: bool


class Likeness:
    """The people one may be confused with; grows with the rows of the file."""

    def __init__(self, known: Iterable[Known]) -> None:
        self._by_name: dict[str, list[Known]] = defaultdict(list)
        self._by_house: dict[tuple[str, str], list[Known]] = defaultdict(list)
        self._by_phone: dict[str, list[Known]] = defaultdict(list)
        # By half the name, twice: everybody, and those whose house is not told.
        self._by_half: dict[tuple[str, str], list[Known]] = defaultdict(list)
        self._homeless: dict[tuple[str, str], list[Known]] = defaultdict(list)
        self._distance, self._search = _library()
        self._rows: dict[tuple[str, str, str], Known] = {}
        for one in known:
            self._add(one)

    def _add(self, one: Known) -> None:
        self._by_name[one.keys.whole].append(one)
        if one.keys.house:
            self._by_house[one.stream, one.keys.house].append(one)
        if one.keys.phone:
            self._by_phone[one.keys.phone].append(one)
        for half in one.keys.halves:
            self._by_half[one.stream, half].append(one)
            if not one.keys.house:
                self._homeless[one.stream, half].append(one)

    def beside(self, row: Known) -> Like | None:
        """The likeliest person on the roll, or in an earlier row with the same name, house and home; None: nobody."""
        near = self._near(row)
        found = [like for one in near if (like := _like(row, one, self._distance)) is not None]
        if found:
            return max(found, key=lambda like: (like.same, len(like.why), "name" in like.why, like.known.record or ""))
        earlier = self._rows.get((row.keys.whole, row.keys.house, row.stream))
        return Like(earlier, ("name", "house", "file"), same=False) if earlier else None

    def remember(self, row: Known) -> None:
        """A row that is taken: a later one of the same name, house and home stands beside it."""
        self._rows.setdefault((row.keys.whole, row.keys.house, row.stream), row)

    def _near(self, row: Known) -> list[Known]:
        keys, stream = row.keys, row.stream
        near = [*self._by_name.get(keys.whole, ())]
        if keys.house:
            near += self._by_house.get((stream, keys.house), ())
        if keys.phone:
            near += self._by_phone.get(keys.phone, ())
        # Two houses that are told and differ are two people, however alike the names.
        halves = self._homeless if keys.house else self._by_half
        for half in keys.halves:
            near += self._alike(keys.whole, halves.get((stream, half), []))
        return near

    def _alike(self, name: str, people: list[Known]) -> list[Known]:
        """Those whose name differs by a slip; the library looks through a long list at once."""
        names = [one.keys.whole for one in people]
        found = self._search(name, names, scorer=self._distance, score_cutoff=SLIPS, limit=None)
        return [people[at] for _, _, at in found]


def keys_of(person: Person) -> Keys:
    """How a person is compared. The title is no part of a name; of a telephone number the last nine digits count."""
    digits = _DIGITS.sub("", person.phone)
    return Keys(
        whole=_SPACES.sub("", f"{person.first}|{person.last or ''}").lower(),
        house=_SPACES.sub("", person.house).lower(),
        phone=digits[-9:].lstrip("0") if len(digits) >= 8 else "",
        # What finds a name of which the other half was mistyped; people of one name have no halves.
        halves=(f"f {person.first.lower()}", f"l {person.last.lower()}") if person.last else (),
    )


def _library() -> tuple[Distance, Search]:
    """How texts differ, and the search among many. The library is loaded when a roll is looked at, not before."""
    from rapidfuzz.distance import Levenshtein
    from rapidfuzz.process import extract

    return Levenshtein.distance, extract


def _like(row: Known, one: Known, distance: Distance) -> Like | None:
    mine, other = row.keys, one.keys
    home = row.stream == one.stream
    same_house = home and mine.house != "" and mine.house == other.house
    same_phone = mine.phone != "" and mine.phone == other.phone
    untold = not (mine.house and other.house)
    name = mine.whole == other.whole
    if not (name or same_house or same_phone or (home and untold)):
        return None
    near = not name and distance(mine.whole, other.whole, score_cutoff=SLIPS) <= SLIPS
    holds = (("name", name), ("near_name", near), ("house", same_house), ("phone", same_phone))
    why = tuple(code for code, held in holds if held)
    if name and same_house and row.person.title == one.person.title and (same_phone or not row.person.phone):
        return Like(one, why, same=True)
    likely = (name and (home or same_phone or untold)) or near
    return Like(one, why, same=False) if likely else None
