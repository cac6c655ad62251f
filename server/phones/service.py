"""What the desk is told of phones: how those of a meeting fare, which lines wait, which entries were set aside."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import groupby
from typing import Any

from sqlalchemy import func, or_, select

from sync.canonical import Json
from sync.records import provisional
from sync.rules import rules_of

from ..accounts.models import Installation, User
from ..errors import Refusal
from ..exchange.models import PhoneReport
from ..extensions import db
from ..store import service as store
from ..store.models import Log, StoredEntry, Stream, Waiting
from . import logs

REPORTED = ("app", "schema", "skew_ms", "unsent", "unsigned", "files")


def of_meeting(office: str, meeting: str) -> dict[str, Any]:
    """Every phone and desk that writes into a meeting, says that it holds it, or belongs to one of its officers.

    Raises:
        Refusal: `not_found` if the office has no such meeting.
    """
    name = f"meeting/{meeting}"
    stream = db.session.get(Stream, name)
    if stream is None or stream.office != office:
        raise Refusal("not_found")
    own = logs.of_stream(name)
    reports = db.session.scalars(select(PhoneReport).where(PhoneReport.office == office))
    reported = {report.installation: report for report in reports}
    naming = [report.installation for report in reported.values() if name in report.holds]
    phones = [
        _told(row, user, reported.get(row.id), stream)
        | {"logs": [_without_account(log) for log in own.pop(row.id, [])]}
        for row, user in _installations(office, {*own, *naming}, _officers(name, meeting))
    ]
    phones += [_stranger(installation, held) for installation, held in sorted(own.items())]
    return {"phones": phones, "unknown": _unknown(name), "vector_digest": stream.digest}


def waiting(office: str) -> list[dict[str, Any]]:
    """What waits in an office, in ranges of one reason each, by stream and log; what came first stands first."""
    query = select(Waiting.stream, Waiting.log, Waiting.seq, Waiting.reason, Waiting.received_at, Waiting.carrier)
    query = query.where(Waiting.office == office).order_by(Waiting.stream, Waiting.log, Waiting.seq, Waiting.hash)
    found: list[dict[str, Any]] = []
    for log, rows in groupby(db.session.execute(query), key=lambda row: row.log):
        lines = list(rows)
        for one in logs.ranges((row.seq, row.reason) for row in lines):
            those = [row for row in lines if one["from"] <= row.seq <= one["to"] and row.reason == one["reason"]]
            since = min(row.received_at for row in those)
            found.append({"stream": lines[0].stream, **_owner(log), **one, "lines": len(those), "since": since})
    return sorted(found, key=lambda one: (one["since"], one["stream"], one["log"], one["from"]))


def lines(office: str, log: str) -> dict[str, Any]:
    """The waiting lines of one log, whole, so that somebody can write again what its own phone never signed.

    Raises:
        Refusal: `not_found` if nothing of such a log waits in the office.
    """
    query = select(Waiting).where(Waiting.office == office, Waiting.log == log)
    rows = list(db.session.scalars(query.order_by(Waiting.seq, Waiting.hash)))
    if not rows:
        raise Refusal("not_found")
    told = [{"seq": row.seq, "hash": row.hash, "reason": row.reason, "line": row.line} for row in rows]
    return {"stream": rows[0].stream, **_owner(log), "entries": told}


def _told(row: Installation, user: User, report: PhoneReport | None, stream: Stream) -> dict[str, Any]:
    digest = None if report is None else report.holds.get(stream.name)
    return {
        "installation": row.id,
        "label": row.label,
        "account": user.pseudonym,
        "name": user.name,
        "revoked": row.revoked_at is not None or not user.active,
        "last_seen": row.last_seen,
        **{name: None if report is None else getattr(report, name) for name in REPORTED},
        "holds": "none" if digest is None else "same" if digest == stream.digest else "behind",
    }


def _stranger(installation: str, held: list[dict[str, Any]]) -> dict[str, Any]:
    """An installation that this server does not know any more: it was enrolled after the backup that was restored."""
    account = held[0]["account"]
    name = db.session.scalar(select(User.name).where(User.pseudonym == account)) or ""
    told = {"installation": installation, "label": "", "account": account, "name": name, "revoked": False}
    told |= {"last_seen": None, **dict.fromkeys(REPORTED), "holds": "none"}
    return told | {"logs": [_without_account(log) for log in held]}


def _without_account(log: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in log.items() if name != "account"}


def _installations(office: str, ids: Collection[str], officers: Iterable[str]) -> list[tuple[Installation, User]]:
    """The installations of an office by their id, or of these accounts (those that are not revoked)."""
    of_officer = User.pseudonym.in_(list(officers)) & Installation.revoked_at.is_(None)
    query = (
        select(Installation, User)
        .join(User, User.id == Installation.user_id)
        .where(Installation.office == office, or_(Installation.id.in_(list(ids)), of_officer))
        .order_by(User.name, Installation.label, Installation.id)
    )
    return [(row[0], row[1]) for row in db.session.execute(query)]


def _officers(stream: str, meeting: str) -> set[str]:
    record = store.record(stream, "meeting", meeting)
    named: Json = [] if record is None else provisional(record, "officers")
    return {one for one in named if isinstance(one, str)} if isinstance(named, list) else set()


def _unknown(stream: str) -> list[dict[str, Any]]:
    """Kinds that this version does not know, kept and handed on: which, and how many entries."""
    query = select(StoredEntry.kind, func.count()).where(StoredEntry.stream == stream).group_by(StoredEntry.kind)
    kinds = sorted((kind, number) for kind, number in db.session.execute(query) if rules_of(kind) is None)
    return [{"kind": kind, "entries": number} for kind, number in kinds]


def _owner(log: str) -> dict[str, Any]:
    """Whose log it is, as far as this server knows."""
    query = (
        select(Log.account, Log.installation, Log.last_seq, Installation.label, User.name)
        .outerjoin(Installation, Installation.id == Log.installation)
        .outerjoin(User, User.pseudonym == Log.account)
        .where(Log.log == log)
    )
    row = db.session.execute(query).one()
    return {
        "log": log,
        "account": row.account,
        "name": row.name or "",
        "installation": row.installation,
        "label": row.label or "",
        "last_seq": row.last_seq,
    }
