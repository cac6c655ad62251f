"""Owns the view of a folded record that screens, counts and the server read."""

from collections.abc import Iterable, Mapping
from typing import TypedDict

from sync.canonical import Json
from sync.fold import FieldState
from sync.rules import fits


class Record(TypedDict):
    """A folded record. `fields` holds each field's state in the form of `FieldState.to_json`."""

    stream: str
    kind: str
    record: str
    fields: dict[str, dict[str, Json]]


def record_of(stream: str, kind: str, record: str, folded: Mapping[str, FieldState]) -> Record:
    """Make the view of a record from its fold."""
    fields = {field: state.to_json() for field, state in folded.items()}
    return {"stream": stream, "kind": kind, "record": record, "fields": fields}


def value(record: Record, field: str, default: Json = None) -> Json:
    """The final value of a field; `default` where there is none, in conflict too."""
    return record["fields"].get(field, {}).get("value", default)


def provisional(record: Record, field: str, default: Json = None) -> Json:
    """What to show while people have not decided: the final value, or else the provisional one."""
    state = record["fields"].get(field, {})
    return state.get("value", state.get("provisional", default))


def state(record: Record, field: str) -> str:
    """The state of a field; `absent` where nothing was ever said."""
    found: str = record["fields"].get(field, {}).get("state", "absent")
    return found


def conflicts(record: Record) -> list[str]:
    """The fields that a person has to decide: in conflict, or partial."""
    return [field for field in record["fields"] if state(record, field) in ("conflict", "partial")]


def sound(record: Record) -> Record:
    """The same record, where a value that is not of its schema's form counts as contradicted and is not shown.

    The server quarantines such entries, but a phone may fold one before it hears the verdict.
    """
    kind, fields = record["kind"], dict(record["fields"])
    for field, found in record["fields"].items():
        told = [found[key] for key in ("value", "provisional") if key in found]
        if not all(fits(kind, field, item) for item in told):
            fields[field] = {"state": "conflict", "candidates": found["candidates"]}
    return {**record, "fields": fields}


def candidates(record: Record, fields: Iterable[str]) -> dict[str, list[str]]:
    """What a new statement about these fields covers if it is made on seeing this record: the `sets` of a draft."""
    return {field: list(record["fields"].get(field, {}).get("candidates", [])) for field in fields}
