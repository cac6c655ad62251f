"""Which files an office holds, and which it will not hold again. Owns the table `blob`; the bytes lie on disk."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from ..extensions import Model

HELD = "held"
FORGOTTEN = "forgotten"


class Blob(Model):
    """One file of one office, by the base64url of its SHA-256. `state`: held, or forgotten (it must not come back).

    `uploader` is the installation that brought it, or `~` and the account of a signed-in session.
    """

    __tablename__ = "blob"
    office: Mapped[str] = mapped_column(ForeignKey("office.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(43), primary_key=True)
    type: Mapped[str] = mapped_column(String(20))
    bytes: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]
    state: Mapped[str] = mapped_column(String(16))
    uploader: Mapped[str] = mapped_column(String(66))
    received_at: Mapped[str] = mapped_column(String(40))

    __table_args__ = (Index("ix_blob_uploader", "uploader", "received_at"),)
