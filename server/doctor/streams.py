"""One stream: its logs, then what is made of them together: vector, digest, countersignature, marks, parts, ids."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from sync.ids import unb64
from sync.keys import countersign_text, verify
from sync.vector import digest

from ..extensions import db
from ..store import identity
from ..store.models import Fork, Head, StoredEntry
from . import line, raw, waiting
from .findings import Report
from .gathered import Gathered
from .logs import LogWalk
from .raw import Raw


def check(report: Report, row: Raw, logs: list[Raw], gathered: Gathered) -> Iterator[int]:
    """Check a stream, a step for each line; `logs` are the rows of its logs."""
    name = raw.text(row["name"])
    keys = _keys(name)
    for owner in sorted(logs, key=lambda each: bytes(each["log"])):
        log = raw.text(owner["log"])
        heads = {head["seq"]: head for head in raw.read(raw.table_of(Head), Head.log == log)}
        walk = LogWalk(report, owner, heads, keys, gathered, identity.server_key().public)
        yield from walk.run(raw.walk(raw.table_of(StoredEntry), StoredEntry.log == log, "seq"))
        report.saw("logs")
    _check_marks(report, gathered, raw.value(row["want"]) or [])
    _check_row(report, row, gathered)
    _check_forks(report, name)
    waiting.check(report, name, logs)


def _keys(stream: str) -> set[str]:
    """The keys K of a meeting, of entries that count; what is no key makes no ids."""
    if not stream.startswith("meeting/"):
        return set()
    of_meeting = (StoredEntry.stream == stream) & (StoredEntry.record == stream.partition("/")[2])
    query = select(raw.bytes_of(raw.table_of(StoredEntry).c.private)).where(
        of_meeting, StoredEntry.kind == "meeting", StoredEntry.quarantined.is_(None)
    )
    said = [raw.value(private) for private in db.session.scalars(query)]
    return {each["key"] for each in said if isinstance(each, dict) and _is_key(each.get("key"))}


def _is_key(text: Any) -> bool:
    try:
        return isinstance(text, str) and len(unb64(text)) == 32
    except ValueError:
        return False


def _check_marks(report: Report, got: Gathered, want: list[str]) -> None:
    """Quarantine by verdicts, missing parts by redactions, keyed ids by the key of the meeting."""
    for record, hash, part, where in got.lacking:
        if (record, hash, part) not in got.redacted:
            note = "it is asked for from the phones" if hash in want else ""
            report.add("missing_part", where, part=part, note=note)
    for hash, (mark, where) in got.quarantined.items():
        if mark != (got.verdicts[hash][1] if hash in got.verdicts else None):
            report.add("unjudged", where, part="quarantined")
        elif hash in got.misnamed and mark is None and hash not in got.verdicts:
            report.add("wrong_id", got.misnamed[hash])


def _check_row(report: Report, row: Raw, got: Gathered) -> None:
    """The stream's own row, made anew."""
    place = {"stream": raw.text(row["name"]), "table": "stream"}
    if raw.value(row["vector"]) != got.vector:
        report.add("wrong_vector", place, part="vector")
    if row["n"] != got.count:
        report.add("wrong_count", place, part="n", note=f"{row['n']} were counted, {got.count} are there")
    made = digest({log: (head[0], head[1] or "") for log, head in got.vector.items()})
    if raw.text(row["digest"]) != made:
        report.add("wrong_digest", place, part="digest")
    text = countersign_text(identity.epoch(), place["stream"], raw.text(row["digest"]))
    if not verify(identity.server_key().public, text, raw.text(row["countersign"])):
        report.add("wrong_countersign", place, part="countersign")


def _check_forks(report: Report, stream: str) -> None:
    """Lines of forks: each by itself, as no chain holds them."""
    for row in raw.read(raw.table_of(Fork), Fork.stream == stream, order=("log", "seq", "hash")):
        report.saw("forks")
        columns = tuple((row["line"] or b"").removesuffix(b"\n").split(b"\t"))
        where = {"stream": stream, "log": raw.text(row["log"]), "seq": row["seq"], "table": "fork"}
        if len(columns) != len(line.PARTS):
            report.add("unreadable", where, part="line")
            continue
        for flaw in line.flaws(columns, raw.text(row["hash"]), report.thorough):
            report.add(flaw.code, where, part=flaw.part, offset=flaw.offset, span=flaw.span, was=flaw.was)
