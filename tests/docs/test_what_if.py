"""Owns the proof that every answer in sync/README.md names tests that exist."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "sync" / "README.md").read_text(encoding="utf-8")
QUESTIONS = re.findall(r"^## (\d+\. … [^\n]+\?)\n(.*?)(?=^## |\Z)", PAGE, re.DOTALL | re.MULTILINE)
NAMED = re.findall(r"`([\w/.-]+\.(?:py|ts))::([^`]+)`", PAGE)


def names_in(file: Path) -> set[str]:
    """The names of the tests in a file of either language."""
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".py":
        return {node.name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)}
    return {match[2] for match in re.finditer(r"^\s*(?:test|it)\((['\"`])(.*?)\1, ", text, re.MULTILINE)}


@pytest.mark.parametrize(("file", "name"), NAMED, ids=[name for _, name in NAMED])
def test_a_named_test_exists(file: str, name: str) -> None:
    assert (ROOT / file).is_file()
    assert name in names_in(ROOT / file)


def test_at_least_ten_questions_are_answered_shortly_each_by_a_test() -> None:
    assert len(QUESTIONS) >= 10
    for question, answer in QUESTIONS:
        said = answer.partition("\n- `")[0]
        sentences = re.findall(r"[.:;]\s", said + " ")
        assert 2 <= len(sentences) <= 6, question
        assert re.search(r"^- `[^`]+::[^`]+`$", answer, re.MULTILINE), question
