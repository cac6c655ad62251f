"""Tables as text and back, whatever tables there are: rows of one snapshot out, rows of a backup in.

Tables are read off the database, not off the models, so that a backup of an older version finds its own tables. What a
column holds is written by its type: JSON as it is, moments in ISO 8601, bytes in base64.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Connection,
    DateTime,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    func,
    insert,
    inspect,
    select,
    text,
)

VERSION = "alembic_version"
AT_MOST = 500  # rows in a portion
LETTERS = 1_000_000  # bytes in a portion, unless one row alone has more
# What a migration puts there by itself: it does not make a database one that holds something.
BY_ITSELF = {VERSION, "epoch"}


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one state of the database for as long as it lasts, while others go on writing."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with connection.begin():
            be_patient(connection)
            version_of(connection)  # SQLite's snapshot begins with the first read
            yield connection


def be_patient(connection: Connection) -> None:
    """A transaction that also waits for a disk is not to be given up for being idle."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")


def version_of(connection: Connection) -> str:
    """The number of the migration the database is at; "" of an empty one."""
    if not inspect(connection).has_table(VERSION):
        return ""
    return str(connection.execute(text(f"SELECT version_num FROM {VERSION}")).scalar() or "")  # noqa: S608  # a constant


def tables_of(connection: Connection) -> list[Table]:
    """The tables as they are, those that others refer to first."""
    metadata = MetaData()
    metadata.reflect(connection)
    tables = [table for table in metadata.sorted_tables if table.name != VERSION]
    for table in tables:
        for column in table.columns:
            if isinstance(column.type, JSON):
                column.type.none_as_null = True
    return tables


def is_empty(connection: Connection) -> bool:
    """Whether nothing was ever recorded here: no tables, or no rows in them."""
    tables = [table for table in tables_of(connection) if table.name not in BY_ITSELF]
    return all(connection.execute(select(table).limit(1)).first() is None for table in tables)


def clear(connection: Connection) -> None:
    """Drop every table of an empty database."""
    metadata = MetaData()
    metadata.reflect(connection)
    metadata.drop_all(connection)


def count(connection: Connection, tables: list[Table]) -> int:
    """How many rows there are in all."""
    return sum(connection.execute(select(func.count()).select_from(table)).scalar_one() for table in tables)


def portions(connection: Connection, table: Table) -> Iterator[list[bytes]]:
    """The rows of a table as lines, in the order of its primary key, a portion at a time."""
    writers = {column.name: _writer(column.type) for column in table.columns}
    query = select(table).order_by(*table.primary_key.columns)
    query = query.execution_options(stream_results=True, max_row_buffer=AT_MOST)
    lines: list[bytes] = []
    size = 0
    for row in connection.execute(query).mappings():
        values = {name: None if row[name] is None else write(row[name]) for name, write in writers.items()}
        line = (json.dumps(values, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
        if lines and (len(lines) == AT_MOST or size + len(line) > LETTERS):
            yield lines
            lines, size = [], 0
        lines.append(line)
        size += len(line)
    if lines:
        yield lines


def put(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Insert rows that `portions` wrote.

    Raises:
        KeyError: a column that the table does not have.
    """
    readers = {column.name: _reader(column.type) for column in table.columns}
    values = [{name: None if value is None else readers[name](value) for name, value in row.items()} for row in rows]
    connection.execute(insert(table), values)


def go_on_counting(connection: Connection, tables: list[Table]) -> None:
    """Rows that are made from here on get numbers after those that came (SQLite sees to it by itself)."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables:
        keys = list(table.primary_key.columns)
        if len(keys) != 1 or not isinstance(keys[0].type, Integer):
            continue
        last = connection.execute(select(func.max(keys[0]))).scalar()
        quoted = connection.dialect.identifier_preparer.quote(table.name)
        sequence = connection.execute(select(func.pg_get_serial_sequence(quoted, keys[0].name))).scalar()
        if last is not None and sequence is not None:
            connection.execute(select(func.setval(sequence, last)))


def _writer(kind: Any) -> Callable[[Any], Any]:
    if isinstance(kind, DateTime):
        return lambda value: value.isoformat()
    if isinstance(kind, LargeBinary):
        return lambda value: base64.b64encode(value).decode()
    return lambda value: value


def _reader(kind: Any) -> Callable[[Any], Any]:
    if isinstance(kind, DateTime):
        return datetime.fromisoformat
    if isinstance(kind, LargeBinary):
        return base64.b64decode
    return lambda value: value
