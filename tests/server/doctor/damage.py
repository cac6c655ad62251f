"""Damage, as disks and hands do it: one byte of one column is another, in a database that is then put right again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import text

from server.extensions import db

JSON = ("fields", "vector", "snapshot", "roles")


def on_postgres() -> bool:
    """Whether the database of this test keeps only what is UTF-8."""
    return db.engine.dialect.name == "postgresql"


def changed(stored: bytes, at: int, mask: int, fits: Callable[[bytes], bool]) -> bytes:
    """The same bytes with one of them another.

    PostgreSQL takes neither broken UTF-8 nor, in a column of JSON, what is none: there a letter becomes a letter, the
    next one of which the column `fits`.
    """
    if not on_postgres():
        return stored[:at] + bytes((stored[at] ^ mask,)) + stored[at + 1 :]
    while True:
        byte = ord("x") if stored[at] != ord("x") else ord("y")
        tried = stored[:at] + bytes((byte,)) + stored[at + 1 :]
        if stored[at] <= 0x7F and fits(tried):
            return tried
        at = (at + 1) % len(stored)


def is_json(content: bytes) -> bool:
    """Whether PostgreSQL would take it into a column of JSON."""
    try:
        json.loads(content)
    except ValueError:
        return False
    return True


def stored(table: str, column: str, where: str) -> bytes:
    """The bytes of one column of one row."""
    with db.engine.connect() as connection:
        found = connection.execute(text(f'SELECT "{column}" FROM "{table}" WHERE {where}')).scalar_one()
    return found if isinstance(found, bytes) else _text(found).encode()


def put(table: str, column: str, where: str, content: bytes) -> None:
    """Write bytes where a text stands, whether they are text or not."""
    value: Any = content.decode() if on_postgres() else content
    kind = "JSON" if on_postgres() and column in JSON else "TEXT"
    with db.engine.begin() as connection:
        statement = f'UPDATE "{table}" SET "{column}" = CAST(:value AS {kind}) WHERE {where}'
        connection.execute(text(statement), {"value": value})


@contextmanager
def damaged(app: Flask, table: str, column: str, where: str, at: int, mask: int) -> Iterator[int]:
    """One byte of a column is another for as long as this lasts; yields where, of the bytes of the column."""
    with app.app_context():
        before = stored(table, column, where)
        after = changed(before, at % len(before), mask, is_json if column in JSON else lambda _: True)
        put(table, column, where, after)
        try:
            yield next(i for i, (one, other) in enumerate(zip(before, after, strict=True)) if one != other)
        finally:
            db.session.rollback()
            put(table, column, where, before)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
