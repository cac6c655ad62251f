"""`make sim SEED=1 RUNS=100 JOBS=2 DATABASE=sqlite`: that many hearings, one for each seed; a failure is made small."""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

from rich.console import Console

from tests.databases import KINDS
from tests.sim import cases
from tests.sim.batch import Result, a_server, run_all
from tests.sim.run import run_seed, smaller, told

SHRUNK = 3  # failures of a batch that are made small


def main() -> int:
    """Run, tell, and say by the exit code whether all held."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--runs", type=int, default=100)
    asked.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    asked.add_argument("--database", choices=KINDS, default="sqlite")
    asked.add_argument("--out", type=Path, help="a file for the results, a line of JSON each")
    asked.add_argument("--log", action="store_true", help="print what happens in a run")
    given = asked.parse_args()
    console = Console(soft_wrap=True, highlight=False, markup=False)
    seeds = list(range(given.seed, given.seed + given.runs))
    began = time.monotonic()
    if given.log:
        return _tell(given.database, seeds, console)
    out = given.out.open("a", encoding="utf-8") if given.out else None
    found = run_all(given.database, seeds, min(given.jobs, len(seeds)), console, out)
    failed = [result for result in found if result.sort]
    console.print(summary(found, given.database, time.monotonic() - began))
    if failed:
        _shrink(given.database, failed, console)
    return 1 if failed else 0


def summary(found: list[Result], kind: str, seconds: float) -> str:
    """The figures of a batch."""
    failed = sum(bool(result.sort) for result in found)
    least = min(found, key=lambda result: result.entries)
    return (
        f"{len(found)} hearings on {kind}: {'all held' if not failed else f'{failed} failed'}; "
        f"{sum(r.entries for r in found)} entries, {sum(r.exchanges for r in found)} exchanges, "
        f"{sum(r.faults for r in found)} faults; fewest entries {least.entries}; "
        f"{sum(r.seconds for r in found) / len(found):.2f} s of processor a hearing, "
        f"{len(found) / seconds * 60:.0f} a minute"
    )


def _shrink(kind: str, failed: list[Result], console: Console) -> None:
    console.print(f"seeds that failed: {', '.join(str(result.seed) for result in failed)}")
    with a_server(kind) as server:
        for result in failed[:SHRUNK]:
            console.print(f"seed {result.seed}: {result.failure[-600:]}\nlooking for fewer steps")
            small = smaller(server, run_seed(server, str(result.seed), compare=True))
            console.print(told(small))
            console.print(f"as a case: {cases.write(small.plan, small.failure[-200:])}")


def _tell(kind: str, seeds: list[int], console: Console) -> int:
    """What happens in each run, and what came of it."""
    failed = False
    with a_server(kind) as server:
        for seed in seeds:
            done = run_seed(server, str(seed), compare=True)
            console.print(told(done))
            failed |= bool(done.failure)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
