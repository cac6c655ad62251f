"""Which streams an account may hold and write: an officer the meetings he is named in and what belongs to them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import select

from sync.canonical import Json
from sync.records import Record, provisional

from ..accounts.rules import STAFF, Actor
from ..extensions import db
from ..store import identity, rows
from ..store import service as store
from ..store.models import StoredRecord, Stream

# What staff may begin by a push; an office's own stream is begun by opening the office.
STAFF_STREAMS = ("community/", "subdistrict/", "topic/", "meeting/")


def streams_of(office: str, account: str, roles: Collection[str]) -> set[str]:
    """Names of the streams an account is entitled to; they need not all exist yet."""
    if not STAFF.isdisjoint(roles):
        return set(store.streams(office))
    if "officer" not in roles:
        return set()
    names = {f"office/{office}"}
    communities: set[str] = set()
    subdistricts: set[str] = set()
    for meeting in _meetings(office):
        if account in _texts(provisional(meeting, "officers")):
            names.add(meeting["stream"])
            names |= {f"topic/{topic}" for topic in _texts(provisional(meeting, "topics"))}
            communities |= _texts(provisional(meeting, "communities"))
            # Whoever lives outside the communities is written into the meeting's own sub-district (R0.1).
            subdistricts |= _texts([provisional(meeting, "subdistrict")])
    names |= {f"community/{community}" for community in communities}
    subdistricts |= _subdistricts(office, communities)
    return names | {f"subdistrict/{name}" for name in subdistricts}


def may_begin(stream: str, office: str, account: str, roles: Collection[str]) -> bool:
    """May this account begin a log in this stream, and the stream itself if it is not there?"""
    owner = db.session.scalar(select(Stream.office).where(Stream.name == stream))
    if owner is not None and owner != office:
        return False
    if identity.SERVER in roles:
        return True  # a log of an epoch before a restore comes home
    if owner is None and not STAFF.isdisjoint(roles):
        return stream.startswith(STAFF_STREAMS)
    return stream in streams_of(office, account, roles)


def withdrawn(actor: Actor, named: Collection[str], entitled: Collection[str]) -> list[str]:
    """The streams that an installation names, that its office has, and that it may not hold; none for staff."""
    rest = set(named).difference(entitled)
    if not rest or actor.installation is None or not STAFF.isdisjoint(actor.roles):
        return []
    found: list[str] = []
    for names in rows.chunks(rest):
        query = select(Stream.name).where(Stream.office == actor.office, Stream.name.in_(names))
        found += db.session.scalars(query)
    return sorted(found)


def _meetings(office: str) -> list[Record]:
    query = select(StoredRecord.stream, StoredRecord.record, StoredRecord.fields).where(
        StoredRecord.office == office, StoredRecord.kind == "meeting", StoredRecord.lookup.is_(None)
    )
    return [
        {"stream": row.stream, "kind": "meeting", "record": row.record, "fields": row.fields}
        for row in db.session.execute(query)
    ]


def _subdistricts(office: str, communities: Collection[str]) -> set[str]:
    found: set[Any] = set()
    for community in communities:
        record = store.record(f"office/{office}", "community", community)
        if record is not None:
            found.add(provisional(record, "subdistrict"))
    return {name for name in found if isinstance(name, str)}


def _texts(value: Json) -> set[str]:
    return {item for item in value if isinstance(item, str)} if isinstance(value, list) else set()
