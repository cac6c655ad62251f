"""Checks that a branch that came in part is kept whole: a line that was spoilt on the way comes again (R0.2)."""

from __future__ import annotations

from copy import copy

from flask import Flask
from sqlalchemy import select

from server.extensions import db
from server.store.models import Fork
from tests.conftest import PhoneOf
from tests.server.exchange.stage import open_meeting


def kept(app: Flask) -> set[str]:
    """The hashes of all lines that are kept aside."""
    with app.app_context():
        return set(db.session.scalars(select(Fork.hash)))


def test_the_beginning_of_a_branch_is_kept_when_its_end_came_first(app: Flask, phone: PhoneOf) -> None:
    officer = phone("officer")
    meeting = open_meeting(phone("staff"), officer)
    meeting.check_in(officer, "r1")
    laid_back = copy(officer)
    laid_back.copies = {name: dict(lines) for name, lines in officer.copies.items()}
    for number in range(4):
        meeting.check_in(officer, f"own{number}")
    assert officer.push(meeting.stream).results == []
    branch = [meeting.check_in(laid_back, f"other{number}") for number in range(4)]
    lines = [entry.line for entry in branch]
    spoilt = [lines[0].replace('"kind"', '"knid"'), *lines[1:]]
    laid_back.post(laid_back.request(meeting.stream, lines=spoilt))
    answer = laid_back.post(laid_back.request(meeting.stream, lines=lines))
    assert [status for status, _ in answer.results] == ["fork"] * 4
    assert kept(app) == {entry.hash for entry in branch}
