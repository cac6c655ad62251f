"""A server as tutorials write it: Flask, marshmallow, a table a kind, every object by itself through the ORM.

It takes the same people, votes and opinions as JSON, 500 in a request, checks the token, validates each by a schema,
looks each up by its id, makes or changes it, and commits once a request, durably. No chain, no signature, no rights.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from flask import Flask, abort, request
from flask_sqlalchemy import SQLAlchemy
from marshmallow import EXCLUDE, Schema, fields, validate
from sqlalchemy import event
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """Base of the tables."""


app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = os.environ["TUTORIAL_DATABASE"]
db = SQLAlchemy(app, model_class=Base)
if TYPE_CHECKING:
    Model = Base  # what a type checker can follow of db.Model
else:
    Model = db.Model


class Token(Model):
    """Who may push."""

    token: Mapped[str] = mapped_column(primary_key=True)


class Item:
    """What every table has."""

    id: Mapped[str] = mapped_column(primary_key=True)
    meeting: Mapped[str] = mapped_column(index=True)
    author: Mapped[str]
    at: Mapped[str]


class Attendance(Item, Model):
    """Somebody who was checked in."""

    resident: Mapped[str | None]
    community: Mapped[str | None]
    capacity: Mapped[str | None]
    voting: Mapped[bool | None]
    arrived_at: Mapped[str | None]
    post: Mapped[str | None]


class Vote(Item, Model):
    """A vote."""

    motion: Mapped[str | None]
    resident: Mapped[str | None]
    choice: Mapped[str | None]
    channel: Mapped[str | None]


class Opinion(Item, Model):
    """What somebody said."""

    text: Mapped[str]
    stage: Mapped[str]
    kind: Mapped[str]
    channel: Mapped[str]
    anonymous: Mapped[bool]
    speaker: Mapped[str | None]
    receipt: Mapped[str | None]


class Resident(Item, Model):
    """A person on the roll."""

    title: Mapped[str]
    first: Mapped[str]
    last: Mapped[str | None]
    house_no: Mapped[str]
    capacity: Mapped[str]
    voting: Mapped[bool]


ID = validate.Regexp("^[A-Za-z0-9_-]{1,64}$")


class ItemSchema(Schema):
    """What every kind must have."""

    id = fields.String(required=True, validate=ID)
    meeting = fields.String(required=True, validate=validate.Length(max=80))
    author = fields.String(required=True, validate=ID)
    at = fields.String(required=True, validate=validate.Length(max=40))


class AttendanceSchema(ItemSchema):
    """An attendance, or a change of one."""

    resident = fields.String(validate=ID)
    community = fields.String(allow_none=True, validate=ID)
    capacity = fields.String(allow_none=True, validate=validate.OneOf(["chair", "committee", "resident", "observer"]))
    voting = fields.Boolean(allow_none=True)
    arrived_at = fields.String(validate=validate.Length(min=10, max=40))
    post = fields.String(validate=ID)


class VoteSchema(ItemSchema):
    """A vote, or a change of one."""

    motion = fields.String(validate=ID)
    resident = fields.String(validate=ID)
    choice = fields.String(allow_none=True, validate=ID)
    channel = fields.String(validate=validate.OneOf(["roll_call", "letter", "phone"]))


class OpinionSchema(ItemSchema):
    """An opinion."""

    text = fields.String(required=True, validate=validate.Length(min=1, max=8000))
    stage = fields.String(required=True, validate=validate.OneOf(["before", "during", "after"]))
    kind = fields.String(required=True, validate=validate.OneOf(["problem", "need", "suggestion", "concern"]))
    channel = fields.String(required=True, validate=validate.OneOf(["hearing", "form", "line", "phone"]))
    anonymous = fields.Boolean(required=True)
    speaker = fields.String(allow_none=True, validate=ID)
    receipt = fields.String(validate=validate.Length(min=8, max=24))


class ResidentSchema(ItemSchema):
    """A resident."""

    title = fields.String(required=True, validate=validate.Length(max=60))
    first = fields.String(required=True, validate=validate.Length(min=1, max=120))
    last = fields.String(allow_none=True, validate=validate.Length(max=160))
    house_no = fields.String(required=True, validate=validate.Length(max=120))
    capacity = fields.String(required=True, validate=validate.OneOf(["chair", "committee", "resident", "observer"]))
    voting = fields.Boolean(required=True)


KINDS: dict[str, tuple[type[Any], Schema]] = {
    "attendance": (Attendance, AttendanceSchema(unknown=EXCLUDE)),
    "vote": (Vote, VoteSchema(unknown=EXCLUDE)),
    "opinion": (Opinion, OpinionSchema(unknown=EXCLUDE)),
    "resident": (Resident, ResidentSchema(unknown=EXCLUDE)),
}


@app.post("/sync")
def sync() -> dict[str, int]:
    """Take in a batch."""
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if db.session.get(Token, token) is None:
        abort(401)
    for item in request.get_json(force=True):
        model, schema = KINDS[item["type"]]
        given = schema.load(item)
        found = db.session.get(model, given["id"])
        if found is None:
            db.session.add(model(**given))
        else:
            for name, value in given.items():
                setattr(found, name, value)
    db.session.commit()
    return {"saved": len(request.get_json(force=True))}


@app.get("/ready")
def ready() -> str:
    """That it is there."""
    return ""


def _durable(connection: Any, _record: Any) -> None:
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "busy_timeout = 20000"):
        connection.execute(f"PRAGMA {pragma}")


with app.app_context():
    if db.engine.dialect.name == "sqlite":
        event.listen(db.engine, "connect", _durable)

if __name__ == "__main__":  # once, before its workers start
    with app.app_context():
        db.create_all()
