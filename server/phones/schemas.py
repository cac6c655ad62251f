"""Shapes of what the desk is told of phones."""

from __future__ import annotations

from marshmallow import Schema, fields

from ..exchange.verdicts import LONGEST


class Range(Schema):
    """Lines from seq `from` to seq `to`; `reason` where they wait."""

    first = fields.Integer(required=True, attribute="from", data_key="from")
    to = fields.Integer(required=True)
    reason = fields.String()


class PhoneLog(Schema):
    """A log of a phone in the meeting: how far it is admitted, what waits, what is missing before that."""

    log = fields.String(required=True)
    last_seq = fields.Integer(required=True)
    waiting = fields.List(fields.Nested(Range), required=True)
    missing = fields.List(fields.Nested(Range), required=True)
    forks = fields.Integer(required=True)
    quarantined = fields.Integer(required=True)
    adopts = fields.Dict(required=True, allow_none=True, metadata={"description": "{log, after, until} of its genesis"})


class Phone(Schema):
    """An installation, what it last reported (null: nothing yet), and whether it holds all of the meeting."""

    installation = fields.String(required=True)
    label = fields.String(required=True)
    account = fields.String(required=True)
    name = fields.String(required=True)
    revoked = fields.Boolean(required=True)
    last_seen = fields.String(required=True, allow_none=True)
    app = fields.String(required=True, allow_none=True)
    schema = fields.String(required=True, allow_none=True)
    skew_ms = fields.Integer(required=True, allow_none=True, metadata={"description": "above 0: its clock is ahead"})
    unsent = fields.Integer(required=True, allow_none=True)
    unsigned = fields.Integer(required=True, allow_none=True)
    files = fields.Integer(required=True, allow_none=True)
    holds = fields.String(required=True, metadata={"description": "same, behind, none"})
    logs = fields.List(fields.Nested(PhoneLog), required=True)


class Unknown(Schema):
    """A kind that this version does not know."""

    kind = fields.String(required=True)
    entries = fields.Integer(required=True)


class MeetingPhones(Schema):
    """The phones of a meeting, and the digest of all that is here of it."""

    phones = fields.List(fields.Nested(Phone), required=True)
    # marshmallow has a setting of that name
    strange = fields.List(fields.Nested(Unknown), required=True, attribute="unknown", data_key="unknown")
    vector_digest = fields.String(required=True)


class Owner(Schema):
    """Whose log it is."""

    stream = fields.String(required=True)
    log = fields.String(required=True)
    account = fields.String(required=True)
    name = fields.String(required=True)
    installation = fields.String(required=True)
    label = fields.String(required=True)
    last_seq = fields.Integer(required=True, metadata={"description": "how far the log is admitted"})


class Tail(Owner):
    """Lines of a log that wait for one reason; `lines`: how many, as two may stand at one seq."""

    first = fields.Integer(required=True, attribute="from", data_key="from")
    to = fields.Integer(required=True)
    reason = fields.String(required=True, metadata={"description": "gap, unsigned, part"})
    lines = fields.Integer(required=True)
    since = fields.String(required=True)


class Tails(Schema):
    """What waits in an office."""

    waiting = fields.List(fields.Nested(Tail), required=True)


class WaitingLine(Schema):
    """One waiting line, as it travelled."""

    seq = fields.Integer(required=True)
    hash = fields.String(required=True)
    reason = fields.String(required=True)
    line = fields.String(required=True)


class WaitingLog(Owner):
    """All that waits of one log."""

    entries = fields.List(fields.Nested(WaitingLine), required=True)


class SetAside(Schema):
    """An entry in quarantine; nothing of what it says."""

    hash = fields.String(required=True)
    reason = fields.String(required=True)
    stream = fields.String(required=True)
    kind = fields.String(required=True)
    received_at = fields.String(required=True)


class Quarantine(Schema):
    """What stands in quarantine in an office, in the order it came."""

    quarantined = fields.List(fields.Nested(SetAside), required=True)


class Lift(Schema):
    """Why an entry may count after all. No names: every phone reads it."""

    reason = fields.String(required=True, metadata={"description": f"1 to {LONGEST} letters"})


class Lifted(Schema):
    """Where the entry stands that counts again."""

    stream = fields.String(required=True)
