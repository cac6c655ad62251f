"""Owns the proof that docs/requirements.md is complete, and that every test it names exists and cites its id."""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "requirements.md"

CLAUSES = re.findall(
    r"\S+",
    """
R0.1 R0.2 R1.1 R1.2 R1.3 R2.0 R2.1a R2.1b R2.1c R2.2a R2.2b R2.2c R2.2d R2.2e R2.3a R2.3b R2.3c R2.3d R2.4a R2.4b R2.4c
R2.5a R2.5b R2.5c R3.1a R3.1b R3.2a R3.2b R3.3a R3.3b R3.4a R3.4b R3.4c R3.4d R4.1 R4.2 R4.3 R5.1 R5.2 R5.3 R5.4 R5.5
R5.6 R5.7
""",
)
# Phrases of each cell of the matrix: before, during, after, for the levels 1 to 5.
PHRASES = {1: (5, 4, 4), 2: (3, 3, 3), 3: (3, 2, 2), 4: (2, 3, 2), 5: (3, 3, 3)}
MATRIX = [f"M0.{n}" for n in range(1, 5)] + [
    f"M{level}.{stage}.{n}"
    for level, counts in PHRASES.items()
    for stage, count in zip(("before", "during", "after"), counts, strict=True)
    for n in range(1, count + 1)
]


def rows() -> list[tuple[str, str]]:
    """The (id, test column) of every row of the page, in order."""
    found = []
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and re.fullmatch(r"[RM]\d[\w.]*", cells[0]):
            found.append((cells[0], cells[-1]))
    return found


def claims() -> list[tuple[str, str]]:
    """The (id, test) pairs that the page claims."""
    return [(row, name) for row, column in rows() if column != "open" for name in re.findall(r"`([^`]+)`", column)]


def cites(text: str, row: str) -> bool:
    """Whether the text names this id, and not a longer one that begins alike (R2.2 in R2.2a)."""
    return re.search(rf"(?<![\w.]){re.escape(row)}(?!\w|\.\d)", text) is not None


@cache
def python_tests(path: Path) -> dict[str, str]:
    """The source of each test function of a file, decorators included."""
    source = path.read_text(encoding="utf-8")
    lines = source.splitlines()
    tests = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            tests[node.name] = "\n".join(lines[first - 1 : node.end_lineno])
    return tests


@cache
def typescript_tests(path: Path) -> dict[str, str]:
    """The source of each Vitest test of a file, from its title to where the next test or group begins."""
    source = path.read_text(encoding="utf-8")
    call = r"^\s*(?:it|test|describe)(?:\.each\((?:[^()]|\([^()]*\))*\)|\.\w+)*\("  # …, or of a table: it.each([…])(
    starts = list(re.finditer(call, source, re.MULTILINE))
    ends = [match.start() for match in starts[1:]] + [len(source)]
    tests = {}
    for match, end in zip(starts, ends, strict=True):
        title = re.match(r"\s*(?P<quote>['\"`])(?P<title>.*?)(?<!\\)(?P=quote)", source[match.end() :])
        if title:
            tests[title["title"]] = source[match.start() : end]
    return tests


def source_of(name: str) -> str | None:
    """The source of the test a row names, or None when there is no such test."""
    path, arrow, title = name.partition(" › ")
    if not arrow:
        path, _, title = name.partition("::")
    file = ROOT / path
    if not file.is_file():
        return None
    return (typescript_tests(file) if arrow else python_tests(file)).get(title)


def test_every_requirement_has_exactly_one_row() -> None:
    count = Counter(row for row, _ in rows())
    assert [row for row in CLAUSES + MATRIX if count[row] == 0] == [], "no row"
    assert [row for row, times in count.items() if times > 1] == [], "more than one row"
    assert [row for row in count if row not in CLAUSES + MATRIX] == [], "no such requirement"


def test_every_row_names_a_test_or_says_open() -> None:
    wordless = [
        row for row, column in rows() if column != "open" and not re.fullmatch(r"`[^`]+`((, |<br>)`[^`]+`)*", column)
    ]
    assert wordless == []


def test_every_test_a_row_names_exists_and_cites_the_requirement() -> None:
    missing = [(row, name) for row, name in claims() if source_of(name) is None]
    assert missing == [], "the page names tests that do not exist"
    silent = [(row, name) for row, name in claims() if not cites(source_of(name) or "", row)]
    assert silent == [], "these tests do not say that they check the requirement"


def test_the_tests_of_a_script_are_found_by_their_titles(tmp_path: Path) -> None:
    file = tmp_path / "a.test.ts"
    file.write_text(
        "it('one (R1.1)', () => {\n  f();\n});\ntest.each(['a', f(1)] as const)('two %s', () => {\n  R1.2;\n});\n"
    )
    assert {title: "R1." in source for title, source in typescript_tests(file).items()} == {
        "one (R1.1)": True,
        "two %s": True,
    }


@pytest.mark.parametrize(
    ("text", "row", "expected"),
    [
        ("checks R5.6.", "R5.6", True),
        ("R2.2a", "R2.2", False),
        ("M1.before.12", "M1.before.1", False),
        ("(R0.1)", "R0.1", True),
    ],
)
def test_a_citation_is_the_whole_id(text: str, row: str, expected: bool) -> None:
    assert cites(text, row) is expected
