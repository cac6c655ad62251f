"""The verbs of publishing: what would be published, publish it, what has been published.

A publication, the entry that says so and the outbox rows stand or fall in one transaction (R5.7).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import select

from sync.canonical import Json, canonical
from sync.counts import attendance_count
from sync.entry import Draft
from sync.ids import digest_of, random_id
from sync.records import Record, conflicts, value

from .. import clock
from ..database import again, writing
from ..errors import Refusal
from ..extensions import db
from ..national_id import holds_national_id
from ..push import queue
from ..store import service as store
from .models import Publication
from .totals import totals

_MEETING = ("title", "number", "time", "place", "formality", "level", "stage", "notice")
_MOTION = ("question", "method", "binding", "rule", "level")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A decision as it would be published, and the codes of what still stands against it."""

    topic: str
    snapshot: dict[str, Any]
    problems: list[str]


def prepare(office: str, decision: str) -> Prepared:
    """What would be published of a decision now. Raises Refusal `not_found`."""
    record = store.find(office, "decision", decision)
    if record is None:
        raise Refusal("not_found")
    topic_id = record["stream"].partition("/")[2]
    snapshot: dict[str, Any] = {
        field: value(record, field) for field in ("title", "text", "unit", "status", "notice", "meeting", "motion")
    }
    topic = store.record(record["stream"], "topic", topic_id)
    snapshot["topic"] = {"id": topic_id, "name": value(topic, "name") if topic else None}
    problems = _unfinished(record, snapshot)
    # Only what is found is frozen: a bare id in a publication would stay there for ever.
    meeting_id, motion_id = snapshot["meeting"], snapshot["motion"]
    snapshot["meeting"] = snapshot["motion"] = None
    if meeting_id is not None:
        problems += _add_meeting(snapshot, office, str(meeting_id), motion_id)
    elif motion_id is not None:
        problems.append("no_meeting")
    return Prepared(topic_id, snapshot, sorted(set(problems)))


@again
def publish(office: str, decision: str, by: str) -> Publication:
    """Publishes a decision; the same text once more is the same version, a changed one a correction.

    Raises:
        Refusal: `not_found`; `not_ready` with the codes of what stands against it.
    """
    with writing() as session:
        record = store.find(office, "decision", decision)
        if record is None:
            raise Refusal("not_found")
        store.ensure_stream(office, record["stream"])  # locks it: two approvers publish one after the other
        prepared = prepare(office, decision)
        if prepared.problems:
            raise Refusal("not_ready", prepared.problems)
        last = latest_of(session, office, decision)
        if last is not None and last.snapshot == prepared.snapshot:
            return last
        # After a restore the entry may know of versions whose pages are lost: their numbers are taken.
        version = max(last.version if last else 0, said_of(record)[0]) + 1
        row = row_of(office, decision, prepared, version=version, at=clock.stamp(), by=by)
        session.add(row)
        _record(row)
        queue.fill(session, row, clock.milliseconds())
        return row


def latest(decision: str) -> Publication | None:
    """The last published version of a decision."""
    return db.session.scalars(
        select(Publication).where(Publication.decision == decision).order_by(Publication.version.desc())
    ).first()


def versions(decision: str) -> list[Publication]:
    """Every published version of a decision, newest first: corrections keep what came before (R2.1a)."""
    query = select(Publication).where(Publication.decision == decision).order_by(Publication.version.desc())
    return list(db.session.scalars(query))


def published(*, topic: str | None = None, office: str | None = None) -> list[Publication]:
    """The last version of every published decision, newest first; of one topic or office when named."""
    query = select(Publication).order_by(Publication.at.desc(), Publication.version.desc())
    if topic is not None:
        query = query.where(Publication.topic == topic)
    if office is not None:
        query = query.where(Publication.office == office)
    newest: dict[str, Publication] = {}
    for row in db.session.scalars(query):
        kept = newest.setdefault(row.decision, row)
        if row.version > kept.version:
            newest[row.decision] = row
    return list(newest.values())


