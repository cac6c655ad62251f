"""The verb `mend`: what `verify` found altered in stored lines is put right, here or with the help of the phones.

Where a hash proves which byte stood there, that byte is written again. Any other damaged part is emptied and asked for
(PROTOCOL.md section 5): each phone that still holds the line brings it, and its hash says that it is the same.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import update
from sqlalchemy.exc import DBAPIError

from sync.canonical import Malformed
from sync.entry import parse_line

from ..database import again, writing
from ..errors import Refusal
from ..exchange import wanted
from ..extensions import db
from ..store import ledger, refold, removal
from ..store import service as store
from ..store.models import StoredEntry
from . import line, raw
from .findings import Report

LINES = {"altered", "unreadable", "missing_part"}  # findings about a stored line that can be mended
PART_OF = {"salt": "body", "body": "body", "salt2": "private", "private": "private"}


@dataclass(slots=True)
class Mended:
    """Places of lines: put right here, asked for from the phones."""

    again: list[dict[str, Any]] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)


def mend(report: Report) -> Mended:
    """Mend the stored lines that a report names."""
    mended = Mended()
    places = {
        (str(found.where["stream"]), str(found.where["log"]), int(found.where["seq"])): found.where
        for found in report.findings
        if found.code in LINES and "table" not in found.where and found.where.get("seq")
    }
    for (stream, log, seq), where in places.items():
        said = _mend(stream, log, seq)
        if said is not None:
            (mended.asked if said else mended.again).append(where)
    return mended


@again
def _mend(stream: str, log: str, seq: int) -> bool | None:
    """Mend one line; whether it is asked for, None if there is nothing to do."""
    at = (StoredEntry.log == log) & (StoredEntry.seq == seq)
    with writing():
        try:
            row_of_stream = ledger.lock_stream(store.office_of(stream), stream)
        except Refusal:
            return None
        rows = raw.read(raw.table_of(StoredEntry), at)
        if not rows:
            return None
        (row,) = rows
        columns = tuple(row[part] or b"" for part in line.PARTS)
        known = raw.text(row["hash"])
        values, lost = _repaired(columns, known)
        if values:
            db.session.execute(update(StoredEntry).where(at).values(**values))
        lost = lost or _lacks(stream, columns, values)
        if lost:
            wanted.ask(row_of_stream, more=[known])
        elif not values:
            return None
        with suppress(Malformed, DBAPIError):  # another line of the record is damaged, too: it is folded with that one
            refold.refold(row_of_stream, {(raw.text(row["kind"]), raw.text(row["record"]))})
        return lost


def _repaired(columns: tuple[bytes, ...], known: str) -> tuple[dict[str, str], bool]:
    """The columns to write, and whether something is lost that only a phone can bring."""
    values: dict[str, str] = {}
    lost = False
    for flaw in line.flaws(columns, known, search=True):
        text = _with_byte(columns, flaw)
        if text is not None:
            values[flaw.part] = text
            continue
        lost = True
        if flaw.part in PART_OF:
            values |= removal.EMPTY[PART_OF[flaw.part]]
    return values, lost


def _with_byte(columns: tuple[bytes, ...], flaw: line.Flaw) -> str | None:
    """The column with the byte that stood there, if that is known and gives a text."""
    if flaw.offset is None or flaw.was is None:
        return None
    content, at = columns[line.PARTS.index(flaw.part)], flaw.offset - line.span_of(columns, flaw.part)[0]
    try:
        return (content[:at] + bytes((flaw.was,)) + content[at + 1 :]).decode()
    except UnicodeDecodeError:
        return None


def _lacks(stream: str, columns: tuple[bytes, ...], values: dict[str, str]) -> bool:
    """Whether the line, as it is now, lacks a part that no redaction names."""
    try:
        texts = [values.get(part, content.decode()) for part, content in zip(line.PARTS, columns, strict=True)]
        return bool(wanted.lacks(stream, parse_line("\t".join(texts))))
    except (Malformed, UnicodeDecodeError):
        return True
