"""Files that are broken, bent on purpose, or no rolls at all: each gets a sentence, and leaves nothing behind."""

from __future__ import annotations

import io
import json
import time
import zipfile
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.errors import TABLE
from server.roster import table as tables
from tests.names import people
from tests.server.roster import stage
from tests.server.roster.stage import COMMUNITIES, HEADER, as_csv, as_xlsx, changed_part, send, sent, table

NAMES = list(COMMUNITIES.values())
SHEET = "xl/worksheets/sheet1.xml"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


def fine() -> bytes:
    """A workbook with nothing wrong."""
    return as_xlsx(table(people(3, NAMES)))


def bomb() -> bytes:
    """A workbook of a few kilobytes that unpacks to 200 megabytes."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(fine())) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new,
    ):
        for name in old.namelist():
            if name != SHEET:
                new.writestr(name, old.read(name))
        with new.open(SHEET, "w", force_zip64=True) as sheet:
            for _ in range(200):
                sheet.write(b" " * 1_000_000)
    return out.getvalue()


def lying_bomb() -> bytes:
    """A bomb whose list says that it is small."""
    content = bytearray(bomb())
    at = content.rindex(b"PK\x01\x02", 0, content.rindex(SHEET.encode()))
    content[at + 24 : at + 28] = (1_000).to_bytes(4, "little")
    return bytes(content)


def laughs() -> bytes:
    """Entities that grow when they are read."""
    nested = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    text = f'<?xml version="1.0"?><!DOCTYPE worksheet [<!ENTITY l0 "lol">{nested}]><worksheet>&l9;</worksheet>'
    return changed_part(fine(), SHEET, text.encode())


def sparse(rows: str) -> bytes:
    """A workbook whose sheet says these rows."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return changed_part(fine(), SHEET, f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'.encode())


def far_row() -> bytes:
    """Two rows, between which the reader would have to make two thousand million."""
    return sparse('<row r="1"><c r="A1"><v>1</v></c></row><row r="2000000000"><c r="A2000000000"><v>1</v></c></row>')


def far_cells() -> bytes:
    """Rows of one empty cell at the far right, each of which the reader makes 16,384 of."""
    return sparse("".join(f'<row r="{n}"><c r="XFD{n}" s="{n * 7919 % 99991}"/></row>' for n in range(1, 40_000)))


