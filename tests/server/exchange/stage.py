"""What the tests of the doorway share: a meeting to write into, and a picture of the whole database to compare."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from server.extensions import db
from server.store.models import Log, Waiting
from sync import bundle
from sync.canonical import Json
from sync.entry import Entry
from sync.ids import keyed_id, random_id, random_salt
from sync.vector import digest
from tests.phone import Answer, Phone

Change = Callable[[list[str]], list[str]]


@dataclass(frozen=True)
class Meeting:
    """A meeting that staff opened for some officers."""

    id: str
    key: str

    @property
    def stream(self) -> str:
        return f"meeting/{self.id}"

    def check_in(self, phone: Phone, resident: str, **more: Json) -> Entry:
        """Somebody checks in: an attendance with the id that any other phone would give it."""
        body = {"standing": {"capacity": "resident", "voting": True}, **more}
        record = keyed_id(self.key, "attendance", self.id, resident)
        return phone.write(self.stream, "attendance", record, body, {"resident": resident})


Hall = tuple[Meeting, Phone, Phone]


def open_meeting(staff: Phone, *officers: Phone, **more: Json) -> Meeting:
    """A meeting in its own stream, pushed by staff and pulled by its officers."""
    meeting = Meeting(random_id(), random_salt())
    body = {"title": "ประชุมประชาคม", "officers": [officer.account for officer in officers], **more}
    staff.write(meeting.stream, "meeting", meeting.id, body, {"key": meeting.key})
    answer = staff.push(meeting.stream)
    assert answer.results == []
    for officer in officers:
        officer.sync()
        assert meeting.stream in officer.copies
    return meeting


def stream_of(officer: Phone) -> str:
    return next(iter(officer.logs))


def send(officer: Phone, change: Change) -> Answer:
    """Push the phone's lines as `change` makes them."""
    stream = stream_of(officer)
    lines = change([entry.line for entry in officer.mine(stream)])
    return officer.post(officer.request(stream, lines=lines))


def bring(carrier: Phone, author: Phone, entries: list[Entry], signed: list[Entry] | None = None) -> Answer:
    """`carrier` sends lines of `author`, with signatures of `signed` (by default of the last)."""
    stream = entries[0].stream
    heads = [author.sign(entry) for entry in (entries[-1:] if signed is None else signed)]
    vector = {log: list(head) for log, head in carrier.vector(stream).items()}
    part: Any = {"digest": digest(carrier.vector(stream)), "vector": vector, "signatures": heads}
    envelope: Any = {"v": 1, "epoch": carrier.epoch, "streams": {stream: part}}
    return carrier.post(bundle.write(envelope, [entry.line for entry in entries]))


def picture(app: Flask) -> str:
    """Every row of the database, as text, seen from a connection of its own."""
    with app.app_context(), db.engine.connect() as connection:
        tables = db.metadata.sorted_tables
        return "\n".join(sorted(f"{table} {row!r}" for table in tables for row in connection.execute(select(table))))


def waits(app: Flask) -> list[tuple[int, str]]:
    """(seq, reason) of every waiting line; each log's own count must agree."""
    with app.app_context():
        rows = db.session.execute(select(Waiting.seq, Waiting.reason).order_by(Waiting.seq, Waiting.hash))
        found = [(row.seq, row.reason) for row in rows]
        assert db.session.scalar(select(func.sum(Log.waiting))) == len(found)
        return found


def admitted(app: Flask, phone: Phone, stream: str) -> int:
    """How far the log of a phone is admitted."""
    with app.app_context():
        row = db.session.get(Log, phone.logs[stream])
        return 0 if row is None else row.last_seq