def row_of(office: str, decision: str, prepared: Prepared, *, version: int, at: str, by: str) -> Publication:
    """The row of a version, not yet in the database."""
    return Publication(
        id=random_id(),
        office=office,
        decision=decision,
        topic=prepared.topic,
        version=version,
        at=at,
        by=by,
        snapshot=prepared.snapshot,
    )


def said_of(record: Record) -> tuple[int, str, str]:
    """What the record itself says of its last publication: version (0: none), moment, SHA-256 of the snapshot."""
    said = value(record, "published")
    if not isinstance(said, dict):
        return 0, "", ""
    return int(str(said["version"])), str(said["at"]), str(said.get("sha256", ""))


def fingerprint(snapshot: dict[str, Any]) -> str:
    """SHA-256 of a snapshot: by it a lost page is made again only if it would be the same."""
    return digest_of("prachakhom/1/publication", canonical(snapshot))


def latest_of(session: queue.AnySession, office: str, decision: str) -> Publication | None:
    query = select(Publication).where(Publication.office == office, Publication.decision == decision)
    return session.scalars(query.order_by(Publication.version.desc())).first()


def _record(row: Publication) -> None:
    """The entry in the server's log that every copy of the topic will hold."""
    stream = f"topic/{row.topic}"
    draft = Draft(
        kind="decision",
        record=row.decision,
        body={"published": {"version": row.version, "at": row.at, "sha256": fingerprint(row.snapshot)}},
        private={},
        sets=store.shown(stream, "decision", row.decision, ["published"]),
    )
    store.append(stream, [draft], office=row.office)


def _unfinished(record: Record, snapshot: dict[str, Any]) -> list[str]:
    """Codes of what the decision itself still lacks."""
    problems = [f"no_{field}" for field in ("title", "text", "unit", "status", "notice") if not snapshot[field]]
    if conflicts(record):
        problems.append("conflict")
    notice = snapshot["notice"] or {}
    words = (snapshot["title"], snapshot["text"], notice.get("title"), notice.get("body"))
    if any(holds_national_id(text) for text in words if text):
        problems.append("id_number")
    return problems


def _add_meeting(snapshot: dict[str, Any], office: str, meeting_id: str, motion_id: Json) -> list[str]:
    """Freezes hearing, motion and totals into the snapshot; codes of what stands against publishing them."""
    stream = f"meeting/{meeting_id}"
    meeting = store.find(office, "meeting", meeting_id)
    if meeting is None or meeting["stream"] != stream:
        return ["no_meeting"]
    problems = []
    snapshot["meeting"] = {"id": meeting_id, **{field: value(meeting, field) for field in _MEETING}}
    if value(meeting, "formality") == "formal" and not value(meeting, "notice"):
        problems.append("no_hearing_notice")
    if motion_id is None:
        return problems
    records = store.records(stream)
    motion = _one(records, "motion", str(motion_id))
    if motion is None:
        return [*problems, "no_motion"]
    shown = totals(records, motion, current_app.config["SMALLEST_GROUP"])
    came = attendance_count(records)
    snapshot["attendance"] = {"present": came["present"], "voting": came["voting"]}
    snapshot["motion"] = {"id": motion["record"], **{field: value(motion, field) for field in _MOTION}}
    snapshot["totals"] = shown
    return problems + _unready(motion, shown)


def _unready(motion: Record, shown: dict[str, Any]) -> list[str]:
    """Codes of why a motion's count is not its result yet."""
    problems, posts = [], shown["posts"]
    if value(motion, "state") != "closed":
        problems.append("motion_open")
    if not shown["counted"]:
        problems.append("motion_uncounted")
    if not shown["settled"] or shown["aside"]:
        problems.append("motion_unsettled")
    elif shown["counted"] and value(motion, "method") == "show_of_hands" and posts["counted"] < posts["expected"]:
        # Hands are counted at every post. How many boxes there were no record says: for those the closing counts.
        problems.append("posts_missing")
    return problems


def _one(records: list[Record], kind: str, record: str) -> Record | None:
    return next((each for each in records if each["kind"] == kind and each["record"] == record), None)
