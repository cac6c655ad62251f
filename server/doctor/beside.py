"""What stands beside the lines: publications, minutes, files, orphans, and what the database says of itself."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from sync.ids import b64

from ..blobs import disk
from ..blobs.models import HELD, Blob
from ..decisions.models import Publication
from ..extensions import db
from ..minutes.models import AdoptedMinutes, fingerprint
from ..store.models import StoredEntry
from . import raw
from .findings import Report
from .raw import Raw

BLOCK = 1 << 20  # bytes of a file read at once


def check_database(report: Report) -> None:
    """SQLite looks through its own file; PostgreSQL has its own tools for that (amcheck, checksums)."""
    if db.engine.dialect.name != "sqlite":
        return
    for (said,) in db.session.connection().exec_driver_sql("PRAGMA integrity_check(10)"):
        if said != "ok":
            report.add("broken_database", {"table": "the file"}, note=str(said).splitlines()[0])


def check_orphans(report: Report, logs: list[Raw], streams: list[Raw]) -> None:
    """Lines of logs, and logs of streams, that no row describes."""
    known = {bytes(row["log"]) for row in logs}
    column = raw.bytes_of(raw.table_of(StoredEntry).c.log)
    for log in db.session.scalars(select(column.label("log")).distinct().order_by("log")):
        if bytes(log) not in known:
            report.add("orphan", {"log": raw.text(log), "table": "entry"})
    named = {bytes(row["name"]) for row in streams}
    for row in logs:
        if bytes(row["stream"]) not in named:
            report.add("orphan", {"stream": raw.text(row["stream"]), "log": raw.text(row["log"]), "table": "log"})


def check_publications(report: Report, announced: list[tuple[str, dict[str, Any]]]) -> None:
    """Each publication is announced by an entry of the office's log, and each announcement has its publication.

    An entry names the version and its moment, not the text: of a snapshot only that it can be read is known.
    """
    told = {(decision, said.get("version"), said.get("at")) for decision, said in announced}
    for row in raw.read(raw.table_of(Publication), order=("decision", "version")):
        report.saw("publications")
        key = (raw.text(row["decision"]), row["version"], raw.text(row["at"]))
        place = {"decision": key[0], "version": key[1], "table": "publication"}
        if key not in told:
            report.add("unfounded_publication", place)
        told.discard(key)
        if not isinstance(raw.value(row["snapshot"]), dict):
            report.add("unreadable", place, part="snapshot")
    for decision, version, _ in sorted(told, key=str):
        report.add("missing_publication", {"decision": decision, "version": version})


def check_minutes(report: Report) -> None:
    """Adopted minutes are frozen: they have the hash that was taken then, and an entry says that they were adopted."""
    for row in raw.read(raw.table_of(AdoptedMinutes), order=("office", "meeting")):
        report.saw("adopted minutes")
        place = {"stream": f"meeting/{raw.text(row['meeting'])}", "table": "adopted_minutes"}
        try:
            if fingerprint(raw.value(row["document"])) != raw.text(row["sha256"]):
                report.add("altered", place, part="document")
        except ValueError:
            report.add("unreadable", place, part="document")
        if not raw.read(raw.table_of(StoredEntry), StoredEntry.hash == raw.text(row["entry"])):
            report.add("unfounded_minutes", place)


def check_files(report: Report) -> Iterator[int]:
    """Every file that is held: is it there, and does it still have the hash that is its name? A step for each."""
    for row in raw.read(raw.table_of(Blob), order=("sha256", "office")):
        if raw.text(row["state"]) == HELD:
            report.saw("files")
            _check_file(report, raw.text(row["sha256"]), row["bytes"])
        yield 1


def _check_file(report: Report, name: str, size: int) -> None:
    path = disk.whole(name)
    if not path.is_file():
        report.add("missing_file", {"file": name})
        return
    made = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            made.update(block)
    if b64(made.digest()) != name:
        report.add("altered_file", {"file": name}, note=f"{path.stat().st_size} bytes, {size} were received")
