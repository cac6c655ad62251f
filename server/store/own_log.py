"""The server's own log in a stream: what it writes goes the way of every entry."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlalchemy import select

from sync.clock import Clock
from sync.entry import Draft, Entry, compose, genesis_draft
from sync.ids import log_id
from sync.keys import enrolment_text, head_text

from .. import clock
from ..extensions import db
from . import ledger, rows
from .identity import SERVER, epoch, server_key
from .models import Log, StoredEntry, Stream

HEAD_EVERY = 250  # a page of an answer is 500 lines and ends at a signed head


def write(stream: Stream, drafts: Iterable[Draft], *, is_obeyed: bool = False) -> list[Entry]:
    """Write drafts into the server's log of a locked stream, beginning the log if need be; gives all new entries.

    Args:
        is_obeyed: what the drafts order is done already.
    """
    key = server_key()
    log = ledger.log_row(stream, log_id(key.public, stream.name, epoch()), owner())
    wanted = list(drafts)
    if log.last_seq == 0 and wanted:
        wanted.insert(0, _genesis(stream))
    ticking = Clock(_last_at(stream))
    entries: list[Entry] = []
    seq, prev = log.last_seq, log.last_hash
    for draft in wanted:
        at = ticking.tick(clock.milliseconds())
        entry = compose(draft, stream=stream.name, log=log.log, seq=seq + 1, prev=prev, at=at, by=SERVER)
        entries.append(entry)
        seq, prev = entry.seq, entry.hash
    ledger.add(stream, log, entries, is_obeyed=is_obeyed)
    heads = [entry for number, entry in enumerate(entries, 1) if number % HEAD_EVERY == 0 or number == len(entries)]
    signed = ((entry, head_text(stream.name, log.log, entry.seq, entry.hash)) for entry in heads)
    ledger.sign(log, [(entry.seq, entry.hash, key.sign(text)) for entry, text in signed])
    return entries


def owner() -> ledger.Owner:
    """The server as the owner of its logs."""
    return ledger.Owner(SERVER, SERVER, server_key().public, (SERVER,))


def _genesis(stream: Stream) -> Draft:
    """The first entry; the server enrols itself, with the role `server`."""
    key = server_key()
    statement = json.dumps(
        {
            "v": 1,
            "office": stream.office,
            "installation": SERVER,
            "account": SERVER,
            "roles": [SERVER],
            "key": key.public,
            "at": clock.stamp(),
        },
        separators=(",", ":"),
    )
    return genesis_draft(
        stream=stream.name,
        key=key.public,
        nonce=epoch(),
        statement=statement,
        signature=key.sign(enrolment_text(statement)),
    )


def _last_at(stream: Stream) -> str:
    """The last stamp in any of the server's logs of the stream: its clock never runs backwards, over a restart or a
    restore, so that the order of (at, log, seq) is the order in which the server spoke (PROTOCOL.md section 4).
    """
    heads = select(Log.log, Log.last_seq).where(Log.stream == stream.name, Log.account == SERVER, Log.last_seq > 0)
    last = [
        rows.read((StoredEntry.log == row.log) & (StoredEntry.seq == row.last_seq))[0][0].at
        for row in db.session.execute(heads)
    ]
    return max(last, default="")
