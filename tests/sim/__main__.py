"""`python -m tests.sim --seed 1 --runs 100`: that many hearings, seed after seed; stops at the first that fails."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.sim.run import run_seed, smaller, told
from tests.sim.server import Server


def main() -> int:
    """Run, tell, and say by the exit code whether all held."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--runs", type=int, default=100)
    asked.add_argument("--log", action="store_true", help="print what happens in each run")
    given = asked.parse_args()
    shared = Path("/dev/shm")
    began, entries = time.monotonic(), 0
    with tempfile.TemporaryDirectory(dir=shared if shared.is_dir() else None) as folder:
        server = Server(Path(folder))
        for seed in range(given.seed, given.seed + given.runs):
            done = run_seed(server, str(seed))
            entries += done.entries
            if given.log:
                sys.stdout.write("\n".join(done.said) + "\n")
            if done.failure:
                sys.stdout.write(f"seed {seed} fails: {done.failure}\nlooking for fewer steps\n")
                sys.stdout.write(told(smaller(server, done)) + "\n")
                return 1
    took = time.monotonic() - began
    sys.stdout.write(f"{given.runs} hearings, {entries} entries, all held; {given.runs / took * 60:.0f} a minute\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
