"""The verbs of a resident's browser: follow a topic, renew the address, stop. No account and no name is kept."""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from flask import current_app
from sqlalchemy import func, select

from sync.ids import b64, random_id, unb64

from .. import clock
from ..database import again, writing
from ..errors import Refusal
from ..extensions import db
from ..store.models import Stream
from .allow import AllowList, EndpointRefused
from .models import Subscription
from .queue import AnySession
from .vapid import Keys, key_id

MOST_TOPICS = 100  # one browser may follow


def offered_key() -> str:
    """The public key that a browser subscribes with."""
    return _keys().public


@again
def subscribe(*, topic: str, endpoint: str, p256dh: str, auth: str, key: str) -> tuple[Subscription, str]:
    """The subscription of a browser to a topic, and the secret of its link; once more is the same subscription.

    Raises:
        Refusal: `not_found` (topic), `bad_endpoint`, `unknown_push_host`, `bad_key`, `endpoint_taken`, `too_many`.
    """
    _check(endpoint, p256dh, auth)
    signed_with = _key_named(key)
    digest = _digest(endpoint)
    with writing() as session:
        office = session.scalar(select(Stream.office).where(Stream.name == f"topic/{topic}"))
        if office is None:
            raise Refusal("not_found")
        _claimed_by_same(session, office, digest, p256dh, auth)
        row = session.scalar(
            select(Subscription).where(
                Subscription.office == office, Subscription.topic == topic, Subscription.endpoint_hash == digest
            )
        )
        if row is None:
            row = Subscription(id=random_id(), office=office, topic=topic, created_at=clock.stamp())
            row.secret_hash = _digest(_secret(row.id))
            session.add(row)
        _fill(row, endpoint, p256dh, auth, signed_with)
        return row, _secret(row.id)


@again
def renew(secret: str, *, endpoint: str, p256dh: str, auth: str, key: str) -> Subscription:
    """Gives a subscription the browser's present address, also after the old one was gone.

    Raises:
        Refusal: `not_found` (unsubscribed meanwhile), and as `subscribe`.
    """
    _check(endpoint, p256dh, auth)
    signed_with = _key_named(key)
    with writing() as session:
        row = _by_secret(session, secret, lock=True)
        _claimed_by_same(session, row.office, _digest(endpoint), p256dh, auth)
        double = select(Subscription).where(
            Subscription.office == row.office,
            Subscription.topic == row.topic,
            Subscription.endpoint_hash == _digest(endpoint),
            Subscription.id != row.id,
        )
        for other in session.scalars(double):
            session.delete(other)  # the same browser followed twice: one message is enough
        session.flush()
        _fill(row, endpoint, p256dh, auth, signed_with)
        return row


@again
def unsubscribe(secret: str) -> None:
    """Forgets a subscription and its address. Raises Refusal `not_found`."""
    with writing() as session:
        session.delete(_by_secret(session, secret, lock=True))


def subscription(secret: str) -> Subscription:
    """The subscription behind a secret link. Raises Refusal `not_found`."""
    return _by_secret(db.session, secret)


def _by_secret(session: AnySession, secret: str, *, lock: bool = False) -> Subscription:
    query = select(Subscription).where(Subscription.secret_hash == _digest(secret))
    row: Subscription | None = session.scalar(query.with_for_update() if lock else query)
    if row is None:
        raise Refusal("not_found")
    return row


def _claimed_by_same(session: AnySession, office: str, digest: str, p256dh: str, auth: str) -> None:
    """An endpoint belongs to who knows its keys: else one browser could take over, or end, another's notifications."""
    theirs = session.scalars(
        select(Subscription).where(Subscription.office == office, Subscription.endpoint_hash == digest)
    ).all()
    for row in theirs:
        if not hmac.compare_digest(f"{row.p256dh} {row.auth}", f"{p256dh} {auth}"):
            raise Refusal("endpoint_taken")
    if len(theirs) >= MOST_TOPICS:
        raise Refusal("too_many")


def _fill(row: Subscription, endpoint: str, p256dh: str, auth: str, signed_with: str) -> None:
    row.endpoint, row.endpoint_hash = endpoint, _digest(endpoint)
    row.p256dh, row.auth, row.key_id = p256dh, auth, signed_with


def _check(endpoint: str, p256dh: str, auth: str) -> None:
    """Refuses what could never be sent: an address outside the allow-list, keys that are none (RFC 8291 section 2)."""
    try:
        AllowList.from_setting(current_app.config["PUSH_HOSTS"]).origin_of(endpoint)
    except EndpointRefused as refused:
        raise Refusal(refused.code) from refused
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unb64(p256dh))
        right = len(unb64(p256dh)) == 65 and len(unb64(auth)) == 16
    except ValueError as error:
        raise Refusal("bad_key") from error
    if not right:
        raise Refusal("bad_key")


def _key_named(public: str) -> str:
    """Which of our keys the browser subscribed with; the offered one when it does not say."""
    keys = _keys()
    name = key_id(public or keys.public)
    if keys.pem(name) is None:
        raise Refusal("bad_key")
    return name


def _keys() -> Keys:
    return Keys(Path(current_app.config["INSTANCE_DIR"]))


def _digest(text: str) -> str:
    return b64(hashlib.sha256(text.encode()).digest())


def _secret(subscription_id: str) -> str:
    """Follows from the id and the server's secret, so that the same browser is always given the same link."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    return b64(hmac.new(key, b"subscription\n" + subscription_id.encode(), hashlib.sha256).digest())


def followers(office: str, topic: str) -> int:
    """How many browsers would be told about a decision of this topic now."""
    live = (Subscription.office == office, Subscription.topic == topic, Subscription.endpoint.is_not(None))
    return db.session.scalar(select(func.count()).select_from(Subscription).where(*live)) or 0
