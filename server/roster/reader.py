"""From the bytes of a file to its table: what kind of file it is, in which letters, with which separator.

The kind is told by the content, never by the name. Nothing is unpacked before it is known how large it becomes.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice

from ..errors import Refusal
from .table import MAX_COLUMNS, MAX_ROWS, Cell, Table, table_of

MAX_BYTES = 16_000_000
SEPARATORS = ",;\t|"
SAMPLE_ROWS = 30
OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # OLE2: .xls, and every .xlsx that has a password
ZIP = b"PK\x03\x04"
OTHERS = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"RIFF",
    b"{\\rtf",
    b"7z\xbc\xaf",
    b"Rar!",
    b"\x1f\x8b",
    b"BZh",
)
MARKUP = re.compile(rb"^\s*<(?:!doctype|html|\?xml|table|svg)", re.IGNORECASE)
CONTROL = re.compile(r"[\x01-\x08\x0b\x0e-\x1f\x7f]")


def read_table(content: bytes) -> Table:
    """The table in a file.

    Raises:
        Refusal: one of the `roster_…` codes of server/errors.py; each says what to do.
    """
    if len(content) > MAX_BYTES:
        raise Refusal("too_large")
    if not content.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise Refusal("roster_empty")
    if content.startswith(ZIP):
        from . import workbook

        return table_of(workbook.rows_of(content))
    if content.startswith(OLD_EXCEL):
        raise Refusal("roster_old_excel")
    if content.lstrip(b"\xef\xbb\xbf").startswith(OTHERS) or MARKUP.match(content):
        raise Refusal("roster_not_table")
    return _csv(_decoded(content))


def _decoded(content: bytes) -> str:
    """The text, from UTF-8, UTF-16 or the old Thai encoding (TIS-620, Windows-874)."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _plain(content, "utf-16")
    if b"\x00" in content[:1_000]:  # UTF-16 without its mark: every other byte of what is not Thai is zero
        little = content[1::2].count(0) > content[::2].count(0)
        return _plain(content, "utf-16-le" if little else "utf-16-be")
    try:
        return _plain(content, "utf-8-sig")
    except Refusal as refusal:
        if refusal.code != "roster_encoding":
            raise
        return _plain(content, _old_encoding(content))


def _old_encoding(content: bytes) -> str:
    """cp874 if what it gives reads as Thai.

    Raises:
        Refusal: `roster_encoding`. A UTF-8 file with a broken letter is one of those it would turn into nonsense.
    """
    from charset_normalizer import from_bytes

    found = from_bytes(content[:100_000], cp_isolation=["cp874"], threshold=0.35).best()
    text = content.decode("cp874", "ignore")
    thai = len(re.findall("[\u0e01-\u0e5b]", text))
    misread = len(re.findall("\u0e40[\u0e18\u0e19]", text))  # the two bytes that begin each Thai letter in UTF-8
    if found is None or thai == 0 or misread * 6 > thai:
        raise Refusal("roster_encoding")
    return "cp874"


def _plain(content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise Refusal("roster_encoding") from None
    if "\x00" in text or CONTROL.search(text):
        raise Refusal("roster_not_table")
    return text


def _csv(text: str) -> Table:
    lines = text.removeprefix("sep=;\n").removeprefix("sep=;\r\n")
    separator = _separator(lines)
    try:
        return table_of(_rows(csv.reader(io.StringIO(lines, newline=""), delimiter=separator, strict=True)))
    except csv.Error:
        raise Refusal("roster_damaged") from None


def _rows(reader: Iterator[list[str]]) -> list[list[str | Cell]]:
    rows: list[list[str | Cell]] = []
    for row in reader:
        if len(row) > MAX_COLUMNS and any(cell.strip() for cell in row[MAX_COLUMNS:]):
            raise Refusal("roster_too_wide")
        rows.append([*row[:MAX_COLUMNS]])
        if len(rows) > 4 * MAX_ROWS:
            raise Refusal("roster_too_long")
    return rows


def _separator(text: str) -> str:
    """The sign that cuts the first rows most evenly into most columns."""
    head = text[:200_000]

    def evenness(sign: str) -> tuple[int, int]:
        try:
            reader = csv.reader(io.StringIO(head, newline=""), delimiter=sign)
            widths = [len(row) for row in islice(reader, SAMPLE_ROWS) if row]
        except csv.Error:
            return (0, 0)
        common = max(set(widths), key=widths.count) if widths else 0
        return (widths.count(common) if common > 1 else 0, common)

    return max(SEPARATORS, key=evenness)
