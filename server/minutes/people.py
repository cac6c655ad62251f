"""Who was there and who was not, from the attendances and the roll. Owns the three lists of the minutes. Pure.

An attendance that contradicts is in no list; how many there are is said beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sync.groups import Group, groups_of, persons_of
from sync.records import Record, provisional, sound, value

from ..portal.text import WORDS
from ..print.people import dictionary_order
from ..roster.roll import is_listed

MEMBERS = ("chair", "committee")
_CAPACITY: dict[str, str] = WORDS["th"]["capacity"]
_ORDER = list(_CAPACITY)


@dataclass(frozen=True, slots=True)
class Person:
    """A line of a list. `note`: for a member whom he stands in for, for an absent one the reason; `named`: whether
    the name may stand in a public copy."""

    name: str
    role: str
    note: str | None = None
    capacity: str = ""
    named: bool = False


@dataclass(slots=True)
class Lists:
    """The three lists, and how many attendances are in none because they contradict."""

    members: list[Person] = field(default_factory=list)
    absent: list[Person] = field(default_factory=list)
    attendees: list[Person] = field(default_factory=list)
    disputed: int = 0


def lists(records: Sequence[Record], residents: Iterable[Record], communities: dict[str, str]) -> Lists:
    """The lists of a hearing.

    Args:
        records: of the meeting's stream.
        residents: of the roll of the communities that were asked, and of everybody who came.
        communities: names by id.
    """
    held = [sound(record) for record in records]
    people = {each["record"]: each for each in residents}
    groups = groups_of([record for record in held if record["kind"] == "attendance"], persons_of(held))
    made, known, stood_for = Lists(), set[str](), set[str]()
    for group in groups:
        known.add(group.person)
        if group.contradicts("standing") or (group.value("standing") is not None and not group.is_somebody):
            made.disputed += 1
        elif group.value("standing") is not None:
            person = _present(group, people.get(group.person), communities)
            is_member = person.capacity in MEMBERS or person.note is not None
            (made.members if is_member else made.attendees).append(person)
            stood_for.add(_bare(person.note or ""))
        else:
            known.discard(group.person)  # undone: as if nobody had come
    asked = {each for record in held if record["kind"] == "meeting" for each in value(record, "communities") or []}
    for resident in people.values():
        if resident["record"] not in known and _is_expected(resident, asked) and not _names(resident) & stood_for:
            made.absent.append(_person(resident, str(value(resident, "capacity")), communities))
    for some in (made.members, made.absent, made.attendees):
        some.sort(key=_in_order)
    return made


def name_of(resident: Record | None) -> str:
    """Title, first and last name as Thai writes them; of an erased person a word that says so."""
    name: Any = provisional(resident, "name") if resident else None
    if not name:
        return "(ไม่มีชื่อในทะเบียน)"
    return f"{name['title']}{name['first']}" + (f" {name['last']}" if name["last"] else "")


def may_be_named(resident: Record | None) -> bool:
    """Whether this person agreed that the name is published."""
    consent: Any = value(resident, "consent") if resident else None
    return bool(consent and consent["name_published"])


def role_of(capacity: str, community: str) -> str:
    """`ประธานชุมชน ชุมชนท่าน้ำ`: in what capacity, of where."""
    return " ".join(word for word in (_CAPACITY.get(capacity, capacity), community) if word)


def _present(group: Group, resident: Record | None, communities: dict[str, str]) -> Person:
    capacity = str(group.value("standing")["capacity"])
    of = communities.get(str(group.value("community")), "")
    proxy: Any = None if group.contradicts("proxy_for") else group.value("proxy_for")
    return Person(name_of(resident), role_of(capacity, of), proxy, capacity, may_be_named(resident))


def _person(resident: Record, capacity: str, communities: dict[str, str]) -> Person:
    of = communities.get(resident["stream"].partition("/")[2], "")
    return Person(name_of(resident), role_of(capacity, of), None, capacity, may_be_named(resident))


def _is_expected(resident: Record, asked: set[str]) -> bool:
    """A member of a community that was asked, on the roll, and not another record of somebody else."""
    kind, _, place = resident["stream"].partition("/")
    is_member = value(resident, "capacity") in MEMBERS
    return kind == "community" and place in asked and is_member and is_listed(resident)


def _bare(name: str) -> str:
    return "".join(name.split())


def _names(resident: Record) -> set[str]:
    """A name with and without its title, as somebody may have written it down."""
    name: Any = provisional(resident, "name")
    if not name:
        return set()
    plain = _bare(f"{name['first']}{name['last'] or ''}")
    return {plain, _bare(name["title"]) + plain}


def _in_order(person: Person) -> tuple[int, str, tuple[str, str]]:
    rank = _ORDER.index(person.capacity) if person.capacity in _ORDER else len(_ORDER)
    return min(rank, 2), person.role if rank < 2 else "", dictionary_order(person.name)
