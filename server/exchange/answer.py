"""The answer: which streams differ, and the lines the caller lacks, in pages that end at signed heads.

Lines go from the database onto the wire as they are, in bytes; nothing here unpacks one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from sync.bundle import Envelope, Result, Signature, StreamPart
from sync.canonical import canonical
from sync.ids import b64
from sync.keys import page_text

from ..glance import Ask, inside, places
from ..store import identity, rows
from . import wanted
from .parcel import MAX_LINES

# What a phone needs first comes first.
ORDER = ("office", "meeting", "topic", "community", "subdistrict")
STREAMS = ("SELECT name, digest, countersign, want FROM stream WHERE name IN (", ")")
VECTORS = ("SELECT name, vector FROM stream WHERE name IN (", ")")
OWN = ("SELECT log FROM log WHERE account = ? AND stream IN (", ")")
HELD = "SELECT hash FROM entry WHERE log = ? AND seq = ?"
HEAD = "SELECT seq, hash, signature FROM head WHERE log = ? AND seq > ? AND seq <= ? ORDER BY seq DESC LIMIT 1"


@dataclass(slots=True)
class Page:
    """The lines of one answer, without LF, and what they are asked from."""

    ask: Ask
    own: set[str] = field(default_factory=set)  # the server's logs in the streams that differ, one an epoch
    lines: list[bytes] = field(default_factory=list)
    more: bool = False

    @property
    def room(self) -> int:
        """How many lines still fit."""
        return MAX_LINES - len(self.lines)


def build(
    asked: Envelope, entitled: Collection[str], pushed: Mapping[str, Collection[str]], results: list[Result]
) -> tuple[Envelope, list[bytes]]:
    """The envelope and the lines of the answer; of a caller who holds all of it, one row a stream is read.

    Args:
        entitled: the streams the caller may hold.
        pushed: for each stream it brought lines of, the logs. Of a stream it may not (or no longer) hold it learns how
            far these logs are here, and nothing else.
    """
    ask = inside()
    epoch = identity.epoch()
    here = {name: row for name, *row in _rows(ask, STREAMS, [*{*entitled, *pushed}])}
    streams: dict[str, StreamPart] = {}
    named = asked["streams"]
    differing = [name for name, (digest, _, _) in here.items() if name not in entitled or _differs(named, name, digest)]
    vectors = {name: _json(vector) for name, vector in _rows(ask, VECTORS, differing)}
    page = Page(ask, {log for (log,) in _rows(ask, OWN, differing, identity.SERVER)})
    # A client of another epoch asks what is left of what it holds: what is the same is said to be so.
    restored = asked["epoch"] not in (None, epoch)
    countersign: dict[str, str] = {}
    for name in sorted(here, key=lambda name: (ORDER.index(name.partition("/")[0]), name)):
        digest, countersigned, want = here[name]
        part = named.get(name)
        if name not in entitled:
            known = {log: head for log, head in vectors[name].items() if log in pushed[name]}
            streams[name] = {"digest": digest, "vector": known, "signatures": []}
            continue
        if part is not None and "want" in part:
            page.lines += [line.encode() for line in wanted.offered(name, part["want"])[: page.room]]
        if name in vectors:
            streams[name] = _speak(digest, vectors[name], part, page)
        if asking := _json(want):
            streams.setdefault(name, {"digest": digest})["want"] = asking
        if name in vectors or restored or name in pushed:
            countersign[name] = countersigned
    envelope: Envelope = {"v": 1, "epoch": epoch, "streams": streams}
    return _with(envelope, results, countersign, page.more), page.lines


def _with(envelope: Envelope, results: list[Result], countersign: dict[str, str], more: bool) -> Envelope:
    """The envelope with what there is to say besides."""
    if results:
        envelope["results"] = results
    if countersign:
        envelope["countersign"] = countersign
    if more:
        envelope["more"] = True
    return envelope


def text_of(envelope: Envelope, lines: list[bytes]) -> bytes:
    """The text of an answer. The server gives its word for all the lines together, so that a phone may keep them
    before it has checked each."""
    page = b"\n".join([*lines, b""])
    if lines:
        digest = b64(hashlib.sha256(b"prachakhom/1/page\n" + page).digest())
        signature = identity.server_key().sign(page_text(identity.epoch(), digest))
        envelope["page"] = {"digest": digest, "signature": signature}
    return canonical(envelope).encode() + b"\n" + page


def _rows(ask: Ask, statement: tuple[str, str], names: list[str], *before: str) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = []
    for some in rows.chunks(names):
        found += ask(places(some).join(statement), [*before, *some])
    return found


def _differs(named: Mapping[str, StreamPart], name: str, digest: str) -> bool:
    return name not in named or named[name]["digest"] != digest


def _json(value: Any) -> Any:
    """A column of JSON, which a driver gives as text or unpacked."""
    return orjson.loads(value) if isinstance(value, str) else value


def _speak(digest: str, vector: dict[str, Any], part: StreamPart | None, page: Page) -> StreamPart:
    """What is said of a stream that differs. A caller who only named its digest first tells its vector.

    The server's logs are told first and whole, so that nobody gets a line without a part, and not why.
    """
    said: StreamPart = {"digest": digest, "vector": vector, "signatures": []}
    if part is not None and "vector" not in part:
        return said
    theirs = {} if part is None else part["vector"]
    for log in sorted(vector, key=lambda log: (log not in page.own, log)):
        after = _start(log, vector[log], theirs, page.ask)
        last = vector[log][0]
        if after is None or after >= last:
            continue
        signature = _add(log, after, last, page)
        if signature is not None:
            said["signatures"].append(signature)
        if log in page.own and (signature is None or signature["seq"] < last):
            break
    return said


def _start(log: str, ours: list[Any], theirs: Mapping[str, Any], ask: Ask) -> int | None:
    """The seq after which the caller lacks lines; None where its branch is another one than ours."""
    seq, hash = theirs.get(log, (0, ""))
    if seq == 0 or [seq, hash] == ours:
        return int(seq)
    return int(seq) if ask(HELD, [log, seq]) == [(hash,)] else None


def _add(log: str, after: int, last: int, page: Page) -> Signature | None:
    """Put lines of a log on the page, up to the last signed head that fits; gives that head's signature."""
    page.more = page.more or last - after > page.room
    if page.room <= 0:
        return None
    found = page.ask(HEAD, [log, after, min(last, after + page.room)])
    if not found:
        return None
    seq, hash, signature = found[0]
    page.lines += rows.wire(page.ask, log, after, seq)
    return {"log": log, "seq": seq, "hash": hash, "signature": signature}
