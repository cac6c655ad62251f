"""Checks that simulated hearings lose nothing, and that it would be seen if they did: a slice; more by `make sim`."""

from __future__ import annotations

import os

import pytest

from tests.sim.bugs import BUGS, planted
from tests.sim.hearing import BAD, EXCHANGES, steps_of
from tests.sim.run import Run, run_seed, smaller, told
from tests.sim.server import Server

PROVE = bool(os.environ.get("PROVE"))
PORTION = 2  # hearings in one test
HEARINGS = range(1, 2001 if PROVE else 9, PORTION)
TRIES = 12  # hearings within which a planted bug must be seen


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Server:
    """The real server, on a file in memory where there is such a place."""
    return Server(tmp_path_factory.mktemp("sim"))


@pytest.mark.parametrize("first", HEARINGS)
def test_a_hearing_loses_nothing_whatever_happens_to_it(server: Server, first: int) -> None:
    """R0.2, R5.6: cut, doubled, reordered, killed, wiped, laid back, forked, restored: all of it is there, alike."""
    for seed in range(first, first + PORTION):
        done = run_seed(server, str(seed))
        if done.failure:
            pytest.fail(told(smaller(server, done)))
        assert done.entries >= 100


@pytest.mark.parametrize("name", sorted(BUGS))
def test_a_planted_bug_is_seen(server: Server, name: str) -> None:
    """The simulation can fail: each of these mistakes is found by some hearing."""
    with planted(name):
        for seed in range(500, 500 + TRIES):
            if run_seed(server, str(seed)).failure:
                return
    pytest.fail(f"{name} was not seen in {TRIES} hearings")


def test_a_seed_says_it_all(server: Server) -> None:
    """The same seed is the same run, to the last id."""
    first, again = (run_seed(server, "7") for _ in range(2))
    assert first.said == again.said
    assert first == again


def test_a_failure_is_made_small(server: Server) -> None:
    """Of a hundred steps few are left, and they fail in the same way."""
    with planted("own_entries_are_not_covered"):
        failed = next(done for seed in range(500, 520) if (done := run_seed(server, str(seed))).failure)
        small: Run = smaller(server, failed, tries=16)
        assert small.sort == failed.sort
        assert len(small.steps) < len(failed.steps) // 2
        assert f"make sim SEED={failed.seed}" in told(small)


@pytest.mark.parametrize("seed", range(1, 200, 20))
def test_every_hearing_is_a_hearing(seed: int) -> None:
    phones, steps = steps_of(str(seed))
    assert 3 <= phones <= 40
    assert sum(step.verb in EXCHANGES for step in steps) >= 10
    assert sum(step.verb in BAD for step in steps) >= 3
