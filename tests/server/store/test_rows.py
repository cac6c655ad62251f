"""Rows that are written past SQLAlchemy fail as its own statements do: what hears its errors hears these, too."""

from __future__ import annotations

import psycopg
import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from server.database import writing
from server.extensions import db
from server.store import rows
from server.store import service as store
from server.store.models import StoredEntry
from sync.entry import Draft
from tests.conftest import OFFICE


def one_row() -> tuple[object, ...]:
    """A line that is stored, of an office's own log."""
    with writing():
        store.append("topic/t", [Draft("topic", "t", {"unit": "โยธา"}, {}, {"unit": []})], office=OFFICE)
    columns = [getattr(StoredEntry, column.name) for column in StoredEntry.__table__.columns]
    return tuple(db.session.execute(select(*columns)).first() or ())


def test_a_row_that_is_there_already_is_an_error_that_a_verb_is_run_again_for(app: Flask, office: str) -> None:
    with app.app_context():
        with pytest.raises(IntegrityError):
            rows.insert(StoredEntry, [one_row()])
        db.session.rollback()


@pytest.mark.only("postgres")
def test_a_database_that_goes_away_is_told_as_away(app: Flask, office: str) -> None:
    """Its backend is ended under our hands: 503 and not 500, and the phone sends the same again."""
    with app.app_context():
        row = one_row()
        mine = db.session.scalar(text("SELECT pg_backend_pid()"))
        with psycopg.connect(db.engine.url.render_as_string().replace("+psycopg", ""), autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s)", (mine,))
        with pytest.raises(OperationalError):
            rows.insert(StoredEntry, [row])
        db.session().invalidate()
