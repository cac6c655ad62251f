"""Measures `verify` over 100,000 lines, as an office has them after some years. `make bench` prints it."""

from __future__ import annotations

import time
from pathlib import Path

import flask_migrate

from server import create_app
from server.accounts import service as accounts
from server.database import writing
from server.doctor import service
from server.store import service as store
from sync.entry import Draft
from sync.ids import random_id
from tests.conftest import settings

STREAMS, LINES = 100, 1_000
SLOWEST = 120.0  # seconds that an operator may be asked to wait


def resident(number: int) -> Draft:
    """Somebody on the roll, with the fields that a roll fills."""
    name = {"title": "นาง", "first": f"สมหมาย{number}", "last": "ใจดี"}
    private = {
        "name": name,
        "address": {"house_no": f"{number}/9"},
        "phone": None,
        "capacity": "resident",
        "voting": True,
    }
    return Draft("resident", random_id(), {}, private, {field: [] for field in private})


def test_a_hundred_thousand_lines_are_verified(tmp_path: Path) -> None:
    app = create_app(settings(tmp_path / "instance"))
    with app.app_context():
        flask_migrate.upgrade()
        accounts.open_office("bench", "สำนักงานเขตวัด")
        for _ in range(STREAMS):
            with writing():
                store.append(f"community/{random_id()}", [resident(n) for n in range(LINES)], office="bench")
        started, busy = time.perf_counter(), time.process_time()
        report = service.verify()
        took, worked = time.perf_counter() - started, time.process_time() - busy
    lines = report.looked_at["lines"]
    print(f"\nverify: {lines:,} lines in {took:.0f} s, {lines / worked:,.0f} a second of processor time")  # noqa: T201
    assert report.found == 0
    assert lines == STREAMS * (LINES + 1)
    assert worked < SLOWEST
