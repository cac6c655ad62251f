"""Shapes of asking for a paper."""

from __future__ import annotations

from marshmallow import Schema, fields, validate


class PaperQuery(Schema):
    """How staff want a paper."""

    thai_digits = fields.Boolean(load_default=False)
    blank = fields.Integer(
        load_default=10, validate=validate.Range(min=0, max=200), metadata={"description": "empty rows below each list"}
    )
    slips = fields.Integer(load_default=32, validate=validate.Range(min=1, max=400))
    first = fields.Integer(
        load_default=1, validate=validate.Range(min=1, max=99_000), metadata={"description": "number on the first slip"}
    )
