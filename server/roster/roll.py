"""What an import is held against: the people on the roll, the communities, and who was recorded at a hearing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Text, cast, or_, select

from sync.canonical import Json
from sync.records import Record, provisional, value

from ..extensions import db
from ..store import service as store
from ..store.models import StoredRecord
from .likeness import Known
from .people import Person, plain

HOMES = ("community/", "subdistrict/")


def residents(office: str) -> Iterator[Record]:
    """Every resident of the office, struck off or not."""
    homes = or_(*(StoredRecord.stream.startswith(prefix) for prefix in HOMES))
    query = select(StoredRecord.stream, StoredRecord.record, StoredRecord.fields).where(
        StoredRecord.office == office, StoredRecord.kind == "resident", homes
    )
    for row in db.session.execute(query):
        yield {"stream": row.stream, "kind": "resident", "record": row.record, "fields": row.fields}


def is_listed(resident: Record) -> bool:
    """Whether somebody stands on the roll: not struck off, and not found to be somebody else on it."""
    return value(resident, "roll", {}) is not None and not isinstance(value(resident, "same_as"), str)


def known(office: str) -> list[Known]:
    """The people on the roll."""
    return [known_of(each) for each in residents(office) if is_listed(each)]


def known_of(resident: Record) -> Known:
    """A resident as one to be confused with; what is disputed counts as it is shown."""
    name, address = provisional(resident, "name"), provisional(resident, "address")
    told: dict[str, Any] = name if isinstance(name, dict) else {"title": "", "first": "", "last": None}
    house = address["house_no"] if isinstance(address, dict) else ""
    person = Person(told["title"], told["first"], told["last"], house, provisional(resident, "phone") or "")
    return Known(person, resident["stream"], record=resident["record"])


def places(office: str) -> dict[str, str]:
    """How a file may call a community -> its stream."""
    found: dict[str, str] = {}
    for record in store.records(f"office/{office}", "community"):
        name = provisional(record, "name")
        for text in (name or {}).values():
            found[place_key(str(text))] = f"community/{record['record']}"
    return found


def homes(office: str) -> list[str]:
    """The streams residents may live in: every community, and every sub-district for those outside."""
    communities = store.records(f"office/{office}", "community")
    subdistricts = {provisional(record, "subdistrict") for record in communities}
    outside = {f"subdistrict/{name}" for name in subdistricts if isinstance(name, str)}
    outside |= set(store.streams(office, "subdistrict/"))
    return sorted({f"community/{record['record']}" for record in communities} | outside)


def place_key(text: str) -> str:
    """A community's name, as names are compared: without the word for community, spaces and capitals."""
    return plain(text).replace(" ", "").lower().removeprefix("ชุมชน")


def recorded(office: str) -> set[str]:
    """Every text in the records of hearings and topics, and whom others are tied to: who is among them stays."""
    found: set[str] = set()
    query = select(StoredRecord.kind, StoredRecord.record, StoredRecord.fields).where(
        StoredRecord.office == office,
        or_(StoredRecord.stream.startswith("meeting/"), StoredRecord.stream.startswith("topic/")),
    )
    for row in db.session.execute(query):
        if row.kind == "resident":
            found.add(row.record)
        for state in row.fields.values():
            found.update(_texts(state.get("value", state.get("provisional"))))
    text = cast(StoredRecord.fields, Text)
    tied = or_(text.contains('"same_as"'), text.contains('"guardian"'))
    for fields in db.session.scalars(
        select(StoredRecord.fields).where(StoredRecord.office == office, StoredRecord.kind == "resident", tied)
    ):
        for name in ("same_as", "guardian"):
            state = fields.get(name, {})
            found.update(_texts(state.get("value", state.get("provisional"))))
    return found


def _texts(told: Json) -> Iterator[str]:
    if isinstance(told, str):
        yield told
    elif isinstance(told, list | dict):
        for item in told.values() if isinstance(told, dict) else told:
            yield from _texts(item)
