"""What an administrator does about files: see which there are, and remove what nobody asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select

from .. import clock
from ..database import writing
from ..extensions import db
from . import disk, uses
from .models import HELD, Blob
from .service import is_kept, let_go

STALE = timedelta(days=7)  # after which nobody goes on with what he began to send


@dataclass(frozen=True, slots=True)
class Swept:
    """How many were removed: held files that nothing names, beginnings nobody went on with, files without a row."""

    orphans: int
    beginnings: int
    strays: int


def every(office: str) -> list[tuple[Blob, bool]]:
    """All files of the office, forgotten ones too, each with whether an entry names it; the newest first."""
    named = uses.all_named(office)
    query = select(Blob).where(Blob.office == office).order_by(Blob.received_at.desc(), Blob.sha256)
    return [(row, row.sha256 in named) for row in db.session.scalars(query)]


def sweep(days: int) -> Swept:
    """Remove what nobody asks for: files held longer than `days` that no entry names, and what was never finished."""
    before = clock.stamp(clock.now() - timedelta(days=days))
    orphans = 0
    for office in db.session.scalars(select(Blob.office).distinct()).all():
        query = select(Blob.sha256).where(Blob.office == office, Blob.state == HELD, Blob.received_at < before)
        gone = set(db.session.scalars(query)) - uses.all_named(office)
        orphans += sum(_drop(office, sha256, before) for sha256 in sorted(gone))
    old = (clock.now() - STALE).timestamp()
    beginnings = [path for path in disk.all_coming() if path.stat().st_mtime < old]
    strays = [path for path in disk.all_whole() if path.stat().st_mtime < old and not is_kept(path.name)]
    for path in (*beginnings, *strays):
        disk.remove(path)
    return Swept(orphans, len(beginnings), len(strays))


def _drop(office: str, sha256: str, before: str) -> bool:
    with writing() as session:
        held = (Blob.office == office) & (Blob.sha256 == sha256) & (Blob.state == HELD) & (Blob.received_at < before)
        dropped = session.scalar(delete(Blob).where(held).returning(Blob.sha256)) is not None
    let_go(sha256)
    return dropped
