"""Lines that were never signed, because their key was lost, are written again in a new log (PROTOCOL.md section 2)."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from server.accounts.models import User
from sync.entry import Draft, Entry, genesis_draft
from sync.ids import log_id, random_id
from tests.conftest import AccountOf, PhoneOf
from tests.phone import Phone
from tests.server.exchange.stage import Meeting, bring, open_meeting, waits

Lost = tuple[Meeting, Phone, User, list[Entry]]


@pytest.fixture
def lost(phone: PhoneOf, account: AccountOf) -> Lost:
    """An officer's phone lost its key: two lines of its log were never signed, and a colleague has carried them."""
    user = account("officer")
    officer, carrier = phone("officer", user=user), phone("officer")
    meeting = open_meeting(phone("staff"), officer, carrier)
    for _ in range(4):
        meeting.check_in(officer, random_id())
    own = officer.mine(meeting.stream)
    bring(carrier, officer, own, [own[2]])
    return meeting, officer, user, own


def begin(phone: Phone, stream: str, adopts: Any) -> None:
    """Begin a log whose genesis says that it adopts."""
    nonce = random_id()
    phone.logs[stream] = log_id(phone.key.public, stream, nonce)
    draft = genesis_draft(
        stream=stream, key=phone.key.public, nonce=nonce, statement=phone.statement, signature=phone.signature
    )
    draft.body["adopts"], draft.sets["adopts"] = adopts, []
    entry = phone.compose(stream, draft)
    phone.copies[stream][entry.log, entry.seq] = entry


def again(phone: Phone, entry: Entry) -> None:
    """Write an entry again."""
    draft = Draft(entry.kind, entry.record, dict(entry.body or {}), dict(entry.private or {}), dict(entry.sets))
    made = phone.compose(entry.stream, draft)
    phone.copies[entry.stream][made.log, made.seq] = made


@pytest.mark.parametrize("role", ["officer", "staff"])
def test_lines_written_again_by_the_same_account_or_by_staff_wait_no_longer(
    app: Flask, lost: Lost, phone: PhoneOf, role: str
) -> None:
    meeting, _, user, own = lost
    assert waits(app) == [(4, "unsigned"), (5, "unsigned")]
    heir = phone("officer", user=user) if role == "officer" else phone("staff")
    heir.sync()
    begin(heir, meeting.stream, {"log": own[0].log, "after": 3, "until": own[4].hash})
    again(heir, own[3])
    assert heir.push(meeting.stream).results == []
    assert waits(app) == [(4, "unsigned"), (5, "unsigned")], "not before all of them are here"
    again(heir, own[4])
    assert heir.push(meeting.stream).results == []
    assert waits(app) == []


def test_what_was_written_again_is_not_kept_when_it_comes_late(app: Flask, lost: Lost, phone: PhoneOf) -> None:
    meeting, officer, user, own = lost
    heir = phone("officer", user=user)
    heir.sync()
    begin(heir, meeting.stream, {"log": own[0].log, "after": 3, "until": own[4].hash})
    again(heir, own[3])
    again(heir, own[4])
    assert heir.push(meeting.stream).results == []
    assert bring(heir, officer, own[3:], []).results == [("waiting", "unsigned")] * 2
    assert waits(app) == []


def test_nobody_else_makes_lines_go_by_saying_that_he_adopts_them(app: Flask, lost: Lost, phone: PhoneOf) -> None:
    meeting, _, _, own = lost
    with app.app_context():
        thief = phone("officer")
    thief.copies[meeting.stream] = {}
    begin(thief, meeting.stream, {"log": own[0].log, "after": 3, "until": own[4].hash})
    again(thief, own[3])
    again(thief, own[4])
    thief.push(meeting.stream)
    assert waits(app) == [(4, "unsigned"), (5, "unsigned")]


@pytest.mark.parametrize(
    "adopts",
    [None, [], "x", {}, {"log": 1, "after": 3, "until": "A" * 43}, {"log": "x", "after": True, "until": "A" * 43},
     {"log": "x", "after": 1, "until": 1}, {"log": "gone", "after": 2**53 - 1, "until": "A" * 43}],
)  # fmt: skip
def test_a_claim_that_is_none_changes_nothing(app: Flask, lost: Lost, phone: PhoneOf, adopts: object) -> None:
    meeting, _, user, _ = lost
    heir = phone("officer", user=user)
    heir.sync()
    begin(heir, meeting.stream, adopts)
    meeting.check_in(heir, random_id())
    assert heir.push(meeting.stream).status == 200
    assert waits(app) == [(4, "unsigned"), (5, "unsigned")]
