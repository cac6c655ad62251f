"""Lines that wait: each by itself against its hash and its signature, and their number against what their log says."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sync.keys import head_text, verify

from ..store.models import Waiting
from . import line, raw
from .findings import Report
from .raw import Raw


def check(report: Report, stream: str, logs: list[Raw]) -> None:
    """Check the waiting lines of a stream; `logs` are the rows of its logs."""
    keys = {raw.text(row["log"]): raw.text(row["key"]) for row in logs}
    counted: Counter[str] = Counter()
    for row in raw.read(raw.table_of(Waiting), Waiting.stream == stream, order=("log", "seq", "hash")):
        report.saw("waiting lines")
        where = {"stream": stream, "log": raw.text(row["log"]), "seq": row["seq"], "table": "waiting"}
        counted[where["log"]] += 1
        _check_line(report, row, where)
        text = head_text(stream, where["log"], row["seq"], raw.text(row["hash"]))
        if row["signature"] is not None and not verify(keys.get(where["log"], ""), text, raw.text(row["signature"])):
            report.add("wrong_signature", where, part="signature")
    for row in logs:
        log = raw.text(row["log"])
        if row["waiting"] != counted[log]:
            place = {"stream": stream, "log": log, "table": "log"}
            report.add(
                "wrong_count", place, part="waiting", note=f"{row['waiting']} were counted, {counted[log]} are there"
            )


def _check_line(report: Report, row: Raw, where: dict[str, Any]) -> None:
    columns = tuple((row["line"] or b"").removesuffix(b"\n").split(b"\t"))
    if len(columns) != len(line.PARTS):
        report.add("unreadable", where, part="line")
        return
    for flaw in line.flaws(columns, raw.text(row["hash"]), report.thorough):
        report.add(flaw.code, where, part=flaw.part, offset=flaw.offset, span=flaw.span, was=flaw.was)
