"""A push that another one crossed is run again from what came, not from what the first run left of it (R5.4)."""

from __future__ import annotations

import pytest
from flask import Flask
from psycopg.errors import DeadlockDetected
from sqlalchemy.exc import OperationalError

from server.blobs import forgotten
from server.redaction import service as redaction
from sync.ids import random_id
from tests.conftest import PhoneOf
from tests.server.exchange.stage import bring, open_meeting


def test_what_a_removal_cuts_off_is_noted_in_each_run(
    app: Flask, phone: PhoneOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer, carrier = phone("officer"), phone("officer")
    meeting = open_meeting(phone("staff"), officer, carrier)
    assert officer.push(meeting.stream).results == []
    for _ in range(5):
        meeting.check_in(officer, random_id())
    own = officer.mine(meeting.stream)
    assert bring(carrier, officer, own[:2]).results == []
    bring(carrier, officer, own[4:])
    with app.app_context():
        redaction.redact(own[5].hash, "private", "ขอให้ลบ")
    noted: list[list[str]] = []

    def crossed_once(_office: str, texts: list[str]) -> set[str]:
        noted.append(list(texts))
        if len(noted) == 1:
            raise OperationalError("", (), DeadlockDetected())
        return set()

    monkeypatch.setattr(forgotten, "forget_named", crossed_once)
    assert officer.push(meeting.stream).results == []
    assert noted == [[own[5].private_text]] * 2
