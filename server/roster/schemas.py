"""Shapes of the REST face of importing a roll."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from .columns import FIELDS

_CHOICE = validate.OneOf(["same", "update", "another"])
_HOME = validate.Regexp(r"^(?:community|subdistrict)/[A-Za-z0-9_-]{1,64}$")
_COLUMN = validate.Range(min=0, max=99)


class Decision(Schema):
    """What staff say of one row that may be somebody: `beside` is who stood there when they said it."""

    row = fields.Integer(required=True, validate=validate.Range(min=1, max=2_000_000))
    choice = fields.String(required=True, validate=_CHOICE)
    beside = fields.String(required=True, validate=validate.Length(max=64))


class ChoicesRequest(Schema):
    """Everything staff have chosen, each time as a whole."""

    columns = fields.Dict(keys=fields.String(validate=validate.OneOf(FIELDS)), values=fields.Integer(validate=_COLUMN))
    home = fields.String(load_default=None, allow_none=True, validate=_HOME)
    places = fields.Dict(
        keys=fields.String(validate=validate.Length(max=200)), values=fields.String(validate=_HOME), load_default=dict
    )
    decisions = fields.List(fields.Nested(Decision), load_default=list, validate=validate.Length(max=50_000))
    rest = fields.String(load_default=None, allow_none=True, validate=_CHOICE)


class UploadQuery(Schema):
    """What the file is called."""

    name = fields.String(load_default="", validate=validate.Length(max=400))


class PageQuery(Schema):
    """Which likely doubles to show: 50 from this one on."""

    doubles_from = fields.Integer(load_default=0, validate=validate.Range(min=0, max=1_000_000))


class ColumnAnswer(Schema):
    """One column of the file; `field` is what it is read as, `refused` that it holds ID numbers."""

    name = fields.String(required=True)
    field = fields.String(required=True, allow_none=True)
    samples = fields.List(fields.String(), required=True)
    refused = fields.Boolean(required=True)


class PersonAnswer(Schema):
    """A person as read from a row, or as on the roll."""

    title = fields.String(required=True)
    first = fields.String(required=True)
    last = fields.String(required=True, allow_none=True)
    house = fields.String(required=True)
    phone = fields.String(required=True)


class RowAnswer(Schema):
    """A row as it will be read."""

    row = fields.Integer(required=True)
    outcome = fields.String(required=True)
    person = fields.Nested(PersonAnswer, required=True)
    stream = fields.String(required=True)


class DoubleAnswer(RowAnswer):
    """A row and who may be the same person: on the roll, or in an earlier row (`beside` begins with `row `)."""

    beside = fields.String(required=True)
    known = fields.Nested(PersonAnswer, required=True)
    known_stream = fields.String(required=True)
    why = fields.List(fields.String(), required=True)


class FaultAnswer(Schema):
    """What is wrong with a row."""

    row = fields.Integer(required=True)
    column = fields.String(required=True)
    code = fields.String(required=True)
    said = fields.String(required=True)


class UnknownAnswer(Schema):
    """A community that nobody knows (empty: none told), and how many rows name it."""

    name = fields.String(required=True)
    rows = fields.Integer(required=True)


class PreviewAnswer(Schema):
    """What an import would do; `counts` by outcome. Lists are cut: `counts` tells how many there are."""

    id = fields.String(required=True)
    file = fields.String(required=True)
    rows = fields.Integer(required=True)
    columns = fields.List(fields.Nested(ColumnAnswer), required=True)
    problems = fields.List(fields.String(), required=True)
    choices = fields.Nested(ChoicesRequest, required=True)
    homes = fields.List(fields.String(), required=True)
    counts = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    first = fields.List(fields.Nested(RowAnswer), required=True)
    doubles = fields.List(fields.Nested(DoubleAnswer), required=True)
    doubles_all = fields.Integer(required=True)
    faults = fields.List(fields.Nested(FaultAnswer), required=True)
    unknown_places = fields.List(fields.Nested(UnknownAnswer), required=True)


class ProgressAnswer(Schema):
    """How far an import or its undoing is: `state` is running, whole, undoing or undone."""

    id = fields.String(required=True)
    state = fields.String(required=True)
    done = fields.Integer(required=True)
    total = fields.Integer(required=True)
    created = fields.Integer(required=True)


class ImportAnswer(ProgressAnswer):
    """One import: by whom, when, of which file."""

    at = fields.String(required=True)
    account = fields.String(required=True)
    file = fields.String(required=True)
    waiting = fields.Boolean(required=True)


class KeptAnswer(RowAnswer):
    """Somebody an import made who stands on the roll."""

    class Meta:
        """A person of the roll has no row."""

        exclude = ("row", "outcome")

    record = fields.String(required=True)


class ImportsAnswer(Schema):
    """The imports of an office, the newest first."""

    imports = fields.List(fields.Nested(ImportAnswer), required=True)


class UndoAnswer(ProgressAnswer):
    """Undoing; when it is done, who stays because they were recorded at a hearing meanwhile."""

    kept = fields.List(fields.Nested(KeptAnswer), required=True)
