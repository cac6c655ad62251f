"""The figures of the house: what each means, what it must hold and what is wished; the table, and the file of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from rich.console import Console
from rich.table import Table

from server.config import ROOT

FILE = ROOT / "build" / "bench.json"
PAGE = ROOT / "docs" / "performance.md"


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure. `better`: whether more or less is better; `of`: what hold and aim are compared with."""

    what: str
    unit: str
    hold: float
    aim: float
    better: Literal["more", "less"] = "less"
    of: Literal["ratio", "value"] = "ratio"


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured, in the unit of the measure, and the reference it is held against."""

    value: float
    reference: float
    how: str = ""  # what this run did, where it can do more or less

    @property
    def ratio(self) -> float:
        """The value as a multiple of the reference."""
        return self.value / self.reference if self.reference else 0.0


PUSHED = "push of 20,000 entries by 4 phones against the bare floor"
MEASURES: dict[str, Measure] = {
    "push_sqlite": Measure(f"{PUSHED}, SQLite", "entries/s", 0.38, 0.50, "more"),
    "push_postgres": Measure(f"{PUSHED}, PostgreSQL", "entries/s", 0.32, 0.42, "more"),
    "cpu_per_entry": Measure("processor time of server and database against the floor's", "µs", 3, 2.3),
    "slowest_batch": Measure("slowest of 40 batches of 4 phones against the median", "ms", 3, 2),
    "p99_40_phones": Measure("40 phones in one stream: slowest in a hundred against the median", "ms", 3, 2),
    "resend": Measure("the same again, while the write lock is taken, against the push", "entries/s", 2, 4, "more"),
    "pull": Measure("first copy of 20,000 entries by a phone against a bare read", "entries/s", 0.15, 0.25, "more"),
    "idle": Measure("nothing new, 200 phones of 8 streams, against an empty route", "requests/s", 0.6, 0.8, "more"),
    "memory": Measure("two workers after a push against those of an empty Flask app", "MB", 1.8, 1.4),
    "answer_bytes": Measure("answer to a push of 500 entries", "bytes", 1_000, 1_000, of="value"),
    "push_bytes": Measure("push of 500 entries, gzip", "bytes", 80_000, 80_000, of="value"),
    "growth": Measure("push into 1,000,000 entries in 2,000 streams against 10,000", "entries/s", 0.9, 1, "more"),
    "tutorial": Measure("push against a tutorial-style server", "entries/s", 6, 10, "more"),
    "phone_save": Measure("a save against a bare strict put into IndexedDB", "ms", 1.4, 1.2),
    "phone_first_copy": Measure("10,000 residents, searchable, against bulkAdd of Dexie", "ms", 0.4, 0.15),
    "phone_code_kb": Measure("engine, store and exchange of the phone, gzip", "kB", 15, 10, of="value"),
}  # fmt: skip


def stands(name: str, figure: Figure) -> float:
    """What is held against hold and aim."""
    return figure.value if MEASURES[name].of == "value" else figure.ratio


def met(name: str, figure: Figure, limit: float) -> bool:
    """Whether a figure is at least as good as a limit."""
    found = stands(name, figure)
    return found >= limit if MEASURES[name].better == "more" else found <= limit


def verdict(name: str, figure: Figure) -> str:
    """`aim`, `hold` or `no`."""
    measure = MEASURES[name]
    return "aim" if met(name, figure, measure.aim) else "hold" if met(name, figure, measure.hold) else "no"


def show(console: Console, figures: dict[str, Figure]) -> None:
    """The table."""
    table = Table(title="Figures")
    for heading in ("name", "value", "reference", "ratio", "hold", "aim", "met?"):
        table.add_column(heading, no_wrap=True, justify="left" if heading in ("name", "met?") else "right")
    for name, figure in figures.items():
        table.add_row(name, *cells(name, figure), verdict(name, figure))
    console.print(table)
    for name, figure in figures.items():
        if figure.how:
            console.print(f"{name}: {figure.how}", highlight=False)


def cells(name: str, figure: Figure) -> tuple[str, str, str, str, str]:
    """Value, reference, ratio, hold and aim as text."""
    measure = MEASURES[name]
    sign = "≥" if measure.better == "more" else "≤"
    unit = measure.unit if measure.of == "value" else "x"
    return (
        f"{_text(figure.value)} {measure.unit}",
        f"{_text(figure.reference)} {measure.unit}",
        f"{figure.ratio:.2f}",
        f"{sign} {measure.hold:,g} {unit}",
        f"{sign} {measure.aim:,g} {unit}",
    )


def _text(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 else f"{number:,.2f}"


def keep(figures: dict[str, Figure], file: Path = FILE) -> None:
    """Write the figures beside those of an earlier run that were not measured again."""
    file.parent.mkdir(exist_ok=True)
    kept = json.loads(file.read_text("utf-8")) if file.exists() else {}
    for name, figure in figures.items():
        kept[name] = {"value": figure.value, "reference": figure.reference, "ratio": figure.ratio}
    ordered = {name: kept[name] for name in MEASURES if name in kept}
    file.write_text(json.dumps(ordered, indent=1, ensure_ascii=False) + "\n", "utf-8")


def kept(file: Path = FILE) -> dict[str, Figure]:
    """The figures of the last runs."""
    found = json.loads(file.read_text("utf-8")) if file.exists() else {}
    return {name: Figure(one["value"], one["reference"]) for name, one in found.items()}


def write_docs(figures: dict[str, Figure], page: Path = PAGE) -> None:
    """Put the figures into the page, between its marks."""
    before, _, rest = page.read_text("utf-8").partition("<!-- figures -->\n")
    _, mark, after = rest.partition("<!-- /figures -->")
    rows = ["| name | value | reference | ratio | hold | aim | met |", "|---|---:|---:|---:|---:|---:|---|"]
    for name, figure in figures.items():
        rows.append(f"| `{name}` | {' | '.join(cells(name, figure))} | {verdict(name, figure)} |")
    page.write_text("\n".join([f"{before}<!-- figures -->", *rows, f"{mark}{after}"]), "utf-8")
