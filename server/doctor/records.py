"""The cache of folded records of one stream, against what its lines fold to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import exists
from sqlalchemy.exc import DBAPIError

from sync.canonical import Malformed

from ..store import refold, rows
from ..store.models import StoredEntry, StoredRecord, Stream
from . import raw
from .findings import Report
from .raw import Raw

Key = tuple[str, str]  # (kind, record)


def check(report: Report, stream: str, office: str, keys: set[Key]) -> Iterator[int]:
    """Fold every record of a stream anew and compare, a step for each; `keys` are those that whole lines speak of."""
    held = Stream(name=stream, office=office)  # only its name and office are asked for; it is never added
    for names in rows.chunks(record for _, record in keys):
        yield from _compare(report, held, {key for key in keys if key[1] in set(names)})
    alone = ~exists().where(
        StoredEntry.stream == StoredRecord.stream,
        StoredEntry.record == StoredRecord.record,
        StoredEntry.kind == StoredRecord.kind,
    )
    for row in raw.read(raw.table_of(StoredRecord), StoredRecord.stream == stream, alone):
        report.add("extra_record", _place(stream, raw.text(row["kind"]), raw.text(row["record"])))


def _compare(report: Report, stream: Stream, keys: set[Key]) -> Iterator[int]:
    wanted = _folded(stream, keys)
    of_these = (StoredRecord.stream == stream.name) & StoredRecord.record.in_({record for _, record in keys})
    for row in raw.read(raw.table_of(StoredRecord), of_these):
        key = (raw.text(row["kind"]), raw.text(row["record"]))
        due = wanted.pop(key, None)
        if due is not None:
            _judge(report, _place(stream.name, *key), row, due)
        yield 1
    for kind, record in sorted(wanted):
        if wanted[kind, record]["fields"]:
            report.add("missing_record", _place(stream.name, kind, record))


def _folded(stream: Stream, keys: set[Key]) -> dict[Key, dict[str, Any]]:
    """The rows as they should be. A record with a line that cannot be read is left out: the line itself is reported."""
    try:
        return {(row["kind"], row["record"]): row for portion in refold.folded(stream, keys) for row in portion}
    except (Malformed, DBAPIError):
        if len(keys) == 1:
            return {}
        return {key: row for one in keys for key, row in _folded(stream, {one}).items()}


def _judge(report: Report, place: dict[str, Any], row: Raw, due: dict[str, Any]) -> None:
    if raw.value(row["fields"]) != due["fields"]:
        at = raw.differs_at(row["fields"] or b"", json.dumps(due["fields"]).encode())
        report.add("stale_record", place, part="fields", offset=at)
    lookup = None if row["lookup"] is None else raw.text(row["lookup"])
    for column, stored in (("office", raw.text(row["office"])), ("conflict", row["conflict"]), ("lookup", lookup)):
        if stored != due[column]:
            report.add("stale_record", place, part=column)


def _place(stream: str, kind: str, record: str) -> dict[str, Any]:
    return {"stream": stream, "kind": kind, "record": record, "table": "record"}
