"""The verbs of an import: receive a file, look at it, choose, forget it; import it step by step.

A step writes at most 500 residents and says in the same transaction how far the import is, in the record
`roster_import` of the office's stream. Whoever drives the steps (the desk's page, a command) may die at any
moment: the next step goes on where the record says, so that nobody is made twice and nobody left out.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from sync.entry import Draft
from sync.ids import b64, random_id
from sync.records import Record, value

from .. import clock
from ..database import again, writing
from ..errors import Refusal
from ..extensions import db
from ..national_id import holds_national_id
from ..store import service as store
from . import columns, roll, shelf
from .people import plain
from .plan import plan_of
from .preview import Choices, Judge, Judgement
from .table import Table

KIND = "roster_import"
STEP = 500  # residents in one transaction


@dataclass(frozen=True, slots=True)
class Seen:
    """What waits to be imported, as the roll stands now."""

    id: str
    file: str
    table: Table
    choices: Choices
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import or its undoing is: `done` of `total` residents. `created`: people new on the roll."""

    id: str
    state: str
    done: int
    total: int
    created: int


def receive(office: str, account: str, file: str, content: bytes) -> Seen:
    """Read a file and keep its table for a day. Nothing stays of a file that cannot be read.

    Raises:
        Refusal: one of the `roster_…` codes.
    """
    from . import reader

    shelf.sweep()
    table = reader.read_table(content)
    name = plain(file).replace("\\", "/").rsplit("/", 1)[-1][-200:]
    about = {
        "office": office,
        "account": account,
        "file": name if name and not holds_national_id(name) else "roster",
        "digest": b64(hashlib.sha256(content).digest()),
    }
    waiting = random_id()
    shelf.put(waiting, "table", table.to_json())
    shelf.put(waiting, "choices", asdict(Choices(columns.guess(table.header, table.refused))))
    shelf.put(waiting, "about", about)
    return look(office, waiting)


def look(office: str, waiting: str) -> Seen:
    """What an import would do now. Raises Refusal `roster_gone`."""
    about = _about(office, waiting)
    kept, chosen = shelf.get(waiting, "table"), shelf.get(waiting, "choices")
    if kept is None or chosen is None:
        raise Refusal("roster_gone")
    chosen["decisions"] = {int(row): (choice, beside) for row, (choice, beside) in chosen["decisions"].items()}
    table, choices = Table.from_json(kept), Choices(**chosen)
    judgement = Judge(table, choices, roll.known(office), roll.places(office)).judge()
    return Seen(waiting, about["file"], table, choices, judgement)


def choose(office: str, waiting: str, choices: Choices) -> Seen:
    """Choose columns, homes, and who is who; gives what an import would do with that.

    Raises:
        Refusal: `roster_gone`; `invalid_input` for a home that is none of the office's, or columns that cannot be.
    """
    kept = _about(office, waiting) and shelf.get(waiting, "table")
    if kept is None or shelf.get(waiting, "plan") is not None:
        raise Refusal("roster_gone")  # an import that has begun follows the choices it began with
    table, allowed = Table.from_json(kept), roll.homes(office)
    wrong = columns.problems(choices.columns, len(table.header), table.refused)
    if [code for code in wrong if code != "no_name_column"]:
        raise Refusal("invalid_input", {"columns": wrong})
    if not {*choices.places.values(), *filter(None, [choices.home])} <= set(allowed):
        raise Refusal("invalid_input", {"places": ["unknown"]})
    shelf.put(waiting, "choices", asdict(choices))
    return look(office, waiting)


def forget(office: str, waiting: str) -> None:
    """Remove what waits. What was imported of it stays. Raises Refusal `roster_gone`."""
    _about(office, waiting)
    shelf.forget(waiting)


def advance(office: str, waiting: str) -> Progress:
    """Begin the import, or go on with it: one step.

    Raises:
        Refusal: `roster_gone`; `roster_not_ready` where there is nobody to import.
    """
    ended = _ended(office, waiting)
    if ended is not None:
        return ended
    try:
        about = _about(office, waiting)
        with shelf.alone(waiting):
            plan = shelf.get(waiting, "plan") or _freeze(office, waiting)
            progress = _write_step(office, waiting, about, plan["total"])
    except Refusal:
        ended = _ended(office, waiting)  # somebody else may have written the last step while this one waited
        if ended is None:
            raise
        return ended
    if progress.state == "whole":
        shelf.forget(waiting)
    return progress


