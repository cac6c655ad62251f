"""A changed byte of a line is found again by the line's own hashes (R0.2)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from server.doctor import line
from sync.entry import Draft, compose

BODY = {"title": "ประชุมประชาคม ครั้งที่ ๑", "officers": ["a", "b"]}
DRAFT = Draft("meeting", "m1", {**BODY}, {"key": "A" * 43}, {"title": [], "officers": [], "key": []})
ENTRY = compose(DRAFT, stream="meeting/m1", log="l1", seq=1, prev="", at=f"{1:013x}-0000", by="u1")
COLUMNS = tuple(part.encode() for part in ENTRY.line.removesuffix("\n").split("\t"))
WHOLE = b"\t".join(COLUMNS)


@given(st.sampled_from(range(5)), st.integers(0, 10_000), st.integers(1, 255))
def test_any_one_changed_byte_is_named_exactly_with_what_stood_there(index: int, at: int, mask: int) -> None:
    column = COLUMNS[index]
    at %= len(column)
    bad = column[:at] + bytes((column[at] ^ mask,)) + column[at + 1 :]
    columns = (*COLUMNS[:index], bad, *COLUMNS[index + 1 :])
    flaws = list(line.flaws(columns, ENTRY.hash, search=True))
    assert [(flaw.part, flaw.was) for flaw in flaws] == [(line.PARTS[index], column[at])]
    assert flaws[0].offset is not None
    assert WHOLE[flaws[0].offset] == column[at]
    assert flaws[0].offset == line.span_of(COLUMNS, line.PARTS[index])[0] + at


def test_a_whole_line_has_no_flaw() -> None:
    assert list(line.flaws(COLUMNS, ENTRY.hash, search=True)) == []


@given(st.integers(0, 10_000), st.binary(min_size=2, max_size=9))
def test_more_than_one_byte_is_told_as_a_stretch_and_never_as_a_byte_that_is_not_known(at: int, more: bytes) -> None:
    body = COLUMNS[2]
    at %= len(body)
    columns = (*COLUMNS[:2], body[:at] + more + body[at:], *COLUMNS[3:])
    (flaw,) = line.flaws(columns, ENTRY.hash, search=True)
    assert flaw.was is None
    assert flaw.code in ("altered", "unreadable")
    start, end = flaw.span
    assert start <= line.span_of(columns, "body")[0]
    assert end == line.span_of(columns, "body")[1]
    if flaw.offset is not None:  # where it stops being JSON: the damage begins there or before
        assert flaw.code == "unreadable"
        assert (
            flaw.offset >= line.span_of(columns, "body")[0] + at - 2
        )  # a Thai letter begins two bytes before its last


def test_a_part_the_header_never_spoke_of_is_a_flaw() -> None:
    lone = compose(
        Draft("meeting", "m1", {"title": "ก"}, {}, {"title": []}),
        stream="meeting/m1", log="l1", seq=1, prev="", at=f"{1:013x}-0000", by="u1",
    )  # fmt: skip
    columns = (lone.header_text.encode(), lone.salt.encode(), lone.body_text.encode(), b"A" * 43, b'{"x":1}')
    assert [flaw.part for flaw in line.flaws(columns, lone.hash, search=True)] == ["private"]
