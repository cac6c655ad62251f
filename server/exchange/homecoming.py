"""Lines of the server's own logs that come home: after a restore phones bring what the backup lacked (PROTOCOL.md 2).

They are signed by this server's key, so they are not judged again. What they ordered takes effect as if it had never
been lost.
"""

from __future__ import annotations

from collections.abc import Iterable

from sync.entry import Draft, Entry
from sync.fold import position_of

from ..accounts import standing
from ..store import identity, own_log, own_logs
from ..store import service as store
from ..store.ledger import Owner
from ..store.models import Stream


def is_ours(owner: Owner) -> bool:
    """Whether a log is one of this server's own."""
    return owner.account == identity.SERVER and owner.key == identity.server_key().public


def judged(stream: str, entries: Iterable[Entry]) -> set[str]:
    """The hashes of those entries that a verdict from before a restore already speaks of."""
    if not own_logs.has_past(stream):
        return set()
    return set(own_logs.last_verdicts(stream, (entry.hash for entry in entries)))


def heed(stream: Stream, entries: list[Entry]) -> list[Entry]:
    """Let what came home take effect beside the fold; gives the entries that this server adds to it."""
    for entry in entries:
        if entry.kind == "installation":
            standing.heed(entry)
    return _lift_again(stream, entries)


def _lift_again(stream: Stream, entries: list[Entry]) -> list[Entry]:
    """Somebody had let an entry count; then it was quarantined anew, because that was not known any more."""
    said: dict[str, Entry] = {}
    for entry in sorted(entries, key=position_of):
        if entry.kind == "verdict":
            said[entry.record] = entry
    lifted = {hash: entry for hash, entry in said.items() if _state(entry) == "admitted"}
    last = own_logs.last_verdicts(stream.name, lifted)
    drafts = [
        Draft("verdict", hash, dict(entry.body or {}), {}, store.shown(stream.name, "verdict", hash, ["standing"]))
        for hash, entry in lifted.items()
        if _state(last[hash]) == "quarantined"
    ]
    return own_log.write(stream, drafts) if drafts else []


def _state(verdict: Entry) -> object:
    standing = (verdict.body or {}).get("standing")
    return standing.get("state") if isinstance(standing, dict) else None