def _ended(office: str, waiting: str) -> Progress | None:
    """How an import ended; None while it runs, or before it began."""
    db.session.rollback()  # what others have written since counts
    there = store.record(f"office/{office}", KIND, waiting)
    return None if there is None or state_of(there) == "running" else progress_of(there)


def whole(office: str, waiting: str, told: Callable[[Progress], None]) -> Progress:
    """Every step of an import, each told as it is done: what a command does in one go."""
    while True:
        progress = advance(office, waiting)
        told(progress)
        if progress.state != "running":
            return progress


def imports(office: str) -> list[tuple[Record, Progress]]:
    """The imports of an office, the newest first."""
    shelf.sweep()
    records = store.records(f"office/{office}", KIND)
    records.sort(key=lambda record: str((value(record, "made") or {}).get("at", "")), reverse=True)
    return [(record, progress_of(record)) for record in records]


def state_of(record: Record) -> str:
    """`running`, `whole` or `undone`."""
    return str((value(record, "standing") or {}).get("state", "undone"))


def progress_of(record: Record) -> Progress:
    """How far an import is, as its record says; while it runs the plan tells of how many."""
    standing = value(record, "standing") or {"state": "undone", "rows": 0, "created": 0}
    plan = shelf.get(record["record"], "plan") if standing["state"] == "running" else None
    total = plan["total"] if plan else standing["rows"]
    return Progress(record["record"], standing["state"], standing["rows"], total, standing["created"])


def standing_draft(stream: str, waiting: str, standing: dict[str, Any], made: dict[str, Any] | None = None) -> Draft:
    """The statement of how far an import is."""
    body: dict[str, Any] = {"standing": standing} | ({"made": made} if made else {})
    return Draft(KIND, waiting, body, {}, store.shown(stream, KIND, waiting, body))


def _about(office: str, waiting: str) -> dict[str, Any]:
    about: dict[str, Any] | None = shelf.get(waiting, "about")
    if about is None or about["office"] != office:
        raise Refusal("roster_gone")
    return about


def _freeze(office: str, waiting: str) -> dict[str, int]:
    """Fix what the import will do, once: its own first steps must not look like people who were there before."""
    if store.record(f"office/{office}", KIND, waiting) is not None:
        raise Refusal("roster_gone")  # it began by a plan that was lost: another one would leave people out
    planned = plan_of(waiting, look(office, waiting).judgement)
    if not planned:
        raise Refusal("roster_not_ready")
    for start in range(0, len(planned), STEP):
        shelf.put(waiting, f"step-{start}", planned[start : start + STEP])
    plan = {"total": len(planned)}
    shelf.put(waiting, "plan", plan)
    return plan


@again
def _write_step(office: str, waiting: str, about: dict[str, Any], total: int) -> Progress:
    stream = f"office/{office}"
    with writing():
        store.ensure_stream(office, stream)  # locks it: of two at once the second sees what the first has done
        there = store.record(stream, KIND, waiting)
        standing = (value(there, "standing") if there else None) or {"state": "running", "rows": 0, "created": 0}
        if standing["state"] == "running":
            rows = shelf.get(waiting, f"step-{standing['rows']}")
            if rows is None:
                raise Refusal("roster_gone")
            _write_rows(office, rows)
            done = standing["rows"] + len(rows)
            created = standing["created"] + sum(row["made"] for row in rows)
            standing = {"state": "whole" if done == total else "running", "rows": done, "created": created}
            made = {"at": clock.stamp(), **{name: about[name] for name in ("account", "file", "digest")}}
            store.append(stream, [standing_draft(stream, waiting, standing, None if there else made)], office=office)
    return Progress(waiting, standing["state"], standing["rows"], total, standing["created"])


def _write_rows(office: str, rows: list[dict[str, Any]]) -> None:
    by_stream: dict[str, list[Draft]] = defaultdict(list)
    for row in rows:
        by_stream[row["stream"]].append(
            Draft("resident", row["record"], row["body"], row["private"], row["sets"]),
        )
    for stream in sorted(by_stream):
        store.append(stream, by_stream[stream], office=office)
