"""What an admitted entry must still satisfy to be folded: the author's rights, the schema, the keyed id. Pure.

An entry that fails is kept and quarantined, never refused: a person looks at it (PROTOCOL.md section 5).
"""

from __future__ import annotations

from collections.abc import Collection

from sync.entry import Entry
from sync.ids import unb64
from sync.rules import KEYED, invalid, keyed_record, may_redact, may_write, stream_fits

from .owners import Standing

KEY_BYTES = 32
RecordName = tuple[str, str]  # (kind, record)


def reason_to_quarantine(
    entry: Entry, standing: Standing, keys: Collection[str] = (), named: Collection[RecordName] = ()
) -> str | None:
    """`not_allowed`, `invalid_body` or `wrong_id`; None if the entry may be folded.

    Args:
        keys: the meeting's keys K (`meeting.key`); ids are checked where they are known.
        named: the records of which an admitted entry says whose they are.
    """
    if standing.revoked or not _allowed(entry, standing.roles):
        return "not_allowed"
    if invalid(entry.kind, entry.body, entry.private) or not all(_is_key(key) for key in _texts_of_key(entry)):
        return "invalid_body"
    if entry.kind not in KEYED:
        return None
    if not _id_fits(entry, keys) or (is_nameless(entry) and (entry.kind, entry.record) not in named):
        return "wrong_id"
    return None


def keys_in(entry: Entry) -> list[str]:
    """The keys K that an entry about a meeting sets."""
    return [key for key in _texts_of_key(entry) if _is_key(key)]


def is_nameless(entry: Entry) -> bool:
    """Whether an entry begins a record of keyed id, as far as it shows, and does not say what the id is made from.

    One that covers something continues what another entry began, whether that one has arrived or not.
    """
    if entry.kind not in KEYED or entry.redacts is not None:
        return False
    return not names_record(entry) and not any(entry.sets.values())


def names_record(entry: Entry) -> bool:
    """Whether an entry sets all fields that its record's keyed id is made from."""
    return entry.kind in KEYED and all(field is None or field in entry.sets for field in KEYED[entry.kind])


def _texts_of_key(entry: Entry) -> list[str]:
    key = (entry.private or {}).get("key") if entry.kind == "meeting" else None
    return [key] if isinstance(key, str) else []


def _is_key(text: str) -> bool:
    """The schema's pattern also fits texts that are base64url of nothing: no id can be made with them."""
    try:
        return len(unb64(text)) == KEY_BYTES
    except ValueError:
        return False


def _allowed(entry: Entry, roles: frozenset[str]) -> bool:
    if entry.redacts is not None:
        return may_redact(roles)
    if (entry.kind == "log") != (entry.seq == 1):
        return False
    return stream_fits(entry.kind, entry.stream) and may_write(entry.kind, entry.sets, roles)


def _id_fits(entry: Entry, keys: Collection[str]) -> bool:
    if not keys:
        return True
    fields = {**(entry.body or {}), **(entry.private or {})}
    due = {keyed_record(key, entry.kind, entry.stream, fields) for key in keys}
    return None in due or entry.record in due
