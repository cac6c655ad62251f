"""What has been published. Owns the table `publication`: one row a version, never changed afterwards (R0.2, R2.1a)."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..extensions import Model


class Publication(Model):
    """One version of one decision, with everything its page shows, frozen as it was approved."""

    __tablename__ = "publication"
    __table_args__ = (UniqueConstraint("office", "decision", "version", name="uq_publication_version"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    office: Mapped[str] = mapped_column(String(64), ForeignKey("office.id"))
    decision: Mapped[str] = mapped_column(String(64))
    topic: Mapped[str] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(Integer)
    at: Mapped[str] = mapped_column(String(40))
    by: Mapped[str] = mapped_column(String(64))
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSON)
