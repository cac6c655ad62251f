"""Shapes of the accounts' REST face."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

_label = validate.Length(min=1, max=80)


class EnrolmentRequest(Schema):
    """For whom a code is asked."""

    account = fields.String(required=True, validate=validate.Regexp(r"^[A-Za-z0-9_-]{1,64}$"))
    label = fields.String(required=True, validate=_label)


class EnrolmentCodeAnswer(Schema):
    """A code to show, and the address its QR holds."""

    code = fields.String(required=True)
    expires_at = fields.String(required=True)
    url = fields.String(required=True)


class PasswordLink(Schema):
    """A link that sets a new password, to be handed over, and until when it works."""

    url = fields.String(required=True)
    expires_at = fields.String(required=True)


class InstallationRequest(Schema):
    """A phone shows a code; a desk browser is signed in and shows none."""

    code = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=40))
    key = fields.String(required=True, validate=validate.Length(min=80, max=100))
    label = fields.String(required=True, validate=_label)


class InstallationAnswer(Schema):
    """All a new installation needs to begin."""

    installation = fields.String(required=True)
    token = fields.String(required=True)
    statement = fields.String(required=True)
    signature = fields.String(required=True)
    server_key = fields.String(required=True)
    office = fields.String(required=True)
    account = fields.String(required=True)
    name = fields.String(required=True)
    roles = fields.List(fields.String(), required=True)
    epoch = fields.String(required=True)
    now = fields.String(required=True)


class Me(Schema):
    """Who is signed in; `csrf` goes back as X-CSRFToken with whatever changes something."""

    account = fields.String(required=True)
    name = fields.String(required=True)
    roles = fields.List(fields.String(), required=True)
    office = fields.String(required=True)
    csrf = fields.String(required=True)
