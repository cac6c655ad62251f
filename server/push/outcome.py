"""What the answer of a push service means. Owns the one table from status to outcome; knows no network."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum

FIRST_WAIT = 30.0  # seconds before the first repeat
LONGEST_WAIT = 3600.0


class Outcome(StrEnum):
    """ACCEPTED is all a push service ever says: never call it delivered."""

    ACCEPTED = "accepted"
    GONE = "gone"  # the subscription is over: remove it
    SHORT = "short"  # too large: say less
    SLOW = "slow"  # too many: this service wants a pause
    LATER = "later"  # the service is ill: come back
    OURS = "ours"  # our key, clock or header is wrong: tell the operator, delete nothing
    FAILED = "failed"  # an answer no push service should give, a redirect among them


@dataclass(frozen=True, slots=True)
class Verdict:
    """Outcome and how many seconds to wait before another try (0 where there is none)."""

    outcome: Outcome
    wait: float = 0.0


def judge(status: int | None, retry_after: str | None, attempts: int, now: datetime) -> Verdict:
    """Classifies one answer; `status` None stands for no answer (timeout, reset, no route).

    `attempts` counts this one too. Sources: RFC 8030 sections 5 to 8, RFC 9110 section 10.2.3 (Retry-After).
    """
    if status in (200, 201, 202):
        return Verdict(Outcome.ACCEPTED)
    if status in (404, 410):
        return Verdict(Outcome.GONE)
    if status == 413:
        return Verdict(Outcome.SHORT)
    if status in (429, 406):  # 406: how Edge's service says 429
        return Verdict(Outcome.SLOW, _jitter(_seconds(retry_after, now) or _backoff(attempts)))
    if status in (400, 401, 403):
        return Verdict(Outcome.OURS)
    if status is None or status >= 500:
        return Verdict(Outcome.LATER, _jitter(max(_seconds(retry_after, now), _backoff(attempts))))
    return Verdict(Outcome.FAILED)


def _backoff(attempts: int) -> float:
    return float(min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(attempts - 1, 16)))


def _jitter(seconds: float) -> float:
    """Never less than asked for: a whole office that comes back in the same second is another flood."""
    return seconds * (1 + random.random() / 4)  # noqa: S311 - spreading load, not a secret


def _seconds(retry_after: str | None, now: datetime) -> float:
    """Seconds named by a Retry-After header in either of its forms; 0 when there is none or it makes no sense."""
    text = (retry_after or "").strip()
    if text.isascii() and text.isdigit():
        return float(min(int(text[:9]), 86400))
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return 0.0
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max((moment - now).total_seconds(), 0.0), 86400.0)
