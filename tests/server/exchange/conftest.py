"""A phone with three unsent check-ins; a hall with one who carries; the claim that the database does not change."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from sync.ids import random_id
from tests.conftest import PhoneOf
from tests.phone import Phone
from tests.server.exchange.stage import Hall, open_meeting, picture


@pytest.fixture
def officer(phone: PhoneOf) -> Phone:
    """A phone that wrote three check-ins and has not sent them."""
    officer = phone("officer")
    meeting = open_meeting(phone("staff"), officer)
    for _ in range(3):
        meeting.check_in(officer, random_id())
    return officer


@pytest.fixture
def unchanged(app: Flask, officer: Phone) -> Iterator[None]:
    """The database is the same before and after the test."""
    before = picture(app)
    yield
    assert picture(app) == before


@pytest.fixture
def hall(phone: PhoneOf) -> Hall:
    """A meeting, an officer whose log is known here and has five more lines, and one who carries."""
    officer, carrier = phone("officer"), phone("officer")
    meeting = open_meeting(phone("staff"), officer, carrier)
    meeting.check_in(officer, random_id())
    assert officer.push(meeting.stream).results == []
    for _ in range(5):
        meeting.check_in(officer, random_id())
    return meeting, officer, carrier
