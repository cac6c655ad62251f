"""What phones report of themselves (PROTOCOL.md section 5), kept for the desk: one row an installation.

A report that says what the last one said is not written again for a while, so that an exchange with nothing new stays
without a write; that is known from the row which the token was checked against.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import update

from sync.bundle import Envelope, Report
from sync.canonical import canonical
from sync.ids import digest_of

from .. import clock
from ..accounts.models import Installation
from ..accounts.rules import Actor
from ..database import again, writing
from ..extensions import db
from .models import PhoneReport

FRESH = timedelta(minutes=5)  # after which the same is written again
HOUR = 3_600_000  # milliseconds: a clock that is off by another hour is news, by another second it is not


@dataclass(frozen=True, slots=True)
class News:
    """A report that is to be written."""

    installation: str
    office: str
    said: Report
    skew: int  # milliseconds that the phone's clock is ahead
    holds: dict[str, str]  # stream -> digest
    mark: str


def due(actor: Actor, envelope: Envelope) -> News | None:
    """The report of an exchange, unless there is none or it says what was written lately."""
    said = envelope.get("report")
    if said is None or actor.installation is None:
        return None
    skew = said["now"] - clock.milliseconds()
    holds = {name: part["digest"] for name, part in envelope["streams"].items()}
    rest = [said["app"], said["schema"], said["unsent"], said["unsigned"], said["files"], round(skew / HOUR)]
    mark = digest_of("prachakhom/report", canonical([*rest, holds]))
    if mark == actor.report and (actor.last_seen or "") > clock.stamp(clock.now() - FRESH):
        return None
    return News(actor.installation, actor.office, said, skew, holds, mark)


@again
def keep(news: News) -> None:
    """Write a report in a transaction of its own."""
    with writing():
        write(news)


def write(news: News) -> None:
    """Write a report inside the transaction of an exchange."""
    at, said = clock.stamp(), news.said
    row = db.session.get(PhoneReport, news.installation)
    if row is None:
        row = PhoneReport(installation=news.installation, office=news.office)
        db.session.add(row)
    row.at, row.skew_ms, row.holds = at, news.skew, news.holds
    row.app, row.schema = said["app"], said["schema"]
    row.unsent, row.unsigned, row.files = said["unsent"], said["unsigned"], said["files"]
    mine = update(Installation).where(Installation.id == news.installation)
    db.session.execute(mine.values(last_seen=at, report=news.mark))
