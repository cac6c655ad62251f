"""`make durability`: so many kills on each database, a bar, the figures. Exit status 1: something is missing."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from tests.databases import KINDS
from tests.durability.rounds import Figures, run

COLUMNS = (
    TextColumn("{task.description:9}"),
    BarColumn(),
    MofNCompleteColumn(),
    TimeElapsedColumn(),
    TimeRemainingColumn(),
)


def tell(progress: Progress, task: TaskID, figures: Figures) -> None:
    """One kill more; whatever is wrong is told at once."""
    done = sum(figures.kills.values())
    progress.update(task, completed=done)
    for one in figures.lost:
        if one.startswith(f"after kill {done} "):
            progress.console.print(f"  WRONG {one}", highlight=False, soft_wrap=True)
    if not progress.console.is_terminal and done % 10 == 0:
        progress.console.print(f"  {done} kills, {len(figures.lost)} wrong", highlight=False)


def main() -> int:
    """Read what is asked, and do it."""
    parser = argparse.ArgumentParser(prog="python -m tests.durability")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--database", choices=[*KINDS, "both"], default="both")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    asked = parser.parse_args()
    kinds = KINDS if asked.database == "both" else (asked.database,)
    console, ended, bad = Console(), [], False
    with tempfile.TemporaryDirectory() as folder, Progress(*COLUMNS, console=console) as progress:
        Path(folder).chmod(0o711)  # PostgreSQL is another user where we are root
        for kind in kinds:
            task = progress.add_task(kind, total=asked.kills)
            figures = run(kind, asked.kills, Path(folder), asked.seed, partial(tell, progress, task))
            ended.append((kind, figures))
            bad = bad or bool(figures.lost)
    for kind, figures in ended:
        console.print(f"{kind}: {figures}", highlight=False, soft_wrap=True)
        for one in figures.lost[:20]:
            console.print(f"  WRONG {one}", highlight=False, soft_wrap=True)
    console.print(f"Seed {asked.seed}. " + ("Something was lost." if bad else "Nothing acknowledged is missing."))
    return int(bad)


if __name__ == "__main__":
    sys.exit(main())
