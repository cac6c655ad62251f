"""XLSX: its rows as texts. The ZIP is judged by its own list before anything is unpacked, XML that defines entities
is refused, and a formula is never computed: the value that was stored beside it is taken, or the cell is marked.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from ..errors import Refusal
from .table import BROKEN, DATE, FORMULA, MAX_COLUMNS, MAX_ROWS, Cell

MAX_PARTS = 2_000
MAX_UNPACKED = 150_000_000
MAX_RATIO = 200  # a sheet of names packs to a tenth, one that says the same in each row to a sixtieth
LAST_ROW = 1_048_576  # of any spreadsheet
MAX_PASSED = 12_000_000  # cells, empty ones too: a file numbers its own rows, and the reader fills every gap
A_ROW = 4  # cells that a row counts for besides its own, because an empty one takes its time, too
CHUNK = 1 << 20
MARKS = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def rows_of(content: bytes) -> Iterator[list[str | Cell]]:
    """The rows of the first sheet that holds anything.

    Raises:
        Refusal: `roster_not_table`, `roster_damaged`, `roster_unsafe`, `roster_too_wide`, `roster_too_long`.
    """
    formulas = _judge(content)
    try:
        yield from _sheet(content, formulas)
    except Refusal:
        raise
    except Exception:  # whatever a library makes of a file that somebody bent on purpose
        raise Refusal("roster_damaged") from None


def _judge(content: bytes) -> bool:
    """Whether there are formulas in it; refuses what is no workbook, and what is made to hurt."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            names = {part.filename for part in parts}
            if "xl/workbook.xml" not in names or "[Content_Types].xml" not in names:
                raise Refusal("roster_not_table")
            unpacked = sum(part.file_size for part in parts)
            if len(parts) > MAX_PARTS or len(names) != len(parts) or unpacked > MAX_UNPACKED:
                raise Refusal("roster_unsafe")
            if unpacked > MAX_RATIO * len(content):
                raise Refusal("roster_unsafe")
            if any(part.flag_bits & 1 for part in parts):
                raise Refusal("roster_old_excel")
            formulas = [_scan(packed, part) for part in parts if part.filename.endswith((".xml", ".rels"))]
            return any(formulas)
    except Refusal:
        raise
    except Exception:  # a list that lies ends in many kinds of error
        raise Refusal("roster_damaged") from None


def _scan(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Reads one part to its end, so that a size that lies shows; tells whether it holds a formula."""
    formula, before = False, b""
    with packed.open(part) as stream:
        while chunk := stream.read(CHUNK):
            if not before and (chunk[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in chunk[:200]):
                raise Refusal("roster_unsafe")  # no spreadsheet writes UTF-16, and it would hide what is looked for
            seen = before + chunk
            if MARKS.search(seen):
                raise Refusal("roster_unsafe")
            formula = formula or b"<f>" in seen or b"<f " in seen
            before = chunk[-16:]
    return formula


def _sheet(content: bytes, formulas: bool) -> Iterator[list[str | Cell]]:
    values = _rows(content, stored=True)
    if not formulas:
        for row in values:
            yield [_cell(value) for value in row]
        return
    for row, written in zip(values, _rows(content, stored=False), strict=True):
        yield [_cell(value, form) for value, form in zip(row, written, strict=True)]


def _rows(content: bytes, *, stored: bool) -> Iterator[tuple[Any, ...]]:
    """Rows of values (`stored`: what stands beside a formula, else the formula's own text)."""
    from openpyxl import load_workbook  # type: ignore[import-untyped]  # ships no types

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells of styles and extensions that it leaves out
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=stored, keep_links=False)
        passed = 0
        try:
            for sheet in book.worksheets:
                sheet.reset_dimensions()  # what a file says of its own size is not believed
                rows = sheet.iter_rows(values_only=True)
                empty = True
                for number, row in enumerate(rows, 1):
                    passed += A_ROW + len(row)
                    if number > LAST_ROW or passed > MAX_PASSED:
                        raise Refusal("roster_unsafe")
                    filled = any(value is not None for value in row)
                    empty = empty and not filled
                    if len(row) > MAX_COLUMNS and any(value is not None for value in row[MAX_COLUMNS:]):
                        raise Refusal("roster_too_wide")
                    if filled and number > 20 * MAX_ROWS:
                        raise Refusal("roster_too_long")
                    yield row[:MAX_COLUMNS]
                if not empty:
                    return
        finally:
            book.close()


def _cell(value: Any, written: Any = None) -> str | Cell:
    if isinstance(written, str) and written.startswith("=") and value is None:
        return Cell("", FORMULA)
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case datetime() | date() | time():
            return Cell(value.isoformat(), DATE)  # 12/3 typed as a house number has become the twelfth of March
        case float() if value.is_integer() and abs(value) < 1e16:
            return str(int(value))
        case str() if value.startswith("#") and value.isupper():
            return Cell(value, BROKEN if value in ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!") else None)
        case _:
            return str(value)
