"""Accounts, roles, installations and enrolment codes. Passwords, tokens and codes are hashed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_security.models import sqla as fs
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ..extensions import Model

ROLES = ("administrator", "officer", "staff", "approver")

fs.FsModels.set_db_info(base_model=Model)  # type: ignore[no-untyped-call]  # the library's own


class Role(Model, fs.FsRoleMixin):
    """One of ROLES."""

    __tablename__ = "role"


class User(Model, fs.FsUserMixin):
    """A member of the office. `pseudonym` stands in entries (`by`); the name stands in the office stream."""

    __tablename__ = "user"
    office: Mapped[str] = mapped_column(ForeignKey("office.id"))
    pseudonym: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(120))

    if TYPE_CHECKING:
        id: Mapped[int]
        email: Mapped[str]
        active: Mapped[bool]
        roles: list[Role]


class Installation(Model):
    """One app on one phone or desk browser; its key signs its logs, its token opens the exchange.

    `report`: hash of its last report (exchange/models.py), its time left out, so that the same is not written again.
    """

    __tablename__ = "installation"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    office: Mapped[str] = mapped_column(ForeignKey("office.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    key: Mapped[str] = mapped_column(String(100))
    label: Mapped[str] = mapped_column(String(80))
    token_hash: Mapped[str] = mapped_column(String(43), unique=True)
    enrolled_at: Mapped[str] = mapped_column(String(40))
    last_seen: Mapped[str | None] = mapped_column(String(40))
    revoked_at: Mapped[str | None] = mapped_column(String(40))
    report: Mapped[str | None] = mapped_column(String(43))


class EnrolmentCode(Model):
    """A code for one phone of one account: its first half finds it, its second half is the secret."""

    __tablename__ = "enrolment_code"
    selector: Mapped[str] = mapped_column(String(4), primary_key=True)
    office: Mapped[str] = mapped_column(ForeignKey("office.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    label: Mapped[str] = mapped_column(String(80))
    secret_hash: Mapped[str] = mapped_column(String(43))
    expires_at: Mapped[str] = mapped_column(String(40))
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[str | None] = mapped_column(String(40))
