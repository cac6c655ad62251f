"""A file of people as a plain table of texts: where its header stands, and which cells must not be taken.

A cell that holds a national ID number is emptied here, before anything is kept: the number is never written to disk.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ..errors import Refusal
from ..national_id import holds_national_id
from .columns import field_of

MAX_ROWS = 50_000
MAX_COLUMNS = 100
HEADER_WITHIN = 10  # rows above the header hold the name of the list
REFUSED_SHARE = 0.2  # of the filled cells of a column: from here on the column is one of ID numbers
_FORMULA = re.compile(r"^[=@\t]|^\+(?![\d๐-๙ ()-]*$)|^-(?=.*[(!=])")
_ERROR_VALUE = re.compile(r"^#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!)$")

# Why a cell is not taken, as kept in `Table.marks`.
NATIONAL_ID, FORMULA, DATE, BROKEN = "national_id", "formula", "date", "broken"


@dataclass(slots=True)
class Cell:
    """A cell that a reader has something to say about; every other cell is a plain text."""

    text: str
    mark: str | None = None


@dataclass(slots=True)
class Table:
    """The table. `lines`: (number of the row in the file, its cells, as many as `header`). Rows count from 1."""

    header: list[str]
    lines: list[tuple[int, list[str]]]
    marks: dict[tuple[int, int], str] = field(default_factory=dict)  # (row, column) -> why it is not taken
    refused: list[int] = field(default_factory=list)  # columns of ID numbers

    def to_json(self) -> dict[str, Any]:
        """What is kept of it until the import."""
        marks = [[row, column, why] for (row, column), why in self.marks.items()]
        return {"header": self.header, "lines": self.lines, "marks": marks, "refused": self.refused}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Table:
        """The table that was kept."""
        marks = {(row, column): why for row, column, why in kept["marks"]}
        return cls(kept["header"], [(row, cells) for row, cells in kept["lines"]], marks, kept["refused"])


def table_of(rows: Iterable[list[str | Cell]]) -> Table:
    """The table in these rows; empty rows are left out and counted.

    Raises:
        Refusal: `roster_empty`, `roster_no_rows`, `roster_too_wide`, `roster_too_long`.
    """
    filled: list[tuple[int, list[str | Cell]]] = []
    for number, row in enumerate(rows, 1):
        cells = _without_empty_end(row)
        if not cells:
            continue
        if len(cells) > MAX_COLUMNS:
            raise Refusal("roster_too_wide")
        filled.append((number, cells))
        if len(filled) > MAX_ROWS + HEADER_WITHIN:
            raise Refusal("roster_too_long")
    if not filled:
        raise Refusal("roster_empty")
    at = _header_at(filled)
    below = filled[at + 1 :]
    if not below:
        raise Refusal("roster_no_rows")
    return _marked(filled[at][1], below)


def _marked(head: list[str | Cell], below: list[tuple[int, list[str | Cell]]]) -> Table:
    width = max(len(head), max(len(cells) for _, cells in below))
    header = [_kept(text_of(cell)) for cell in head] + [""] * (width - len(head))
    table = Table(header, [])
    count, ids = [0] * width, [0] * width
    for number, cells in below:
        texts = [""] * width
        for column, cell in enumerate(cells):
            text, why = _judged(cell)
            count[column] += text != "" or why is not None
            if why is not None:
                ids[column] += why == NATIONAL_ID
                table.marks[number, column] = why
            texts[column] = text
        table.lines.append((number, texts))
    table.refused = [column for column in range(width) if ids[column] and ids[column] >= REFUSED_SHARE * count[column]]
    return table


def _judged(cell: str | Cell) -> tuple[str, str | None]:
    """The text of a cell, and why it is not taken; a text that is not taken is not kept."""
    text = text_of(cell)
    if holds_national_id(text):
        return "", NATIONAL_ID
    if isinstance(cell, Cell) and cell.mark is not None:
        return "", cell.mark
    if _FORMULA.search(text):
        return "", FORMULA
    if "\ufffd" in text or "\x00" in text or _ERROR_VALUE.match(text):
        return "", BROKEN
    return text, None


def text_of(cell: str | Cell) -> str:
    """The text of a cell without the spaces around it."""
    return (cell.text if isinstance(cell, Cell) else cell).strip(" \r\n\u00a0\ufeff")


def _kept(text: str) -> str:
    return "" if holds_national_id(text) else text[:80]


def _without_empty_end(row: list[str | Cell]) -> list[str | Cell]:
    end = len(row)
    while end and text_of(row[end - 1]) == "" and not (isinstance(row[end - 1], Cell)):
        end -= 1
    return row[:end]


def _header_at(filled: list[tuple[int, list[str | Cell]]]) -> int:
    """Which of the first rows is the header: the one with most names of columns that we know, else the first."""
    known = [len({field_of(text_of(cell)) for cell in cells} - {None}) for _, cells in filled[:HEADER_WITHIN]]
    return known.index(max(known))
