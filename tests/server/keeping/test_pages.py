"""Pages and messages after a restore: what was published is published, and nobody is told a second time."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from server.accounts import service as accounts
from server.decisions import mend, service
from server.demo.people import OFFICE
from server.extensions import db
from server.push.models import Outbox
from tests.phone import Phone
from tests.server.keeping.conftest import Restore
from tests.server.push.stage import DECISION, TOPIC, correct, follow

Keep = Callable[[Flask], Path]


@pytest.fixture
def staff(held: Flask) -> Phone:
    """A desk that holds everything of the sample."""
    told = json.loads((held.config["INSTANCE_DIR"] / "demo.json").read_text())
    with held.app_context():
        code, _ = accounts.issue_code(OFFICE, told["staff"]["account"], "โต๊ะ")
    desk = Phone.enrol(held.test_client(), code)
    desk.sync()
    return desk


def states(app: Flask) -> dict[str, int]:
    with app.app_context():
        query = select(Outbox.state, func.count().label("n")).group_by(Outbox.state)
        return {row.state: row.n for row in db.session.execute(query)}


def test_a_page_published_after_the_backup_is_there_again_as_it_was_and_nobody_is_told_twice(
    held: Flask, staff: Phone, keep: Keep, restored: Restore
) -> None:
    """R5.7, R2.1a: the entry comes back with a desk; the page is made from the records, because it gives the same."""
    follow(held, "https://fcm.googleapis.com/a")
    path = keep(held)
    correct(held, "แก้ถ้อยคำ")
    with held.app_context():
        due = service.latest(DECISION)
        assert due is not None
        page = held.test_client().get(f"/decisions/{DECISION}").get_data(as_text=True)
    staff.sync()
    after = restored(path)
    staff.client = after.test_client()
    assert "แก้ถ้อยคำ" not in after.test_client().get(f"/decisions/{DECISION}").get_data(as_text=True)
    staff.bring_back()
    with after.app_context():
        made = service.latest(DECISION)
        assert made is not None
        assert (made.version, made.at, made.snapshot) == (due.version, due.at, due.snapshot)
        assert mend.lacking(OFFICE) == []
    assert after.test_client().get(f"/decisions/{DECISION}").get_data(as_text=True) == page
    assert states(after) == {}


def test_a_page_that_would_not_be_what_was_published_waits_for_a_person_and_becomes_a_further_version(
    held: Flask, staff: Phone, keep: Keep, restored: Restore
) -> None:
    path = keep(held)
    correct(held, "แก้ถ้อยคำ")
    staff.sync()
    staff.write(f"topic/{TOPIC}", "decision", DECISION, {"text": "แก้อีกครั้ง ยังไม่เผยแพร่"})
    after = restored(path)
    staff.client = after.test_client()
    staff.bring_back()
    with after.app_context():
        assert [each["record"] for each in mend.lacking(OFFICE)] == [DECISION]
        assert mend.mend(OFFICE).by_hand == [DECISION]
        assert [row.version for row in service.versions(DECISION)] == [1]
        assert service.publish(OFFICE, DECISION, "approver").version == 3
        assert mend.lacking(OFFICE) == []


def test_messages_that_waited_in_the_backup_are_not_sent(held: Flask, keep: Keep, restored: Restore) -> None:
    """They may have been sent after the backup: nobody knows any more."""
    follow(held, "https://fcm.googleapis.com/a")
    correct(held, "แก้ถ้อยคำ")
    assert states(held) == {"waiting": 1}
    assert states(restored(keep(held))) == {"withdrawn": 1}
