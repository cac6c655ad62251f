"""What staff wrote instead of a generated part, in the shapes of the schema's `minutes` and `minutes_item`. Pure, but
for reading how the records stood when it was written.

A part is named by its field, those of an item by `said/<item>` and `resolution/<item>`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sync.entry import Entry
from sync.records import Record, conflicts, provisional

from ..store import service as store
from .gather import Source
from .parts import Parts

WHOLE = ("hours", "members", "absent", "attendees", "opening", "closing")
OF_ITEM = ("said", "resolution")
UNSAID = "…"  # a reason that nobody has written yet
View = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Edit:
    """A part that was written by hand: its value, and the last entry that says it."""

    name: str
    value: Any
    record: Record
    field: str

    def entry(self) -> Entry | None:
        """The entry whose value stands."""
        hashes = self.record["fields"][self.field]["candidates"]
        held = store.history(self.record["stream"], self.record["kind"], self.record["record"])
        return next((entry for entry in reversed(held) if entry.hash in hashes), None)


def view_of(parts: Parts) -> View:
    """Every part by its name, in the shapes of the schema."""
    lists = parts.lists
    view: View = {
        "hours": {"began": parts.began, "ended": parts.ended},
        "members": [{"name": each.name, "role": each.role, "proxy_for": each.note} for each in lists.members],
        "absent": [{"name": each.name, "role": each.role, "reason": each.note or UNSAID} for each in lists.absent],
        "attendees": [{"name": each.name, "role": each.role} for each in lists.attendees],
        "opening": parts.opening,
        "closing": parts.closing,
    }
    for item in parts.items:
        view[f"said/{item.id}"] = item.said
        view[f"resolution/{item.id}"] = item.resolution
    return view


def edits(source: Source) -> dict[str, Edit]:
    """The parts that were written by hand; null gives a part back to the records."""
    return {edit.name: edit for edit in _edits(source) if edit.value is not None}


def _edits(source: Source) -> Iterator[Edit]:
    minutes = source.one("minutes", source.meeting["record"])
    if minutes is not None:
        for field in WHOLE:
            yield Edit(field, provisional(minutes, field), minutes, field)
    for item in source.of("minutes_item"):
        for field in OF_ITEM:
            yield Edit(f"{field}/{item['record']}", provisional(item, field), item, field)


def undecided(source: Source) -> bool:
    """Whether two people wrote different things into the same part and nobody has decided."""
    return any(conflicts(each) for each in (*source.of("minutes"), *source.of("minutes_item")))


def overtaken(found: dict[str, Edit], now: View, then: Callable[[Entry], View]) -> list[str]:
    """The edited parts whose records have changed since: what they would say now is not what they said then.

    Args:
        then: the generated view as of an entry.
    """
    seen: dict[str, View] = {}
    changed = []
    for name, edit in found.items():
        entry = edit.entry()
        if entry is None:
            continue
        if entry.hash not in seen:
            seen[entry.hash] = then(entry)
        if seen[entry.hash].get(name) != now.get(name):
            changed.append(name)
    return sorted(changed)
