"""Loads what staff prepare of the sample hearing: communities, project, topics, meetings, agenda, motions, residents.

Everything is written as entries into the server's own logs. Ids follow from the sample's refs, and a record that is
there is left alone: a second run changes nothing, and a run that was cut goes on.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sync.entry import Draft
from sync.ids import b64, random_salt
from sync.records import value

from ..database import writing
from ..store import service as store
from .people import OFFICE

SAMPLE = Path(__file__).with_name("hearing.json")
POSTS = [{"key": "a", "name": "ประตู ก"}, {"key": "b", "name": "ประตู ข"}]
DEVICE_POST = {"device-A": "a", "device-B": "b"}
METHODS = {"secret_ballot": "paper_box", "show_of_hands": "show_of_hands", "roll_call": "roll_call"}
QUORUM = {"m1": 20, "m2": 15}
OUTSIDE = "sd3"  # where the sample's people outside any community are kept


def read_sample() -> dict[str, Any]:
    """The sample hearing."""
    sample: dict[str, Any] = json.loads(SAMPLE.read_text("utf-8"))
    return sample


def id_of(ref: str) -> str:
    """The id of the record that the sample calls `ref`: the same on every run."""
    return b64(hashlib.sha256(f"prachakhom/demo\n{OFFICE}\n{ref}".encode()).digest()[:16])


def voting(resident: dict[str, Any]) -> bool:
    """Whether the sample gives this person the right to vote."""
    return resident["capacity"] not in ("observer", "minor")


@dataclass(slots=True)
class Pile:
    """Records to write, by stream. A field that the schema calls private goes into `private`."""

    drafts: dict[str, list[Draft]] = field(default_factory=lambda: defaultdict(list))

    def put(
        self, stream: str, kind: str, record: str, body: dict[str, Any], private: dict[str, Any] | None = None
    ) -> None:
        """Adds a record."""
        held = private or {}
        sets: dict[str, list[str]] = {name: [] for name in (*body, *held)}
        self.drafts[stream].append(Draft(kind, record, body, held, sets))

    def write(self) -> int:
        """Writes what is not there yet, one transaction a stream; gives the number of new records."""
        written = 0
        for stream, drafts in self.drafts.items():
            with writing():
                store.ensure_stream(OFFICE, stream)
                there = {(each["kind"], each["record"]) for each in store.records(stream)}
                missing = [draft for draft in drafts if (draft.kind, draft.record) not in there]
                if missing:
                    store.append(stream, missing, office=OFFICE)
                written += len(missing)
        return written


def prepare(sample: dict[str, Any], officers: list[str]) -> int:
    """Writes what staff prepare; `officers` are accounts that go to both hearings. Gives the number of new records."""
    pile = Pile()
    _communities(pile, sample)
    _topics(pile, sample)
    for meeting in sample["meetings"]:
        _meeting(pile, sample, meeting, officers)
    for resident in sample["residents"]:
        _resident(pile, sample, resident)
    return pile.write()


def subdistrict(sample: dict[str, Any], ref: str) -> str:
    """The name of a subdistrict in streams and fields, after its English name."""
    found = next(each for each in sample["district"]["subdistricts"] if each["ref"] == ref)
    return str(found["name_en"]).lower().replace(" ", "-")


def _communities(pile: Pile, sample: dict[str, Any]) -> None:
    office = f"office/{OFFICE}"
    for each in sample["communities"]:
        body = {
            "name": {"th": each["name_th"]},
            "subdistrict": subdistrict(sample, each["subdistrict"]),
            "type": each["type"],
        }
        pile.put(office, "community", id_of(each["ref"]), body)
    for each in sample["projects"]:
        name = {"th": each["name_th"], "en": each["name_en"]}
        pile.put(
            office, "project", id_of(each["ref"]), {"name": name, "unit": each["unit_th"], "period": each["period"]}
        )


def _topics(pile: Pile, sample: dict[str, Any]) -> None:
    """A topic's level at a stage is what its hearing declared; where no hearing is held, people are listened to (2)."""
    projects = {topic: each["ref"] for each in sample["projects"] for topic in each["topics"]}
    for each in sample["topics"]:
        declared = {m["stage"]: m["declared_level"] for m in sample["meetings"] if each["ref"] in m["topics"]}
        body = {
            "name": {"th": each["name_th"], "en": each["name_en"]},
            "unit": each["unit_th"],
            "levels": {stage: declared.get(stage, 2) for stage in ("before", "during", "after")},
            "project": id_of(projects[each["ref"]]) if each["ref"] in projects else None,
        }
        topic = id_of(each["ref"])
        pile.put(f"topic/{topic}", "topic", topic, body)


