"""Who names a file: the records and entries that refer to it by its hash; so who may see it, and who has it still."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from sync.canonical import Json
from sync.records import provisional, value

from ..accounts.models import Installation
from ..extensions import db
from ..store import rows
from ..store import service as store
from ..store.models import Fork, Log, StoredEntry, StoredRecord, Waiting

# kind -> the field that refers to a file, and the way to the file's description in it
FIELDS: dict[str, tuple[str, tuple[str, ...]]] = {"photo": ("file", ()), "attendance": ("mark", ("file",))}
MEETINGS = "meeting/"
_NAME = re.compile(r'"sha256"\s*:\s*"([A-Za-z0-9_-]{43})"')


@dataclass(frozen=True, slots=True)
class Missing:
    """A file that a record names and the office lacks: it lies still where it was made.

    `installation` is that of the entry that names it, `label` what it is called; "" if not known.
    """

    kind: str
    record: str
    sha256: str
    installation: str
    label: str


def named_in(private: str) -> set[str]:
    """The hashes that a private part, as text, names."""
    return set(_NAME.findall(private))


def is_named_in(office: str, sha256: str, streams: Iterable[str]) -> bool:
    """Whether an entry that counts names the file, in one of these streams of the office.

    A record finds it by an index; what a correction covers, or contradicts, is found in the entries.
    """
    allowed = {name for name in streams if name.startswith(MEETINGS)}
    found = select(StoredRecord.stream).where(
        StoredRecord.office == office, StoredRecord.kind.in_(FIELDS), StoredRecord.lookup == sha256
    )
    if not allowed.isdisjoint(db.session.scalars(found)):
        return True
    return any(db.session.scalar(_naming(office, sha256, names)) is not None for names in rows.chunks(allowed))


def _naming(office: str, sha256: str, streams: list[str]) -> Any:
    return (
        select(StoredEntry.hash)
        .where(
            StoredEntry.office == office,
            StoredEntry.stream.in_(streams),
            StoredEntry.kind.in_(FIELDS),
            StoredEntry.quarantined.is_(None),
            StoredEntry.private.contains(sha256, autoescape=True),
        )
        .limit(1)
    )


def all_named(office: str) -> set[str]:
    """Every hash that an entry of the office names, one in quarantine too: it may be let in; and every line that waits
    or lies on a branch: it may be admitted, or written again.
    """
    query = select(StoredEntry.private).where(StoredEntry.office == office, StoredEntry.kind.in_(FIELDS))
    found: set[str] = set()
    for private in db.session.scalars(query.execution_options(yield_per=1000)):
        found |= named_in(private)
    for table in (Waiting, Fork):
        for line in db.session.scalars(select(table.line).where(table.office == office)):
            found |= named_in(line)
    return found


def files_of(stream: str) -> Iterator[tuple[str, str, str, list[str]]]:
    """(kind, record, sha256, hashes of the entries that say so) of every file that the stream's records name."""
    for kind, (field, way) in FIELDS.items():
        for found in store.records(stream, kind):
            if kind == "photo" and "standing" in found["fields"] and value(found, "standing") is None:
                continue  # taken back
            if (sha256 := _hash_in(provisional(found, field), way)) is not None:
                yield kind, found["record"], sha256, found["fields"][field]["candidates"]


def makers(hashes: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Entry hash -> (installation, its label) of who wrote it."""
    found: dict[str, tuple[str, str]] = {}
    for names in rows.chunks(hashes):
        query = (
            select(StoredEntry.hash, Log.installation, Installation.label)
            .join(Log, Log.log == StoredEntry.log)
            .outerjoin(Installation, Installation.id == Log.installation)
            .where(StoredEntry.hash.in_(names))
        )
        found |= {row.hash: (row.installation, row.label or "") for row in db.session.execute(query)}
    return found


def _hash_in(held: Json, way: tuple[str, ...]) -> str | None:
    for step in (*way, "sha256"):
        if not isinstance(held, dict):
            return None
        held = held.get(step)
    return held if isinstance(held, str) else None
