"""Shapes of what a browser and the server tell each other about a subscription (W3C Push API's own names)."""

from __future__ import annotations

from marshmallow import EXCLUDE, Schema, fields, validate

from .allow import LONGEST_ENDPOINT


class SubscriptionKeys(Schema):
    """The browser's public key and its authentication secret, base64url."""

    class Meta:
        unknown = EXCLUDE  # browsers add keys of their own

    p256dh = fields.String(required=True, validate=validate.Length(min=80, max=100))
    auth = fields.String(required=True, validate=validate.Length(min=20, max=40))


class Address(Schema):
    """Where a browser can be reached; `key` is the server key it subscribed with."""

    endpoint = fields.String(required=True, validate=validate.Length(min=10, max=LONGEST_ENDPOINT))
    keys = fields.Nested(SubscriptionKeys, required=True)
    key = fields.String(load_default="", validate=validate.Length(max=100))


class NewSubscription(Address):
    """A wish to be told about one topic."""

    topic = fields.String(required=True, validate=validate.Regexp(r"^[A-Za-z0-9_-]{1,64}$"))


class PushKey(Schema):
    """The server's public key for web push."""

    key = fields.String(required=True)


class SubscriptionAnswer(Schema):
    """A subscription as its own browser sees it; `url` is the page to stop it by."""

    id = fields.String(required=True)
    topic = fields.String(required=True)
    secret = fields.String(required=True)
    url = fields.String(required=True)
