"""Measures that need a work of their own: against a server as tutorials write it, and in a database that has grown."""

from __future__ import annotations

import json
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from server.config import ROOT
from sync.entry import parse_line
from sync.ids import random_id
from tests.bench import floor, push, work
from tests.bench.figures import Figure
from tests.bench.house import bare, house, plain_environment
from tests.bench.sender import Post
from tests.bench.stage import Stage
from tests.databases import FILE

Row = tuple[Any, ...]


def tutorial(stage: Stage) -> Figure:
    """`tutorial`: the same people, votes and opinions, to a server that commits each request as durably as ours."""
    scale = stage.scale
    ours = push.rate(stage, "sqlite").value
    office = stage.office("sqlite", push.PHONES, push.PHONES)
    batches = stage.batches("sqlite", push.PHONES, push.PHONES, scale.entries, scale.batch)
    rates = []
    for number in range(scale.repeats):
        stage.tell(f"a tutorial's server, {number + 1} of {scale.repeats}")
        folder = stage.folder / f"tutorial{number}"
        folder.mkdir()
        file = folder / "tutorial.sqlite3"
        env = {"TUTORIAL_DATABASE": f"sqlite:///{file}"}
        made = [sys.executable, "-m", "tests.bench.tutorial"]
        subprocess.run(made, env=plain_environment(**env), cwd=ROOT, check=True)
        with bare("tests.bench.tutorial:app", "/ready", folder, **env) as server:
            with sqlite3.connect(file) as database:
                database.executemany("INSERT INTO token (token) VALUES (?)", [(p.token,) for p in office.phones])
            database.close()
            sent = server.post([[*_posts(batches, phone)] for phone in office.phones])
        rates.append(scale.entries / sent.seconds)
    return Figure(ours, statistics.median(rates))


def _posts(batches: list[work.Batch], phone: work.Phone) -> Iterator[Post]:
    for batch in batches:
        if batch.phone == phone.number:
            items = [item for line in batch.lines for item in _item(line)]
            yield phone.token, json.dumps(items, ensure_ascii=False).encode(), False


def _item(line: bytes) -> Iterator[dict[str, Any]]:
    """What an entry says, as a tutorial's app would send it; the beginning of a log has no counterpart there."""
    entry = parse_line(line)
    said: dict[str, Any] = {**(entry.body or {}), **(entry.private or {})}
    if entry.kind == "log":
        return
    item: dict[str, Any] = {"type": entry.kind, "id": entry.record, "meeting": entry.stream}
    item |= {"author": entry.by, "at": entry.at, **said}
    if "standing" in said:
        item |= said["standing"] or {"capacity": None, "voting": None}
    if "arrived" in said:
        item |= {"arrived_at": said["arrived"]["at"], "post": said["arrived"]["post"]}
    if "speaker" in said:
        item["speaker"] = said["speaker"]["resident"]
    if "name" in said:
        item |= said["name"] | said["address"]
    yield item


def growth(stage: Stage) -> Figure:
    """`growth`: the same push into a small database and into one that holds years of an office."""
    scale = stage.scale
    small, _ = _pushed_into(stage, 10_000, 20)
    large, took = _pushed_into(stage, scale.stored, scale.stored_streams)
    how = f"SQLite; {scale.stored:,} entries in {scale.stored_streams:,} streams, written as rows in {took:.0f} s"
    return Figure(large, small, how)


def _pushed_into(stage: Stage, stored: int, streams: int) -> tuple[float, float]:
    """The rate of pushes, the median over parts of them, into a database filled so far; and what filling took."""
    scale = stage.scale
    office = stage.office("sqlite", push.PHONES, push.PHONES)
    batches = stage.batches("sqlite", push.PHONES, push.PHONES, scale.entries, scale.batch)
    with stage.copy(office.folder) as folder:
        stage.tell(f"{stored:,} entries in {streams:,} streams are filled in")
        began = time.perf_counter()
        fill(folder / FILE, batches, stored, streams)
        took = time.perf_counter() - began
        stage.tell(f"push into {stored:,} entries")
        rates = []
        with house(folder) as server:
            for part in _parts(batches, push.PHONES * 2):
                sent = server.post(push.posts_of(part, office.phones))
                rates.append(sum(one.count for one in part) / sent.seconds)
        return statistics.median(rates), took


def _parts(batches: list[work.Batch], size: int) -> Iterator[list[work.Batch]]:
    for start in range(0, len(batches), size):
        yield batches[start : start + size]


def fill(file: Path, batches: list[work.Batch], stored: int, streams: int) -> None:
    """Fill a database with rows like those of the batches: a quarter of the streams are meetings with their record.

    They are written without fsync, before the server starts, in the order of the keys. Texts are those of the batches,
    so that lengths are true; nothing ever reads them, and ids are as random as real ones.
    """
    rows = [row for batch in batches for row in floor.rows_of(batch.text)][: max(1, stored // streams)]
    records = [row for batch in batches for row in floor.record_rows(batch.records)][: len(rows) * 4 // 5]
    database = sqlite3.connect(file, isolation_level=None)
    for pragma in ("synchronous = OFF", "foreign_keys = OFF", "cache_size = -200000"):
        database.execute(f"PRAGMA {pragma}")
    meeting = database.execute("SELECT fields FROM record WHERE kind = 'meeting'").fetchone()[0]
    kinds = ("meeting", "topic", "community", "community")
    names = sorted(f"{kinds[number % 4]}/{random_id()}" for number in range(streams))
    database.execute("BEGIN")
    for name, log in zip(names, sorted(random_id() for _ in names), strict=True):
        _insert(database, "stream", floor.STREAM, [_stream(name, log, rows[-1])])
        _insert(database, "log", floor.LOG, [_log(name, log, rows[-1])])
        _insert(database, "entry", floor.ENTRY, _entries(name, log, rows))
        _insert(database, "record", floor.RECORD, _records(name, records, meeting))
    database.execute("COMMIT")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
    database.close()


def _insert(database: sqlite3.Connection, table: str, columns: tuple[str, ...], rows: list[Row]) -> None:
    places = ", ".join("?" * len(columns))
    database.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})", rows)


def _stream(name: str, log: str, last: Row) -> Row:
    hash, seq = last[6], last[1]
    return name, work.OFFICE, json.dumps({log: [seq, hash]}), hash, "s" * 86, seq


def _log(name: str, log: str, last: Row) -> Row:
    return log, name, work.OFFICE, log, log, "k" * 87, "[]", last[1], last[6]


def _entries(name: str, log: str, rows: list[Row]) -> list[Row]:
    """One log: whose entries they are makes no difference to those who push elsewhere."""
    return [(log, seq, name, row[3], row[4], random_id(), *row[6:]) for seq, row in enumerate(rows, 1)]


def _records(name: str, rows: list[Row], meeting: str) -> list[Row]:
    made = [(name, row[1], random_id(), *row[3:]) for row in rows]
    if name.startswith("meeting/"):
        made.append((name, "meeting", name.partition("/")[2], work.OFFICE, meeting, False, None))
    return sorted(made)
