"""Owns the rule that every word on screen stands in pwa/src/text/, in both languages."""

import re

import pytest

from tests.rules import house

THAI = re.compile(r"[\u0e01-\u0e4f\u0e5a\u0e5b]")  # letters and marks; a digit is no word
COMMENT = re.compile(r"<!--.*?-->|/\*.*?\*/|(?<![:\w'\"`])//[^\n]*", re.DOTALL)
SCRIPT = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL)
SAID = re.compile(
    r"""\s(?:aria-label|aria-description|title|placeholder|alt|label)=(?P<q>["'])(?P<text>[^"'{}]*[A-Za-z]{2}[^"'{}]*)(?P=q)"""
)
# Marks and units that read alike in both languages.
ALIKE = {"Enter", "OK", "PDF", "QR", "LINE", "px", "kB", "EN", "TH", "n"}


def without_expressions(markup: str) -> str:
    """Markup without its {…} expressions and blocks, however deep they nest."""
    kept, depth = [], 0
    for character in markup:
        if character == "{":
            depth += 1
        if depth == 0:
            kept.append(character)
        if character == "}":
            depth = max(0, depth - 1)
    return "".join(kept)


def words_in_markup(source: str) -> list[str]:
    """The words of a component that a person would read and that do not come from src/text/."""
    markup = COMMENT.sub("", SCRIPT.sub("", source))
    said = [match["text"] for match in SAID.finditer(markup)]
    bare = re.sub(r"<[^>]*>", "\n", without_expressions(markup))
    words = [line.strip() for line in bare.splitlines() if re.search(r"[A-Za-z]{2}", line)]
    return [word for word in [*said, *words] if word not in ALIKE]


# These read Thai that people wrote; nothing in them is shown.
READERS = {"pwa/src/desk/concerns.ts"}


def own_files(*suffixes: str) -> list[str]:
    """Scripts and components outside src/text/ that are neither tests nor made for tests."""
    return [
        path
        for path in house.under(("pwa/src/",), *suffixes)
        if not path.startswith("pwa/src/text/") and not house.for_tests(path)
    ]


def test_no_thai_word_stands_outside_the_text_folder() -> None:
    found = [
        f"{path}: {line.strip()[:60]}"
        for path in own_files(".ts", ".svelte")
        if path not in READERS
        for line in COMMENT.sub("", house.text(path)).splitlines()
        if THAI.search(line)
    ]
    assert found == []


def test_no_english_word_stands_in_the_markup_of_a_component() -> None:
    found = [(path, word) for path in own_files(".svelte") for word in words_in_markup(house.text(path))]
    assert found == []


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<script>let a = 'hello';</script><p>{t.hello}</p>", []),
        ("<p>Hello <b>{name}</b></p>", ["Hello"]),
        ('<button aria-label="Close it">×</button>', ["Close it"]),
        ("<button aria-label={t.close} onclick={() => { a = 1; }}>×</button>", []),
        ("{#if a}{b}{:else}None{/if}", ["None"]),
    ],
)
def test_the_search_for_words_finds_what_a_person_would_read(source: str, words: list[str]) -> None:
    assert words_in_markup(source) == words
