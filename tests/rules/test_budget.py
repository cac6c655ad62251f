"""Owns the weight of the field app: what a cheap phone loads before its first screen, and all of it.

Scripts and styles, gzip, before fonts. Counted are three figures: what the first screen needs; that with all later
screens and the exchange, which are fetched right after it stands; and the English words, which a phone that shows Thai
keeps for offline use but never runs.
"""

import gzip
import json
from typing import Any

import pytest

from tests.rules import house

DIST = house.ROOT / "pwa" / "dist"
FIRST_SCREEN = 55_000
# Of all: 16,000 for signatures and photos, the pad to sign on 4,700 of them; 9,500 for files that others carry and the
# closing code, the QR of it 6,500 of them; 12,000 for moving pictures between two phones and comparing by camera;
# 10,500 for pages taken on the server's word, missing parts, what is withdrawn, lost keys and damaged rows.
ALL_SCREENS = 148_000
ENGLISH = 8_500
# Our own reader of codes, which only browsers without one keep: a worker and its WebAssembly.
READER = 480_000
ENGLISH_WORDS = "src/text/en/index.ts"


def loaded(entry: str, *links: str) -> set[str]:
    """The scripts and styles of a built page, by `imports` (needed at once) and `dynamicImports` (fetched later)."""
    table: dict[str, Any] = json.loads((DIST / "assets.json").read_text(encoding="utf-8"))
    waiting, seen, found = [entry], set(), set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        chunk = table[name]
        found |= {chunk["file"], *chunk.get("css", [])}
        waiting += [other for link in links for other in chunk.get(link, [])]
    return {file for file in found if file.endswith((".js", ".css"))}


def weight(files: set[str]) -> int:
    """Bytes of these files, each compressed on its own as a server sends them."""
    return sum(len(gzip.compress((DIST / file).read_bytes(), compresslevel=9, mtime=0)) for file in files)


@pytest.fixture(autouse=True)
def built() -> None:
    """Every test here weighs what was built."""
    if not (DIST / "assets.json").is_file():
        pytest.fail("pwa/dist is missing: `make test` builds it first, or run `npm --prefix pwa run build`")


def test_what_the_first_screen_needs_stays_within_its_budget() -> None:
    files = loaded("field.html", "imports")
    assert any(file.endswith(".js") for file in files)
    assert any(file.endswith(".css") for file in files)
    assert weight(files) <= FIRST_SCREEN


def test_the_whole_field_app_does_not_grow_unnoticed() -> None:
    everything, english = loaded("field.html", "imports", "dynamicImports"), loaded(ENGLISH_WORDS, "imports")
    assert english < everything
    assert weight(everything - english) <= ALL_SCREENS
    assert weight(english) <= ENGLISH


def test_all_that_is_fetched_later_is_kept_for_offline_use() -> None:
    shell = (DIST / "service-worker.js").read_text(encoding="utf-8")
    assert [file for file in loaded("field.html", "imports", "dynamicImports") if file not in shell] == []


def test_our_reader_of_codes_is_whole_kept_for_offline_use_and_within_its_budget() -> None:
    files = {
        f"assets/{file.name}"
        for file in (DIST / "assets").iterdir()
        if file.name.startswith(("scan-worker-", "zxing_"))
    }
    assert sorted(file.rpartition(".")[2] for file in files) == ["js", "wasm"]
    shell = (DIST / "service-worker.js").read_text(encoding="utf-8")
    assert [file for file in files if file not in shell] == []
    assert weight(files) <= READER


def test_fonts_come_in_one_modern_format() -> None:
    """Two weights of one family, Thai and Latin, as woff2: older formats would only add to the first load."""
    fonts = [file.name for file in DIST.rglob("*") if file.suffix in (".woff", ".ttf", ".otf", ".eot")]
    shell = (DIST / "service-worker.js").read_text(encoding="utf-8")
    assert [name for name in fonts if name in shell] == []
