"""Owns docs/kinds.md: writes it from sync/schema.json (`python -m tests.docs.kinds`), so that it cannot fall behind."""

import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "kinds.md"
SCHEMA = ROOT / "sync" / "schema.json"

HEAD = """# Kinds of records

Written from `sync/schema.json` by `python -m tests.docs.kinds`; a test fails when the two differ. What the rules mean
is in [the protocol](../sync/PROTOCOL.md), section 4. *Part* says whether a field travels in the public body or in the
private part.
*Writers* are the roles that may write the kind; a field that only some of them may write names them itself.
"""


def shape(schema: dict[str, Any]) -> str:
    """A schema in a few words: text up to 200, one of a | b, {date, start, end}."""
    if "anyOf" in schema:
        return " or ".join(shape(choice) for choice in schema["anyOf"])
    if "enum" in schema:
        return "one of " + ", ".join(f"`{value}`" for value in schema["enum"])
    kind = schema.get("type", "anything")
    if kind == "object":
        names = schema.get("properties", {})
        return "{" + "; ".join(f"{name}: {shape(field)}" for name, field in names.items()) + "}" if names else "a map"
    if kind == "array":
        return f"list of {shape(schema['items'])}"
    if kind == "integer":
        return f"integer {schema.get('minimum', '')} to {schema.get('maximum', '')}"
    if kind == "string" and "pattern" in schema:
        return f"text like `{schema['pattern']}`".replace("|", "\\|")
    if kind == "string":
        return f"text up to {schema['maxLength']}" if "maxLength" in schema else "text"
    return str(kind)


def section(name: str, kind: dict[str, Any]) -> list[str]:
    """The lines of one kind: a heading, where it stands, who writes it, a table of its fields."""
    lines = [f"## {name}", "", kind.get("description", kind["title"])]
    lines += ["", f"Streams: {', '.join(kind['x-streams'])}. Writers: {', '.join(kind['x-writers'])}.", ""]
    lines += ["| Field | Value | Rule | Part | Only written by |", "|---|---|---|---|---|"]
    for field, schema in kind["properties"].items():
        part = "private" if schema["x-private"] else "public"
        writers = ", ".join(schema.get("x-writers", []))
        lines.append(f"| `{field}` | {shape(schema)} | {schema['x-merge']} | {part} | {writers} |")
    return [*lines, ""]


def page() -> str:
    """The whole page."""
    kinds = json.loads(SCHEMA.read_text(encoding="utf-8"))["$defs"]
    lines = [line for name, kind in kinds.items() for line in section(name, kind)]
    return HEAD + "\n" + "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
