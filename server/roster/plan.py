"""From judged rows to what will be written, by stream: each resident's id, fields, and what they cover."""

from __future__ import annotations

import hashlib
from typing import Any

from sync.ids import b64
from sync.records import candidates

from .. import clock
from ..store import service as store
from .likeness import Like
from .preview import MADE, Judged, Judgement

WHY = "นำเข้าทะเบียน"  # begins the reason of each change to somebody who was on the roll before


def plan_of(name: str, judgement: Judgement) -> list[dict[str, Any]]:
    """The residents to write, by stream and row."""
    planned = [_made(name, each) for each in judgement.rows if each.outcome in MADE]
    for each in judgement.rows:
        if each.outcome == "update" and each.like is not None:
            planned += _changed(name, each, each.like)
    return sorted(planned, key=lambda row: (row["stream"], row["record"]))


def _made(name: str, each: Judged) -> dict[str, Any]:
    """A new resident. The id follows from the import and the row, so that a row can be made only once."""
    private: dict[str, Any] = {
        "name": each.person.name,
        "address": {"house_no": each.person.house} if each.person.house else None,
        "phone": each.person.phone or None,
        "capacity": "minor" if each.person.is_minor else "resident",
        "voting": not each.person.is_minor,
        "signing": "guardian" if each.person.is_minor else "touch",
    }
    body = {"roll": {"import": name, "on": clock.stamp()[:10]}}
    record = b64(hashlib.sha256(f"prachakhom/roster\n{name}\n{each.row}".encode()).digest()[:16])
    sets: dict[str, list[str]] = {field: [] for field in (*body, *private)}
    return {"stream": each.stream, "record": record, "body": body, "private": private, "sets": sets, "made": True}


def _changed(name: str, each: Judged, like: Like) -> list[dict[str, Any]]:
    """What the file knows better of somebody on the roll: house and telephone; nothing where it is no news."""
    there = like.known
    record = store.record(there.stream, "resident", there.record or "")
    private: dict[str, Any] = {}
    if each.person.house and each.person.house != there.person.house:
        private["address"] = {"house_no": each.person.house}
    if each.person.phone and each.person.phone != there.person.phone:
        private["phone"] = each.person.phone
    if record is None or not private:
        return []
    body = {"why": f"{WHY} {name}"}
    sets = candidates(record, private)
    told = {"stream": there.stream, "record": record["record"], "body": body, "private": private, "sets": sets}
    return [{**told, "made": False}]
