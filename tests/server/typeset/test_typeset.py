"""Owns the one way to paper: data stays data, no letter in a wrong shape, errors that say no more than a code."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from server.errors import Refusal
from server.typeset import numbers, qr, service
from tests import paper

Print = Callable[..., bytes]
HEAD = '#import "/typeset/page.typ": *\n#show: paper.with(title: "ลอง")\n'


@pytest.fixture
def printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Print:
    """Sets a template's text, as if it lay below server/."""
    (tmp_path / "typeset").symlink_to(service.ROOT / "typeset")
    monkeypatch.setattr(service, "ROOT", tmp_path)

    def make(source: str, data: dict[str, Any] | None = None) -> bytes:
        template = tmp_path / "page.typ"
        template.write_text(HEAD + source, "utf-8")
        return service.pdf(template, data or {})

    return make


@pytest.mark.parametrize(
    "text",
    ["#panic()", '#read("/etc/passwd")', "*ดาว* _ขีด_ $x^2$ = หัว", "<b>&amp;</b>", "\\u{41}", "@ref #sym.star", '"][('],
)
def test_text_of_the_records_is_printed_as_it_is_never_obeyed(printed: Print, text: str) -> None:
    said = paper.pages(
        printed("#data.name #table(data.name) #data.list.map(n => [#n]).join()", {"name": text, "list": [text]})
    )
    assert said[0].count(paper.plain(text)) == 3


def test_stacked_marks_come_out_whole(printed: Print) -> None:
    name = "นายปิ่น กิ๊กก๊าก น้ำ ครั้งที่ ฐุ์ ผู้ใหญ่ ญี่ปุ่น ฝั่งป่า"
    assert paper.plain(name) in paper.pages(printed("#data.name", {"name": name}))[0]


def test_digits_become_thai_except_in_codes_and_foreign_words(printed: Print) -> None:
    data = {"said": "ครั้งที่ 12/2569 ที่ https://a.th/12", "code": "7K3M", "thai_digits": True}
    said = paper.pages(printed("#data.said รหัส #data.code #num(345)", data))[0]
    assert "ครั้งที่๑๒/๒๕๖๙ที่https://a.th/12รหัส7K3M๓๔๕" in said
    assert said.endswith("หน้า๑จาก๑")


def test_a_missing_letter_shape_is_an_error_with_a_code(printed: Print) -> None:
    with pytest.raises(Refusal) as refused:
        printed('#text(font: "No Such Face")[ก]')
    assert refused.value.code == "print_failed"


def test_a_broken_template_is_an_error_with_a_code_and_nothing_else(printed: Print) -> None:
    with pytest.raises(Refusal) as refused:
        printed("#panic(data.name)", {"name": "นางความลับ"})
    assert (refused.value.code, refused.value.errors) == ("print_failed", None)
    assert refused.value.__cause__ is None


def test_the_same_data_give_the_same_bytes(printed: Print) -> None:
    assert printed("#data.name", {"name": "ก"}) == printed("#data.name", {"name": "ก"})


@pytest.mark.parametrize("word", ["ก" * 300, "a" * 300, "5" * 300, "https://example.org/" + "x/" * 100])
def test_a_word_without_end_wraps_instead_of_being_cut(printed: Print, word: str) -> None:
    pdf = printed("#table(columns: (30mm, 1fr), data.word, [หลัง])", {"word": word})
    assert len(paper.pages(pdf)) == 1
    edge = paper.pictures(pdf)[0].crop((150, 0, 610, 400))  # right of the narrow column there is little ink
    assert sum(edge.histogram()[:128]) < 2500


def test_controls_and_turned_text_are_left_out() -> None:
    assert numbers.plain("ก\u202eข\x00\x1bค\ud800\ufeff") == "กขค"


def test_a_qr_is_a_picture_of_its_own(printed: Print) -> None:
    pdf = printed("#qr(data.qr)", {"qr": qr.svg("https://example.org/hearings/x")})
    assert sum(paper.pictures(pdf)[0].histogram()[:64]) > 500
