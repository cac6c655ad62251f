"""Owns a run: from a seed to what became of it, and from a failure to the fewest steps that still fail."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass

from tests.sim import twins
from tests.sim.acts import Hearing
from tests.sim.chance import Chance
from tests.sim.hearing import STREAM, opening_of
from tests.sim.server import Server
from tests.sim.steps import LEAST_ENTRIES, LEAST_EXCHANGES, LEAST_FAULTS, LEAST_PHONES, Plan, plan_of


@dataclass
class Run:
    """What became of a run; `failure` is empty if everything held."""

    plan: Plan
    said: list[str]
    failure: str
    entries: int
    exchanges: int
    faults: int
    sort: str = ""  # which check, or which error


def run(server: Server, plan: Plan, *, full: bool = False, compare: bool = True) -> Run:
    """Carry out a plan.

    Args:
        full: it is a whole hearing, which has its hundred entries.
        compare: ask the other engine, too, if it is there.
    """
    opening = opening_of(server, plan.phones, plan.opening)
    chance = Chance(f"open {plan.seed}")
    hearing = Hearing(server, chance, seed=plan.seed)
    failure = sort = ""
    with server.hearing(chance):
        try:
            hearing.begin(opening)
            for step in plan.steps:
                chance.begin(f"{plan.seed} {step.number}")
                hearing.do(step)
            if full:
                hearing.fill()
            hearing.close()
            if compare and server.twin is not None:
                twins.compare(server.twin, server, STREAM)
        except Exception as error:
            failure, sort = _told(error), _sort(error)
    entries = len(hearing.ledger.statements)
    if full and not failure and not _is_hearing(plan, hearing):
        failure = sort = "it was no hearing: too few phones, entries, exchanges or faults"
    return Run(plan, hearing.said, failure, entries, hearing.exchanges, hearing.faults, sort)


def _is_hearing(plan: Plan, done: Hearing) -> bool:
    enough = len(done.ledger.statements) >= LEAST_ENTRIES and done.exchanges >= LEAST_EXCHANGES
    return plan.phones >= LEAST_PHONES and enough and done.faults >= LEAST_FAULTS


def run_seed(server: Server, seed: str, *, compare: bool = False) -> Run:
    """The run of a seed."""
    return run(server, plan_of(seed), full=True, compare=compare)


def smaller(server: Server, failed: Run, say: Callable[[str], None] = lambda _text: None, tries: int = 150) -> Run:
    """The same failure with as few steps as can be found."""
    best, size = failed, max(len(failed.plan.steps) // 2, 1)
    while size and tries:
        for start in range(0, len(best.plan.steps), size):
            tries -= 1
            steps = list(best.plan.steps)
            again = run(server, best.plan.but(steps[:start] + steps[start + size :]))
            if again.sort == failed.sort:
                say(f"fails with {len(again.plan.steps)} steps too")
                best = again
                break
            if not tries:
                break
        else:
            size //= 2
    return best


def told(failed: Run) -> str:
    """A failure as people read it: the seed, the steps, what happened, what did not hold."""
    plan = failed.plan
    steps = ", ".join(f"{step.number} {step.verb}" for step in plan.steps)
    head = f"seed {plan.seed}, {plan.phones} phones, {len(plan.steps)} steps: {steps}"
    return "\n".join([head, *failed.said, failed.failure, f"again: make sim SEED={plan.seed} RUNS=1"])


def _told(error: Exception) -> str:
    if isinstance(error, AssertionError) and error.__cause__ is None:
        return f"does not hold ({_sort(error)}): {error}"
    return "".join(traceback.format_exception(error))


def _sort(error: BaseException) -> str:
    if error.__cause__ is not None:
        return _sort(error.__cause__)
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {place.name}, line {place.lineno}"
