"""Checks that the schema linter finds each fault when it is planted, and lets additive changes pass."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sync import lint
from sync.lint import faults
from sync.rules import SCHEMA

Change = Callable[[dict[str, Any]], object]
TEXT = {"type": "string", "maxLength": 10, "x-merge": "agree", "x-private": False}
COUNT = {"type": "integer", "minimum": 0, "maximum": 1000, "x-merge": "agree", "x-private": False}
DAY = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "x-merge": "agree", "x-private": False}
HOUR = {"type": "string", "pattern": "^[0-9]{2}:[0-9]{2}$", "x-merge": "agree", "x-private": False}


def fields(schema: dict[str, Any], kind: str) -> dict[str, Any]:
    found: dict[str, Any] = schema["$defs"][kind]["properties"]
    return found


def after(change: Change) -> list[str]:
    """The faults after a change of the schema, held against the schema before it."""
    changed = copy.deepcopy(SCHEMA)
    change(changed)
    return faults(changed, SCHEMA)


def add(kind: str, **added: dict[str, Any]) -> Change:
    return lambda schema: fields(schema, kind).update(copy.deepcopy(added))


def edit(kind: str, field: str, **edited: Any) -> Change:
    return lambda schema: fields(schema, kind)[field].update(edited)


def drop(kind: str, field: str, key: str) -> Change:
    return lambda schema: fields(schema, kind)[field].pop(key)


def test_the_schema_of_today_has_no_faults_and_is_published() -> None:
    """R0.2: additive changes are recorded by `python -m sync.lint --publish`, in the commit that makes them."""
    published = json.loads(lint.PUBLISHED.read_text("utf-8"))
    assert faults(SCHEMA, published) == []
    assert published == SCHEMA


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (add("topic", note={"type": "string", "x-merge": "agree"}), "topic.note: names no part"),
        (add("topic", note={**TEXT, "x-private": "yes"}), "topic.note: names no part"),
        (add("topic", note={"type": "string", "x-private": True}), "topic.note: names no merge, or an unknown one"),
        (add("topic", note={**TEXT, "x-merge": "newest"}), "topic.note: names no merge, or an unknown one"),
        (
            add("topic", tags={**TEXT, "type": "array", "x-merge": "union"}),
            "topic.tags: a union says a list of one item, or of none",
        ),
        (add("topic", why=TEXT), "topic.why: a name is words in lower case, and why is taken"),
        (add("topic", Note=TEXT), "topic.Note: a name is words in lower case, and why is taken"),
        (add("topic", cost={**COUNT, "type": "number"}), "topic.cost: a line carries integers, no fractions"),
        (
            add("topic", mail={**TEXT, "format": "email"}),
            "topic.mail: says its form elsewhere, where two languages may read it differently",
        ),
        (
            add("topic", note={"type": "object", "properties": {}, "x-merge": "agree", "x-private": False}),
            "topic.note: holds an object that is open to anything",
        ),
        (lambda schema: schema["$defs"]["topic"].pop("x-writers"), "topic: names no writers"),
        (
            lambda schema: schema["$defs"]["topic"].update({"x-streams": ["hall"]}),
            "topic: names no streams, or unknown ones",
        ),
        (
            lambda schema: schema["$defs"]["topic"].pop("additionalProperties"),
            "topic: is open to fields that nobody declared",
        ),
    ],
)
def test_a_field_or_kind_that_does_not_say_what_it_must_is_found(change: Change, fault: str) -> None:
    """R0.2: a field that names no part, or no merge, could never be put right in lines already written."""
    assert fault in after(change)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (add("resident", name_first=TEXT), "resident.name_first: begins like name"),
        (add("resident", address_road=TEXT, address_lane=TEXT), "resident.address_lane: begins like address"),
        (add("project", work_start=TEXT, planned_end=TEXT), "project.planned_end: belongs to work_start"),
        (add("project", lat=TEXT, lon=TEXT), "project.lon: belongs to lat"),
        (add("tally", spoilt=COUNT), "tally.spoilt: holds counts like counts"),
        (add("attendance", adults=COUNT, minors=COUNT), "attendance.minors: holds counts like adults"),
        (
            add("attendance", bags={**TEXT, "type": "array", "items": COUNT, "x-private": True}, minors=COUNT),
            "attendance.minors: holds counts like bags",
        ),
        (add("project", opening=DAY, doors=HOUR), "project.doors: holds a date or time like opening"),
        (add("meeting", doors=HOUR), "meeting.doors: holds a date or time like result_due_on"),
        (
            add("meeting", doors={"anyOf": [{"type": "null"}, HOUR], "x-merge": "agree", "x-private": False}),
            "meeting.doors: holds a date or time like result_due_on",
        ),
    ],
)
def test_a_statement_split_over_several_fields_is_found(change: Change, fault: str) -> None:
    """R5.6: a settlement could mix numbers that nobody counted together."""
    assert f"{fault}: one statement, one field" in after(change)


def test_a_field_that_only_looks_like_a_piece_may_say_why_it_stands_alone() -> None:
    assert after(add("meeting", notice_board={**TEXT, "x-alone": "a place, not part of the notice"})) == []
    assert after(add("meeting", notice_board=TEXT)) != []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda schema: schema["$defs"].pop("vote"), "vote: was published and is gone"),
        (lambda schema: fields(schema, "vote").pop("choice"), "vote.choice: was published and is gone"),
        (edit("vote", "choice", **{"x-merge": "last"}), "vote.choice: merges in another way"),
        (edit("vote", "choice", **{"x-private": True}), "vote.choice: travels in another part"),
        (edit("resident", "name", **{"x-private": False}), "resident.name: travels in another part"),
        (edit("opinion", "summary", **{"x-writers": ["staff"]}), "opinion.summary: x-writers lost what was published"),
        (edit("vote", "choice", **{"x-writers": ["staff"]}), "vote.choice: x-writers lost what was published"),
        (
            lambda schema: schema["$defs"]["vote"].update({"x-writers": ["staff"]}),
            "vote: x-writers lost what was published",
        ),
        (
            lambda schema: schema["$defs"]["resident"].update({"x-streams": ["community"]}),
            "resident: x-streams lost what was published",
        ),
    ],
)
def test_a_change_of_meaning_of_what_was_published_is_found(change: Change, fault: str) -> None:
    """R0.2: lines already written keep saying what they said."""
    assert fault in after(change)


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("vote.channel", edit("vote", "channel", enum=["roll_call"])),
        ("vote.channel", drop("vote", "channel", "enum")),
        ("meeting.title", edit("meeting", "title", maxLength=10)),
        ("meeting.title", edit("meeting", "title", minLength=2)),
        ("meeting.title", edit("meeting", "title", type="array")),
        ("meeting.title", edit("meeting", "title", pattern="^a")),
        ("meeting.level", edit("meeting", "level", maximum=4)),
        ("meeting.level", edit("meeting", "level", minimum=2)),
        ("meeting.place", edit("meeting", "place", minLength=1)),
        ("meeting.posts", edit("meeting", "posts", maxItems=1)),
        ("meeting.key", edit("meeting", "key", pattern="^x$")),
        ("vote.choice", edit("vote", "choice", anyOf=[{"type": "null"}])),
        ("vote.choice", edit("vote", "choice", maxLength=3)),
        ("resident.name", edit("resident", "name", required=["title", "first", "last", "middle"])),
        ("resident.name", edit("resident", "name", required=["first"])),
        ("resident.name", lambda schema: fields(schema, "resident")["name"]["properties"].pop("title")),
        ("tally.counts", lambda schema: fields(schema, "tally")["counts"]["anyOf"][0].update(maxProperties=2)),
    ],
)
def test_a_narrower_or_other_type_is_found(field: str, change: Change) -> None:
    """R0.2: a value that was right when it was written stays right."""
    assert f"{field}: is narrower than published, or of another type" in after(change)


@pytest.mark.parametrize(
    "change",
    [
        add("topic", note=TEXT),
        add(
            "topic",
            tags={"type": "array", "items": {"enum": ["a"]}, "maxItems": 1, "x-merge": "union", "x-private": True},
        ),
        lambda schema: schema["$defs"].update(pledge={**schema["$defs"]["agenda_item"], "properties": {"text": TEXT}}),
        edit("vote", "channel", enum=["roll_call", "letter", "phone", "proxy"]),
        edit("meeting", "title", maxLength=400),
        edit("meeting", "level", maximum=6),
        edit("meeting", "place", description="Where people sit"),
        drop("meeting", "place", "maxLength"),
        drop("meeting", "title", "minLength"),
        lambda schema: fields(schema, "resident")["name"]["properties"].update(middle={"type": "string"}),
        lambda schema: fields(schema, "vote")["choice"]["anyOf"].append({"type": "array", "maxItems": 3}),
        lambda schema: fields(schema, "meeting").update(
            place={
                "anyOf": [{"type": "string", "maxLength": 300}, {"type": "null"}],
                "x-merge": "agree",
                "x-private": False,
            }
        ),
        lambda schema: schema["$defs"]["vote"]["x-writers"].append("server"),
        edit("opinion", "summary", **{"x-writers": ["officer", "staff", "approver", "administrator"]}),
    ],
)
def test_an_additive_change_passes(change: Change) -> None:
    assert after(change) == []


def test_publishing_records_an_additive_change_and_refuses_any_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    published = tmp_path / "published.json"
    older = copy.deepcopy(SCHEMA)
    fields(older, "topic").pop("about")
    published.write_text(json.dumps(older), "utf-8")
    assert lint.main(["--publish", "--published", str(published)]) == 0
    assert json.loads(published.read_text("utf-8")) == SCHEMA

    fields(older, "topic")["gone"] = TEXT
    published.write_text(json.dumps(older), "utf-8")
    assert lint.main(["--publish", "--published", str(published)]) == 1
    assert json.loads(published.read_text("utf-8")) == older
    assert capsys.readouterr().out == "topic.gone: was published and is gone\n"
