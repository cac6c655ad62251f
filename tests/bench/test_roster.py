"""How long a roll of 20,000 rows takes beside 20,000 people: to be looked at, to be written, to be undone."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from rich.console import Console
from rich.table import Table

from tests.conftest import SignedIn
from tests.names import people
from tests.server.roster import stage
from tests.server.roster.stage import as_csv, as_xlsx, go, send, sent, table

ROWS = 20_000
HOMES = [f"ชุมชนที่ {number} สมมติ" for number in range(40)]


@pytest.fixture
def desk(app: Flask, office: str, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """Staff of an office with forty communities."""
    monkeypatch.setattr(stage, "COMMUNITIES", {f"c{number}": name for number, name in enumerate(HOMES)})
    stage.communities(app, office)
    return signed_in("staff")


def timed(verb: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of the processor (other work on the machine is not the server's), and what came of it."""
    began = time.process_time()
    made = verb()
    return time.process_time() - began, made


def test_twenty_thousand_rows_beside_twenty_thousand_people(desk: FlaskClient) -> None:
    shown = Table("what", "seconds", title=f"a roll of {ROWS} rows")
    everybody = people(ROWS, HOMES)
    empty, preview = timed(lambda: sent(desk, as_csv(table(everybody))))
    written, said = timed(lambda: go(desk, preview["id"]))
    assert said[-1]["created"] == ROWS
    others = people(ROWS, HOMES, seed=2)
    csv_file, xlsx_file = as_csv(table(others)), as_xlsx(table(others))
    looked, beside = timed(lambda: sent(desk, csv_file))
    workbook, _ = timed(lambda: send(desk, xlsx_file))
    undone, _ = timed(lambda: go(desk, preview["id"], "undo"))
    for what, seconds in (
        ("preview of CSV, nobody on the roll", empty),
        ("preview of CSV beside 20,000 people", looked),
        ("preview of XLSX beside 20,000 people", workbook),
        ("import, 41 steps", written),
        ("undo", undone),
    ):
        shown.add_row(what, f"{seconds:.1f}")
    Console().print(shown)
    assert max(looked, workbook) < 20
    assert beside["counts"]["double"] > 0
