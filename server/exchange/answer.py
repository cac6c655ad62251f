"""The answer: which streams differ, and the lines the caller lacks, in pages that end at signed heads."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from sync import bundle
from sync.bundle import Envelope, Result, Signature, StreamPart
from sync.ids import digest_of
from sync.keys import page_text

from ..extensions import db
from ..store import identity, rows
from ..store.models import Head, Log, StoredEntry, Stream
from . import wanted
from .parcel import MAX_LINES

# What a phone needs first comes first.
ORDER = ("office", "meeting", "topic", "community", "subdistrict")


@dataclass(slots=True)
class Page:
    """The lines of one answer."""

    lines: list[str] = field(default_factory=list)
    more: bool = False

    @property
    def room(self) -> int:
        """How many lines still fit."""
        return MAX_LINES - len(self.lines)


def build(
    asked: Envelope, entitled: Collection[str], pushed: Mapping[str, Collection[str]], results: list[Result]
) -> tuple[Envelope, list[str]]:
    """The envelope and the lines of the answer; of a caller who holds all of it, one row a stream is read.

    Args:
        entitled: the streams the caller may hold.
        pushed: for each stream it brought lines of, the logs. Of a stream it may not (or no longer) hold it learns how
            far these logs are here, and nothing else.
    """
    page = Page()
    streams: dict[str, StreamPart] = {}
    # A client of another epoch asks what is left of what it holds: what is the same is said to be so.
    restored = asked["epoch"] not in (None, identity.epoch())
    countersign: dict[str, str] = {}
    for row in _rows({*entitled, *pushed}):
        part = asked["streams"].get(row.name)
        if row.name not in entitled:
            known = {log: head for log, head in row.vector.items() if log in pushed[row.name]}
            streams[row.name] = {"digest": row.digest, "vector": known, "signatures": []}
            continue
        if part is not None and "want" in part:
            page.lines += wanted.offered(row.name, part["want"])[: page.room]
        differs = part is None or part["digest"] != row.digest
        if differs:
            streams[row.name] = _speak(row, part, page)
        elif row.want:
            streams[row.name] = {"digest": row.digest}
        if row.want:
            streams[row.name]["want"] = row.want
        if differs or restored or row.name in pushed:
            countersign[row.name] = row.countersign
    envelope: Envelope = {"v": 1, "epoch": identity.epoch(), "streams": streams}
    if results:
        envelope["results"] = results
    if countersign:
        envelope["countersign"] = countersign
    if page.more:
        envelope["more"] = True
    return envelope, page.lines


def vouched(lines: list[str]) -> bundle.Page:
    """The server's word for all the lines of an answer, so that a phone may keep them before it has checked each."""
    digest = digest_of("prachakhom/1/page", "".join(line.removesuffix("\n") + "\n" for line in lines))
    return {"digest": digest, "signature": identity.server_key().sign(page_text(identity.epoch(), digest))}


def _rows(names: Collection[str]) -> list[Any]:
    found: list[Any] = []
    for some in rows.chunks(names):
        query = select(Stream.name, Stream.digest, Stream.vector, Stream.countersign, Stream.want)
        query = query.where(Stream.name.in_(some))
        found += db.session.execute(query)
    return sorted(found, key=lambda row: (ORDER.index(row.name.partition("/")[0]), row.name))


def _speak(row: Any, part: StreamPart | None, page: Page) -> StreamPart:
    """What is said of a stream that differs. A caller who only named its digest first tells its vector."""
    said: StreamPart = {"digest": row.digest, "vector": row.vector, "signatures": []}
    if part is not None and "vector" not in part:
        return said
    theirs = {} if part is None else part["vector"]
    own = _own_logs(row.name)
    for log in sorted(row.vector, key=lambda log: (log not in own, log)):
        after = _start(log, theirs)
        last = row.vector[log][0]
        if after is None or after >= last:
            continue
        signature = _add(log, after, last, page)
        if signature is not None:
            said["signatures"].append(signature)
        if log in own and (signature is None or signature["seq"] < last):
            break
    return said


def _own_logs(stream: str) -> set[str]:
    """The server's logs, one an epoch: told first and whole, so that nobody gets a line without a part, and not why."""
    query = select(Log.log).where(Log.stream == stream, Log.account == identity.SERVER)
    return set(db.session.scalars(query))


def _start(log: str, theirs: Mapping[str, Any]) -> int | None:
    """The seq after which the caller lacks lines; None where its branch is another one than ours."""
    seq, hash = theirs.get(log, (0, ""))
    if seq == 0:
        return 0
    held = db.session.scalar(select(StoredEntry.hash).where(StoredEntry.log == log, StoredEntry.seq == seq))
    return int(seq) if held == hash else None


def _add(log: str, after: int, last: int, page: Page) -> Signature | None:
    """Put lines of a log on the page, up to the last signed head that fits; gives that head's signature."""
    until = last
    if last - after > page.room:
        page.more = True
        fitting = select(func.max(Head.seq)).where(Head.log == log, Head.seq > after, Head.seq <= after + page.room)
        until = db.session.scalar(fitting) or after
    if until == after:
        return None
    page.lines += rows.lines(log, after, until)
    head = db.session.get_one(Head, (log, until))
    return {"log": log, "seq": head.seq, "hash": head.hash, "signature": head.signature}
