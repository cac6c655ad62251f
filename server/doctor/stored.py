"""What the database tells of the house: the clock, the sender, phones, what was set aside, what lacks a signature."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, select, text

from .. import clock
from ..accounts.models import Installation
from ..database import scrub_is_due
from ..decisions.models import Publication
from ..extensions import db
from ..push.models import Outbox
from ..push.queue import counts
from ..store.models import Fork, Head, Log, StoredEntry, StoredRecord, Stream, Waiting
from .checkup import Check, Look, Looks, graded

MINUTE = 60_000.0  # milliseconds
SILENT = timedelta(days=14)
DURABLE = ("fsync", "full_page_writes", "synchronous_commit")  # settings of PostgreSQL


def time_of_day() -> Looks:
    """The clock against what was written by it, by phones, and by the database: no time server is asked."""
    advice = "Let the machine keep its clock by NTP (timedatectl set-ntp true)."
    now = clock.milliseconds()
    last = db.session.scalar(select(func.max(StoredEntry.received_at)))
    back = (datetime.fromisoformat(last).timestamp() * 1000 - now) / MINUTE if last else 0.0
    if back > 1:
        yield Look("clock", "bad", f"The clock went back by {back:.0f} minutes since the last line came.", advice)
        return
    ahead = max((_moment(header) for header in _last_headers()), default=0) - now
    said = "The clock agrees with what was recorded."
    if ahead > 5 * MINUTE:
        said = (
            f"The newest line is stamped {ahead / MINUTE:.0f} minutes ahead of this clock: a phone's is wrong, or ours."
        )
    yield graded("clock", ahead / MINUTE, 5, float("inf"), said, advice)
    if db.engine.dialect.name == "postgresql":
        theirs = float(db.session.scalar(text("SELECT extract(epoch FROM clock_timestamp())")) or 0) * 1000
        apart = abs(theirs - clock.milliseconds()) / MINUTE
        yield graded(
            "database clock", apart, 0.5, 10, f"The database's clock is {apart:.1f} minutes from ours.", advice
        )


def durable() -> Looks:
    """Whether what is acknowledged is on the disk: the database is asked, whoever configured it."""
    if db.engine.dialect.name == "postgresql":
        off = [name for name in DURABLE if db.session.scalar(text(f"SHOW {name}")) in ("off", "local")]
        advice = (
            "Turn it on in postgresql.conf and restart: what phones were told is kept may be gone after a power cut."
        )
    else:
        off = ["synchronous"] if (db.session.scalar(text("PRAGMA synchronous")) or 0) < 2 else []
        advice = "Something opened the file otherwise than this program does."
    if off:
        yield Look(
            "durability", "bad", f"The database answers before the disk has it: {', '.join(off)} is off.", advice
        )
    else:
        yield Look("durability", "ok", "The database answers only when the disk has it.")


def sender() -> Looks:
    """Is what waits to be pushed being pushed?"""
    now = clock.milliseconds()
    due = (Outbox.state == "waiting") & (Outbox.next_at <= now) & (Outbox.lease_until <= now)
    oldest = db.session.scalar(select(func.min(Outbox.next_at)).where(due))
    waited = 0.0 if oldest is None else (now - oldest) / MINUTE
    said = "Nothing waits." if oldest is None else f"A message has been due for {waited:.0f} minutes."
    yield graded(
        "sender", waited, 2, 10, said, "Is the sender running? (prachakhom-sender.service, `prachakhom sender`)"
    )
    ours = counts(db.session).get("ours", 0)
    if ours:
        said = f"{ours} messages were refused for a reason of ours: key, contact or clock."
        yield Look("push", "warn", said, "Look into the log for answers 401 and 403; see `prachakhom push status`.")


def phones() -> Looks:
    """Phones that were silent for long. What a phone still holds unsent, only the phone knows."""
    since = clock.stamp(clock.now() - SILENT)
    of_use = Installation.revoked_at.is_(None) & (Installation.enrolled_at < since)
    silent = _count(Installation, of_use & ((Installation.last_seen.is_(None)) | (Installation.last_seen < since)))
    said = f"{silent} phones or desks were not heard of for {SILENT.days} days; they may hold what was never sent."
    advice = "`prachakhom installations` lists them: sync each once more, then `revoke` those out of use."
    yield Look("phones", "warn", said, advice) if silent else Look("phones", "ok", "Every one was heard of lately.")


def set_aside() -> Looks:
    """Lines that are kept and not counted."""
    held = _count(StoredEntry, StoredEntry.quarantined.is_not(None))
    said = f"{held} lines are in quarantine: kept, not counted." if held else "Nothing is in quarantine."
    advice = "`prachakhom quarantined` says why; `admit` lets one count."
    yield graded("quarantine", held, 1, float("inf"), said, advice)
    forks = _count(Fork)
    if forks:
        said = f"{forks} lines came twice under one address: a phone was copied, or restored from a backup of its own."
        yield Look("forks", "warn", said, "Both are kept. Enrol that phone anew and `revoke` its old installation.")


def early() -> Looks:
    """Lines that came before they could be admitted."""
    waiting = _count(Waiting)
    said = (
        f"{waiting} lines wait: what stands before them, or their signature, has not come."
        if waiting
        else "None waits."
    )
    advice = "The desk shows whose they are: let that phone sync; what its phone can no longer sign, write again."
    yield graded("waiting lines", waiting, 1, float("inf"), said, advice)
    lacking = _count(Stream, Stream.want.is_not(None))
    if lacking:
        said = f"In {lacking} streams a part of a line is missing; the phones are asked for it."
        yield Look("missing parts", "warn", said, "Let every phone sync once; then `prachakhom verify`.")


def tails() -> Looks:
    """Nothing is admitted beyond the last signature of a log; so there must be none."""
    signed = select(Head.log, func.max(Head.seq).label("seq")).group_by(Head.log).subquery()
    query = select(func.count()).select_from(Log).outerjoin(signed, Log.log == signed.c.log)
    lacking = db.session.scalar(query.where(Log.last_seq > func.coalesce(signed.c.seq, 0))) or 0
    if lacking:
        said = f"{lacking} logs hold lines after their last signature."
        yield Look("signatures", "bad", said, "Run `prachakhom verify`; somebody wrote into the database.")
    else:
        yield Look("signatures", "ok", "Every log ends at a signature.")


def publications() -> Looks:
    """Every decision that says it was published has its page."""
    query = (
        select(StoredRecord.fields, Publication.id)
        .outerjoin(
            Publication, and_(Publication.decision == StoredRecord.record, Publication.office == StoredRecord.office)
        )
        .where(StoredRecord.kind == "decision", Publication.id.is_(None))
    )
    lacking = sum("value" in fields.get("published", {}) for fields, _ in db.session.execute(query))
    if lacking:
        said = f"{lacking} decisions say that they are published, and their pages are not there."
        yield Look("publications", "bad", said, "After a restore: `prachakhom mend --office …` makes them again.")
    else:
        yield Look("publications", "ok", "Every published decision has its page.")


def erased() -> Looks:
    """What was removed for good is in no gap of the file either."""
    if scrub_is_due():
        said = "A removal was not finished: copies of removed parts may still be in the file of the database."
        advice = "Is there room on the disk for a second copy of the file? Then sync any phone: it is tried again."
        yield Look("removals", "bad", said, advice)


def _count(model: Any, *conditions: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0


def _last_headers() -> list[str]:
    last = and_(StoredEntry.log == Log.log, StoredEntry.seq == Log.last_seq)
    return list(db.session.scalars(select(StoredEntry.header).join(Log, last)))


def _moment(header: str) -> int:
    """Milliseconds since 1970 of a header's stamp; what cannot be read is `verify`'s affair."""
    try:
        return int(json.loads(header)["at"][:13], 16)
    except (ValueError, KeyError, TypeError):
        return 0


LOOKS: tuple[Check, ...] = (time_of_day, durable, sender, phones, set_aside, early, tails, publications, erased)
