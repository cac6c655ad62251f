"""Rows as the bytes that are stored: a damaged text may be no text any more, and must be reported, not raised."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any
from typing import cast as cast_type

from sqlalchemy import JSON, ColumnElement, LargeBinary, String, Table, Text, cast, func, select

from ..extensions import Base, db

PAGE = 1_000  # rows read at once

Raw = dict[str, Any]  # column -> bytes of a text or of JSON; int or None of what is neither


def table_of(model: type[Base]) -> Table:
    """The table of a model."""
    return cast_type(Table, model.__table__)


def bytes_of(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """The stored bytes of a text column, on either kind of database."""
    if db.engine.dialect.name == "postgresql":
        return func.convert_to(cast(column, Text), "UTF8")
    return cast(column, LargeBinary)


def read(table: Table, *conditions: ColumnElement[bool], order: Iterable[str] = ()) -> list[Raw]:
    """Whole rows, as they are stored."""
    columns = [_seen(column) for column in table.columns]
    query = select(*columns).where(*conditions).order_by(*(table.c[name] for name in order))
    names = [column.name for column in table.columns]
    return [dict(zip(names, row, strict=True)) for row in db.session.execute(query)]


def walk(table: Table, condition: ColumnElement[bool], by: str) -> Iterator[Raw]:
    """Rows in the order of a whole-numbered column, a page at a time."""
    columns, names = [_seen(column) for column in table.columns], [column.name for column in table.columns]
    after = -1
    while True:
        query = select(*columns).where(condition, table.c[by] > after).order_by(table.c[by]).limit(PAGE)
        page = [dict(zip(names, row, strict=True)) for row in db.session.execute(query)]
        yield from page
        if len(page) < PAGE:
            return
        after = page[-1][by]


def text(stored: Any) -> str:
    """Bytes as text; what is no text shows as what stands for it, and so equals nothing that was written."""
    return stored.decode(errors="replace") if isinstance(stored, bytes) else str(stored or "")


def value(stored: Any) -> Any:
    """What a JSON column holds; None where it cannot be read."""
    try:
        return json.loads(stored)
    except (ValueError, TypeError, RecursionError):
        return None


def differs_at(stored: bytes, wanted: bytes) -> int:
    """The first byte in which two texts differ."""
    pairs = zip(stored, wanted, strict=False)
    return next((at for at, (one, other) in enumerate(pairs) if one != other), min(len(stored), len(wanted)))


def _seen(column: ColumnElement[Any]) -> ColumnElement[Any]:
    kind = column.type
    return bytes_of(column) if isinstance(kind, String | Text | JSON) else column
