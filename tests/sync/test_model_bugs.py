"""Checks that the world in small can fail: bugs planted into the copies and the fold are found within moments."""

from __future__ import annotations

from typing import Any

import pytest

from sync.canonical import Malformed
from sync.entry import Entry
from sync.fold import FieldState
from tests.sync import world
from tests.sync.test_model import run
from tests.sync.world import Copy


def last_writer_wins(fold: Any) -> Any:
    """A fold that settles what nobody settled."""

    def wrong(*given: Any) -> Any:
        states = fold(*given).items()
        settled = {
            name: FieldState("ok", s.candidates, s.waiting, s.value) for name, s in states if s.state == "conflict"
        }
        return dict(states) | settled

    return wrong


def forgetful(receive: Any) -> Any:
    """A copy that loses its last line when it is brought many at once."""

    def wrong(copy: Copy, lines: Any) -> None:
        receive(copy, lines)
        for log in copy.logs.values():
            del log[3:]

    return wrong


def careless(_take: Any) -> Any:
    """A copy that does not look whether a line is missing."""

    def wrong(copy: Copy, entry: Entry) -> bool:
        if entry.hash in {held.hash for held in copy.entries()}:
            return bool(_take(copy, entry))
        copy.logs.setdefault(entry.log, []).append(entry)
        del copy.early[entry.hash]
        return True

    return wrong


def keeping(_bare: Any) -> Any:
    """A copy that keeps what a redaction takes."""
    return lambda entry, _removed: entry


@pytest.mark.parametrize(
    ("where", "name", "bug"),
    [
        (world, "fold", last_writer_wins),
        (Copy, "receive", forgetful),
        (Copy, "_take", careless),
        (world, "_bare", keeping),
    ],
)
def test_a_planted_bug_is_found(monkeypatch: pytest.MonkeyPatch, where: Any, name: str, bug: Any) -> None:
    """The model can fail."""
    monkeypatch.setattr(where, name, bug(getattr(where, name)))
    with pytest.raises((AssertionError, Malformed, ExceptionGroup)):
        run(200, shrink=False)
