"""Owns the weight of the field app: what a cheap phone loads before its first screen, and all of it.

Scripts and styles, gzip, before fonts. The first screen works without the later ones, which are fetched right after it
stands; so the first figure is what a person waits for, and the second what the phone stores.
"""

import gzip
import json
from typing import Any

import pytest

from tests.rules import house

DIST = house.ROOT / "pwa" / "dist"
FIRST_SCREEN = 60_000
ALL_SCREENS = 105_000


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


def test_what_the_first_screen_needs_stays_within_60_kilobytes() -> None:
    files = loaded("field.html", "imports")
    assert any(file.endswith(".js") for file in files)
    assert any(file.endswith(".css") for file in files)
    assert weight(files) <= FIRST_SCREEN


def test_the_whole_field_app_does_not_grow_unnoticed() -> None:
    assert weight(loaded("field.html", "imports", "dynamicImports")) <= ALL_SCREENS


def test_fonts_come_in_one_modern_format() -> None:
    """Two weights of one family, Thai and Latin, as woff2: older formats would only add to the first load."""
    fonts = [file.name for file in DIST.rglob("*") if file.suffix in (".woff", ".ttf", ".otf", ".eot")]
    shell = (DIST / "service-worker.js").read_text(encoding="utf-8")
    assert [name for name in fonts if name in shell] == []
