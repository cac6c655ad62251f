"""The minutes as files: PDF and DOCX say what the layout says, whatever people wrote."""

from __future__ import annotations

import difflib
import io
import re
import stat
import unicodedata
import zipfile
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from flask import Flask
from flask.testing import FlaskClient

from server import cli_minutes, terminal
from server.demo.loader import id_of
from server.demo.people import OFFICE
from server.minutes import file, service
from server.minutes.layout import Block, Layout
from tests import paper
from tests.server.minutes.stage import M1, M2, Write

HOSTILE = (
    '#panic("x") $x^2$ *หนา* _เอียง_ <b>&amp; @ref `code` \\ // /* #{ [ ] = หัว',
    "ควบคุม\x00\x01\x0b\x1f\ufffe จบ \u202eกลับ\u202c",
    "- ข้อ\n+ ข้อ\n= หัวข้อ\n#set page(width: 1cm)",
)

COMPARED = {
    "code": "7K2M-Q9XA",
    "at": "2026-01-17T16:12:00+07:00",
    "logs": [{"log": log, "seq": 1, "hash": "A" * 43} for log in ("first", "second")],
}


def of_docx(made: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(made)).paragraphs)


def of_pdf(made: bytes) -> str:
    """The text of all pages, without the foot that counts them."""
    return "".join(re.sub(r"หน[^0-9๐-๙]{1,3}[0-9๐-๙]+จาก[0-9๐-๙]+", "", page) for page in paper.pages(made))


def differences(read: str, written: str) -> list[tuple[str, str]]:
    """Where a PDF differs from what was written, apart from a letter under two marks that readers give twice."""
    steps = difflib.SequenceMatcher(None, read, written, autojunk=False).get_opcodes()
    found = [(read[a:b], written[c:d]) for step, a, b, c, d in steps if step != "equal"]
    return [
        pair for pair in found if pair[1] or not re.fullmatch("[ก-ฮ][\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]{2}", pair[0])
    ]


@pytest.mark.parametrize("digits", ["thai", "arabic"])
def test_pdf_and_docx_say_what_the_layout_says(held: Flask, staff: FlaskClient, digits: str) -> None:
    with held.app_context():
        _, layout = service.paper(OFFICE, M1, public=False)
    expected = layout.in_digits(digits).text
    address = f"/api/minutes/{M1}/paper?digits={digits}"
    docx, pdf = staff.get(f"{address}&format=docx"), staff.get(f"{address}&format=pdf")
    assert (docx.status_code, pdf.status_code) == (200, 200)
    assert of_docx(docx.data) == expected
    assert not differences(of_pdf(pdf.data), paper.plain(expected))
    assert pdf.mimetype == "application/pdf"
    assert pdf.headers["Cache-Control"] == "no-store"
    other = "[0-9]" if digits == "thai" else "[๐-๙]"
    assert not re.search(other, expected)


def test_digits_inside_foreign_words_are_left_alone() -> None:
    layout = Layout((Block("body", ("กล้อง CCTV24 จำนวน 24 ตัว",)),))
    assert layout.in_digits("thai").text == "กล้อง CCTV24 จำนวน ๒๔ ตัว"


def test_the_code_of_the_copies_compared_at_the_closing_is_printed_with_what_it_is_good_for(
    held: Flask, staff: FlaskClient, write: Write
) -> None:
    """R5.3: the closing of a hearing; both copies and every format say it, and the code keeps its own digits."""
    before = staff.get(f"/api/minutes/{M1}").get_json()
    assert not [block for block in before["blocks"] if "รหัสข้อมูล" in block["cells"][0]]
    write("minutes", compared=COMPARED)
    for copy in ("office", "public"):
        docx, pdf = (
            staff.get(f"/api/minutes/{M1}/paper?copy={copy}&format={format}").data for format in ("docx", "pdf")
        )
        assert "ตรงกันทั้ง ๒ ชุด เมื่อวันเสาร์ที่ ๑๗ มกราคม ๒๕๖๙ เวลา ๑๖.๑๒ น.\nรหัสข้อมูลขณะนั้น 7K2M-Q9XA " in of_docx(docx)
        assert "7K2M-Q9XA" in of_pdf(pdf)
    write("minutes", compared=None)
    assert staff.get(f"/api/minutes/{M1}").get_json()["blocks"] == before["blocks"]


def test_the_pdf_looks_as_approved(held: Flask, staff: FlaskClient, write: Write) -> None:
    write("minutes", compared=COMPARED)
    made = staff.get(f"/api/minutes/{M1}/paper").data
    paper.looks_as_approved("minutes", made)
    paper.looks_as_approved("minutes-end", made, -1)


