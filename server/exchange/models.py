"""The table of what phones told of themselves: one row an installation, its last report (PROTOCOL.md section 5)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ..extensions import Model

LONGEST = 40  # letters of a text in a report


class PhoneReport(Model):
    """What an installation last said of itself. `skew_ms`: how far its clock was ahead of ours, negative if behind.

    `holds`: stream -> digest, of every stream that it named. How much it holds of one follows from that.
    """

    __tablename__ = "phone_report"
    installation: Mapped[str] = mapped_column(ForeignKey("installation.id"), primary_key=True)
    office: Mapped[str] = mapped_column(ForeignKey("office.id"))
    at: Mapped[str] = mapped_column(String(40))
    skew_ms: Mapped[int] = mapped_column(BigInteger)
    app: Mapped[str] = mapped_column(String(LONGEST))
    schema: Mapped[str] = mapped_column(String(LONGEST))
    unsent: Mapped[int] = mapped_column(BigInteger)
    unsigned: Mapped[int] = mapped_column(BigInteger)
    files: Mapped[int] = mapped_column(BigInteger)
    holds: Mapped[dict[str, Any]] = mapped_column(JSON)
