"""Reading past the ORM, for what every exchange asks: who calls, is anything new, and the lines of a page.

To build, cache and unpack a statement by SQLAlchemy costs several times what the database does for it. Statements are
in the SQL that SQLite and PostgreSQL share, with `?` for each value; `instr` looks for a text in a text, `group_concat`
joins texts, and a text cast to BLOB comes as bytes where that saves something. What the driver raises is raised as
SQLAlchemy would, so that one table of errors serves both ways.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, cast

from sqlalchemy import Dialect, Engine
from sqlalchemy.exc import DBAPIError

from .extensions import db

Ask = Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]


@contextmanager
def glance(engine: Engine) -> Iterator[Ask]:
    """A connection of its own to ask by; it writes nothing, and each statement sees the state of its moment.

    Raises:
        DBAPIError: what the driver said, as SQLAlchemy says it; asking raises it, too.
    """
    with as_sqlalchemy("", engine.dialect):
        connection = engine.raw_connection()
    try:
        yield _asking(connection.cursor(), engine.dialect)
    finally:
        connection.close()  # back to the pool, which rolls back


def inside() -> Ask:
    """To ask through the session, inside its transaction. Raises DBAPIError."""
    connection = db.session.connection()
    return _asking(connection.connection.cursor(), connection.dialect)


def _asking(cursor: Any, dialect: Dialect) -> Ask:
    sqlite = dialect.name == "sqlite"

    def ask(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        with as_sqlalchemy(statement, dialect):
            cursor.execute(statement if sqlite else _for_postgres(statement), values)
            return cast(list[tuple[Any, ...]], cursor.fetchall())

    return ask


@contextmanager
def as_sqlalchemy(statement: str, dialect: Dialect) -> Iterator[None]:
    """What the driver raises inside is raised as DBAPIError, without the values of the statement."""
    driver = dialect.loaded_dbapi
    try:
        yield
    except driver.Error as error:
        raise DBAPIError.instance(statement, (), error, driver.Error, dialect=dialect) from error


@cache
def _for_postgres(statement: str) -> str:
    for here, there in (("?", "%s"), ("instr(", "strpos("), ("group_concat(", "string_agg("), ("AS BLOB", "AS TEXT")):
        statement = statement.replace(here, there)
    return statement


def places(values: Collection[Any]) -> str:
    """As many places as there are values, for an IN list. Of none: a list that holds nothing, as none may be empty."""
    return ",".join("?" * len(values)) or "NULL"
