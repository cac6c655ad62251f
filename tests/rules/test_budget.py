"""Owns the weight of the field app: what a cheap phone loads before fonts stays within 60 kB, gzip."""

import gzip
import json

import pytest

from tests.rules import house

DIST = house.ROOT / "pwa" / "dist"
BUDGET = 60_000


def loaded(entry: str) -> set[str]:
    """The scripts and styles that an entry of the build loads, following static and lazy imports alike."""
    table = json.loads((DIST / "assets.json").read_text(encoding="utf-8"))
    waiting, seen, found = [entry], set(), set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        chunk = table[name]
        found |= {chunk["file"], *chunk.get("css", [])}
        waiting += [*chunk.get("imports", []), *chunk.get("dynamicImports", [])]
    return {file for file in found if file.endswith((".js", ".css"))}


def weight(files: set[str]) -> int:
    """Bytes of these files, each compressed on its own as a server sends them."""
    return sum(len(gzip.compress((DIST / file).read_bytes(), compresslevel=9, mtime=0)) for file in files)


@pytest.fixture(autouse=True)
def built() -> None:
    """Every test here weighs what was built."""
    if not (DIST / "assets.json").is_file():
        pytest.fail("pwa/dist is missing: `make test` builds it first, or run `npm --prefix pwa run build`")


def test_the_field_app_stays_within_60_kilobytes() -> None:
    files = loaded("field.html")
    assert any(file.endswith(".js") for file in files)
    assert any(file.endswith(".css") for file in files)
    assert weight(files) <= BUDGET


def test_only_the_field_app_brings_its_own_font() -> None:
    """Two weights of one family, Thai and Latin, as woff2: older formats would only add to the first load."""
    fonts = [file.name for file in DIST.rglob("*") if file.suffix in (".woff", ".ttf", ".otf", ".eot")]
    shell = (DIST / "service-worker.js").read_text(encoding="utf-8")
    assert [name for name in fonts if name in shell] == []
