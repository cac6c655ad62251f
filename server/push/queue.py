"""The outbox as a queue. Owns how rows are filled, claimed by a lease and settled; opens no transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, func, insert, literal, select, update
from sqlalchemy.orm import Session, aliased, scoped_session

from ..decisions.models import Publication
from .models import Outbox, Subscription

DAY = 86_400_000  # milliseconds
KEPT_FOR = 7 * DAY  # how long a decision is worth a notification

AnySession = Session | scoped_session[Any]


@dataclass(frozen=True, slots=True)
class Message:
    """A claimed row with all that is needed to send it; `endpoint` None: nobody is there any more."""

    id: int
    office: str
    decision: str
    version: int
    snapshot: dict[str, Any]
    superseded: bool
    attempts: int
    short: bool
    lease_until: int
    expires_at: int
    subscription: str
    endpoint: str | None
    p256dh: str | None
    auth: str | None
    key_id: str | None


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a claimed row. State waiting puts it back until `next_at`; `counted` False gives the try back."""

    message: Message
    state: str
    status: int | None = None
    next_at: int = 0
    short: bool = False
    counted: bool = True


def fill(session: AnySession, publication: Publication, now_ms: int) -> None:
    """One row for every live subscription of the topic, in the transaction of the publication."""
    due = select(
        literal(publication.office),
        literal(publication.id),
        Subscription.id,
        literal("waiting"),
        literal(0),
        literal(0),
        literal(now_ms),
        literal(now_ms + KEPT_FOR),
        literal(False),
    ).where(
        Subscription.office == publication.office,
        Subscription.topic == publication.topic,
        Subscription.endpoint.is_not(None),
    )
    columns = [
        "office",
        "publication",
        "subscription",
        "state",
        "attempts",
        "lease_until",
        "next_at",
        "expires_at",
        "short",
    ]
    session.flush()  # the publication's row must stand before rows that name it
    session.execute(insert(Outbox).from_select(columns, due, include_defaults=False))


def claim(session: AnySession, *, now_ms: int, most: int, lease_ms: int) -> list[Message]:
    """Takes up to `most` due rows by one UPDATE … RETURNING; two senders never get the same row while a lease lasts.

    SQLite has one writer at a time; PostgreSQL skips rows that another sender is taking, and must not run the choice
    twice, so there it is materialised.
    """
    due = (
        select(Outbox.id)
        .where(Outbox.state == "waiting", Outbox.next_at <= now_ms, Outbox.lease_until <= now_ms)
        .order_by(Outbox.next_at, Outbox.id)
        .limit(most)
        .with_for_update(skip_locked=True)
        .cte("due")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    taken = (
        update(Outbox)
        .where(Outbox.id.in_(select(due.c.id)))
        .values(lease_until=now_ms + lease_ms, attempts=Outbox.attempts + 1)
        .returning(Outbox.id)
        .execution_options(synchronize_session=False)
    )
    ids = list(session.scalars(taken))
    return _messages(session, ids) if ids else []


def _messages(session: AnySession, ids: list[int]) -> list[Message]:
    newer = aliased(Publication)
    superseded = exists().where(
        newer.office == Publication.office,
        newer.decision == Publication.decision,
        newer.version > Publication.version,
    )
    rows = session.execute(
        select(Outbox, Publication, Subscription, superseded)
        .join(Publication, Publication.id == Outbox.publication)
        .outerjoin(Subscription, Subscription.id == Outbox.subscription)
        .where(Outbox.id.in_(ids))
        .order_by(Outbox.id)
        .execution_options(populate_existing=True)
    )
    return [_message(row, publication, subscription, old) for row, publication, subscription, old in rows]


def _message(row: Outbox, publication: Publication, subscription: Subscription | None, superseded: bool) -> Message:
    return Message(
        id=row.id,
        office=row.office,
        decision=publication.decision,
        version=publication.version,
        snapshot=publication.snapshot,
        superseded=superseded,
        attempts=row.attempts,
        short=row.short,
        lease_until=row.lease_until,
        expires_at=row.expires_at,
        subscription=row.subscription,
        endpoint=subscription.endpoint if subscription else None,
        p256dh=subscription.p256dh if subscription else None,
        auth=subscription.auth if subscription else None,
        key_id=subscription.key_id if subscription else None,
    )


def settle(session: AnySession, results: Iterable[Settled]) -> None:
    """Writes what became of claimed rows, and removes the endpoints that are gone."""
    for result in results:
        values: dict[str, Any] = {
            "state": result.state,
            "lease_until": 0,
            "next_at": result.next_at,
            "short": result.short,
        }
        if result.status is not None:
            values["last_status"] = result.status
        if not result.counted:
            values["attempts"] = Outbox.attempts - 1
        session.execute(
            update(Outbox).where(Outbox.id == result.message.id, Outbox.state == "waiting").values(**values)
        )
        if result.state == "gone":
            _forget_endpoint(session, result.message)


def _forget_endpoint(session: AnySession, message: Message) -> None:
    """Compare and delete: an endpoint that was renewed while the message was under way survives."""
    session.execute(
        update(Subscription)
        .where(
            Subscription.id == message.subscription,
            Subscription.endpoint == message.endpoint,
            Subscription.p256dh == message.p256dh,
        )
        .values(endpoint=None, endpoint_hash=None, p256dh=None, auth=None)
    )


def counts(session: AnySession, office: str | None = None) -> dict[str, int]:
    """How many messages stand in each state; all offices when none is named."""
    query = select(Outbox.state, func.count()).group_by(Outbox.state).order_by(Outbox.state)
    if office is not None:
        query = query.where(Outbox.office == office)
    return {row[0]: row[1] for row in session.execute(query)}
