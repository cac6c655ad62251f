"""Everything that minutes are made from, read once from the store: as it stands, or as it stood when somebody wrote."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sync.counts import AttendanceCount, attendance_count
from sync.entry import Entry
from sync.records import Record, provisional, value

from ..errors import Refusal
from ..portal import show
from ..store import service as store

Read = Callable[[str], list[Record]]
Earlier = dict[tuple[str, str], Record | None]


@dataclass
class Source:
    """The records of one hearing and of what it was about.

    `opinions`: those given at this hearing; `topics`, `communities`: names by id; `smallest`: the smallest group shown;
    `streams`: those of the office, because a hearing may name whatever id it likes.
    """

    office: str
    meeting: Record
    records: list[Record]
    smallest: int
    streams: frozenset[str]
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

    @cached_property
    def came(self) -> AttendanceCount:
        """Who came, as numbers; counted once, because every motion asks."""
        return attendance_count(self.records)

    @property
    def day(self) -> str:
        """The day of the hearing, ISO 8601; empty when it has none."""
        time: Any = provisional(self.meeting, "time") or {}
        return str(time.get("date", ""))


def gather(office: str, meeting_id: str, smallest: int, read: Read = store.records) -> Source:
    """Reads a hearing. Raises Refusal `not_found` also for one of another office."""
    stream, streams = f"meeting/{meeting_id}", frozenset(store.streams(office))
    if stream not in streams or store.find(office, "meeting", meeting_id) is None:
        raise Refusal("not_found")
    records = read(stream)
    meeting = next((each for each in records if each["kind"] == "meeting" and each["record"] == meeting_id), None)
    if meeting is None:
        raise Refusal("not_found")
    source = Source(office, meeting, records, smallest, streams)
    _topics(source, meeting_id, read)
    _people(source, read)
    return source


class Now:
    """A reader of what is there, which reads each stream once however often it is asked."""

    def __init__(self) -> None:
        self.held: dict[str, list[Record]] = {}

    def __call__(self, stream: str) -> list[Record]:
        if stream not in self.held:
            self.held[stream] = store.records(stream)
        return self.held[stream]


class Then:
    """A reader of what had arrived when an entry had, made from what is there now and what changed since."""

    def __init__(self, entry: Entry, now: Now) -> None:
        self._entry, self._now = entry, now
        self._before: dict[str, Earlier] = {}

    def __call__(self, stream: str) -> list[Record]:
        before = self._changed(stream)
        kept = [each for each in self._now(stream) if (each["kind"], each["record"]) not in before]
        found = [*kept, *(each for each in before.values() if each is not None)]
        return sorted(found, key=lambda each: (each["kind"], each["record"]))

    def since(self, but: Collection[str] = ()) -> str:
        """What changed since, in the streams that were read, as a text to compare; empty for nothing.

        `but`: kinds that do not matter.
        """
        changed = [
            (stream, *key, record)
            for stream in sorted(self._now.held)
            for key, record in sorted(self._changed(stream).items(), key=lambda pair: pair[0])
            if key[0] not in but
        ]
        return repr(changed) if changed else ""

    def _changed(self, stream: str) -> Earlier:
        if stream not in self._before:
            self._before[stream] = store.records_before(stream, self._entry)
        return self._before[stream]


def _topics(source: Source, meeting_id: str, read: Read) -> None:
    about: Any = provisional(source.meeting, "topics") or []
    voted = [value(motion, "topic") for motion in source.of("motion")]
    for topic in dict.fromkeys([*about, *(each for each in voted if each)]):
        stream = f"topic/{topic}"
        held = read(stream) if stream in source.streams else []
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
    ours = [stream for stream in streams if stream in source.streams]
    source.residents = [each for stream in ours for each in read(stream) if each["kind"] == "resident"]
    known = {each["record"] for each in source.residents}
    merges = [value(each, "same_as") for each in source.of("resident")]
    came = [value(each, "resident") for each in source.of("attendance")]
    for person in dict.fromkeys([*came, *merges]):
        found = None if person is None or person in known else store.find(source.office, "resident", str(person))
        if found is not None:
            source.residents.append(found)
            known.add(found["record"])
