"""What was set aside, and the verb that lets it count after all: nothing that was recorded is ever stuck."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, select, true

from sync.entry import Draft
from sync.rules import invalid

from ..database import again, writing
from ..errors import Refusal
from ..extensions import db
from ..store import service as store
from ..store.models import StoredEntry

LONGEST = 80  # letters of a reason; the schema of a verdict holds it to the same


@dataclass(frozen=True, slots=True)
class Quarantined:
    """An entry that is kept and not folded; nothing of what it says."""

    hash: str
    reason: str
    stream: str
    kind: str
    received_at: str


def quarantined(office: str) -> list[Quarantined]:
    """What stands in quarantine in an office, in the order it came."""
    query = (
        select(StoredEntry.hash, StoredEntry.quarantined, StoredEntry.stream, StoredEntry.kind, StoredEntry.received_at)
        .where(StoredEntry.office == office, StoredEntry.quarantined.is_not(None))
        .order_by(StoredEntry.received_at, StoredEntry.log, StoredEntry.seq)
    )
    return [
        Quarantined(row.hash, str(row.quarantined), row.stream, row.kind, row.received_at)
        for row in db.session.execute(query)
    ]


@again
def admit(entry: str, reason: str, *, office: str | None = None) -> str:
    """Lift the quarantine of an entry by a verdict in the server's log, and fold its record afresh; gives the stream.

    Args:
        entry: its hash. Entries are looked through for it: no index over hashes is kept for so rare an act.
        office: look only in this one.
    Raises:
        Refusal: `not_found` if no such entry is in quarantine; `invalid_input` for a reason of another length.
    """
    standing = {"state": "admitted", "reason": reason.strip()}
    if not reason.strip() or invalid("verdict", {"standing": standing}, {}):
        raise Refusal("invalid_input", {"reason": ["length"]})
    with writing() as session:
        query = select(StoredEntry.office, StoredEntry.stream)
        of_office = true() if office is None else StoredEntry.office == office
        held = and_(StoredEntry.hash == entry, StoredEntry.quarantined.is_not(None), of_office)
        row = session.execute(query.where(held)).first()
        if row is None:
            raise Refusal("not_found")
        sets = store.shown(row.stream, "verdict", entry, ["standing"])
        store.append(row.stream, [Draft("verdict", entry, {"standing": standing}, {}, sets)], office=row.office)
        return str(row.stream)
