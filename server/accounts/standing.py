"""Shutting a phone out. It is a row, which decides, and a record of the office's stream, which phones carry: so that a
revocation returns after the database was lost (PROTOCOL.md section 2).
"""

from __future__ import annotations

from sync.entry import Draft, Entry

from .. import clock
from ..database import writing
from ..errors import Refusal
from ..extensions import db
from ..store import service as store
from .models import Installation
from .service import office_stream


def revoke(office: str, installation: str) -> None:
    """Withdraw an installation's rights; what it still delivers goes to quarantine.

    Raises:
        Refusal: `not_found`.
    """
    with writing() as session:
        row = session.get(Installation, installation)
        if row is None or row.office != office:
            raise Refusal("not_found")
        if row.revoked_at is None:
            row.revoked_at = clock.stamp()
            _tell_standing(row)


def heed(entry: Entry) -> None:
    """Inside a transaction: an entry of this server that came home after a restore says that a phone was shut out."""
    standing = (entry.body or {}).get("standing")
    row = db.session.get(Installation, entry.record)
    if isinstance(standing, dict) and standing.get("state") == "revoked" and row is not None:
        row.revoked_at = row.revoked_at or str(standing.get("at"))


def _tell_standing(row: Installation) -> None:
    """The record of a revocation, so that it survives the loss of this database."""
    stream, said = office_stream(row.office), {"standing": {"state": "revoked", "at": row.revoked_at}}
    sets = store.shown(stream, "installation", row.id, said)
    draft = Draft(kind="installation", record=row.id, body=said, private={}, sets=sets)
    store.append(stream, [draft], office=row.office)
