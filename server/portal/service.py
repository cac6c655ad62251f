"""What each public page shows, gathered from the store and from what has been published. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from sync.records import Record, value

from ..decisions import service as decisions
from ..decisions.models import Publication
from ..errors import Refusal
from ..extensions import db
from ..minutes import service as minutes
from ..push import service as push
from ..store import service as store
from ..store.models import Office
from . import hearing, show
from .hearing import Reader, View


def office() -> Office | None:
    """The office whose pages these are: the first that was opened here."""
    return db.session.scalars(select(Office).order_by(Office.opened_at, Office.id)).first()


def home(reader: Reader) -> View:
    """Hearings, latest decisions and topics of the office."""
    here = _office_id()
    return {
        "hearings": _hearings(here, reader),
        "decisions": [_decision_row(row, reader) for row in decisions.published(office=here)],
        "topics": [{"id": key, "name": name} for key, name in _topic_names(here, reader).items()],
    }


def hearing_page(meeting_id: str, reader: Reader) -> View:
    """One hearing. Raises Refusal `not_found` also for one that is not announced."""
    records = store.records(f"meeting/{meeting_id}")
    meeting = _one(records, "meeting", meeting_id)
    if meeting is None or not hearing.is_public(meeting):
        raise Refusal("not_found")
    published = [row for row in decisions.published() if _meeting_of(row) == meeting_id]
    told = {str((row.snapshot["motion"] or {}).get("id")) for row in published}
    motions = [hearing.motion(each, records, reader) for each in records if each["kind"] == "motion"]
    for motion in motions:
        motion["open"] = motion["open"] and not hearing.is_over(meeting) and motion["id"] not in told
    return {
        **hearing.heading(meeting, reader),
        **hearing.attendance(meeting, records, reader),
        **_announced(meeting, reader),
        "motions": sorted(motions, key=lambda motion: motion["no"]),
        "agenda": _agenda(records),
        "minutes": _minutes(meeting_id, reader),
        "decisions": [_decision_row(row, reader) for row in published],
        "opinions": _opinions(list(value(meeting, "topics") or []), reader, meeting_id),
    }


def decision_page(decision: str, version: int | None, reader: Reader) -> View:
    """One decision as it was published, the latest version unless one is named. Raises Refusal `not_found`."""
    versions = decisions.versions(decision)
    row = next((each for each in versions if version in (None, each.version)), None)
    if row is None:
        raise Refusal("not_found")
    frozen, t = row.snapshot, reader.t
    meeting, motion = frozen["meeting"], frozen["motion"]
    day = show.day(row.at, reader.language)
    number = show.official(meeting["number"], reader.language) if meeting else ""
    named = t["hearing_no"].format(number=number) if number else ""
    return {
        **_decision_row(row, reader),
        "text": frozen["text"],
        "heading": " · ".join(word for word in (t["decision"], named, day) if word),
        "old": row.version != versions[0].version,
        "version": row.version,
        "versions": [{"version": each.version, "day": show.day(each.at, reader.language)} for each in versions],
        "topic": {"id": row.topic, "name": show.name(frozen["topic"]["name"], reader.language)},
        "hearing": meeting,
        "motion": hearing.result(motion, frozen["totals"], reader) if motion else None,
        "attendance": frozen.get("attendance"),
    }


def topic_page(topic_id: str, reader: Reader) -> View:
    """One topic. Raises Refusal `not_found`."""
    topic = store.record(f"topic/{topic_id}", "topic", topic_id)
    if topic is None or not value(topic, "name"):
        raise Refusal("not_found")
    levels: Any = value(topic, "levels") or {}
    return {
        "id": topic_id,
        "name": show.name(value(topic, "name"), reader.language),
        "unit": value(topic, "unit"),
        "about": value(topic, "about"),
        "levels": [(reader.t["stage"][key], levels[key]) for key in ("before", "during", "after") if key in levels],
        "decisions": [_decision_row(row, reader) for row in decisions.published(topic=topic_id)],
        "hearings": _hearings(_office_id(), reader, topic_id),
        "opinions": _opinions([topic_id], reader),
    }


def receipt_page(code: str, reader: Reader) -> View | None:
    """Where the opinion with this receipt stands, without its words; None when no such receipt has arrived."""
    opinion = store.by_lookup(_office_id(), "opinion", store.receipt_lookup(code))
    if opinion is None:
        return None
    stream = opinion["stream"]
    topic = store.record(stream, "topic", stream.partition("/")[2])
    received: Any = value(opinion, "received") or {}
    return {
        **hearing.answer(store.record(stream, "response", opinion["record"]), reader),
        "day": show.day(received.get("on"), reader.language),
        "channel": reader.t["channel"].get(value(opinion, "channel"), ""),
        "topic": {
            "id": stream.partition("/")[2],
            "name": show.name(value(topic, "name") if topic else None, reader.language),
        },
    }


def subscription_page(secret: str, reader: Reader) -> View:
    """What a secret link follows. Raises Refusal `not_found`."""
    row = push.subscription(secret)
    topic = store.record(f"topic/{row.topic}", "topic", row.topic)
    name = show.name(value(topic, "name") if topic else None, reader.language)
    return {"id": row.topic, "name": name, "address": f"/subscriptions/{secret}"}


def _office_id() -> str:
    """The office's id; of a server on which none was opened yet an empty one, whose pages are empty too."""
    here = office()
    return here.id if here else ""


