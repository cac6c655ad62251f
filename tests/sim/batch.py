"""Owns many runs: spread over processes, with the same results however many there are."""

from __future__ import annotations

import gc
import json
import multiprocessing
import tempfile
import time
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from multiprocessing.queues import SimpleQueue
from pathlib import Path
from typing import Any, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tests.databases import databases
from tests.sim.run import run_seed
from tests.sim.server import Server
from tests.sim.twins import twin_in

SHARED = Path("/dev/shm")
COMPARED = 20  # the TypeScript engine folds one hearing of so many
CROWD = 20  # from so many phones on it is a crowd


@dataclass(frozen=True)
class Result:
    """One run in few words; `sort` is empty if everything held."""

    seed: int
    phones: int
    entries: int
    exchanges: int
    faults: int
    seconds: float  # of processor time
    sort: str
    failure: str


@contextmanager
def a_server(kind: str) -> Iterator[Server]:
    """A server of this process, in memory where there is such a place, with the other engine beside it."""
    shared = SHARED if SHARED.is_dir() else None
    with (
        tempfile.TemporaryDirectory(dir=shared, prefix="sim-") as folder,
        databases() as stock,
        twin_in(Path(folder)) as twin,
    ):
        server = Server(Path(folder), stock, kind)
        server.twin = twin
        yield server
        server.restart()
        server.shelf.close()


def one(server: Server, seed: int) -> Result:
    """Carry out one seed."""
    began = time.process_time()
    done = run_seed(server, str(seed), compare=seed % COMPARED == 0)
    took = round(time.process_time() - began, 3)
    return Result(seed, done.plan.phones, done.entries, done.exchanges, done.faults, took, done.sort, done.failure)


def _work(kind: str, tasks: SimpleQueue[int | None], done: SimpleQueue[Result | str]) -> None:
    gc.set_threshold(50_000, 20, 50)  # much is made and little of it in rings
    try:
        with a_server(kind) as server:
            for seed in iter(tasks.get, None):
                done.put(one(server, seed))
    except BaseException:
        done.put(traceback.format_exc())
        raise


def results(kind: str, seeds: list[int], jobs: int) -> Iterator[Result]:
    """The results of all seeds, in the order they are ready."""
    context = multiprocessing.get_context("spawn")
    tasks: SimpleQueue[int | None] = context.SimpleQueue()
    done: SimpleQueue[Result | str] = context.SimpleQueue()
    waiting = iter([*seeds, *[None] * jobs])
    workers = [context.Process(target=_work, args=(kind, tasks, done)) for _ in range(jobs)]
    for worker in workers:
        worker.start()
    for _ in range(2 * jobs):  # a pipe holds only so much
        tasks.put(next(waiting, None))
    try:
        for _ in seeds:
            result = done.get()
            if isinstance(result, str):
                raise RuntimeError(f"a process of the simulation broke:\n{result}")
            tasks.put(next(waiting, None))
            yield result
        for worker in workers:
            worker.join()
    finally:
        for worker in workers:
            worker.terminate()


def run_all(kind: str, seeds: list[int], jobs: int, console: Console, out: TextIO | None) -> list[Result]:
    """All of them, with a bar; each result is a line of `out` as soon as it is there. Sorted by seed."""
    found: list[Result] = []
    columns: Iterable[Any] = (TextColumn("hearings"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, TextColumn("{task.fields[failed]}"), console=console) as progress:
        bar = progress.add_task("hearings", total=len(seeds), failed="")
        for result in results(kind, seeds, jobs):
            found.append(result)
            failed = sum(bool(each.sort) for each in found)
            progress.update(bar, advance=1, failed=f"{failed} failed" if failed else "")
            if out is not None:
                out.write(json.dumps({**asdict(result), "failure": result.failure[-2000:]}, ensure_ascii=False) + "\n")
                out.flush()
    return sorted(found, key=lambda result: result.seed)
