"""Owns the rules of migrations: numbered, in one row, the head pinned, and the models exactly what they make."""

import re

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask

from server.extensions import db
from tests.rules import house

FOLDER = house.ROOT / "migrations"


def scripts() -> ScriptDirectory:
    """The migrations as Alembic reads them."""
    return ScriptDirectory(str(FOLDER))


def test_migrations_are_numbered_and_follow_each_other() -> None:
    names = sorted(path.name for path in (FOLDER / "versions").glob("*.py"))
    assert [name for name in names if not re.fullmatch(r"\d{4}_[a-z0-9_]+\.py", name)] == []
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    in_order = [revision.revision for revision in scripts().walk_revisions()][::-1]
    assert in_order == [name[:4] for name in names]


def test_the_head_is_pinned_so_that_two_migrations_at_once_are_a_merge_conflict() -> None:
    pinned = (FOLDER / "head.txt").read_text(encoding="utf-8").strip()
    assert (FOLDER / "versions" / f"{pinned}.py").is_file()
    assert pinned[:4] == scripts().get_current_head()


def test_the_models_are_exactly_what_the_migrations_make(app: Flask) -> None:
    with app.app_context(), db.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), db.metadata) == []


def test_every_table_carries_its_office(app: Flask) -> None:
    """Every row of people and records belongs to an office, from the first migration on."""
    without = {"role", "roles_users", "epoch", "office", "alembic_version"}
    assert [name for name, table in db.metadata.tables.items() if "office" not in table.c and name not in without] == []