def _meeting(pile: Pile, sample: dict[str, Any], meeting: dict[str, Any], officers: list[str]) -> None:
    ref = meeting["ref"]
    stream, record = f"meeting/{id_of(ref)}", id_of(ref)
    homes = {each["ref"]: each["community"] for each in sample["residents"]}
    came = {homes[each["resident"]] for each in sample["attendance"] if each["meeting"] == ref}
    body = {key: meeting[key] for key in ("title", "number", "place", "formality", "method", "stage", "notice")}
    body |= {
        "time": {"date": meeting["date"], "start": meeting["start"], "end": meeting["end"]},
        "level": meeting["declared_level"],
        "subdistrict": subdistrict(sample, meeting["subdistrict"]),
        "topics": [id_of(topic) for topic in meeting["topics"]],
        "communities": sorted(id_of(community) for community in came if community),
        "officers": officers,
        "chair": {"role": meeting["chair_role"], "delegate": False},
        "minute_taker": meeting["minute_taker_role"],
        "result_due_on": meeting["result_due_on"],
        "quorum": QUORUM[ref],
        "posts": POSTS,
        "state": "open",
    }
    pile.put(stream, "meeting", record, body, {"key": meeting_key(ref) or random_salt()})
    for item in meeting["agenda"]:
        pile.put(stream, "agenda_item", id_of(f"{ref}-agenda-{item['no']}"), {"item": item})
    for motion in sample["motions"]:
        if motion["meeting"] == ref:
            _motion(pile, stream, motion)


def meeting_key(ref: str) -> str | None:
    """The secret of a loaded meeting, from which ids of attendances and votes follow; None before it is loaded."""
    record = store.record(f"meeting/{id_of(ref)}", "meeting", id_of(ref))
    return str(value(record, "key")) if record else None


def _motion(pile: Pile, stream: str, motion: dict[str, Any]) -> None:
    body = {
        "question": {"no": motion["no"], "text": motion["text"], "options": motion["options"]},
        "agenda_item": id_of(f"{motion['meeting']}-agenda-{motion['agenda_no']}"),
        "topic": id_of(motion["topic"]),
        "method": METHODS[motion["method"]],
        "level": motion["declared_level"],
        "binding": motion["binding"],
        "rule": motion["decision_rule"],
        "state": "draft",
    }
    pile.put(stream, "motion", id_of(motion["ref"]), body)


def _resident(pile: Pile, sample: dict[str, Any], each: dict[str, Any]) -> None:
    community = each["community"]
    stream = f"community/{id_of(community)}" if community else f"subdistrict/{subdistrict(sample, OUTSIDE)}"
    private = {
        "name": {"title": each["title"], "first": each["first_name"], "last": each["last_name"]},
        "address": {"house_no": each["house_no"]} if each["house_no"] else None,
        "phone": each["phone"],
        "capacity": each["capacity"],
        "voting": voting(each),
        "guardian": id_of(each["guardian_ref"]) if each["guardian_ref"] else None,
        "signing": each["signing"],
        "consent": each["consent"],
    }
    pile.put(stream, "resident", id_of(each["ref"]), {}, private)
