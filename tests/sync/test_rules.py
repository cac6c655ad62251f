"""Checks what the schema says of the values of an entry."""

from typing import Any

import jsonschema_rs
import pytest

from sync.rules import SCHEMA, fits, invalid, may_redact, rules_of

STANDING = {"capacity": "resident", "voting": True}


def test_the_schema_is_itself_valid() -> None:
    jsonschema_rs.meta.validate(SCHEMA)


@pytest.mark.parametrize(
    ("kind", "body", "private", "codes"),
    [
        ("attendance", {"standing": STANDING}, {"resident": "r01"}, []),
        ("attendance", {"standing": None, "why": "ผิดคน"}, {}, []),
        ("attendance", None, None, []),
        ("attendance", {"standing": {**STANDING, "voting": 1}}, {}, ["standing:anyOf"]),
        ("attendance", {"signing": "stamp"}, {}, ["signing:enum"]),
        ("attendance", {"resident": "r01"}, {}, ["resident:part"]),
        ("attendance", {}, {"standing": STANDING}, ["standing:part"]),
        ("attendance", {"resident": ""}, {}, ["resident:part", "resident:pattern"]),
        ("meeting", {"level": 6, "title": ""}, {}, ["level:maximum", "title:minLength"]),
        ("meeting", {"posts": [{"key": "a b", "name": "x"}, {"key": "a"}]}, {}, ["posts:pattern", "posts:required"]),
        (
            "tally",
            {"counts": {"options": {"yes": -1}, "abstain": 0, "invalid": 0, "ballots": None}},
            {},
            ["counts:anyOf"],
        ),
        ("meeting", {"field_of_tomorrow": 1}, {}, []),
        ("kind_of_tomorrow", {"anything": 1}, {"more": 2}, []),
    ],
)
def test_what_is_wrong_with_an_entry_is_said_in_stable_codes(
    kind: str, body: dict[str, Any] | None, private: dict[str, Any] | None, codes: list[str]
) -> None:
    """R0.2: a wrong value or a person in the public part is named; what a newer phone sends is not judged."""
    assert invalid(kind, body, private) == codes


def test_a_name_never_travels_in_the_public_part() -> None:
    """R5.5: what names a person is private in every kind that holds it."""
    for kind, field in (("resident", "name"), ("resident", "phone"), ("attendance", "resident"), ("vote", "resident")):
        rules = rules_of(kind)
        assert rules is not None
        assert rules[field].part == "private"


def test_a_value_fits_its_field_or_not() -> None:
    assert fits("attendance", "standing", STANDING)
    assert not fits("attendance", "standing", "resident")
    assert fits("attendance", "field_of_tomorrow", object)
    assert fits("kind_of_tomorrow", "f", 1)


def test_only_the_server_redacts() -> None:
    """R0.2: a phone asks for a redaction, the server makes it."""
    assert may_redact(["server"])
    assert not may_redact(["officer", "staff", "approver", "administrator"])
