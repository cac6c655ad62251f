"""A line kept apart that the disk damaged holds up nobody: neither delivery nor removal depends on it (R5.4)."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import update

from server.database import writing
from server.extensions import db
from server.redaction import service as redaction
from server.store.models import Fork, Waiting
from sync.entry import Entry
from tests.server.exchange.stage import Hall, admitted, bring, picture, waits


def damage(app: Flask, table: type[Fork | Waiting], entry: Entry, column: int) -> str:
    """One byte of a column of a line kept apart is another one; gives the line as it is now."""
    columns = entry.line.split("\t")
    columns[column] = columns[column][:-3] + "#" + columns[column][-2:]
    line = "\t".join(columns)
    with app.app_context(), writing() as session:
        session.execute(update(table).where(table.hash == entry.hash).values(line=line))
    return line


@pytest.mark.parametrize("column", [0, 2, 4], ids=["header", "body", "private"])
def test_a_damaged_waiting_line_does_not_stop_its_log(app: Flask, hall: Hall, column: int) -> None:
    meeting, officer, carrier = hall
    own = officer.mine(meeting.stream)
    bring(carrier, officer, own[4:])
    damage(app, Waiting, own[5], column)
    answer = bring(carrier, officer, own[2:4])
    assert (answer.status, answer.results) == (200, [])
    assert admitted(app, officer, meeting.stream) == 4, "what follows ends at a signed line, and waits for that"
    assert (6, "gap") not in waits(app)
    assert officer.push(meeting.stream).results == []
    assert waits(app) == []
    assert admitted(app, officer, meeting.stream) == 7


def test_a_waiting_line_with_a_damaged_part_is_asked_for_once_it_is_the_next(app: Flask, hall: Hall) -> None:
    meeting, officer, carrier = hall
    own = officer.mine(meeting.stream)
    bring(carrier, officer, own[4:])
    damage(app, Waiting, own[4], 4)
    bring(carrier, officer, own[2:4])
    assert (5, "part") in waits(app)
    assert bring(carrier, officer, [own[4]], []).results == []
    assert admitted(app, officer, meeting.stream) == 7


@pytest.mark.parametrize("column", [2, 4], ids=["body", "private"])
def test_a_removal_does_not_depend_on_a_waiting_line_that_can_be_read(app: Flask, hall: Hall, column: int) -> None:
    meeting, officer, carrier = hall
    own = officer.mine(meeting.stream)
    bring(carrier, officer, own[4:])
    damaged = damage(app, Waiting, own[5], column).split("\t")
    with app.app_context():
        redaction.redact(own[5].hash, "private", "ขอให้ลบ")
    assert damaged[4] not in picture(app)
    assert damaged[3] not in picture(app)
    assert officer.push(meeting.stream).results == []
    assert own[5].private_text not in picture(app)
    assert admitted(app, officer, meeting.stream) == 7


@pytest.mark.parametrize("column", [0, 4], ids=["header", "private"])
def test_a_removal_does_not_depend_on_a_fork_that_can_be_read(app: Flask, hall: Hall, column: int) -> None:
    """The same line stands in the log and beside it, where its branch was put back: both lose the part."""
    meeting, officer, _ = hall
    own = officer.mine(meeting.stream)
    assert officer.push(meeting.stream).results == []
    with app.app_context(), writing() as session:
        one = own[3]
        office = officer.office
        session.add(
            Fork(
                log=one.log, seq=one.seq, hash=one.hash, stream=one.stream, office=office, line=one.line, received_at=""
            )
        )
    damaged = damage(app, Fork, own[3], column).split("\t")
    with app.app_context():
        redaction.redact(own[3].hash, "private", "ขอให้ลบ")
        line = db.session.query(Fork.line).scalar()
    assert damaged[4].strip() not in line
    assert own[3].private_text not in picture(app)
