"""The public totals of a motion, from the meeting's stream alone. Owns what of a count may be shown, and who leads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sync.counts import motion_count
from sync.records import Record, value


def totals(records: Sequence[Record], motion: Record, smallest: int) -> dict[str, Any]:
    """What may be published of a motion's count: {options, abstain, invalid, counted, posts, aside, settled,
    leading, hidden}.

    `aside` is how many voices stand beside the total and wait for staff; `leading` the option that has it, or None.
    A paper box with fewer ballots than `smallest` would show how people voted, so only what leads is told (`hidden`).
    """
    count: dict[str, Any] = dict(motion_count(records, motion["record"]))
    options: dict[str, int] = count["options"]
    hidden = count["method"] == "paper_box" and 0 < count["counted"] < smallest
    return {
        "options": {} if hidden else options,
        "abstain": None if hidden else count["abstain"],
        "invalid": None if hidden else count["invalid"],
        "counted": count["counted"],
        "posts": {name: len(count["posts"][name]) for name in ("counted", "expected")},
        "aside": len(count["aside"]),
        "settled": bool(count["settled"]),
        "leading": leading(options, str(value(motion, "rule", "plurality"))),
        "hidden": hidden,
    }


def leading(options: dict[str, int], rule: str) -> str | None:
    """The option with the most votes (plurality), or with more than half of all votes cast (simple majority)."""
    if not options or max(options.values()) == 0:
        return None
    best = max(options.values())
    first = [key for key, n in options.items() if n == best]
    if len(first) > 1 or (rule == "simple_majority" and 2 * best <= sum(options.values())):
        return None
    return first[0]
