"""Owns how tests read sync/cases/*.json, the examples that both languages must pass."""

import json
from pathlib import Path
from typing import Any

import pytest

CASES = Path(__file__).parents[2] / "sync" / "cases"


def cases(area: str) -> list[Any]:
    """The cases of an area as pytest parameters, named by their names."""
    document = json.loads((CASES / f"{area}.json").read_text("utf-8"))
    assert document["area"] == area
    return [pytest.param(case, id=case["name"]) for case in document["cases"]]
