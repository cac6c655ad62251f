"""Dates, digits, small groups, percents, receipt codes, words in two languages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.portal import receipts, show
from server.portal.hearing import percents
from server.portal.text import WORDS


def test_a_day_is_shown_in_the_buddhist_era_in_thai_and_in_the_gregorian_in_english() -> None:
    assert show.day("2026-03-07", "th") == "7 มีนาคม 2569"
    assert show.day("2026-03-07T01:00:00+07:00", "en") == "7 March 2026"
    assert show.day(None, "th") == show.day("soon", "th") == ""


def test_official_numbers_keep_thai_digits_in_thai_only() -> None:
    assert show.official("๑/๒๕๖๙", "th") == "๑/๒๕๖๙"
    assert show.official("๑/๒๕๖๙", "en") == "1/2569"
    assert show.official(None, "th") == ""


def test_a_name_without_english_is_shown_in_thai() -> None:
    assert show.name({"th": "ไฟ"}, "en") == "ไฟ"
    assert show.name({"th": "ไฟ", "en": "Lights"}, "en") == "Lights"
    assert show.name(None, "en") == ""


@given(st.dictionaries(st.text(min_size=1), st.integers(0, 60)), st.integers(1, 10))
def test_no_group_below_the_smallest_is_shown_or_can_be_worked_out(by: dict[str, int], smallest: int) -> None:
    shown, rest = show.groups(by, smallest)
    assert all(n >= smallest for _, n in shown)
    assert rest == 0 or rest >= smallest or not shown
    assert sum(n for _, n in shown) + rest == sum(by.values())


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=12))
def test_percents_are_whole_and_add_up(numbers: list[int]) -> None:
    shares = percents(numbers)
    assert sum(shares) == (100 if any(numbers) else 0)
    assert all(abs(share - 100 * n / max(sum(numbers), 1)) < 1 for share, n in zip(shares, numbers, strict=True))


@given(st.data())
def test_a_receipt_with_one_wrong_symbol_or_two_swapped_ones_is_noticed(data: st.DataObject) -> None:
    code = receipts.new()
    assert receipts.fits(code)
    place = data.draw(st.integers(0, receipts.LENGTH - 1))
    wrong = data.draw(st.sampled_from([letter for letter in receipts.ALPHABET if letter != code[place]]))
    assert not receipts.fits(code[:place] + wrong + code[place + 1 :])
    if place and code[place] != code[place - 1]:
        assert not receipts.fits(code[: place - 1] + code[place] + code[place - 1] + code[place + 1 :])


@pytest.mark.parametrize("typed", ["7k3m q9tx 2bva", "7K3M-Q9TX-2BVA", "๗K๓M-Q๙TX-๒BVA"])
def test_a_receipt_is_read_however_it_is_typed(typed: str) -> None:
    assert receipts.normal(typed) == "7K3MQ9TX2BVA"
    assert receipts.normal("iIlLoO") == "111100"
    assert receipts.fits(receipts.normal(typed))


def leaves(words: Any, path: str = "") -> dict[str, str]:
    """Every text with its path."""
    if isinstance(words, dict):
        return {key: text for name, inner in words.items() for key, text in leaves(inner, f"{path}.{name}").items()}
    return {path: words}


def test_both_languages_have_the_same_words_with_the_same_blanks() -> None:
    thai, english = leaves(WORDS["th"]), leaves(WORDS["en"])
    assert thai.keys() == english.keys()
    for path, text in thai.items():
        if path != ".joiner":
            assert text.strip(), path
            assert english[path].strip(), path
        blanks = [sorted(part.split("}")[0] for part in each.split("{")[1:]) for each in (text, english[path])]
        assert blanks[0] == blanks[1], path
    assert not [
        path for path, text in english.items() if path != ".other_language" and any("ก" <= c <= "๛" for c in text)
    ]


def test_scripts_and_styles_are_found_through_every_shared_chunk(tmp_path: Path) -> None:
    assert show.assets(tmp_path) == {"scripts": [], "styles": []}
    table = {
        show.ENTRY: {"file": "assets/portal.js", "css": ["assets/portal.css"], "imports": ["_shared"]},
        "_shared": {"file": "assets/shared.js", "css": ["assets/shared.css"], "imports": ["_shared"]},
        "desk.html": {"file": "assets/desk.js", "css": ["assets/desk.css"]},
    }
    (tmp_path / "assets.json").write_text(json.dumps(table))
    assert show.assets(tmp_path) == {
        "scripts": ["/assets/portal.js"],
        "styles": ["/assets/portal.css", "/assets/shared.css"],
    }
