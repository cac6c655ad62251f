"""What has been adopted. Owns the table `adopted_minutes`: one row a hearing, never changed afterwards (R5.3)."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sync.canonical import canonical
from sync.ids import b64

from ..extensions import Model


class AdoptedMinutes(Model):
    """The minutes of one hearing as a later one adopted them, frozen line by line.

    document: {"office": blocks, "public": blocks}, as layout.Layout.to_json; sha256: of its canonical text.
    entry: hash of the entry that says so in the stream of the hearing.
    """

    __tablename__ = "adopted_minutes"
    __table_args__ = (UniqueConstraint("office", "meeting", name="uq_adopted_minutes_meeting"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    office: Mapped[str] = mapped_column(String(64), ForeignKey("office.id"))
    meeting: Mapped[str] = mapped_column(String(64))
    adopted_at: Mapped[str] = mapped_column(String(64))
    day: Mapped[str] = mapped_column(String(10))
    at: Mapped[str] = mapped_column(String(40))
    by: Mapped[str] = mapped_column(String(64))
    entry: Mapped[str] = mapped_column(String(43))
    sha256: Mapped[str] = mapped_column(String(43))
    document: Mapped[dict[str, Any]] = mapped_column(JSON)


def fingerprint(document: dict[str, Any]) -> str:
    """SHA-256 of a document's canonical text. Raises ValueError for what is none, as damage may leave it."""
    return b64(hashlib.sha256(canonical(document).encode()).digest())
