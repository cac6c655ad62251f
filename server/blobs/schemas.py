"""Shapes of what is asked and told about files."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

MOST = 1000  # hashes a question
SHA256 = validate.Regexp(r"\A[A-Za-z0-9_-]{43}\Z")


class Hashes(Schema):
    """Which files are asked for, by hash."""

    hashes = fields.List(fields.String(validate=SHA256), required=True, validate=validate.Length(max=MOST))


class HeldAnswer(Schema):
    """Those of the files asked for that the office holds."""

    held = fields.List(fields.String(), required=True)
