"""Owns the linter of schema.json: forbids what lines already written could not undo later.

A line is for ever, so a field must say from its first day how it merges and in which part it travels, must be one whole
statement, and may never change its meaning. Run `python -m sync.lint` to check, `python -m sync.lint --publish` to
record an additive change in schema.published.json as published. A field that looks like a piece of a statement and is
none says why in `x-alone`.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterator, Mapping
from itertools import combinations
from pathlib import Path
from typing import Any

from sync.header import REASON
from sync.published import changes
from sync.rules import SCHEMA

PUBLISHED = Path(__file__).with_name("schema.published.json")
MERGES = ("agree", "first", "last", "union")
STREAMS = ("office", "community", "subdistrict", "topic", "meeting")
LARGEST_SCALE = 10  # an integer up to here is a step on a scale, beyond it a count
_WORD = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_DATE_OR_TIME = ("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "^[0-9]{2}:[0-9]{2}$")
# Words that only make sense together: a settlement of one without the other would say what nobody said.
_PARTNERS = (
    {"start", "end"},
    {"from", "to"},
    {"first", "last"},
    {"min", "max"},
    {"lat", "lon"},
    {"day", "month", "year"},
    {"amount", "currency"},
)


def faults(schema: Mapping[str, Any], published: Mapping[str, Any]) -> list[str]:
    """Everything wrong with a schema, sorted: `kind.field: what`, or `kind: what`. Empty when it may be committed."""
    found = list(changes(schema["$defs"], published["$defs"]))
    for kind, definition in schema["$defs"].items():
        found += _kind_faults(kind, definition)
        for field, declared in definition["properties"].items():
            found += (f"{kind}.{field}: {fault}" for fault in _field_faults(field, declared))
        found += _split_faults(kind, definition["properties"])
    return sorted(found)


def _kind_faults(kind: str, definition: Mapping[str, Any]) -> Iterator[str]:
    if not _WORD.fullmatch(kind):
        yield f"{kind}: a name is words in lower case"
    if not definition.get("x-writers"):
        yield f"{kind}: names no writers"
    if not definition.get("x-streams") or not set(definition["x-streams"]) <= set(STREAMS):
        yield f"{kind}: names no streams, or unknown ones"
    if definition.get("additionalProperties") is not False:
        yield f"{kind}: is open to fields that nobody declared"


def _field_faults(field: str, declared: Mapping[str, Any]) -> Iterator[str]:
    if field == REASON or not _WORD.fullmatch(field):
        yield "a name is words in lower case, and why is taken"
    if declared.get("x-merge") not in MERGES:
        yield "names no merge, or an unknown one"
    if not isinstance(declared.get("x-private"), bool):
        yield "names no part"
    if declared.get("x-merge") == "union" and (declared.get("type") != "array" or declared.get("maxItems") != 1):
        yield "a union says a list of one item, or of none"
    for schema in _inside(declared):
        if schema.get("type") == "number":
            yield "a line carries integers, no fractions"
        if "$ref" in schema or "format" in schema:
            yield "says its form elsewhere, where two languages may read it differently"
        if schema.get("type") == "object" and "additionalProperties" not in schema:
            yield "holds an object that is open to anything"


def _split_faults(kind: str, fields: Mapping[str, Any]) -> Iterator[str]:
    """What is one statement is one field, or a settlement could mix values that nobody said together.

    Pieces of one statement are known by one of these: names that begin with the same word; names with words that belong
    together; more than one field that holds counts; more than one field that is itself a date or a time of day.
    """
    asked = {field: declared for field, declared in fields.items() if not declared.get("x-alone")}
    for one, other in combinations(asked, 2):
        if one.split("_")[0] == other.split("_")[0]:
            yield f"{kind}.{other}: begins like {one}: one statement, one field"
        if _are_partners(one, other):
            yield f"{kind}.{other}: belongs to {one}: one statement, one field"
    for holds, what in ((_holds_count, "counts"), (_is_moment, "a date or time")):
        holding = [field for field, declared in asked.items() if holds(declared)]
        for field in holding[1:]:
            yield f"{kind}.{field}: holds {what} like {holding[0]}: one statement, one field"


def _are_partners(one: str, other: str) -> bool:
    words, others = set(one.split("_")), set(other.split("_"))
    return any(words & group and others & group and words & group != others & group for group in _PARTNERS)


def _holds_count(declared: Mapping[str, Any]) -> bool:
    return any(
        schema.get("type") == "integer" and schema.get("maximum", LARGEST_SCALE + 1) > LARGEST_SCALE
        for schema in _inside(declared)
    )


def _is_moment(declared: Mapping[str, Any]) -> bool:
    return any(schema.get("pattern") in _DATE_OR_TIME for schema in (declared, *declared.get("anyOf", ())))


def _inside(schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """A schema and all schemas within it."""
    yield schema
    within = [*schema.get("properties", {}).values(), *schema.get("anyOf", ())]
    within += [schema[key] for key in ("items", "additionalProperties") if isinstance(schema.get(key), dict)]
    for inner in within:
        yield from _inside(inner)


def main(arguments: list[str] | None = None) -> int:
    """The command. Answers 0 when nothing is wrong, 1 otherwise."""
    parser = argparse.ArgumentParser(prog="python -m sync.lint", description="Check the kinds of records.")
    parser.add_argument(
        "--publish", action="store_true", help="record the schema as published, if the change is additive"
    )
    parser.add_argument("--published", type=Path, default=PUBLISHED, help="where the published schema stands")
    chosen = parser.parse_args(arguments)
    found = faults(SCHEMA, json.loads(chosen.published.read_text("utf-8")))
    sys.stdout.writelines(f"{fault}\n" for fault in found)
    if not found and chosen.publish:
        chosen.published.write_text(json.dumps(SCHEMA, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
