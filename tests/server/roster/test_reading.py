"""What rows say: columns, titles, names of one word, digits, marks; and that what was written comes back the same."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from server.roster import columns
from server.roster.people import Person, house_of, person_of, phone_of, plain, split_name
from server.roster.reader import read_table
from tests.names import Invented, people, thai_digits
from tests.server.roster import stage
from tests.server.roster.stage import COMMUNITIES, FIELDS, HEADER, as_csv, as_xlsx, chosen, sent, table

NAMES = list(COMMUNITIES.values())
NAMED = dict(zip(FIELDS, HEADER, strict=True))


@pytest.mark.parametrize(
    ("written", "title", "first", "last"),
    [
        ("นายสมชาย ใจดี", "นาย", "สมชาย", "ใจดี"),
        ("นางสาวมาลี  ณ อยุธยา", "นางสาว", "มาลี", "ณ อยุธยา"),
        ("น.ส.กัญญา อิศรางกูร ณ อยุธยา", "น.ส.", "กัญญา", "อิศรางกูร ณ อยุธยา"),
        ("พล.ต.อ.ประเสริฐ ศรีสุข", "พล.ต.อ.", "ประเสริฐ", "ศรีสุข"),
        ("พ.ต.ท.หญิง ศิริพร มีสุข", "พ.ต.ท.หญิง", "ศิริพร", "มีสุข"),
        ("ว่าที่ ร.ต.หญิงมาลี ใจดี", "ว่าที่ ร.ต.หญิง", "มาลี", "ใจดี"),
        ("จ่าสิบเอกเอกชัย ใจดี", "จ่าสิบเอก", "เอกชัย", "ใจดี"),
        ("พระมหาสมชาย สุจิตฺโต", "พระมหา", "สมชาย", "สุจิตฺโต"),
        ("พระครูวิมลธรรม", "พระครู", "วิมลธรรม", None),
        ("สามเณรบุญมี", "สามเณร", "บุญมี", None),
        ("ผศ.ดร.อำนวย ใจดี", "ผศ.ดร.", "อำนวย", "ใจดี"),
        ("คุณ มาลี ใจดี", "คุณ", "มาลี", "ใจดี"),
        ("คุณากร ใจดี", "", "คุณากร", "ใจดี"),
        ("พลอย ใจดี", "", "พลอย", "ใจดี"),
        ("สมศักดิ์", "", "สมศักดิ์", None),
        ("Mr. John Smith", "Mr.", "John", "Smith"),
    ],
)
def test_a_name_in_one_cell_is_told_apart(written: str, title: str, first: str, last: str | None) -> None:
    assert split_name(plain(written)) == (title, first, last)


def test_every_name_of_the_generator_is_told_apart_as_it_was_put_together() -> None:
    wrong = [one for one in people(4_000, NAMES) if split_name(one.full) != (one.title, one.first, one.last)]
    assert wrong == []


def test_the_generator_follows_the_habits_of_names() -> None:
    everybody = people(2_000, NAMES)
    alike = [one for one in everybody if (one.first, one.last) == ("สมชาย", "ใจดี")]
    assert len(alike) >= 50
    assert sum(one.last is None for one in everybody) > 50
    assert sum(" " in (one.last or "") for one in everybody) > 50
    assert len({(one.community, one.house) for one in everybody}) == len({one.house for one in everybody})


def test_one_spelling_for_what_looks_the_same() -> None:
    assert plain("น\u0e4d\u0e49\u0e32\u200bฝน  เเก้ว\ufeff") == "น\u0e49\u0e33ฝน แก้ว"
    assert house_of("บ้านเลขที่ ๑๒/๓") == "12/3"
    assert phone_of("๐๘๑-๒๓๔-๕๖๗๘") == "081-234-5678"
    assert (phone_of("812345678"), phone_of("-"), phone_of("ไม่มี")) == ("0812345678", "", "")


def test_a_title_that_stands_in_the_column_of_the_first_name_is_found() -> None:
    assert person_of({"first": "นายสมชาย", "last": "ใจดี"}) == Person("นาย", "สมชาย", "ใจดี")
    assert person_of({"title": "ด.ช.", "full": "สมชาย ใจดี"}) == Person("ด.ช.", "สมชาย", "ใจดี")


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (["ลำดับ", "ชื่อ - สกุล", "บ้านเลขที่", "ชุมชน"], {"full": 1, "house": 2, "community": 3}),
        (["คำนำหน้าชื่อ", "ชื่อ", "นามสกุล", "เบอร์โทร."], {"title": 0, "first": 1, "last": 2, "phone": 3}),
        (["ชื่อ", "เลขที่"], {"full": 0, "house": 1}),
        (["Title", "First name", "Last Name", "House No."], {"title": 0, "first": 1, "last": 2, "house": 3}),
        (["Name", "Tel"], {"full": 0, "phone": 1}),
        (["ชื่อ\u200b-นามสกุล", "อายุ", "วันเกิด"], {"full": 0}),
        (["a", "b"], {}),
    ],
)
def test_headers_are_known_in_both_languages(header: list[str], found: dict[str, int]) -> None:
    assert columns.guess(header, []) == found


def test_rows_above_the_header_are_no_people_and_rows_are_numbered_as_in_the_file(desk: FlaskClient) -> None:
    rows: list[list[str]] = [["ทะเบียนรายชื่อ ชุมชนท่าน้ำสมมติ"], [], *table(people(3, NAMES[:1]))]
    preview = sent(desk, as_csv(rows))
    assert [each["row"] for each in preview["first"]] == [4, 5, 6]


def test_a_person_has_the_last_word_on_columns_and_homes(app: Flask, desk: FlaskClient) -> None:
    rows = [["ก", "ข", "ค"], ["ใจดี", "สมชาย", "ท่าน้ำ"], ["มีสุข", "มาลี", ""], ["มั่งมี", "เกษม", "ไกลโพ้น"]]
    preview = sent(desk, as_csv(rows))
    assert (preview["problems"], preview["counts"]) == (["no_name_column"], {})
    preview = chosen(desk, preview, columns={"last": 0, "first": 1, "community": 2})
    assert preview["counts"] == {"error": 3}
    assert preview["unknown_places"] == [
        {"name": "ท่าน้ำ", "rows": 1},
        {"name": "", "rows": 1},
        {"name": "ไกลโพ้น", "rows": 1},
    ]
    preview = chosen(desk, preview, home="subdistrict/riverside", places={"ท่าน้ำ": "community/c1"})
    assert preview["counts"] == {"new": 2, "error": 1}
    assert [each["stream"] for each in preview["first"]] == ["community/c1", "subdistrict/riverside"]
    assert [fault["code"] for fault in preview["faults"]] == ["unknown_place"]


@pytest.mark.parametrize(
    "more",
    [
        {"home": "community/nowhere"},
        {"home": "meeting/m1"},
        {"places": {"x": "subdistrict/nowhere"}},
        {"columns": {"first": 99}},
        {"columns": {"first": 0, "last": 0}},
        {"columns": {"password": 0}},
        {"rest": "merge"},
        {"decisions": [{"row": 0, "choice": "same", "beside": ""}]},
    ],
)
def test_a_choice_that_cannot_be_is_refused(desk: FlaskClient, more: dict[str, Any]) -> None:
    preview = sent(desk, as_csv(table(people(3, NAMES))))
    answer = desk.put(f"/api/rosters/{preview['id']}", json={**preview["choices"], **more})
    assert (answer.status_code, answer.get_json()["code"]) == (422, "invalid_input")


def test_faults_say_where_what_and_what_to_do(desk: FlaskClient) -> None:
    rows = [HEADER, ["นาย", "", "ใจดี", "1", NAMES[0], ""], ["นาย", "ก" * 130, "ใจดี", "1", NAMES[0], ""]]
    faults = sent(desk, as_csv(rows))["faults"]
    assert [(fault["row"], fault["column"], fault["code"]) for fault in faults] == [
        (2, "ชื่อ", "no_name"),
        (3, "ชื่อ", "too_long"),
    ]
    assert faults[0]["said"] == "แถว 2 คอลัมน์ “ชื่อ”: ไม่มีชื่อ กรุณาเติมชื่อ หรือลบแถวนี้"


def read_back(content: bytes) -> list[Person]:
    """The people in a file, by guessed columns alone."""
    found = read_table(content)
    places = columns.guess(found.header, found.refused)
    assert found.marks == {}
    return [person_of({name: cells[column] for name, column in places.items()}) for _, cells in found.lines]


def as_person(one: Invented) -> Person:
    """What a row of an invented person should be read as."""
    return Person(one.title, one.first, one.last, one.house, one.phone, one.community)


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    count=st.integers(1, 25),
    order=st.permutations(FIELDS),
    in_one=st.booleans(),
    thai=st.booleans(),
    make=st.sampled_from(
        [as_xlsx, as_csv, lambda rows: as_csv(rows, "cp874", ";"), lambda rows: as_csv(rows, "utf-16", "\t")]
    ),
)
def test_what_is_written_in_any_order_of_columns_comes_back_the_same(
    seed: int, count: int, order: list[str], in_one: bool, thai: bool, make: Any
) -> None:
    everybody = people(count, NAMES, seed=seed)
    fields = [name for name in order if not (in_one and name in ("title", "last"))]
    header = ["ชื่อ-นามสกุล" if in_one and name == "first" else NAMED[name] for name in fields]
    rows = [
        [
            one.full
            if in_one and name == "first"
            else thai_digits(text)
            if thai and name in ("house", "phone")
            else text
            for name, text in zip(fields, cells, strict=True)
        ]
        for one, cells in zip(everybody, stage.rows_of(everybody, fields), strict=True)
    ]
    assert read_back(make([header, *rows])) == [as_person(one) for one in everybody]
