"""From an entry to its row and back, and many rows at once; the five columns are kept as received."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import orjson
from sqlalchemy import ARRAY, ColumnElement, Row, String, any_, bindparam, func, select

from sync.entry import Entry, kept_line, parse_line

from ..extensions import Model, db
from ..glance import Ask, as_sqlalchemy
from .models import StoredEntry

WIRE = """
    SELECT CAST(header || '\t' || salt || '\t' || body || '\t' || salt2 || '\t' || private AS BLOB) FROM entry
    WHERE log = ? AND seq > ? AND seq <= ? ORDER BY seq
"""
CHUNK = 400  # names in one IN list: SQLite and PostgreSQL both take it

_COLUMNS = (
    StoredEntry.header,
    StoredEntry.salt,
    StoredEntry.body,
    StoredEntry.salt2,
    StoredEntry.private,
    StoredEntry.quarantined,
)


def row_of(entry: Entry, office: str, received_at: str, quarantined: str | None) -> tuple[Any, ...]:
    """The values of an entry's row, in the order of the columns of StoredEntry."""
    return (
        entry.log,
        entry.seq,
        entry.stream,
        office,
        entry.kind,
        entry.record,
        entry.hash,
        entry.header_text,
        entry.salt,
        entry.body_text,
        entry.salt2,
        entry.private_text,
        received_at,
        quarantined,
    )


def insert(table: type[Model], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert many rows by one statement; each has the values of all columns of the table, in their order.

    This is where a push spends its time: the driver is given the values as they are, and PostgreSQL takes them by COPY.
    """
    if not rows:
        return
    if db.session.new:  # a log that begins with these rows is there before them
        db.session.flush()
    connection = db.session.connection()
    names, marks = _columns(table)
    if connection.dialect.name != "postgresql":
        connection.exec_driver_sql(f"INSERT INTO {table.__tablename__} ({names}) VALUES ({marks})", [*rows])  # noqa: S608  # names of ours
        return
    statement = f"COPY {table.__tablename__} ({names}) FROM STDIN"
    with as_sqlalchemy(statement, connection.dialect), connection.connection.cursor().copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


@cache
def _columns(table: type[Model]) -> tuple[str, str]:
    """The names of a table's columns, and as many places for values."""
    names = [column.name for column in table.__table__.columns]
    return ", ".join(names), ", ".join("?" for _ in names)


def spoken_of(stream: str, records: Iterable[str]) -> set[tuple[str, str]]:
    """(kind, record) of those of these records that lines are stored of; the index alone answers it."""
    found = "SELECT kind, record FROM entry WHERE stream = ? AND record "
    connection, listed = db.session.connection(), [*records]
    if connection.dialect.name == "postgresql":
        rows = connection.exec_driver_sql(found.replace("?", "%s") + "= ANY(%s)", (stream, listed))
    else:
        each = "IN (SELECT value FROM json_each(?))"
        rows = connection.exec_driver_sql(found + each, (stream, orjson.dumps(listed).decode()))
    return {(kind, record) for kind, record in rows}


def line_of(row: Row[*tuple[Any, ...]]) -> str:
    """The line of a row that begins with the five columns, without its LF."""
    return "\t".join(row[:5])


def read(condition: Any) -> list[tuple[Entry, str | None]]:
    """Entries that fit a condition on StoredEntry, each with the reason of its quarantine, in order of (log, seq)."""
    query = select(*_COLUMNS).where(condition).order_by(StoredEntry.log, StoredEntry.seq)
    return [(parse_line(line_of(row)), row.quarantined) for row in db.session.execute(query)]


def read_quickly(condition: Any) -> list[tuple[Entry, str | None]]:
    """The same in no order, for folding: what was checked when it was stored is not hashed again."""
    query = select(*_COLUMNS, StoredEntry.hash).where(condition)
    return [
        (kept_line(columns, hash), quarantined)
        for *columns, quarantined, hash in db.session.connection().execute(query)
    ]


def lines(log: str, after: int, until: int) -> list[str]:
    """The lines of a log with after < seq <= until."""
    query = (
        select(*_COLUMNS)
        .where(StoredEntry.log == log, StoredEntry.seq > after, StoredEntry.seq <= until)
        .order_by(StoredEntry.seq)
    )
    return [line_of(row) for row in db.session.execute(query)]


def wire(ask: Ask, log: str, after: int, until: int) -> list[bytes]:
    """The same as they travel, past the ORM: the database joins the columns, and nothing unpacks them."""
    found = ask(WIRE, [log, after, until])
    return [line if isinstance(line, bytes) else line.encode() for (line,) in found]


def chunks(names: Iterable[str]) -> list[list[str]]:
    """Names in lists short enough for one statement, sorted, each once."""
    every = sorted(set(names))
    return [every[start : start + CHUNK] for start in range(0, len(every), CHUNK)]


def among(column: Any, names: Iterable[str]) -> ColumnElement[bool]:
    """Whether a column holds one of many names. They are one value of the statement, which so is always the same."""
    listed = sorted(set(names))
    if db.engine.dialect.name == "postgresql":
        found: ColumnElement[bool] = column == any_(bindparam(None, listed, ARRAY(String)))
        return found
    each = func.json_each(orjson.dumps(listed).decode()).table_valued("value")
    made: ColumnElement[bool] = column.in_(select(each.c.value))
    return made
