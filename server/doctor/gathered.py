"""What the lines of a stream say together: verdicts, redactions, publications, and the enrolment a log begins with."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from sync.entry import Entry
from sync.ids import log_id
from sync.keys import enrolment_text, verify
from sync.rules import KEYED, keyed_record

from ..store.identity import SERVER

Place = dict[str, Any]
Verdict = tuple[tuple[str, str, int], str | None]  # (at, log, seq), mark


@dataclass(slots=True)
class Gathered:
    """What the lines of a stream say together, for the checks that need all of them."""

    vector: dict[str, list[Any]] = field(default_factory=dict)
    count: int = 0
    records: set[tuple[str, str]] = field(default_factory=set)  # kind, record
    quarantined: dict[str, tuple[str | None, Place]] = field(default_factory=dict)  # hash -> mark, place
    verdicts: dict[str, Verdict] = field(default_factory=dict)  # hash judged -> the last one
    redacted: set[tuple[str, str, str]] = field(default_factory=set)  # record, hash, part
    lacking: list[tuple[str, str, str, dict[str, Any]]] = field(default_factory=list)  # the same, and the place
    published: list[tuple[str, dict[str, Any]]] = field(default_factory=list)  # decision, {version, at}
    misnamed: dict[str, dict[str, Any]] = field(default_factory=dict)  # hash -> place

    def take(self, entry: Entry, mark: str | None, where: Place, keys: set[str]) -> None:
        """Take in a whole line with the mark of its quarantine; `keys` are the keys K of the meeting."""
        self.records.add((entry.kind, entry.record))
        self.quarantined[entry.hash] = (mark, where)
        for part, content in (("body", entry.body), ("private", entry.private)):
            if content is None:
                self.lacking.append((entry.record, entry.hash, part, where))
        if keys and not _is_named_right(entry, keys):
            self.misnamed[entry.hash] = where
        if entry.by == SERVER:
            self._obey(entry)

    def _obey(self, entry: Entry) -> None:
        """What the office's own lines order and announce."""
        if entry.redacts is not None:
            self.redacted.add((entry.record, entry.redacts["hash"], entry.redacts["part"]))
        standing = (entry.body or {}).get("standing")
        if entry.kind == "verdict" and isinstance(standing, dict):
            mark = str(standing.get("reason")) if standing.get("state") == "quarantined" else None
            # After a restore the office has a log an epoch: the last verdict is the last by its stamp.
            ours = ((entry.at, entry.log, entry.seq), mark)
            self.verdicts[entry.record] = max(ours, self.verdicts.get(entry.record, ours), key=lambda each: each[0])
        published = (entry.body or {}).get("published")
        if entry.kind == "decision" and isinstance(published, dict):
            self.published.append((entry.record, published))


def _is_named_right(entry: Entry, keys: set[str]) -> bool:
    """Whether a record of keyed id has the id that its fields and one of the keys make (PROTOCOL.md section 3)."""
    if entry.kind not in KEYED or entry.redacts is not None:
        return True
    fields = {**(entry.body or {}), **(entry.private or {})}
    due = {keyed_record(key, entry.kind, entry.stream, fields) for key in keys}
    return None in due or entry.record in due


def statement_of(entry: Entry, server_key: str) -> dict[str, Any] | None:
    """The statement of enrolment in a genesis, if key, log id, author and signature agree (PROTOCOL.md section 2)."""
    body = entry.body or {}
    key, nonce, enrolment = body.get("key"), body.get("nonce"), body.get("enrolment")
    if entry.kind != "log" or entry.record != entry.log or not isinstance(enrolment, dict):
        return None
    if not isinstance(key, str) or not isinstance(nonce, str) or log_id(key, entry.stream, nonce) != entry.log:
        return None
    text = str(enrolment.get("statement"))
    if not verify(server_key, enrolment_text(text), str(enrolment.get("signature"))):
        return None
    said = json.loads(text)
    agrees = said.get("key") == key and said.get("account") == entry.by
    return said if agrees else None
