"""A removal whose last step fails, on a full disk, is not forgotten: the file says so until it was done (R5.4)."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import DBAPIError

from server import database
from server.database import scrub_is_due
from server.doctor import stored
from server.extensions import db
from server.redaction import dropped
from server.redaction.service import redact
from sync.ids import random_id
from tests.server.redaction.conftest import REASON, Scene


def due(app: Flask) -> tuple[bool, list[str]]:
    """Whether a scrub is due, and what the doctor says of it."""
    with app.app_context():
        db.session.rollback()
        return scrub_is_due(), [each.state for each in stored.erased()]


def full_disk(connection: Any) -> Any:
    """Stands for `closing`: whoever wants the driver's connection finds the disk full."""
    connection.close()
    raise sqlite3.OperationalError("database or disk is full")


@pytest.mark.only("sqlite")
def test_a_scrub_that_failed_is_due_and_done_by_a_later_push(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    app = scene.app
    assert due(app) == (False, [])
    with app.app_context(), monkeypatch.context() as patch:
        patch.setattr(database, "closing", full_disk)
        with pytest.raises(DBAPIError):
            redact(scene.personal[0].hash, "private", REASON)
    assert due(app) == (True, ["bad"])
    monkeypatch.setattr(dropped, "_looked", [float("-inf")])
    scene.meeting.check_in(scene.officer, random_id())
    assert scene.officer.push(scene.meeting.stream).results == []
    assert due(app) == (False, [])


@pytest.mark.only("sqlite")
def test_a_push_that_landed_is_told_so_though_the_scrub_after_it_fails(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    with scene.app.app_context():
        redact(scene.personal[0].hash, "private", REASON)
        with database.writing():
            database.owe_scrub()
    monkeypatch.setattr(dropped, "_looked", [float("-inf")])

    def full() -> None:
        raise DBAPIError("VACUUM", (), sqlite3.OperationalError("database or disk is full"))

    monkeypatch.setattr(dropped, "scrub", full)
    scene.meeting.check_in(scene.officer, random_id())
    answer = scene.officer.push(scene.meeting.stream)
    assert (answer.status, answer.results) == (200, [])
    assert due(scene.app) == (True, ["bad"])
