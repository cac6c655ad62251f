"""Parts that are missing: what a stream asks for, what fills it, and what is given to those who ask (PROTOCOL.md 5).

A line is asked for where it waits without a part, or where it was stored and the disk damaged it (doctor/mending.py).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from sqlalchemy import select, update

from sync.bundle import MAX_WANT
from sync.canonical import Malformed
from sync.entry import Entry, parse_line

from ..extensions import db
from ..store import own_logs, refold, removal, rows
from ..store.models import StoredEntry, Stream, Waiting


def joined(one: Entry, other: Entry) -> Entry:
    """A line that is there twice: `one`, with the parts that it lacks taken from `other`."""
    if one.body is None and other.body is not None:
        one = replace(one, salt=other.salt, body_text=other.body_text, body=other.body)
    if one.private is None and other.private is not None:
        one = replace(one, salt2=other.salt2, private_text=other.private_text, private=other.private)
    return one


def ask(stream: Stream, gone: Collection[str] = (), more: Iterable[str] = ()) -> None:
    """Make anew what a locked stream asks for: what it asked for and is not `gone`, its waiting lines, and `more`."""
    lacking = select(Waiting.hash).where(Waiting.stream == stream.name, Waiting.reason == "part").limit(MAX_WANT)
    still = [hash for hash in stream.want or () if hash not in gone]
    want = list(dict.fromkeys([*still, *db.session.scalars(lacking), *more]))[:MAX_WANT]
    if want != (stream.want or []):
        stream.want = want or None
        db.session.flush()


def fill(stream: Stream, entries: Iterable[Entry]) -> None:
    """Take into stored lines what they lack, from whole ones with the same hashes, and fold their records anew.

    What is held stays, and what a redaction names does not return. The header is written as it came: it has the hash.
    """
    filled: list[Entry] = []
    gone: set[str] = set()
    for entry in removal.bare(stream.name, list(entries)):
        at = (StoredEntry.log == entry.log) & (StoredEntry.seq == entry.seq) & (StoredEntry.hash == entry.hash)
        query = select(StoredEntry.salt, StoredEntry.body, StoredEntry.salt2, StoredEntry.private)
        row = db.session.execute(query.where(at)).one()
        whole = joined(_held(entry, row), entry)
        columns = {"header": entry.header_text, "salt": whole.salt, "body": whole.body_text}
        columns |= {"salt2": whole.salt2, "private": whole.private_text}
        db.session.execute(update(StoredEntry).where(at).values(**columns))
        filled.append(whole)
        if not lacks(stream.name, whole):
            gone.add(entry.hash)
    if gone:
        ask(stream, gone)
    refold.refold(stream, refold.touched_by(filled))


def _held(entry: Entry, row: Iterable[str]) -> Entry:
    """The line as it is held here; of one that is damaged beyond its missing part nothing counts."""
    try:
        return parse_line("\t".join((entry.header_text, *row)))
    except Malformed:
        return entry


def lacks(stream: str, entry: Entry) -> list[str]:
    """The parts ("body", "private") that a line lacks although no redaction names them."""
    missing = [part for part, content in (("body", entry.body), ("private", entry.private)) if content is None]
    named = own_logs.redacted(stream, [entry]) if missing else set()
    return [part for part in missing if (entry.hash, part) not in named]


def offered(stream: str, hashes: Iterable[str]) -> list[str]:
    """The lines that somebody asked for, as far as they are held here, without LF. They are looked through for it."""
    wanted = sorted(set(hashes))
    found = rows.read((StoredEntry.stream == stream) & StoredEntry.hash.in_(wanted)) if wanted else []
    return [entry.line.removesuffix("\n") for entry, _ in found if entry.body or entry.private]
