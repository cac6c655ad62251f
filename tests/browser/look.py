"""Looks at a screen as it stands: axe, what is cut, what is too small to press, and its picture when asked for.

`LOOK=folder` in the environment keeps a picture of every screen looked at.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.conftest import ROOT, wait_for

AXE = ROOT / "pwa" / "node_modules" / "axe-core" / "axe.min.js"
MEASURES = Path(__file__).with_name("look.js")
THEMES = ("light", "dark", "sunlight")
THUMB, LINE, POINTER = 48, 24, 24  # px; WCAG 2.2 2.5.8 asks 24 of every pointer, a thumb in a hurry needs 48


@cache
def script(file: Path) -> str:
    return file.read_text("utf-8")


def faults(page: Page, *, target: int = THUMB) -> list[str]:
    """What is wrong with the measures of this screen."""
    loaded = "document.fonts.check('16px Sarabun', 'ก')"
    wait_for(lambda: page.evaluate(loaded), "the letters of Sarabun did not come")
    found: list[str] = page.evaluate(script(MEASURES), {"target": target, "inline": LINE})
    return found


def violations(page: Page, *rules: str) -> list[str]:
    """What axe says of this screen; with `rules`, only of those."""
    if not page.evaluate("'axe' in globalThis"):
        page.evaluate(script(AXE))  # the page's own policy allows no other way
    options = {"runOnly": list(rules)} if rules else {}
    found: list[str] = page.evaluate(
        "(options) => axe.run(options).then((found) => found.violations.flatMap("
        "(one) => one.nodes.map((node) => `${one.id}: ${node.html.slice(0, 160)} ${node.any[0]?.message ?? ''}`)))",
        options,
    )
    return found


def in_every_theme(page: Page, name: str) -> list[str]:
    """What axe says of a screen in light; and of contrast, which alone differs, in the other themes."""
    found: list[str] = []
    for theme in THEMES:
        page.evaluate("(theme) => void (document.documentElement.dataset.theme = theme)", theme)
        keep(page, f"{name}-{theme}", whole=name.startswith("desk"))
        rules = () if theme == THEMES[0] else ("color-contrast",)
        found += [f"{theme}: {one}" for one in violations(page, *rules)]
    return found


def keep(page: Page, name: str, *, whole: bool = False) -> None:
    """A picture of what was looked at, if somebody asked to see it."""
    if folder := os.environ.get("LOOK"):
        Path(folder).mkdir(exist_ok=True, parents=True)
        page.screenshot(path=Path(folder) / f"{name}.png", animations="disabled", full_page=whole)
