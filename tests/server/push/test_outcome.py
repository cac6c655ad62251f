"""What the answer of a push service leads to: the table, row by row."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from server.push.outcome import LONGEST_WAIT, Outcome, judge
from server.push.post import FIRST_REST, LONGEST_REST, TRIPS_AFTER, Gate

NOW = datetime(2026, 3, 7, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, Outcome.ACCEPTED),
        (201, Outcome.ACCEPTED),
        (202, Outcome.ACCEPTED),
        (404, Outcome.GONE),
        (410, Outcome.GONE),
        (413, Outcome.SHORT),
        (429, Outcome.SLOW),
        (406, Outcome.SLOW),
        (400, Outcome.OURS),
        (401, Outcome.OURS),
        (403, Outcome.OURS),
        (500, Outcome.LATER),
        (502, Outcome.LATER),
        (503, Outcome.LATER),
        (None, Outcome.LATER),
        (301, Outcome.FAILED),
        (302, Outcome.FAILED),
        (307, Outcome.FAILED),
        (204, Outcome.FAILED),
        (418, Outcome.FAILED),
    ],
)
def test_a_status_leads_to_one_outcome(status: int | None, outcome: Outcome) -> None:
    assert judge(status, None, 1, NOW).outcome is outcome


def test_retry_after_is_honoured_as_seconds_and_as_a_date() -> None:
    dated = format_datetime(NOW + timedelta(seconds=120), usegmt=True)
    for header in ("120", dated):
        wait = judge(429, header, 1, NOW).wait
        assert 120 <= wait <= 150


@pytest.mark.parametrize("header", ["", "soon", "-5", "Sat, 07 Mar 2026 11:00:00 GMT", "๑๒๐", None])
def test_a_retry_after_that_says_nothing_falls_back_to_our_own_wait(header: str | None) -> None:
    assert 30 <= judge(429, header, 1, NOW).wait <= 37.5


def test_the_wait_grows_and_ends_growing() -> None:
    waits = [judge(503, None, attempts, NOW).wait for attempts in (1, 2, 3)]
    assert waits == sorted(waits)
    assert LONGEST_WAIT <= judge(503, None, 500, NOW).wait <= LONGEST_WAIT * 1.25


def test_a_push_service_cannot_park_a_message_for_ever() -> None:
    assert judge(503, "99999999999999999999", 1, NOW).wait <= 86400 * 1.25


def test_the_breaker_trips_once_for_all_that_was_under_way_and_rests_longer_each_time() -> None:
    gate = Gate()
    for _ in range(TRIPS_AFTER + 10):
        gate.heard(Outcome.LATER, 0, now=100.0)
    assert gate.resting_until == 100.0 + FIRST_REST
    gate.heard(Outcome.LATER, 0, now=200.0)
    assert gate.resting_until == 200.0 + 2 * FIRST_REST, "one more failure after the rest is enough"
    for trip in range(20):
        gate.heard(Outcome.LATER, 0, now=10_000.0 * (trip + 1))
    assert gate.resting_until == 200_000.0 + LONGEST_REST
    gate.heard(Outcome.ACCEPTED, 0, now=300_000.0)
    gate.heard(Outcome.LATER, 0, now=300_000.0)
    assert gate.resting_until < 300_000.0, "an answer makes it well again"


def test_a_pause_that_was_asked_for_is_never_shortened() -> None:
    gate = Gate()
    gate.heard(Outcome.SLOW, 500, now=0.0)
    gate.heard(Outcome.SLOW, 5, now=10.0)
    assert gate.resting_until == 500.0
