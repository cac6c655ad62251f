"""Pages that are lost although their decisions say that they were published: after a restore phones bring the entry
home, but not the page. It is made again from the records, if that gives exactly what was published.

Nobody is told a second time: no message is sent, no entry is written.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select

from sync.records import Record

from ..database import again, writing
from ..extensions import db
from ..store import service as store
from ..store.identity import SERVER
from ..store.models import StoredRecord
from . import service
from .models import Publication


@dataclass(slots=True)
class Mended:
    """Decisions whose page is there again, and those that somebody has to look at and publish anew."""

    again: list[str] = field(default_factory=list)
    by_hand: list[str] = field(default_factory=list)


def lacking(office: str) -> list[Record]:
    """The decisions of an office whose last version, as they say themselves, has no page."""
    of_office = (StoredRecord.office == office) & (StoredRecord.kind == "decision")
    found = db.session.execute(select(StoredRecord.stream, StoredRecord.record).where(of_office))
    decisions = [store.record(row.stream, "decision", row.record) for row in found.all()]
    return [each for each in decisions if each is not None and _is_lacking(office, each)]


@again
def mend(office: str) -> Mended:
    """Make the pages again that can be made as they were."""
    mended = Mended()
    if not lacking(office):
        return mended
    with writing() as session:
        for record in lacking(office):
            decision = record["record"]
            store.ensure_stream(office, record["stream"])
            version, at, due = service.said_of(record)
            prepared = service.prepare(office, decision)
            if service.fingerprint(prepared.snapshot) != due:
                mended.by_hand.append(decision)
                continue
            session.add(service.row_of(office, decision, prepared, version=version, at=at, by=SERVER))
            mended.again.append(decision)
    return mended


def _is_lacking(office: str, record: Record) -> bool:
    version, _, _ = service.said_of(record)
    query = select(Publication.id).where(
        Publication.office == office, Publication.decision == record["record"], Publication.version >= version
    )
    return version > 0 and db.session.scalar(query.limit(1)) is None
