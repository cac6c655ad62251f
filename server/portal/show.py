"""How the public pages show things: Buddhist years, digits, groups too small to be told apart, built files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

_MONTHS = {  # a table reads better as one line a language
    "th": "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม".split(),  # noqa: SIM905
    "en": "January February March April May June July August September October November December".split(),  # noqa: SIM905
}
_ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
ENTRY = "src/portal/main.ts"


def day(text: str | None, language: str) -> str:
    """`7 มีนาคม 2569` or `7 March 2026` of an ISO 8601 day or moment (Gregorian); empty when it is none."""
    try:
        shown = date.fromisoformat((text or "")[:10])
    except ValueError:
        return ""
    year = shown.year + 543 if language == "th" else shown.year
    return f"{shown.day} {_MONTHS[language][shown.month - 1]} {year}"


def official(text: str | None, language: str) -> str:
    """Official numbers keep their Thai digits in Thai, and are written in Arabic ones in English."""
    return (text or "") if language == "th" else (text or "").translate(_ARABIC)


def name(both: Any, language: str) -> str:
    """A name kept in Thai and perhaps in English."""
    if not isinstance(both, dict):
        return ""
    return str((both.get("en") if language == "en" else None) or both.get("th") or "")


def groups(by: Mapping[str, int], smallest: int) -> tuple[list[tuple[str, int]], int]:
    """Groups of people that may be told apart, largest first, and how many stand in the rest.

    No group below `smallest` is shown, and the rest is never below it either: a single hidden group could be worked out
    from the total.
    """
    ordered = sorted(((key, n) for key, n in by.items() if n > 0), key=lambda pair: (-pair[1], pair[0]))
    shown = [(key, n) for key, n in ordered if n >= smallest]
    rest = sum(n for _, n in ordered) - sum(n for _, n in shown)
    while shown and 0 < rest < smallest:
        rest += shown.pop()[1]
    return shown, rest


def assets(folder: Path) -> dict[str, list[str]]:
    """Addresses of the built script and styles of the public pages; none when the web app has not been built."""
    manifest = folder / "assets.json"
    if not manifest.is_file():
        return {"scripts": [], "styles": []}
    return _assets(manifest, manifest.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _assets(manifest: Path, _changed: int) -> dict[str, list[str]]:
    table: dict[str, dict[str, Any]] = json.loads(manifest.read_text("utf-8"))
    if ENTRY not in table:
        return {"scripts": [], "styles": []}
    styles: list[str] = []
    waiting, seen = [ENTRY], set()
    while waiting:
        key = waiting.pop()
        if key in seen:
            continue
        seen.add(key)
        styles += [file for file in table[key].get("css", []) if file not in styles]
        waiting += table[key].get("imports", [])
    return {"scripts": [f"/{table[ENTRY]['file']}"], "styles": [f"/{file}" for file in styles]}
