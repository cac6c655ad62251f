"""Reading past the ORM, for the two questions that every exchange asks: who calls, and is anything new.

Most exchanges find nothing new, and to build, cache and unpack a statement by SQLAlchemy costs several times what the
database does for it. Statements are in the SQL that SQLite and PostgreSQL share, with `?` for each value; `instr` looks
for a text in a text, `group_concat` joins texts. What the driver raises is raised as SQLAlchemy would, so that one
table of errors serves both ways.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, cast

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from .extensions import db

Ask = Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]


@contextmanager
def glance(engine: Engine) -> Iterator[Ask]:
    """A connection of its own to ask by; it writes nothing, and each statement sees the state of its moment.

    Raises:
        DBAPIError: what the driver said, as SQLAlchemy says it.
    """
    sqlite = engine.dialect.name == "sqlite"
    connection = engine.raw_connection()
    said = ""
    try:
        cursor = connection.cursor()

        def ask(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
            nonlocal said
            said = statement
            cursor.execute(statement if sqlite else _for_postgres(statement), values)
            return cast(list[tuple[Any, ...]], cursor.fetchall())

        yield ask
    except Exception as error:
        driver = engine.dialect.loaded_dbapi
        if isinstance(error, driver.Error):
            raise DBAPIError.instance(said, (), error, driver.Error, dialect=engine.dialect) from error
        raise
    finally:
        connection.close()  # back to the pool, which rolls back


def inside() -> Ask:
    """To ask through the session, inside its transaction."""
    connection = db.session.connection()
    sqlite = connection.dialect.name == "sqlite"

    def ask(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        text = statement if sqlite else _for_postgres(statement)
        return [tuple(row) for row in connection.exec_driver_sql(text, tuple(values))]

    return ask


@cache
def _for_postgres(statement: str) -> str:
    return statement.replace("?", "%s").replace("instr(", "strpos(").replace("group_concat(", "string_agg(")


def places(values: Collection[Any]) -> str:
    """As many places as there are values, for an IN list."""
    return ",".join("?" * len(values))