def test_hostile_words_are_printed_as_words(held: Flask, staff: FlaskClient, write: Write) -> None:
    """No markup of the typesetter, no control character and no mark that turns the reading gets through."""
    item = id_of("m1-agenda-6")
    write("minutes_item", record=item, said="\n".join(HOSTILE).replace("\x00", ""))
    write("minutes", members=[{"name": HOSTILE[0], "role": "#let", "proxy_for": None}])
    docx = staff.get(f"/api/minutes/{M1}/paper?format=docx").data
    pdf = of_pdf(staff.get(f"/api/minutes/{M1}/paper?format=pdf").data)
    assert staff.get(f"/api/minutes/{M1}/paper?format=docx").status_code == 200
    said = of_docx(docx)
    for line in ('#panic("x")', "*หนา*", "<b>&amp;", "#set page(width:"):
        assert line in said
        assert paper.plain(line) in pdf
    assert not [letter for letter in said if letter not in "\n\t" and unicodedata.category(letter) in ("Cc", "Cs")]
    assert "\u202e" not in said
    assert "\ufffe" not in said


def test_every_script_of_the_docx_has_the_thai_font() -> None:
    made = file.made(Layout((Block("title", ("รายงาน",)), Block("row", ("1.", "ก", "ข")))), "รายงาน", "docx", "thai")
    fonts = Document(io.BytesIO(made)).styles["Normal"].element.rPr.rFonts
    assert {fonts.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "cs", "eastAsia")} == {"TH Sarabun New"}
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        assert b'w:szCs w:val="32"' in parts.read("word/styles.xml")
        assert b"<w:bCs" in parts.read("word/document.xml")


def test_a_letter_that_the_font_lacks_stops_no_paper() -> None:
    layout = Layout((Block("body", ("น้ำท่วม 🌊 漢字 العربية",)),))
    assert file.made(layout, "ก", "pdf", "thai").startswith(b"%PDF")


@pytest.mark.parametrize("query", ["format=exe", "copy=all", "digits=roman"])
def test_a_paper_that_does_not_exist_is_refused_plainly(held: Flask, staff: FlaskClient, query: str) -> None:
    answer = staff.get(f"/api/minutes/{M1}/paper?{query}")
    assert (answer.status_code, answer.get_json()["code"]) == (422, "invalid_input")
    assert staff.get("/api/minutes/nowhere/paper").status_code == 404
    assert held.test_client().get("/hearings/nowhere/minutes.pdf").status_code == 404


def test_the_page_of_the_hearing_offers_adopted_minutes_and_no_others(
    held: Flask, staff: FlaskClient, write: Write
) -> None:
    somebody = held.test_client()
    address = f"/hearings/{M1}/minutes.pdf"
    assert address not in somebody.get(f"/hearings/{M1}").get_data(as_text=True)
    write("minutes", state="proposed")
    assert address not in somebody.get(f"/hearings/{M1}").get_data(as_text=True)
    staff.post(f"/api/minutes/{M1}/adoption", json={"meeting": M2})
    for language in ("", "?lang=en"):
        assert address in somebody.get(f"/hearings/{M1}{language}").get_data(as_text=True)
    answer = somebody.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")


def test_minutes_of_a_hearing_without_a_page_stay_in_the_office(held: Flask, staff: FlaskClient, write: Write) -> None:
    """A hearing that was neither announced nor opened has no page (R2.1b), and so no file below it."""
    write("minutes", state="proposed")
    write("meeting", state="planned", notice=None)
    assert staff.post(f"/api/minutes/{M1}/adoption", json={"meeting": M2}).status_code == 200
    for path in (f"/hearings/{M1}", f"/hearings/{M1}/minutes.pdf", f"/hearings/{M1}/minutes.docx"):
        assert held.test_client().get(path).status_code == 404
    assert staff.get(f"/api/minutes/{M1}/paper").status_code == 200


def test_the_command_writes_the_minutes_into_a_file(
    held: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from click.testing import CliRunner

    monkeypatch.setattr(terminal, "app", lambda **_given: held)
    out = tmp_path / "minutes.docx"
    done = CliRunner().invoke(cli_minutes.minutes, [M1, "--format", "docx", "--digits", "arabic", "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert "ครั้งที่ 1/2569" in of_docx(out.read_bytes())
    assert stat.S_IMODE(out.stat().st_mode) == 0o600, "the office's copy holds names"
    out.write_bytes(b"mine")
    again = CliRunner().invoke(cli_minutes.minutes, [M1, "--out", str(out)])
    assert (again.exit_code, out.read_bytes()) == (1, b"mine"), "what is there is not overwritten"
    assert "cannot be written" in again.output
    lost = CliRunner().invoke(cli_minutes.minutes, ["nowhere", "--out", str(tmp_path / "none.pdf")])
    assert lost.exit_code == 1
    assert "not_found" in lost.output
    assert not (tmp_path / "none.pdf").exists()
