"""How a preview is told: counts, the first rows, doubles page by page, faults."""

from __future__ import annotations

from typing import Any

from sync.records import Record

from . import columns, roll
from .likeness import Like
from .preview import Judged, beside_of, shown_columns
from .service import Seen

FIRST = 20
PAGE = 50
FAULTS = 200


def preview(office: str, seen: Seen, doubles_from: int = 0) -> dict[str, Any]:
    """The answer for what waits; `doubles_from`: which double is the first of the page."""
    judged, choices = seen.judgement.rows, seen.choices
    read = [each for each in judged if each.outcome != "error"]
    doubles = [(each, each.like) for each in read if each.like is not None and not each.like.same]
    faults = [each.fault for each in judged if each.fault is not None]
    return {
        "id": seen.id,
        "file": seen.file,
        "rows": len(seen.table.lines),
        "columns": shown_columns(seen.table, choices),
        "problems": columns.problems(choices.columns, len(seen.table.header), seen.table.refused),
        "choices": {
            "columns": choices.columns,
            "home": choices.home,
            "places": choices.places,
            "decisions": [
                {"row": row, "choice": choice, "beside": beside} for row, (choice, beside) in choices.decisions.items()
            ],
            "rest": choices.rest,
        },
        "homes": roll.homes(office),
        "counts": seen.judgement.counts,
        "first": [_row(each) for each in read[:FIRST]],
        "doubles": [_double(each, like) for each, like in doubles[doubles_from : doubles_from + PAGE]],
        "doubles_all": len(doubles),
        "faults": faults[:FAULTS],
        "unknown_places": [{"name": name, "rows": rows} for name, rows in seen.judgement.unknown.most_common(FAULTS)],
    }


def kept(records: list[Record]) -> list[dict[str, Any]]:
    """People who stay on the roll after an undo."""
    return [
        {"record": each["record"], "stream": each["stream"], "person": roll.known_of(each).person} for each in records
    ]


def _row(each: Judged) -> dict[str, Any]:
    return {"row": each.row, "outcome": each.outcome, "person": each.person, "stream": each.stream}


def _double(each: Judged, like: Like) -> dict[str, Any]:
    known = like.known
    return {
        **_row(each),
        "beside": beside_of(known),
        "known": known.person,
        "known_stream": known.stream,
        "why": list(like.why),
    }
