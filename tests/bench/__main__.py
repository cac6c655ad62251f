"""Measures, prints the table and writes `build/bench.json`.

python -m tests.bench                     everything
python -m tests.bench push_sqlite idle    these figures
python -m tests.bench --write-docs        the figures of build/bench.json into docs/performance.md
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from tests.bench import figures, others, phone, push, reading
from tests.bench.figures import MEASURES, Figure
from tests.bench.stage import Scale, Stage
from tests.databases import databases

CONSOLE = Console(width=120, soft_wrap=True)
HOW: dict[str, Callable[[Stage], Figure]] = {
    "push_sqlite": lambda stage: push.rate(stage, "sqlite"),
    "push_postgres": lambda stage: push.rate(stage, "postgres"),
    "cpu_per_entry": push.cpu,
    "slowest_batch": push.slowest,
    "p99_40_phones": push.crowd,
    "resend": push.resend,
    "pull": reading.pull,
    "idle": reading.idle,
    "memory": reading.memory,
    "growth": others.growth,
    "tutorial": others.tutorial,
    "answer_bytes": push.answers,
    "push_bytes": push.requests,
    "phone_save": phone.save,
    "phone_first_copy": phone.first_copy,
    "phone_code_kb": phone.code,
}


def main(words: list[str]) -> int:
    """Measure what was asked for; 1 if a figure does not hold."""
    reader = argparse.ArgumentParser(prog="python -m tests.bench")
    reader.add_argument("names", nargs="*", metavar="name", help=f"of {', '.join(MEASURES)}; commas do, too")
    reader.add_argument("--entries", type=int, default=Scale.entries, help="how many are pushed")
    reader.add_argument("--repeats", type=int, default=Scale.repeats, help="how often; the median counts")
    reader.add_argument("--write-docs", action="store_true", help="only write docs/performance.md")
    given = reader.parse_args(words)
    if given.write_docs:
        figures.write_docs(figures.kept())
        return 0
    asked = [name for word in given.names for name in word.split(",") if name]
    if unknown := set(asked) - MEASURES.keys():
        reader.error(f"there is no {', '.join(sorted(unknown))}")
    names = [name for name in MEASURES if name in HOW and (not asked or name in asked)]
    found = measure(names, Scale(entries=given.entries, repeats=given.repeats))
    figures.keep(found)
    figures.show(CONSOLE, found)
    return 0 if all(figures.met(name, found[name], MEASURES[name].hold) for name in found) else 1


def measure(names: list[str], scale: Scale) -> dict[str, Figure]:
    """The figures, one after the other."""
    began = time.monotonic()

    def tell(text: str) -> None:
        CONSOLE.print(f"[{time.monotonic() - began:4.0f} s] {text}", markup=False, highlight=False)

    tell(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory(prefix="prachakhom-bench-") as folder, databases(durable=True) as stock:
        stage = Stage(stock, Path(folder), scale, tell)
        return {name: HOW[name](stage) for name in names}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
