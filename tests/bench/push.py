"""Measures what phones bring: the rate, what it costs, the slowest answers, the same again, the bytes that travel."""

from __future__ import annotations

import json
import sqlite3
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, text

from tests.bench import copying, work
from tests.bench.figures import Figure
from tests.bench.house import Sent, house
from tests.bench.sender import Line, Post, request_of
from tests.bench.stage import Stage
from tests.databases import FILE, address_of

PHONES = 4


@dataclass
class Run:
    """One push of everything, beside the floor's: seconds and seconds of the processor; what was answered."""

    seconds: float
    cpu: float
    floor_seconds: float
    floor_cpu: float
    sent: Sent
    again: Sent
    memory: int
    pulled: tuple[float, int]
    read: tuple[float, int]


def posts_of(batches: list[work.Batch], phones: list[work.Phone]) -> list[list[Post]]:
    """What each phone posts."""
    return [[(phone.token, one.packed, True) for one in batches if one.phone == phone.number] for phone in phones]


def runs(stage: Stage, kind: str) -> list[Run]:
    """Everything pushed several times, each time into an office as new."""
    made: list[Run] = stage.once(f"push {kind}", lambda: [_run(stage, kind, n) for n in range(stage.scale.repeats)])
    return made


def _run(stage: Stage, kind: str, number: int) -> Run:
    scale = stage.scale
    office = stage.office(kind, PHONES, PHONES)
    batches = stage.batches(kind, PHONES, PHONES, scale.entries, scale.batch)
    stage.tell(f"push, {kind}, {number + 1} of {scale.repeats}: the floor")
    floor_seconds, floor_cpu = _floor(stage, office.folder, batches)
    stage.tell(f"push, {kind}, {number + 1} of {scale.repeats}: {len(batches)} batches")
    with stage.copy(office.folder) as folder, house(folder) as server:
        posts = posts_of(batches, office.phones)
        before = server.cpu() + stage.database_cpu(folder)
        sent = server.post(posts)
        cpu = server.cpu() + stage.database_cpu(folder) - before
        memory = server.memory()
        with locked(folder):
            again = server.post(posts)
        check(folder, kind, batches)
        stage.tell(f"push, {kind}, {number + 1} of {scale.repeats}: a first copy of it")
        read = stage.bare("tests.bench.copying", payload=address_of(folder))
        line = Line(server.port)
        pulled = copying.first_copy(lambda post: line.ask(request_of(post, "/sync")), office.staff)
        line.close()
        if pulled[1] != read[1]:
            raise RuntimeError(f"{kind}: a first copy has {pulled[1]} lines of {read[1]}")
    return Run(sent.seconds, cpu, floor_seconds, floor_cpu, sent, again, memory, pulled, tuple(read))


