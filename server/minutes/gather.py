"""Everything that minutes are made from, read once from the store: as it stands, or as it stood when somebody wrote."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sync.entry import Entry
from sync.records import Record, provisional, value

from ..errors import Refusal
from ..portal import show
from ..store import service as store

Read = Callable[[str], list[Record]]


@dataclass(slots=True)
class Source:
    """The records of one hearing and of what it was about.

    `opinions`: those given at this hearing; `topics`, `communities`: names by id; `smallest`: the smallest group shown.
    """

    office: str
    meeting: Record
    records: list[Record]
    smallest: int
    opinions: list[Record] = field(default_factory=list)
    topics: dict[str, str] = field(default_factory=dict)
    communities: dict[str, str] = field(default_factory=dict)
    residents: list[Record] = field(default_factory=list)

    def of(self, kind: str) -> list[Record]:
        """The records of one kind of the meeting's stream."""
        return [each for each in self.records if each["kind"] == kind]

    def one(self, kind: str, record: str) -> Record | None:
        """One record of the meeting's stream."""
        return next((each for each in self.of(kind) if each["record"] == record), None)

    @property
    def day(self) -> str:
        """The day of the hearing, ISO 8601; empty when it has none."""
        time: Any = provisional(self.meeting, "time") or {}
        return str(time.get("date", ""))


def gather(office: str, meeting_id: str, smallest: int, read: Read = store.records) -> Source:
    """Reads a hearing. Raises Refusal `not_found` also for one of another office."""
    stream = f"meeting/{meeting_id}"
    if store.find(office, "meeting", meeting_id) is None or stream not in store.streams(office, stream):
        raise Refusal("not_found")
    records = read(stream)
    meeting = next((each for each in records if each["kind"] == "meeting" and each["record"] == meeting_id), None)
    if meeting is None:
        raise Refusal("not_found")
    source = Source(office, meeting, records, smallest)
    _topics(source, meeting_id, read)
    _people(source, read)
    return source


def as_of(entry: Entry, read: Read) -> Read:
    """A reader of what had arrived when this entry had, made from one of what is there now."""

    def then(stream: str) -> list[Record]:
        other = store.records_before(stream, entry)
        kept = [each for each in read(stream) if (each["kind"], each["record"]) not in other]
        found = [*kept, *(each for each in other.values() if each is not None)]
        return sorted(found, key=lambda each: (each["kind"], each["record"]))

    return then


def _topics(source: Source, meeting_id: str, read: Read) -> None:
    about: Any = provisional(source.meeting, "topics") or []
    voted = [value(motion, "topic") for motion in source.of("motion")]
    for topic in dict.fromkeys([*about, *(each for each in voted if each)]):
        held = read(f"topic/{topic}")
        names = [value(each, "name") for each in held if each["kind"] == "topic"]
        source.topics[str(topic)] = show.name(names[0], "th") if names else ""
        source.opinions += [each for each in held if each["kind"] == "opinion" and value(each, "meeting") == meeting_id]
    source.opinions.sort(key=lambda each: (str((value(each, "received") or {}).get("on")), each["record"]))


def _people(source: Source, read: Read) -> None:
    for each in read(f"office/{source.office}"):
        if each["kind"] == "community":
            source.communities[each["record"]] = show.name(value(each, "name"), "th")
    asked: Any = provisional(source.meeting, "communities") or []
    streams = [f"community/{each}" for each in asked]
    here = provisional(source.meeting, "subdistrict")
    streams += [f"subdistrict/{here}"] if here else []
    source.residents = [each for stream in streams for each in read(stream) if each["kind"] == "resident"]
    known = {each["record"] for each in source.residents}
    merges = [value(each, "same_as") for each in source.of("resident")]
    came = [value(each, "resident") for each in source.of("attendance")]
    for person in dict.fromkeys([*came, *merges]):
        found = None if person is None or person in known else store.find(source.office, "resident", str(person))
        if found is not None:
            source.residents.append(found)
            known.add(found["record"])
