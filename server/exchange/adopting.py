"""Logs that go on for one whose key is lost (PROTOCOL.md section 2): what they wrote again need not wait any longer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import and_, delete, select

from sync.entry import Entry
from sync.header import HASH, NAME, matches

from ..accounts.rules import STAFF
from ..extensions import db
from ..store import removal
from ..store.models import Log, Waiting

Address = tuple[int, str]


def claim(entries: Iterable[Entry]) -> dict[str, Any] | None:
    """What a genesis among these entries says that its log adopts: {"log", "after", "until"}."""
    for entry in entries:
        said = (entry.body or {}).get("adopts") if entry.kind == "log" and entry.seq == 1 else None
        if isinstance(said, dict) and matches(NAME, said.get("log")) and matches(HASH, said.get("until")):
            after = said.get("after")
            if isinstance(after, int) and not isinstance(after, bool):
                return {"log": said["log"], "after": after, "until": said["until"]}
    return None


def settle(log: Log) -> None:
    """Forget the waiting lines that this log, as it stands now, has written again."""
    old = db.session.get(Log, (log.adopts or {}).get("log", ""))
    if old is None or old.waiting == 0 or not _may(log, old):
        return
    query = select(Waiting.line, Waiting.hash).where(Waiting.log == old.log, Waiting.reason == "unsigned")
    lines = [removal.readable(row.line, row.hash) for row in db.session.execute(query)]
    gone = _written_again(log, [entry for entry in lines if entry is not None])
    for seq, hash in gone:
        found = and_(Waiting.log == old.log, Waiting.seq == seq, Waiting.hash == hash)
        db.session.execute(delete(Waiting).where(found))
    old.waiting -= len(gone)


def adopted(log: str, entries: list[Entry]) -> set[Address]:
    """Those of these unsigned lines of a log that another one has written again already."""
    if not entries:
        return set()
    old = db.session.get(Log, log)
    query = select(Log).where(Log.stream == entries[0].stream, Log.adopts.is_not(None))
    found: set[Address] = set()
    for one in db.session.scalars(query):
        if old is not None and (one.adopts or {}).get("log") == log and _may(one, old):
            found |= _written_again(one, entries)
    return found


def _may(log: Log, old: Log) -> bool:
    return log.stream == old.stream and (log.account == old.account or not STAFF.isdisjoint(log.roles))


def _written_again(log: Log, entries: list[Entry]) -> set[Address]:
    """The lines from `until` back to `after`, once the log holds as many behind its genesis."""
    said = log.adopts or {}
    by_hash = {entry.hash: entry for entry in entries}
    found: set[Address] = set()
    one = by_hash.get(said.get("until", ""))
    if one is None or log.last_seq <= one.seq - said["after"]:
        return found
    while one is not None and one.seq > said["after"]:
        found.add((one.seq, one.hash))
        one = by_hash.get(one.prev)
    return found
