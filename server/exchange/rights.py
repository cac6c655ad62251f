"""What an admitted entry must still satisfy to be folded: the author's rights, the schema, the keyed id. Pure.

An entry that fails is kept and quarantined, never refused: a person looks at it (PROTOCOL.md section 5).
"""

from __future__ import annotations

from collections.abc import Collection

from sync.entry import Entry
from sync.rules import invalid, keyed_record, may_redact, may_write, stream_fits

from .owners import Standing


def reason_to_quarantine(entry: Entry, standing: Standing, keys: Collection[str]) -> str | None:
    """`not_allowed`, `invalid_body` or `wrong_id`; None if the entry may be folded.

    Args:
        keys: the meeting's keys K (`meeting.key`); ids are checked where they are known.
    """
    if standing.revoked or not _allowed(entry, standing.roles):
        return "not_allowed"
    if invalid(entry.kind, entry.body, entry.private):
        return "invalid_body"
    if not _id_fits(entry, keys):
        return "wrong_id"
    return None


def keys_in(entry: Entry) -> list[str]:
    """The keys K that an entry about a meeting sets."""
    key = (entry.private or {}).get("key") if entry.kind == "meeting" else None
    return [key] if isinstance(key, str) else []


def _allowed(entry: Entry, roles: frozenset[str]) -> bool:
    if entry.redacts is not None:
        return may_redact(roles)
    if (entry.kind == "log") != (entry.seq == 1):
        return False
    return stream_fits(entry.kind, entry.stream) and may_write(entry.kind, entry.sets, roles)


def _id_fits(entry: Entry, keys: Collection[str]) -> bool:
    fields = {**(entry.body or {}), **(entry.private or {})}
    due = {keyed_record(key, entry.kind, entry.stream, fields) for key in keys}
    return not due or None in due or entry.record in due
