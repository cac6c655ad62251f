"""Who asked to be told, and what is still to be sent. Owns the tables `subscription` and `outbox`."""

from sqlalchemy import BigInteger, Boolean, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..extensions import Model


class Subscription(Model):
    """One browser that follows one topic. It knows no name: an endpoint, two keys, and the hash of a secret link.

    `endpoint`, `p256dh` and `auth` are empty after the push service said that the endpoint is gone; the browser may
    fill them again through its secret link. Unsubscribing deletes the row.
    """

    __tablename__ = "subscription"
    __table_args__ = (UniqueConstraint("office", "topic", "endpoint_hash", name="uq_subscription_endpoint"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    office: Mapped[str] = mapped_column(String(64), ForeignKey("office.id"))
    topic: Mapped[str] = mapped_column(String(64))
    endpoint: Mapped[str | None] = mapped_column(String(1000))
    endpoint_hash: Mapped[str | None] = mapped_column(String(64))
    p256dh: Mapped[str | None] = mapped_column(String(100))
    auth: Mapped[str | None] = mapped_column(String(40))
    key_id: Mapped[str] = mapped_column(String(32))
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[str] = mapped_column(String(40))


class Outbox(Model):
    """One message to one subscription about one publication. Times are milliseconds since 1970.

    `state`: waiting, then one of accepted, gone, failed, ours (our fault: an operator must look), expired, superseded,
    withdrawn. A row is claimed by a lease that ends by itself, so a sender that is killed loses nothing.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("publication", "subscription", name="uq_outbox_message"),
        Index("ix_outbox_due", "state", "next_at"),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    office: Mapped[str] = mapped_column(String(64), ForeignKey("office.id"))
    publication: Mapped[str] = mapped_column(String(32), ForeignKey("publication.id"))
    subscription: Mapped[str] = mapped_column(
        String(32)
    )  # no foreign key: what was sent stays counted after unsubscribing
    state: Mapped[str] = mapped_column(String(16))
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    lease_until: Mapped[int] = mapped_column(BigInteger, default=0)
    next_at: Mapped[int] = mapped_column(BigInteger)
    expires_at: Mapped[int] = mapped_column(BigInteger)
    short: Mapped[bool] = mapped_column(Boolean, default=False)
    last_status: Mapped[int | None] = mapped_column(Integer)