def _floor(stage: Stage, template: Path, batches: list[work.Batch]) -> tuple[float, float]:
    """What a bare process takes."""
    with stage.copy(template) as folder:
        before = stage.database_cpu(folder)
        told = stage.bare("tests.bench.floor", address_of(folder), payload=batches)
        return told["seconds"], told["cpu"] + stage.database_cpu(folder) - before


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Somebody else holds the write lock of an SQLite file, so that whoever asks for it waits for good."""
    if address_of(folder).startswith("postgresql"):
        yield
        return
    other = sqlite3.connect(folder / FILE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


def check(folder: Path, kind: str, batches: list[work.Batch]) -> None:
    """Everything that was pushed is there, and folded to what the floor writes."""
    expected = {tuple(address): fields for batch in batches for *address, fields, _ in batch.records}
    query = "SELECT stream, kind, record, CAST(fields AS TEXT) FROM record"
    count = "SELECT count(*) FROM entry JOIN log ON log.log = entry.log WHERE log.account <> 'server'"
    engine = create_engine(address_of(folder))
    with engine.connect() as connection:
        held = connection.scalar(text(count))
        records = {tuple(address): fields for *address, fields in connection.execute(text(query))}
    engine.dispose()
    wrong = [address for address, fields in expected.items() if json.loads(records.get(address, "0")) != fields]
    if held != sum(batch.count for batch in batches) or wrong:
        raise RuntimeError(
            f"{kind}: the server holds {held} entries, and {len(wrong)} records are not as they should be"
        )


def middle(numbers: Iterator[float]) -> float:
    """The median."""
    return statistics.median(numbers)


def rate(stage: Stage, kind: str) -> Figure:
    """`push_sqlite`, `push_postgres`."""
    done, entries = runs(stage, kind), stage.scale.entries
    return Figure(
        entries / middle(run.seconds for run in done),
        entries / middle(run.floor_seconds for run in done),
        f"processor {middle(run.cpu for run in done) / entries * 1e6:.0f} µs an entry, "
        f"the floor's {middle(run.floor_cpu for run in done) / entries * 1e6:.0f} µs",
    )


def cpu(stage: Stage) -> Figure:
    """`cpu_per_entry`: of the two databases the one that stands worse."""
    scale = 1e6 / stage.scale.entries
    found = []
    for kind in ("sqlite", "postgres"):
        done = runs(stage, kind)
        ours, floor = middle(run.cpu for run in done), middle(run.floor_cpu for run in done)
        found.append(Figure(ours * scale, floor * scale, f"the worse of the two databases: {kind}"))
    return max(found, key=lambda figure: figure.ratio)


def slowest(stage: Stage) -> Figure:
    """`slowest_batch`: of SQLite, where one writes at a time."""
    return _beside_median("slowest", [[post[1] for post in run.sent.posts] for run in runs(stage, "sqlite")], max)


def _beside_median(what: str, taken: list[list[float]], worst: object) -> Figure:
    assert callable(worst)
    pairs = sorted((worst(each) / statistics.median(each), worst(each), statistics.median(each)) for each in taken)
    _, value, median = pairs[len(pairs) // 2]
    return Figure(value * 1e3, median * 1e3, f"{what} of each run; the run in the middle of {len(pairs)}")


def crowd(stage: Stage) -> Figure:
    """`p99_40_phones`: each brings ten small batches, all into the same three streams."""
    scale = stage.scale
    size = max(1, scale.entries // (scale.crowd * 10))
    taken: list[list[float]] = []
    for number in range(scale.repeats):
        office = stage.office("sqlite", scale.crowd, 1)
        batches = stage.batches("sqlite", scale.crowd, 1, scale.entries, size)
        stage.tell(f"{scale.crowd} phones in one stream, {number + 1} of {scale.repeats}")
        with stage.copy(office.folder) as folder, house(folder) as server:
            sent = server.post(posts_of(batches, office.phones))
            check(folder, "sqlite", batches)
        taken.append([post[1] for post in sent.posts])
    return _beside_median("99 in 100", taken, lambda each: sorted(each)[int(len(each) * 0.99) - 1])


def resend(stage: Stage) -> Figure:
    """`resend`: a batch that is there already takes no lock and writes nothing."""
    done, entries = runs(stage, "sqlite"), stage.scale.entries
    return Figure(
        entries / middle(run.again.seconds for run in done),
        entries / middle(run.seconds for run in done),
        "SQLite; another connection holds the write lock meanwhile",
    )


def answers(stage: Stage) -> Figure:
    """`answer_bytes`: the largest of the run."""
    sizes = [post[3] for run in runs(stage, "sqlite") for post in run.sent.posts]
    return Figure(max(sizes), 1_000)


def requests(stage: Stage) -> Figure:
    """`push_bytes`: the mean."""
    scale = stage.scale
    batches = stage.batches("sqlite", PHONES, PHONES, scale.entries, scale.batch)
    lines = [len(line) for batch in batches for line in batch.lines]
    return Figure(
        statistics.mean(len(batch.packed) for batch in batches), 80_000, f"lines of {statistics.mean(lines):.0f} bytes"
    )
