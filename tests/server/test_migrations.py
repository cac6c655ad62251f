"""Migrations: numbered, pinned, up and down, and the models say what the database holds."""

from __future__ import annotations

import re
from pathlib import Path

import flask_migrate
from flask import Flask
from sqlalchemy import inspect

from server.extensions import db

FOLDER = Path(__file__).parents[2] / "migrations"
# What belongs to no office: the database's own epoch, and the roles all offices share.
COMMON = {"epoch", "role", "roles_users", "alembic_version"}


def names() -> list[str]:
    return sorted(path.stem for path in (FOLDER / "versions").glob("*.py"))


def test_migrations_are_numbered_without_a_gap() -> None:
    assert [name[:4] for name in names()] == [f"{number:04d}" for number in range(1, len(names()) + 1)]
    assert all(re.fullmatch(r"\d{4}_[a-z0-9_]+", name) for name in names())


def test_the_head_is_pinned_so_that_two_at_once_collide() -> None:
    assert (FOLDER / "head.txt").read_text("utf-8").strip() == names()[-1]


def test_the_models_say_what_the_migrations_made(app: Flask) -> None:
    with app.app_context():
        flask_migrate.check()


def test_all_migrations_can_be_taken_back_and_made_again(app: Flask) -> None:
    with app.app_context():
        flask_migrate.downgrade(revision="base")
        assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
        flask_migrate.upgrade()
        assert "entry" in inspect(db.engine).get_table_names()


def test_every_table_carries_its_office(app: Flask) -> None:
    with app.app_context():
        found = inspect(db.engine)
        without = {
            table
            for table in found.get_table_names()
            if "office" not in {column["name"] for column in found.get_columns(table)} and table != "office"
        }
    assert without == COMMON
