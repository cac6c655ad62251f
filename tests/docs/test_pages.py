"""Owns the proofs that the pages of docs/ do not fall behind: kinds, links, decisions, commands of make."""

import re
import unicodedata
from pathlib import Path

import pytest

from tests.docs import kinds

ROOT = Path(__file__).parents[2]
PAGES = sorted([*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md"), *(ROOT / "sync").glob("*.md")])


def anchors(page: Path) -> set[str]:
    """The anchors of the headings of a page, as code hosts make them."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {"".join(filter(stays, head.lower())).replace(" ", "-") for head in heads}


def stays(letter: str) -> bool:
    """Whether a letter of a heading is in its anchor; vowels and tone marks over Thai letters are."""
    return letter.isalnum() or letter in "_- " or unicodedata.category(letter).startswith("M")


def broken(page: Path, link: str) -> bool:
    """Whether a relative link of a page leads nowhere."""
    target, _, anchor = link.partition("#")
    file = (page.parent / target).resolve() if target else page
    return not file.exists() or bool(anchor and file.suffix == ".md" and anchor not in anchors(file))


@pytest.mark.parametrize("file", PAGES, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_link_leads_somewhere(file: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", file.read_text(encoding="utf-8"))
    own = [link for link in links if not re.match(r"[a-z]+:", link)]
    assert [link for link in own if broken(file, link)] == []


def test_the_page_of_kinds_is_what_the_schema_says() -> None:
    assert kinds.PAGE.read_text(encoding="utf-8") == kinds.page(), "run: python -m tests.docs.kinds"


def test_every_decision_is_listed_under_its_own_title() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = set(re.findall(r"^- \[(.+)\]\((.+)\)$", (folder / "README.md").read_text(encoding="utf-8"), re.MULTILINE))
    there = {
        (page.read_text(encoding="utf-8").splitlines()[0].removeprefix("# "), page.name)
        for page in folder.glob("[0-9]*.md")
    }
    assert listed == there


def test_every_decision_says_context_decision_and_consequences() -> None:
    pages = {page.name: page.read_text(encoding="utf-8") for page in (ROOT / "docs" / "decisions").glob("[0-9]*.md")}
    parts = ("**Context.**", "**Decision.**", "**Consequences.**")
    assert [name for name, words in pages.items() if not all(part in words for part in parts)] == []


def test_every_command_of_make_is_explained_to_developers() -> None:
    commands = re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    page = (ROOT / "docs" / "developers.md").read_text(encoding="utf-8")
    assert [command for command in commands if f"`make {command}`" not in page] == []
