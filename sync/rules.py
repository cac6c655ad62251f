"""Owns what `schema.json` says: how fields merge, where they travel, who may write them, what values they take."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from jsonschema_rs import Draft202012Validator

from sync.canonical import Json
from sync.header import REASON
from sync.ids import keyed_id

SCHEMA: dict[str, Any] = json.loads(Path(__file__).with_name("schema.json").read_text("utf-8"))

# Kinds that two phones must give the same id: (field of the parent, field of the member); PROTOCOL.md 3.
# The parent of an attendance is the meeting, whose record has the name of the stream.
KEYED: dict[str, tuple[str | None, str]] = {
    "attendance": (None, "resident"),
    "vote": ("motion", "resident"),
    "tally": ("motion", "post"),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """How one field folds (`merge`: agree, first, last, union), which part holds it, and which roles may write it."""

    merge: str
    private: bool
    writers: frozenset[str] = frozenset()

    @property
    def part(self) -> str:
        """The part of a line that holds the field."""
        return "private" if self.private else "body"


@cache
def rules_of(kind: str) -> Mapping[str, Rule] | None:
    """The rules of the fields of a kind; None for a kind that this version does not know."""
    definition = SCHEMA["$defs"].get(kind)
    if definition is None:
        return None
    return {
        field: Rule(schema["x-merge"], schema["x-private"], frozenset(schema.get("x-writers", definition["x-writers"])))
        for field, schema in definition["properties"].items()
    }


def may_write(kind: str, fields: Iterable[str], roles: Iterable[str]) -> bool:
    """Whether each of these fields may be written by one of these roles.

    A field that this version does not know has the writers of its kind; a kind that it does not know is not judged.
    """
    return _may_write(kind, tuple(fields), frozenset(roles))


@lru_cache(maxsize=100)  # the same forms are sent again and again
def _may_write(kind: str, fields: tuple[str, ...], held: frozenset[str]) -> bool:
    rules = rules_of(kind)
    if rules is None:
        return True
    of_kind = frozenset(SCHEMA["$defs"][kind]["x-writers"])
    asked = [rules[field].writers if field in rules else of_kind for field in fields]
    return all(held & writers for writers in asked or [of_kind])


def may_redact(roles: Iterable[str]) -> bool:
    """Whether an account may redact: only the server does, on behalf of people who asked it to."""
    return "server" in roles


def invalid(kind: str, body: Mapping[str, Json] | None, private: Mapping[str, Json] | None) -> list[str]:
    """What is wrong with the values of an entry: sorted codes `field:keyword`, or `field:part` for the wrong part.

    The keyword is the one of JSON Schema 2020-12 that failed. Fields and kinds that this version does not know are
    not judged, so that an older server never stops a newer phone.
    """
    rules = rules_of(kind)
    if rules is None or (_part_validator(kind, False).is_valid(body) and _part_validator(kind, True).is_valid(private)):
        return []
    wrong: set[str] = set()
    for part, is_private in ((body, False), (private, True)):
        for field, value in (part or {}).items():
            if field == REASON or field not in rules:
                continue
            if rules[field].private is not is_private:
                wrong.add(f"{field}:part")
            wrong.update(f"{field}:{error.kind.name}" for error in _validator(kind, field).iter_errors(value))
    return sorted(wrong)


def fits(kind: str, field: str, value: Json) -> bool:
    """Whether a value is of the form that the schema gives the field; a field that this version does not know fits."""
    return field not in (rules_of(kind) or {}) or _validator(kind, field).is_valid(value)


def stream_fits(kind: str, stream: str) -> bool:
    """Whether a kind may stand in a stream. A kind that this version does not know fits anywhere."""
    definition = SCHEMA["$defs"].get(kind)
    return definition is None or stream.partition("/")[0] in definition["x-streams"]


def keyed_record(key: str, kind: str, stream: str, fields: Mapping[str, Json]) -> str | None:
    """The id that a record with these fields must have; None if its kind has free ids or the fields do not tell."""
    if kind not in KEYED:
        return None
    parent_field, member_field = KEYED[kind]
    parent = fields.get(parent_field) if parent_field else stream.partition("/")[2]
    member = fields.get(member_field)
    if not isinstance(parent, str) or not isinstance(member, str):
        return None
    return keyed_id(key, kind, parent, member)


@cache
def _validator(kind: str, field: str) -> Draft202012Validator:
    return Draft202012Validator(SCHEMA["$defs"][kind]["properties"][field])


@cache
def _part_validator(kind: str, is_private: bool) -> Draft202012Validator:
    """Says yes to a part that is in order as a whole, which nearly every one is; what is wrong is then looked for."""
    fields = SCHEMA["$defs"][kind]["properties"]
    own = {field: schema if schema["x-private"] is is_private else False for field, schema in fields.items()}
    return Draft202012Validator({"type": ["object", "null"], "properties": {**own, REASON: True}})
