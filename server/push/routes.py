"""The REST face of following a topic. Public: whoever holds the secret of a subscription may change or end it."""

from __future__ import annotations

from typing import Any

from ..accounts.rules import rule
from ..extensions import limiter
from ..rest import rest_blueprint
from . import service
from .models import Subscription
from .schemas import Address, NewSubscription, PushKey, SubscriptionAnswer

blueprint = rest_blueprint("push", __name__, "/api", "Following a topic by web push")


@blueprint.route("/push/key", methods=["GET"])
@rule("public")
@blueprint.response(200, PushKey)
def push_key() -> dict[str, str]:
    """The public key that a browser subscribes with."""
    return {"key": service.offered_key()}


@blueprint.route("/subscriptions", methods=["POST"])
@rule("public")
@limiter.limit("300 per minute")
@blueprint.arguments(NewSubscription)
@blueprint.response(201, SubscriptionAnswer)
def subscribe(asked: dict[str, Any]) -> dict[str, str]:
    """Follow the decisions of a topic."""
    row, secret = service.subscribe(topic=asked["topic"], **_address(asked))
    return _told(row, secret)


@blueprint.route("/subscriptions/<secret>", methods=["GET"])
@rule("public")
@blueprint.response(200, SubscriptionAnswer)
def show(secret: str) -> dict[str, str]:
    """What a subscription follows."""
    return _told(service.subscription(secret), secret)


@blueprint.route("/subscriptions/<secret>", methods=["PUT"])
@rule("public")
@limiter.limit("300 per minute")
@blueprint.arguments(Address)
@blueprint.response(200, SubscriptionAnswer)
def renew(asked: dict[str, Any], secret: str) -> dict[str, str]:
    """Tell the browser's present address."""
    return _told(service.renew(secret, **_address(asked)), secret)


@blueprint.route("/subscriptions/<secret>", methods=["DELETE"])
@rule("public")
@blueprint.response(204)
def unsubscribe(secret: str) -> None:
    """Stop following."""
    service.unsubscribe(secret)


def _address(asked: dict[str, Any]) -> dict[str, str]:
    keys = asked["keys"]
    return {"endpoint": asked["endpoint"], "p256dh": keys["p256dh"], "auth": keys["auth"], "key": asked["key"]}


def _told(row: Subscription, secret: str) -> dict[str, str]:
    return {"id": row.id, "topic": row.topic, "secret": secret, "url": f"/subscriptions/{secret}"}
