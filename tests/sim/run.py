"""Owns a run: from a seed to what became of it, and from a failure to the fewest steps that still fail."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass

from tests.sim.chance import Chance
from tests.sim.hearing import Hearing, Step, steps_of
from tests.sim.server import Server


@dataclass
class Run:
    """What became of a run; `failure` is empty if everything held."""

    seed: str
    phones: int
    steps: list[Step]
    said: list[str]
    failure: str
    entries: int
    sort: str = ""  # which check, or which error


def run(server: Server, seed: str, phones: int, steps: list[Step]) -> Run:
    """Carry out these steps of a seed."""
    chance = Chance(f"open {seed}")
    hearing = Hearing(server, chance)
    failure = sort = ""
    with server.hearing(chance):
        try:
            hearing.open(phones)
            for step in steps:
                chance.begin(f"{seed} {step.number}")
                hearing.do(step)
            hearing.close()
        except Exception as error:
            failure, sort = _told(error), _sort(error)
    return Run(seed, phones, steps, hearing.said, failure, len(hearing.ledger.statements), sort)


def run_seed(server: Server, seed: str) -> Run:
    """The run of a seed."""
    return run(server, seed, *steps_of(seed))


def smaller(server: Server, failed: Run, say: Callable[[str], None] = lambda _text: None, tries: int = 150) -> Run:
    """The same failure with as few steps as can be found."""
    best, size = failed, max(len(failed.steps) // 2, 1)
    while size and tries:
        for start in range(0, len(best.steps), size):
            tries -= 1
            fewer = best.steps[:start] + best.steps[start + size :]
            again = run(server, best.seed, best.phones, fewer)
            if again.sort == failed.sort:
                say(f"fails with {len(fewer)} steps too")
                best = again
                break
            if not tries:
                break
        else:
            size //= 2
    return best


def told(failed: Run) -> str:
    """A failure as people read it: the seed, the steps, what happened, what did not hold."""
    steps = ", ".join(f"{step.number} {step.verb}" for step in failed.steps)
    head = f"seed {failed.seed}, {failed.phones} phones, {len(failed.steps)} steps: {steps}"
    return "\n".join([head, *failed.said, failed.failure, f"again: make sim SEED={failed.seed} RUNS=1"])


def _told(error: Exception) -> str:
    if isinstance(error, AssertionError):
        return f"does not hold ({_sort(error)}): {error}"
    return "".join(traceback.format_exception(error))


def _sort(error: Exception) -> str:
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {place.name}, line {place.lineno}"
