"""The measurements run: a small turn of each kind, so that they are there when somebody asks how fast it is."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

from rich.console import Console

from tests.bench import figures
from tests.bench.__main__ import HOW, measure
from tests.bench.figures import MEASURES, Figure
from tests.bench.stage import Scale

SMALL = Scale(
    entries=200, batch=50, repeats=1, crowd=4, idle_phones=4, idle_turns=3, stored=800, stored_streams=8
)  # fmt: skip
TURNS = ("push_sqlite", "resend", "p99_40_phones", "idle", "answer_bytes", "push_bytes", "tutorial")


def test_the_measurements_run_and_are_written_down(tmp_path: Path) -> None:
    """What is pushed lands and folds as it should, or a measurement raises."""
    found = measure([*TURNS], SMALL)
    figures.keep(found, tmp_path / "bench.json")
    assert set(json.loads((tmp_path / "bench.json").read_text("utf-8"))["idle"]) == {"value", "reference", "ratio"}
    assert figures.kept(tmp_path / "bench.json").keys() == set(TURNS)
    assert all(figure.value > 0 and figure.reference > 0 for figure in found.values())
    shown = StringIO()
    figures.show(Console(file=shown, width=160), found)
    assert all(name in shown.getvalue() for name in TURNS)


def test_the_figures_are_put_into_the_page_and_nothing_else_changes(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- figures -->\nas it was\n<!-- /figures -->\nafter\n", "utf-8")
    figures.write_docs({"idle": Figure(700, 1000)}, page)
    text = page.read_text("utf-8")
    assert text.startswith("before\n<!-- figures -->\n| name")
    assert "| `idle` | 700 requests/s | 1,000 requests/s | 0.70 | ≥ 0.6 x | ≥ 0.8 x | hold |" in text
    assert "as it was" not in text
    assert text.endswith("\n<!-- /figures -->\nafter\n")


def test_each_figure_has_a_way_to_be_measured_and_a_direction() -> None:
    assert HOW.keys() == MEASURES.keys()
    assert figures.verdict("push_sqlite", Figure(39, 100)) == "hold"
    assert figures.verdict("push_sqlite", Figure(37, 100)) == "no"
    assert figures.verdict("memory", Figure(130, 100)) == "aim"
    assert figures.verdict("push_bytes", Figure(81_000, 80_000)) == "no"
