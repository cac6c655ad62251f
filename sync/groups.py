"""Owns who is one person in the records of a meeting: merges by `same_as`, and records of one person read as one.

PROTOCOL.md 7. A person is known by the id of a resident; of one who was erased only the record is left.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sync.canonical import Json, canonical
from sync.records import Record, state, value
from sync.rules import keyed_record

ERASED = ("removed", "partial")  # a redaction took the resident away: it was said whose record it is


@dataclass(frozen=True, slots=True)
class Group:
    """The records of one kind, of one person: mostly one record, more after a merge. `id` is the record to show.

    Not `is_known`: the record alone is left. Not `is_somebody` either: nobody was erased, it was never said whose
    record it is, or phones differ in it; such a record is in no total.
    """

    id: str
    person: str
    is_known: bool
    is_somebody: bool
    records: tuple[Record, ...]

    def value(self, field: str) -> Json:
        """The value of a field on which all agree; None where they do not, or none has it."""
        speaking = self._speaking(field)
        return speaking[0].get("value") if speaking and not self.contradicts(field) else None

    def is_final(self, field: str, or_absent: bool = False) -> bool:
        """Whether the field has one value that nobody contradicts."""
        return not self.contradicts(field) and (or_absent or bool(self._speaking(field)))

    def contradicts(self, field: str) -> bool:
        """Whether somebody has to decide this field: it is not final in a record, or records differ."""
        speaking = self._speaking(field)
        return any(found["state"] != "ok" for found in speaking) or len({canonical(f["value"]) for f in speaking}) > 1

    def voices(self, field: str) -> int:
        """How many statements stand beside each other in this field."""
        return sum(len(found["candidates"]) for found in self._speaking(field))

    def _speaking(self, field: str) -> list[dict[str, Json]]:
        """The states of the field, without those that a settlement in another record of the group covers."""
        states = [record["fields"][field] for record in self.records if field in record["fields"]]
        if len(states) < 2:
            return states
        covered = {hash for found in states for hash in found.get("waiting", [])}
        return [found for found in states if not covered.issuperset(found["candidates"])]


def groups_of(records: Iterable[Record], person_of: Callable[[Record], str | None]) -> list[Group]:
    """Gather attendances, or the votes of one motion, by person."""
    gathered: dict[tuple[bool, str], list[Record]] = defaultdict(list)
    for record in records:
        person = person_of(record)
        gathered[person is not None, person or record["record"]].append(record)
    return [_group(person, is_known, members) for (is_known, person), members in gathered.items()]


def persons_of(records: Iterable[Record]) -> Callable[[Record], str | None]:
    """The function from an attendance or vote to its person, merges followed; None where nobody can tell."""
    held = list(records)
    same_as = {record["record"]: value(record, "same_as") for record in held if record["kind"] == "resident"}
    named = {value(record, "resident") for record in held if record["kind"] in ("attendance", "vote")}
    residents = sorted({*same_as, *same_as.values(), *named} - {None})
    keys = [value(record, "key") for record in held if record["kind"] == "meeting"]

    def person_of(record: Record) -> str | None:
        resident = value(record, "resident")
        if resident is None and state(record, "resident") in ERASED:
            resident = next((r for r in residents if any(_is_of(record, r, key) for key in keys if key)), None)
        return None if resident is None else _kept(resident, same_as)

    return person_of


def _kept(resident: str, same_as: dict[str, Json]) -> str:
    """The person kept in a chain of merges; in a ring, which only a mistake makes, the smallest id."""
    passed = [resident]
    while (onward := same_as.get(passed[-1])) is not None:
        if onward in passed:
            return min(passed[passed.index(onward) :])
        passed.append(onward)
    return passed[-1]


def _is_of(record: Record, resident: str, key: str) -> bool:
    """Whether a record that lost its `resident` was made for this one: its id tells, to who holds the meeting's key."""
    fields = {"resident": resident, "motion": value(record, "motion")}
    try:
        return keyed_record(key, record["kind"], record["stream"], fields) == record["record"]
    except ValueError:  # a key that is not 32 bytes makes no id
        return False


def _group(person: str, is_known: bool, members: list[Record]) -> Group:
    members = sorted(members, key=lambda record: record["record"])
    own = next((record for record in members if value(record, "resident") == person), members[0])
    is_somebody = is_known or state(own, "resident") in ERASED
    return Group(own["record"], person, is_known, is_somebody, tuple(members))
