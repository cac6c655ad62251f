"""Measures the engine by itself, in processor time: lines read and records folded a second. `make bench` prints it."""

import time
from collections.abc import Callable

from sync.entry import Draft, Entry, check_chain, compose, parse_line
from sync.fold import fold
from sync.rules import rules_of

PEOPLE = 500
DOORS = ("A", "B", "C")  # each person is checked in at every door, each door is a log


def door(log: str) -> list[Entry]:
    """The log of one door: one attendance a person."""
    entries: list[Entry] = []
    body = {"standing": {"capacity": "resident", "voting": True}, "arrived": {"at": "2026-01-17T13:30", "post": log}}
    for person in range(PEOPLE):
        private = {"resident": f"r{person}"}
        draft = Draft("attendance", f"a{person}", body, private, {field: [] for field in body | private})
        prev = entries[-1].hash if entries else ""
        at = f"{person + 1:013x}-0000"
        entries.append(compose(draft, stream="meeting/m1", log=log, seq=person + 1, prev=prev, at=at, by="u1"))
    return entries


def measure(what: str, count: int, work: Callable[[], object]) -> None:
    started = time.process_time()
    work()
    print(f"{what}: {count / (time.process_time() - started):,.0f} a second")  # noqa: T201  # the figures are the point


def test_the_engine_reads_checks_and_folds() -> None:
    logs = [door(log) for log in DOORS]
    lines = [entry.line for log in logs for entry in log]
    records: dict[str, list[Entry]] = {}
    for entry in (entry for log in logs for entry in log):
        records.setdefault(entry.record, []).append(entry)
    rules = rules_of("attendance")
    print()  # noqa: T201  # the figures start on a line of their own
    measure("lines read", len(lines), lambda: [parse_line(line) for line in lines])
    measure("lines composed", len(logs[0]), lambda: door("D"))
    measure("links of a chain checked", len(logs[0]), lambda: check_chain(logs[0]))
    measure("records of three entries folded", len(records), lambda: [fold(told, rules) for told in records.values()])
    crowd = [entry for told in records.values() for entry in told]  # one record that everybody wrote
    measure("entries of one record folded", len(crowd), lambda: fold(crowd, rules))
    assert fold(records["a1"], rules)["standing"].state == "ok"