def _hearings(here: str, reader: Reader, topic: str | None = None) -> list[View]:
    """Public hearings, the latest first; of one topic when named."""
    meetings = [each for stream in store.streams(here, "meeting/") for each in store.records(stream, "meeting")]
    about: Any = [
        each
        for each in meetings
        if hearing.is_public(each) and (topic is None or topic in (value(each, "topics") or []))
    ]
    return sorted((hearing.heading(each, reader) for each in about), key=lambda view: str(view["date"]), reverse=True)


def _topic_names(here: str, reader: Reader) -> dict[str, str]:
    found = [each for stream in store.streams(here, "topic/") for each in store.records(stream, "topic")]
    return {each["record"]: show.name(value(each, "name"), reader.language) for each in found if value(each, "name")}


def _opinions(topics: Iterable[Any], reader: Reader, meeting: str | None = None) -> View:
    """Opinions of these topics; of one hearing when named."""
    records = [each for topic in topics for each in store.records(f"topic/{topic}")]
    answers = {each["record"]: each for each in records if each["kind"] == "response"}
    names = {
        each["record"]: show.name(value(each, "name"), reader.language) for each in records if each["kind"] == "topic"
    }
    said = [each for each in records if each["kind"] == "opinion" and meeting in (None, value(each, "meeting"))]
    return hearing.opinions(said, answers, names, reader)


def _announced(meeting: Record, reader: Reader) -> View:
    """Where and when the hearing was announced, and when its result is due (R5.1, R5.2)."""
    t, notice = reader.t, value(meeting, "notice")
    due = show.day(value(meeting, "result_due_on"), reader.language)
    told = ""
    if isinstance(notice, dict):
        places = t["joiner"].join(str(place) for place in notice["posted_at"])
        told = t["notice"].format(day=show.day(str(notice["published_on"]), reader.language), places=places)
    return {"notice": told, "due": t["result_due"].format(day=due) if due else ""}


def _minutes(meeting_id: str, reader: Reader) -> str:
    """When the minutes were adopted; empty before, when nobody but the office reads them (R5.3)."""
    row = minutes.adopted(meeting_id)
    return reader.t["minutes_adopted"].format(day=show.day(row.day, reader.language)) if row else ""


def _agenda(records: list[Record]) -> list[Any]:
    items: list[Any] = [value(each, "item") for each in records if each["kind"] == "agenda_item"]
    return sorted((item for item in items if item), key=lambda item: item["no"])


def _decision_row(row: Publication, reader: Reader) -> View:
    frozen = row.snapshot
    level = (frozen["motion"] or {}).get("level") or (frozen["meeting"] or {}).get("level")
    return {
        "id": row.decision,
        "title": frozen["title"],
        "day": show.day(row.at, reader.language),
        "at": row.at,
        "unit": frozen["unit"],
        "level": level,
        "status": reader.t["status"].get(frozen["status"], ""),
    }


def _meeting_of(row: Publication) -> str | None:
    return (row.snapshot["meeting"] or {}).get("id")


def _one(records: list[Record], kind: str, record: str) -> Record | None:
    return next((each for each in records if each["kind"] == kind and each["record"] == record), None)
