"""Shapes of the minutes' REST face."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

_ID = validate.Regexp(r"^[A-Za-z0-9_-]{1,64}$")


class Part(Schema):
    """One part: what the records say, what staff wrote instead (null: nothing), whether the records changed since."""

    name = fields.String(required=True)
    generated = fields.Raw(required=True, allow_none=True)
    edited = fields.Raw(required=True, allow_none=True)
    changed = fields.Boolean(required=True)


class Block(Schema):
    """One paragraph of a copy."""

    style = fields.String(required=True)
    cells = fields.List(fields.String(), required=True)


class Item(Schema):
    """A line of the agenda."""

    id = fields.String(required=True)
    no = fields.Integer(required=True)
    title = fields.String(required=True)


class Later(Schema):
    """A later hearing, at which these minutes may be adopted."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    day = fields.String(required=True)


class Adopted(Schema):
    """How the minutes were adopted; `changed`: the records say something else since."""

    meeting = fields.String(required=True)
    day = fields.String(required=True)
    at = fields.String(required=True)
    sha256 = fields.String(required=True)
    changed = fields.Boolean(required=True)


class Minutes(Schema):
    """The minutes as they stand; `problems` stand against adopting them, `notes` should be looked at (codes)."""

    state = fields.String(required=True)
    parts = fields.List(fields.Nested(Part), required=True)
    items = fields.List(fields.Nested(Item), required=True)
    blocks = fields.List(fields.Nested(Block), required=True)
    public = fields.List(fields.Nested(Block), required=True)
    problems = fields.List(fields.String(), required=True)
    notes = fields.List(fields.String(), required=True)
    next_number = fields.String(required=True)
    later = fields.List(fields.Nested(Later), required=True)
    adopted = fields.Nested(Adopted, allow_none=True, required=True)


class Paper(Schema):
    """Which copy, in which digits, as which kind of file."""

    format = fields.String(load_default="pdf", validate=validate.OneOf(["pdf", "docx"]))
    copy = fields.String(load_default="office", validate=validate.OneOf(["office", "public"]))
    digits = fields.String(load_default="thai", validate=validate.OneOf(["thai", "arabic"]))


class Adoption(Schema):
    """At which later hearing, with which corrections."""

    meeting = fields.String(required=True, validate=_ID)
    corrections = fields.String(load_default=None, allow_none=True, validate=validate.Length(min=1, max=4000))
