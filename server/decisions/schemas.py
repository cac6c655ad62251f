"""Shapes of preview and publication."""

from __future__ import annotations

from marshmallow import Schema, fields


class Preview(Schema):
    """A decision as it would be published; `problems` are codes, empty when it may be."""

    title = fields.String(allow_none=True)
    text = fields.String(allow_none=True)
    unit = fields.String(allow_none=True)
    status = fields.String(allow_none=True)
    totals = fields.Dict(allow_none=True)
    notice = fields.Dict(allow_none=True)
    problems = fields.List(fields.String(), required=True)
    version = fields.Integer(required=True, metadata={"description": "the number it would get"})
    followers = fields.Integer(required=True, metadata={"description": "browsers that would be told"})


class Published(Schema):
    """What has been published, and where it is read."""

    version = fields.Integer(required=True)
    url = fields.String(required=True)
