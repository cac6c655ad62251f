"""Shapes of removing personal data."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from .service import LONGEST, PARTS


class Order(Schema):
    """Which part of which entry, and why."""

    stream = fields.String(required=True, validate=validate.Length(max=80))
    entry = fields.String(required=True, validate=validate.Length(equal=43), metadata={"description": "its hash"})
    part = fields.String(required=True, validate=validate.OneOf(PARTS))
    reason = fields.String(required=True, validate=validate.Length(min=1, max=LONGEST))


class Removed(Schema):
    """What was removed; `before`: it had been removed already."""

    stream = fields.String(required=True)
    kind = fields.String(required=True)
    record = fields.String(required=True)
    entry = fields.String(required=True)
    part = fields.String(required=True)
    before = fields.Boolean(required=True)
