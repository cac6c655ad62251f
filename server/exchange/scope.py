"""Which streams an account may hold and write: an officer the meetings he is named in and what belongs to them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

import orjson
from sqlalchemy import select

from sync.canonical import Json
from sync.records import Record, provisional

from ..accounts.rules import STAFF, Actor
from ..extensions import db
from ..glance import Ask, inside, places
from ..store import identity, rows
from ..store.models import Stream
from . import former

# What staff may begin by a push; an office's own stream is begun by opening the office.
STAFF_STREAMS = ("community/", "subdistrict/", "topic/", "meeting/")
# Every exchange asks: of the meetings of many years only those are unpacked that name the account somewhere.
NAMED = "office = ? AND kind = 'meeting' AND lookup IS NULL AND instr(CAST(fields AS TEXT), ?) > 0"
MEETINGS = f"SELECT stream, CAST(fields AS TEXT) FROM record WHERE {NAMED}"  # noqa: S608  # our own words
COMMUNITIES = (
    "SELECT CAST(fields AS TEXT) FROM record WHERE stream = ? AND kind = 'community' AND record IN (",
    ")",
)


@dataclass(frozen=True, slots=True)
class _Invited:
    """Whom and what a meeting's record names; topics and sub-districts as streams."""

    officers: frozenset[str]
    communities: frozenset[str]
    topics: frozenset[str]
    subdistricts: frozenset[str]


def streams_of(office: str, account: str, roles: Collection[str]) -> set[str]:
    """Names of the streams an account is entitled to; they need not all exist yet."""
    return names(inside(), office, account, roles)


def names(ask: Ask, office: str, account: str, roles: Collection[str]) -> set[str]:
    """The same, asked in the way of the caller."""
    if not STAFF.isdisjoint(roles):
        return {name for (name,) in ask("SELECT name FROM stream WHERE office = ?", [office])}
    if "officer" not in roles:
        return set()
    found, communities = invited(office, account, ask(MEETINGS, [office, account]))
    for start in range(0, len(communities), rows.CHUNK):
        some = communities[start : start + rows.CHUNK]
        for (fields,) in ask(places(some).join(COMMUNITIES), [f"office/{office}", *some]):
            found |= subdistrict(fields)
    return found


def invited(office: str, account: str, meetings: Iterable[tuple[str, str]]) -> tuple[set[str], list[str]]:
    """What an officer may hold by the meetings, (stream, fields as text), but for the sub-districts of the communities
    that are invited to them, which are given, too."""
    found = {f"office/{office}"}
    communities: set[str] = set()
    for stream, fields in meetings:
        meeting = _invited(fields)
        if account in meeting.officers:
            found.add(stream)
            found |= meeting.topics | meeting.subdistricts
            communities |= meeting.communities
    return found | {f"community/{community}" for community in communities}, sorted(communities)


def may_begin(stream: str, office: str, account: str, roles: Collection[str]) -> bool:
    """May this account begin a log in this stream, and the stream itself if it is not there?"""
    owner = db.session.scalar(select(Stream.office).where(Stream.name == stream))
    if owner is not None and owner != office:
        return False
    if identity.SERVER in roles:
        return True  # a log of an epoch before a restore comes home
    if owner is None and not STAFF.isdisjoint(roles):
        return stream.startswith(STAFF_STREAMS)
    return stream in streams_of(office, account, roles) or former.might_hold(office, account, stream)


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


@lru_cache(maxsize=512)
def _invited(fields: str) -> _Invited:
    """Of a meeting's record: as long as it reads the same, it invites the same."""
    meeting: Record = {"stream": "", "kind": "meeting", "record": "", "fields": orjson.loads(fields)}
    return _Invited(
        officers=_texts(provisional(meeting, "officers")),
        communities=_texts(provisional(meeting, "communities")),
        topics=frozenset(f"topic/{topic}" for topic in _texts(provisional(meeting, "topics"))),
        # Whoever lives outside the communities is written into the meeting's own sub-district (R0.1).
        subdistricts=_named(provisional(meeting, "subdistrict")),
    )


@lru_cache(maxsize=2_048)
def subdistrict(fields: str) -> frozenset[str]:
    """The stream of the sub-district that a community's record names."""
    community: Record = {"stream": "", "kind": "community", "record": "", "fields": orjson.loads(fields)}
    return _named(provisional(community, "subdistrict"))


def _named(subdistrict: Json) -> frozenset[str]:
    return frozenset({f"subdistrict/{subdistrict}"} if isinstance(subdistrict, str) else ())


def _texts(value: Json) -> frozenset[str]:
    return frozenset(item for item in value if isinstance(item, str)) if isinstance(value, list) else frozenset()
