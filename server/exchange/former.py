"""What an account might hold once: who recorded while he was named delivers it, even if he is not any more (R0.2).

Read from every entry about the meetings: it is asked for only when somebody begins a log where he may not write now.
"""

from __future__ import annotations

from typing import Any

from sync.canonical import Json
from sync.records import provisional

from ..store import service as store


def might_hold(office: str, account: str, stream: str) -> bool:
    """Whether an account was ever named in a meeting that this stream is, or belongs to."""
    meetings = [stream] if stream.startswith("meeting/") else store.streams(office, "meeting/")
    return any(stream in _reach(office, name, said) for name in meetings for said in [_said(name, account)] if said)


def _said(meeting: str, account: str) -> list[dict[str, Any]]:
    """What was said of a meeting that ever named the account; nothing of any other."""
    entries = store.admitted(meeting, "meeting", [meeting.partition("/")[2]])
    said = [entry.body or {} for entry in entries]
    return said if any(account in _texts(body.get("officers")) for body in said) else []


def _reach(office: str, meeting: str, said: list[dict[str, Any]]) -> set[str]:
    """The meeting and all that ever belonged to it."""
    communities = {one for body in said for one in _texts(body.get("communities"))}
    subdistricts = {one for body in said for one in _texts([body.get("subdistrict")])}
    for community in communities:
        record = store.record(f"office/{office}", "community", community)
        subdistricts |= _texts([provisional(record, "subdistrict")]) if record is not None else set()
    topics = {f"topic/{one}" for body in said for one in _texts(body.get("topics"))}
    return {meeting, *topics, *(f"community/{one}" for one in communities), *(f"subdistrict/{x}" for x in subdistricts)}


def _texts(value: Json) -> set[str]:
    return {item for item in value if isinstance(item, str)} if isinstance(value, list) else set()
