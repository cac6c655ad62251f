"""Checks the fold against the shared cases, each in many orders and with repetitions (R0.2, R5.6)."""

import json
import random
from typing import Any

import pytest

from sync.fold import FieldState, Position, fold
from sync.rules import Rule
from tests.sync.cases import cases
from tests.sync.generate import Told

ORDERS = 12


def told(case: dict[str, Any]) -> list[Told]:
    return [Told(**entry) for entry in case["entries"]]


def rules_in(case: dict[str, Any]) -> dict[str, Rule] | None:
    if case["rules"] is None:
        return None
    return {name: Rule(rule["merge"], rule["private"]) for name, rule in case["rules"].items()}


def as_json(folded: dict[str, FieldState]) -> dict[str, Any]:
    return {name: state.to_json() for name, state in folded.items()}


@pytest.mark.parametrize("case", cases("fold"))
def test_a_case_folds_as_expected_in_any_order_and_with_repetitions(case: dict[str, Any]) -> None:
    """R5.6: the same entries, shuffled and sent again, give the same record."""
    shuffle = random.Random(case["name"])
    for _ in range(ORDERS):
        entries = told(case)
        entries += shuffle.choices(entries, k=3) if entries else []
        shuffle.shuffle(entries)
        folded = as_json(fold(entries, rules_in(case), verdicts_in(case)))
        assert text(folded) == text(case["expect"])


def verdicts_in(case: dict[str, Any]) -> dict[str, Position]:
    """Positions of the verdicts: a list in the case, a tuple here."""
    return {hash: (at, log, seq) for hash, (at, log, seq) in case.get("quarantined", {}).items()}


def text(folded: dict[str, Any]) -> str:
    """JSON text, since Python holds 1 == True and 0 == False; written by the library, not by the engine under test."""
    return json.dumps(folded, sort_keys=True, ensure_ascii=False)
