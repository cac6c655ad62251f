"""The verb `verify`: everything that can be recomputed from the stored lines, recomputed and compared (R0.2)."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import func, select

from ..blobs.models import Blob
from ..database import look_at_once
from ..extensions import db
from ..store.models import Log, StoredEntry, StoredRecord, Stream
from . import beside, raw, records, streams
from .findings import Report
from .gathered import Gathered

Advance = Callable[[int], None]


def amount() -> int:
    """How many steps a verification takes: a line, a record, a file, each one."""
    counted = [
        db.session.scalar(select(func.count()).select_from(each)) or 0 for each in (StoredEntry, StoredRecord, Blob)
    ]
    return sum(counted)


def verify(advance: Advance = lambda _steps: None) -> Report:
    """Look through one state of the database; nothing is changed. `advance` is told of steps done."""
    report = Report()
    look_at_once()
    beside.check_database(report)
    logs = raw.read(raw.table_of(Log), order=("log",))
    rows = raw.read(raw.table_of(Stream), order=("name",))
    beside.check_orphans(report, logs, rows)
    announced = []
    for row in rows:
        gathered = Gathered()
        own = [log for log in logs if log["stream"] == row["name"]]
        for _ in streams.check(report, row, own, gathered):
            report.saw("lines")
            advance(1)
        name, office = raw.text(row["name"]), raw.text(row["office"])
        for _ in records.check(report, name, office, gathered.records):
            report.saw("records")
            advance(1)
        announced += gathered.published
        report.saw("streams")
    beside.check_publications(report, announced)
    beside.check_minutes(report)
    for _ in beside.check_files(report):
        advance(1)
    db.session.rollback()
    return report
