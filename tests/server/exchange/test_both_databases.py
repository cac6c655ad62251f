"""What one database would take and the other refuse: both say the same, and nobody else's lines suffer for it."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from server import clock
from server.database import writing
from server.extensions import db
from server.store import rows
from server.store.models import StoredEntry
from sync import bundle
from sync.entry import Draft, compose
from sync.ids import random_id
from tests.conftest import PhoneOf
from tests.server.exchange.stage import bring, open_meeting, waits

FAR = 3_000_000_000


def test_a_signed_line_may_name_any_place_in_its_log(app: Flask, phone: PhoneOf) -> None:
    officer, carrier = phone("officer"), phone("officer")
    meeting = open_meeting(phone("staff"), officer, carrier)
    meeting.check_in(officer, random_id())
    assert officer.push(meeting.stream).results == []
    draft = Draft("attendance", random_id(), {"late": True}, {}, {"late": []})
    own = officer.mine(meeting.stream)
    far = compose(
        draft, stream=meeting.stream, log=own[0].log, seq=FAR, prev=own[-1].hash, at=own[-1].at, by=officer.account
    )
    for _ in range(2):
        answer = bring(carrier, officer, [far])
        assert (answer.status, answer.results) == (200, [("waiting", "gap")])
    assert waits(app) == [(FAR, "gap")]


@pytest.mark.parametrize("name", bundle.REPORT_TEXTS)
@pytest.mark.parametrize("text", ["\0", "1.4\n", "1.4\ud800", "1\u202e4"])
def test_the_words_of_a_report_are_letters_that_can_be_seen(phone: PhoneOf, name: str, text: str) -> None:
    officer = phone("officer")
    open_meeting(phone("staff"), officer)
    said: dict[str, Any] = {"now": clock.milliseconds(), "app": "1.4 (ทดสอบ)", "schema": "1-3f2a9c1b"}
    said |= {"unsent": 0, "unsigned": 0, "files": 0}
    assert bundle.is_report(said)
    assert not bundle.is_report({**said, name: text})


def test_what_the_driver_says_of_many_rows_is_said_as_of_one(app: Flask, phone: PhoneOf) -> None:
    """So that the table of errors answers it, and a verb that was crossed is run again."""
    officer = phone("officer")
    meeting = open_meeting(phone("staff"), officer)
    meeting.check_in(officer, random_id())
    assert officer.push(meeting.stream).results == []
    again = [rows.row_of(entry, officer.office, clock.stamp(), None) for entry in officer.mine(meeting.stream)]
    with app.app_context(), pytest.raises(IntegrityError), writing():
        rows.insert(StoredEntry, again)
    with app.app_context():
        assert db.session.query(StoredEntry.seq).filter_by(log=again[0][0]).count() == 2