def other_zip(name: str) -> bytes:
    """A ZIP that is no workbook."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr(name, "<x/>")
    return out.getvalue()


HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "nothing.csv": ("roster_empty", lambda: b""),
    "only a mark.csv": ("roster_empty", lambda: b"\xef\xbb\xbf\r\n\r\n"),
    "empty cells.csv": ("roster_empty", lambda: b",,,\n,,,\n"),
    "empty.xlsx": ("roster_empty", lambda: as_xlsx([])),
    "header only.csv": ("roster_no_rows", lambda: as_csv([HEADER])),
    "header only.xlsx": ("roster_no_rows", lambda: as_xlsx([HEADER])),
    "a pdf.csv": ("roster_not_table", lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj"),
    "a pdf.xlsx": ("roster_not_table", lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj"),
    "a picture.xlsx": ("roster_not_table", lambda: PNG),
    "a row far down.xlsx": ("roster_unsafe", far_row),
    "cells far out.xlsx": ("roster_unsafe", far_cells),
    "a page.xls": ("roster_not_table", lambda: b"<html><table><tr><td>x</td></tr></table></html>"),
    "a letter.xlsx": ("roster_not_table", lambda: other_zip("word/document.xml")),
    "bytes.csv": ("roster_encoding", lambda: bytes([0x81, 0xFE, 0xFC, 0x41] * 300)),
    "control.csv": ("roster_not_table", lambda: b"name,house\n\x01\x02\x03,1\n"),
    "old.xlsx": ("roster_old_excel", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600),
    "cut utf-8.csv": ("roster_encoding", lambda: as_csv(table(people(20, NAMES)), "utf-8")[:-4] + b"\xe0\xb8"),
    "latin.csv": ("roster_encoding", lambda: "Prénom;Café;Straße\nÉtienne;Müller;Große Straße\n".encode("latin-1")),
    "cut.xlsx": ("roster_damaged", lambda: fine()[: len(fine()) // 2]),
    "broken sheet.xlsx": ("roster_damaged", lambda: changed_part(fine(), SHEET, b"<worksheet><sheetData><row")),
    "strange book.xlsx": ("roster_empty", lambda: changed_part(fine(), "xl/workbook.xml", b"<nothing/>")),
    "open quote.csv": ("roster_damaged", lambda: 'ชื่อ,นามสกุล\n"มาลี,ใจดี\n'.encode() + b"x" * 200_000),
    "bomb.xlsx": ("roster_unsafe", bomb),
    "lying bomb.xlsx": ("roster_damaged", lying_bomb),
    "laughs.xlsx": ("roster_unsafe", laughs),
    "hidden laughs.xlsx": (
        "roster_unsafe",
        lambda: changed_part(fine(), SHEET, "<!DOCTYPE x [<!ENTITY a 'b'>]><x/>".encode("utf-16")),
    ),
    "wide.csv": ("roster_too_wide", lambda: as_csv([[f"c{n}" for n in range(50_000)], ["x"] * 50_000])),
    "wide.xlsx": ("roster_too_wide", lambda: as_xlsx([[f"c{n}" for n in range(16_000)], ["x"] * 16_000])),
    "long.csv": ("roster_too_long", lambda: as_csv([HEADER, *([["", "ก", "ข"]] * (tables.MAX_ROWS + 20))])),
}


@pytest.mark.only("sqlite")  # nothing of it reaches a database
@pytest.mark.parametrize("name", HOSTILE)
def test_a_bad_file_gets_a_plain_answer_and_leaves_nothing_behind(app: Flask, desk: FlaskClient, name: str) -> None:
    code, content = HOSTILE[name]
    made, before = content(), stage.entries(app)
    began = time.process_time()
    answer = send(desk, made, name)
    told = answer.get_json()
    assert (told["code"], told["message"]) == (code, TABLE[code][1])
    assert 400 <= answer.status_code < 500
    assert time.process_time() - began < 8
    assert stage.entries(app) == before
    assert stage.left_behind(app) == []


def test_a_file_that_is_too_large_is_not_read_to_its_end(app: Flask, desk: FlaskClient) -> None:
    answer = send(desk, b"x," * 9_000_000)
    assert (answer.status_code, answer.get_json()["code"]) == (413, "too_large")
    assert stage.left_behind(app) == []


@pytest.mark.only("sqlite")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874", "tis-620", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_usual_encoding_and_separator_is_read(desk: FlaskClient, encoding: str, delimiter: str) -> None:
    everybody = people(25, NAMES)
    preview = sent(desk, as_csv(table(everybody), encoding, delimiter))
    assert preview["counts"] == {"new": 25}
    first = preview["first"][0]["person"]
    assert (first["title"], first["first"]) == (everybody[0].title, everybody[0].first)


def test_a_national_id_is_never_kept_in_whichever_column_and_digits_it_stands(app: Flask, desk: FlaskClient) -> None:
    numbers: list[object] = ["1101700230708", "1-1017-00230-70-8", "๑๑๐๑๗๐๐๒๓๐๗๐๘", 1101700230708]
    rows = [
        ["ชื่อ-สกุล", "เลขประจำตัวประชาชน", "ชุมชน", "หมายเหตุ"],
        *[["นายสมชาย ใจดี", number, NAMES[0], "ปกติ"] for number in numbers],
        *[["นางมาลี ใจดี", "", NAMES[0], f"ดู {number}"] for number in numbers],
    ]
    preview = sent(desk, as_xlsx(rows))
    assert [column["refused"] for column in preview["columns"]] == [False, True, False, True]
    kept = "".join(path.read_text("utf-8") for path in stage.left_behind(app)) + json.dumps(preview, ensure_ascii=False)
    assert not any(str(number) in kept for number in numbers)
    told = {**preview["choices"], "columns": {"full": 0, "house": 1}}
    answer = desk.put(f"/api/rosters/{preview['id']}", json=told)
    assert answer.get_json()["errors"] == {"columns": ["column_refused"]}


def test_one_id_number_among_house_numbers_is_the_fault_of_its_row_alone(desk: FlaskClient) -> None:
    rows = [[*row] for row in table(people(30, NAMES))]
    rows[7][3] = "1 1017 00230 70 8"
    preview = sent(desk, as_csv(rows))
    assert preview["counts"] == {"new": 29, "error": 1}
    [fault] = preview["faults"]
    assert (fault["row"], fault["column"], fault["code"]) == (8, "บ้านเลขที่", "national_id")
    assert fault["said"].startswith("แถว 8 คอลัมน์ “บ้านเลขที่”: ")


@pytest.mark.parametrize(
    "formula", ['=HYPERLINK("http://x")', "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0"]
)
def test_a_formula_in_a_text_file_is_never_taken(desk: FlaskClient, formula: str) -> None:
    preview = sent(desk, as_csv([HEADER, ["นาย", formula, "ใจดี", "1", NAMES[0], ""]]))
    assert preview["counts"] == {"error": 1}
    assert [(fault["column"], fault["code"]) for fault in preview["faults"]] == [("ชื่อ", "formula")]


def test_of_a_formula_in_a_workbook_the_stored_value_is_taken_and_without_one_the_row_is_told(
    desk: FlaskClient,
) -> None:
    rows = [
        HEADER,
        ["นาย", '=CONCATENATE("สม","ชาย")', "ใจดี", "1", NAMES[0], ""],
        ["นาง", "มาลี", "ใจดี", "2", NAMES[0], ""],
    ]
    workbook = as_xlsx(rows)
    preview = sent(desk, workbook)
    assert [(fault["row"], fault["code"]) for fault in preview["faults"]] == [(2, "formula")]
    with zipfile.ZipFile(io.BytesIO(workbook)) as packed:
        sheet = packed.read(SHEET)
    stored = sheet.replace(b"</f><v />", b"</f><v>\xe0\xb8\x81</v>").replace(b"</f><v></v>", b"</f><v>\xe0\xb8\x81</v>")
    preview = sent(desk, changed_part(workbook, SHEET, stored.replace(b'<c r="B2"', b'<c r="B2" t="str"')))
    assert preview["first"][0]["person"]["first"] == "ก"


def test_a_house_number_that_a_spreadsheet_made_a_date_is_told(desk: FlaskClient) -> None:
    from datetime import datetime

    preview = sent(desk, as_xlsx([HEADER, ["นาย", "สมชาย", "ใจดี", datetime(2026, 3, 12), NAMES[0], ""]]))  # noqa: DTZ001
    assert [(fault["column"], fault["code"]) for fault in preview["faults"]] == [("บ้านเลขที่", "date")]


def test_numbers_of_a_spreadsheet_read_as_people_wrote_them(desk: FlaskClient) -> None:
    preview = sent(desk, as_xlsx([HEADER, ["นาย", "สมชาย", "ใจดี", 12.0, NAMES[0], 812345678]]))
    person = preview["first"][0]["person"]
    assert (person["house"], person["phone"]) == ("12", "0812345678")


def test_a_sheet_of_a_million_formatted_empty_rows_is_read_in_good_time(desk: FlaskClient) -> None:
    with zipfile.ZipFile(io.BytesIO(fine())) as packed:
        sheet = packed.read(SHEET)
    far = sheet.replace(b"</sheetData>", b'<row r="1048576"><c r="A1048576" s="0"/></row></sheetData>')
    began = time.process_time()
    assert sent(desk, changed_part(fine(), SHEET, far))["counts"] == {"new": 3}
    assert time.process_time() - began < 8
