"""Checks that simulated hearings lose nothing, and that it would be seen if they did: a slice; more by `make sim`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import Databases
from tests.sim import cases
from tests.sim.bugs import BUGS, planted
from tests.sim.run import Run, run, run_seed, smaller, told
from tests.sim.server import Server
from tests.sim.steps import BAD, EXCHANGES, entries_of, plan_of
from tests.sim.twins import twin_in

PROVE = bool(os.environ.get("PROVE"))
PORTION = 2  # hearings in one test
HEARINGS = range(1, 2001 if PROVE else 9, PORTION)
TRIES = 12  # hearings within which a planted bug must be seen
CASES = sorted(cases.KEPT.glob("*.json"))


@pytest.fixture(scope="module")
def server(stock: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The real server, and the other engine beside it."""
    with twin_in(tmp_path_factory.mktemp("twin")) as twin:
        made = Server(tmp_path_factory.mktemp("sim"), stock)
        made.twin = twin
        yield made
        made.restart()


@pytest.mark.parametrize("first", HEARINGS)
def test_a_hearing_loses_nothing_whatever_happens_to_it(server: Server, first: int) -> None:
    """R0.2, R5.6: cut, doubled, reordered, killed, wiped, laid back, forked, restored: all of it is there, alike."""
    for seed in range(first, first + PORTION):
        done = run_seed(server, str(seed), compare=True)
        if done.failure:
            pytest.fail(told(smaller(server, done)))
        assert done.plan.phones >= 3
        assert done.entries >= 100
        assert done.exchanges >= 10
        assert done.faults >= 3


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_a_hearing_that_failed_once_holds(server: Server, path: Path) -> None:
    """R0.2: each fault that was found by a hearing, cut to its fewest steps, stays mended."""
    done = run(server, cases.read(path))
    assert not done.failure, told(done)


@pytest.mark.only("postgres")
def test_a_hearing_loses_nothing_on_postgresql(database: str, stock: Databases, tmp_path: Path) -> None:
    """R0.2: the same, on the other database."""
    server = Server(tmp_path, stock, database)
    try:
        done = run_seed(server, "3")
        assert not done.failure, told(done)
    finally:
        server.restart()
        server.shelf.close()
        stock.drop(server.folder)


@pytest.mark.parametrize("name", sorted(BUGS))
def test_a_planted_bug_is_seen(server: Server, name: str) -> None:
    """The simulation can fail: each of these mistakes is found by some hearing, first by one that did before."""
    before = cases.KEPT / f"{name.replace('_', '-')}.json"
    with planted(name, server):
        if before.exists() and run(server, cases.read(before)).failure:
            return
        for seed in range(500, 500 + TRIES):
            if run_seed(server, str(seed)).failure:
                return
    pytest.fail(f"{name} was not seen in {TRIES} hearings")


def test_a_seed_says_it_all(server: Server) -> None:
    """The same seed is the same run, to the last id, whatever ran before it."""
    first = run_seed(server, "7")
    run_seed(server, "8")
    server.keep.clear()
    again = run_seed(server, "7")
    assert first.said == again.said
    assert first == again


def test_a_failure_is_made_small(server: Server) -> None:
    """Of a hundred steps few are left, and they fail in the same way."""
    with planted("own_entries_are_not_covered", server):
        failed = next(done for seed in range(500, 520) if (done := run_seed(server, str(seed))).failure)
        small: Run = smaller(server, failed, tries=16)
        assert small.sort == failed.sort
        assert len(small.plan.steps) < len(failed.plan.steps) // 2
        assert f"make sim SEED={failed.plan.seed}" in told(small)


def test_a_case_is_read_as_it_was_written(tmp_path: Path) -> None:
    plan = plan_of("5")
    assert cases.read(cases.write(plan, "because", tmp_path)) == plan


@pytest.mark.parametrize("seed", range(1, 200, 20))
def test_every_hearing_is_a_hearing(seed: int) -> None:
    plan = plan_of(str(seed))
    assert 3 <= plan.phones <= 40
    assert sum(entries_of(plan.seed, step) for step in plan.steps if step.verb == "record") >= 100
    assert sum(step.verb in EXCHANGES for step in plan.steps) >= 10
    assert sum(step.verb in BAD for step in plan.steps) >= 3
