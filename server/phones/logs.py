"""The logs of a stream as somebody looks at them: what waits, what is missing before it, forks, what was set aside."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select

from ..extensions import db
from ..store import identity
from ..store.models import Fork, Log, StoredEntry, Waiting

Range = dict[str, Any]


def of_stream(stream: str) -> dict[str, list[dict[str, Any]]]:
    """The logs of a stream by their installation, without the server's own."""
    waiting = _waiting(stream)
    forks = _counts(Fork, Fork.stream == stream)
    quarantined = _counts(StoredEntry, (StoredEntry.stream == stream) & StoredEntry.quarantined.is_not(None))
    found: dict[str, list[dict[str, Any]]] = {}
    query = select(Log).where(Log.stream == stream, Log.account != identity.SERVER).order_by(Log.log)
    for log in db.session.scalars(query):
        seqs = waiting.get(log.log, [])
        found.setdefault(log.installation, []).append(
            {
                "log": log.log,
                "account": log.account,
                "last_seq": log.last_seq,
                "waiting": ranges(seqs),
                "missing": _missing(log.last_seq, [seq for seq, _ in seqs]),
                "forks": forks.get(log.log, 0),
                "quarantined": quarantined.get(log.log, 0),
                "adopts": log.adopts,
            }
        )
    return found


def ranges(seqs: Iterable[tuple[int, str]]) -> list[Range]:
    """(seq, reason) in order, as ranges of one reason each."""
    found: list[Range] = []
    for seq, reason in seqs:
        last = found[-1] if found else None
        if last is not None and last["reason"] == reason and seq - 1 <= last["to"]:
            last["to"] = seq
        else:
            found.append({"from": seq, "to": seq, "reason": reason})
    return found


def _missing(last: int, seqs: list[int]) -> list[Range]:
    """The holes between what is admitted and what waits."""
    found: list[Range] = []
    for seq in seqs:
        if seq > last + 1:
            found.append({"from": last + 1, "to": seq - 1})
        last = max(last, seq)
    return found


def _waiting(stream: str) -> dict[str, list[tuple[int, str]]]:
    query = select(Waiting.log, Waiting.seq, Waiting.reason).where(Waiting.stream == stream)
    found: dict[str, list[tuple[int, str]]] = {}
    for row in db.session.execute(query.order_by(Waiting.log, Waiting.seq, Waiting.hash)):
        found.setdefault(row.log, []).append((row.seq, row.reason))
    return found


def _counts(table: Any, condition: Any) -> dict[str, int]:
    query = select(table.log, func.count()).where(condition).group_by(table.log)
    return {row[0]: row[1] for row in db.session.execute(query)}
