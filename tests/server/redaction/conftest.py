"""A hearing with a person in it who will ask to be removed, and the backups of the tests of keeping."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from server.extensions import db
from server.store import service as store
from server.store.models import StoredEntry
from sync.counts import AttendanceCount, MotionCount, attendance_count, motion_count
from sync.entry import Entry
from sync.ids import keyed_id, random_id
from tests.conftest import PhoneOf
from tests.phone import Phone
from tests.server.exchange.stage import Meeting, open_meeting, picture
from tests.server.keeping.conftest import empty, keep, kept, key, restored

__all__ = ["empty", "keep", "kept", "key", "restored"]

NAME = {"title": "นาง", "first": "ลบชื่อฉันเถิด", "last": "ไม่ขอปรากฏ"}
TRACES = ("ลบชื่อฉันเถิด", "ไม่ขอปรากฏ", "0891112223")
REASON = "เจ้าของข้อมูลขอให้ลบ"


@dataclass
class Scene:
    """Three came and voted; of one everything personal is known. `personal`: the entries that hold it."""

    app: Flask
    staff: Phone
    officer: Phone
    meeting: Meeting
    motion: str
    resident: str
    personal: list[Entry]
    whole: list[str]  # the lines of the officer's log, as they were before anything was removed

    def counts(self) -> tuple[AttendanceCount, MotionCount]:
        """What the hearing counts."""
        with self.app.app_context():
            db.session.rollback()
            records = store.records(self.meeting.stream)
        return attendance_count(records), motion_count(records, self.motion)

    def state(self, entry: Entry, field: str) -> str:
        """The state of a field of the entry's record."""
        with self.app.app_context():
            db.session.rollback()
            record = store.record(entry.stream, entry.kind, entry.record)
        assert record is not None
        return str(record["fields"][field]["state"])

    def traces(self, app: Flask | None = None) -> list[str]:
        """What of the person, her salts included, is found in any table, or in the files of the server."""
        return traces_in(app or self.app, self.personal)


def traces_in(app: Flask, personal: list[Entry]) -> list[str]:
    """Names, numbers, salts and whole parts of these entries that a server still holds anywhere."""
    wanted = {*TRACES, *(each.salt2 for each in personal), *(each.private_text for each in personal)}
    tables = picture(app)
    folder = Path(app.config["INSTANCE_DIR"])
    files = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    return sorted(each for each in wanted if each in tables or each.encode() in files)


@pytest.fixture
def scene(app: Flask, phone: PhoneOf) -> Scene:
    """The hearing, sent and received by both phones."""
    staff, officer = phone("staff"), phone("officer")
    meeting = open_meeting(staff, officer, topics=["t1"])
    motion, resident = random_id(), random_id()
    question = {
        "no": 1,
        "text": "สร้างสะพานหรือไม่",
        "options": [{"key": "agree", "text": "เห็นด้วย"}, {"key": "disagree", "text": "ไม่เห็นด้วย"}],
    }
    staff.write(meeting.stream, "motion", motion, {"question": question, "method": "roll_call"})
    staff.write("topic/t1", "topic", "t1", {"name": {"th": "สะพาน"}})
    assert staff.push(meeting.stream, "topic/t1").results == []
    officer.sync()
    personal = [officer.write(meeting.stream, "resident", resident, {}, {"name": NAME, "phone": "0891112223"})]
    for person in (resident, random_id(), random_id()):
        came = meeting.check_in(officer, person)
        vote = keyed_id(meeting.key, "vote", motion, person)
        said = {"motion": motion, "choice": "agree", "channel": "roll_call"}
        voted = officer.write(meeting.stream, "vote", vote, said, {"resident": person})
        personal += [came, voted] if person == resident else []
    words = {"text": "ขอให้สร้างเร็ว ๆ", "stage": "during", "kind": "need", "channel": "hearing"}
    speaker = {"speaker": {"resident": resident, "name": "ลบชื่อฉันเถิด ไม่ขอปรากฏ"}}
    personal.append(officer.write("topic/t1", "opinion", random_id(), words, speaker))
    whole = [entry.line for stream in (meeting.stream, "topic/t1") for entry in officer.mine(stream)]
    assert officer.push(meeting.stream, "topic/t1").results == []
    staff.sync()
    return Scene(app, staff, officer, meeting, motion, resident, personal, whole)


def held_lines(app: Flask) -> list[tuple[str, str, str, str, str]]:
    """The five columns of every entry."""
    with app.app_context():
        db.session.rollback()
        columns = (
            StoredEntry.header,
            StoredEntry.salt,
            StoredEntry.body,
            StoredEntry.salt2,
            StoredEntry.private,
        )
        query = select(*columns).order_by(StoredEntry.log, StoredEntry.seq)
        return [(row[0], row[1], row[2], row[3], row[4]) for row in db.session.execute(query)]
