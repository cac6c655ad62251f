"""The demo's hearings as the story needs them: who comes, what is counted, what is said."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[3] / "server" / "demo" / "hearing.json"
HOUSEHOLD = "house_no"


@cache
def sample() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
    return loaded


def resident(ref: str) -> dict[str, Any]:
    return next(one for one in sample()["residents"] if one["ref"] == ref)


def motion(ref: str) -> dict[str, Any]:
    return next(one for one in sample()["motions"] if one["ref"] == ref)


def topic_name(ref: str) -> str:
    return str(next(one for one in sample()["topics"] if one["ref"] == ref)["name_th"])


def community_name(ref: str) -> str:
    return str(next(one for one in sample()["communities"] if one["ref"] == ref)["name_th"])


def attendance(meeting: str, device: str | None = None) -> list[dict[str, Any]]:
    rows = [one for one in sample()["attendance"] if one["meeting"] == meeting]
    return [one for one in rows if device in (None, one["checked_in_on"])]


def said_at(meeting: str) -> list[dict[str, Any]]:
    """Opinions given in a hearing."""
    return [one for one in sample()["opinions"] if one["meeting"] == meeting and one["channel"] == "hearing"]


def said_elsewhere() -> list[dict[str, Any]]:
    """Opinions that came by form, LINE, telephone or letter."""
    return [one for one in sample()["opinions"] if one["channel"] != "hearing"]


def shares(total: int) -> tuple[int, int]:
    """A number split over the two posts of a hall."""
    return total - total // 2, total // 2
