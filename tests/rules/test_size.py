"""Owns the ceilings of the house: 250 lines a file, 40 lines a function, so that each fits in one head."""

import re

from tests.rules import house

FILE_CEILING = 250
FUNCTION_CEILING = 40
WORDS = r"(?:(?:export|default|async|static|private|get|set|override) )*"
NAMED = r"function\b"
ARROW = r"(?:const|let) \w+(?:: [^=]+)? = (?:async )?\([^)]*\)[^=]*=> \{$"
METHOD = r"#?\w+\([^;]*\{$"
SCRIPT = re.compile(rf"^(?P<indent>[ \t]*){WORDS}(?:{NAMED}|{ARROW}|{METHOD})")
NOT_A_FUNCTION = re.compile(r"^\s*(?:if|for|while|switch|catch|else|do|try|return|describe|it|test)\b")


def script_functions(source: str) -> list[tuple[str, int]]:
    """The first line of each function of a script, and its count of lines down to the brace below its start."""
    lines = source.splitlines()
    found = []
    for number, line in enumerate(lines):
        match = SCRIPT.match(line)
        if not match or NOT_A_FUNCTION.match(line) or line.rstrip().endswith(("}", "};", ";")):
            continue
        for end in range(number + 1, len(lines)):
            if re.match(rf"{match['indent']}\}}", lines[end]):
                found.append((line.strip(), end - number + 1))
                break
    return found


def test_no_file_is_longer_than_250_lines() -> None:
    own = [
        path for path in house.under(house.CODE, ".py", ".ts", ".svelte", ".css", ".html") if not house.for_tests(path)
    ]
    lengths = {path: len(house.text(path).splitlines()) for path in own}
    assert {path: length for path, length in lengths.items() if length > FILE_CEILING} == {}


def test_no_python_function_is_longer_than_40_lines() -> None:
    lengths = {
        f"{path}:{function.lineno} {function.name}": (function.end_lineno or 0) - function.lineno + 1
        for path in house.under(("server/", "sync/"), ".py")
        for function in house.functions(path)
    }
    assert {name: length for name, length in lengths.items() if length > FUNCTION_CEILING} == {}


def test_no_script_function_is_longer_than_40_lines() -> None:
    long = {
        f"{path}: {first}": length
        for path in house.under(("pwa/src/",), ".ts", ".svelte")
        if not house.for_tests(path)
        for first, length in script_functions(house.text(path))
        if length > FUNCTION_CEILING
    }
    assert long == {}


def test_the_measure_of_script_functions_sees_each_way_to_write_one() -> None:
    source = "\n".join(
        [
            "export async function one(a: string): Promise<void> {",
            "  if (a) {",
            "  }",
            "}",
            "const two = (a: number) => {",
            "  a;",
            "};",
            "class C {",
            "  three(): void {",
            "    this;",
            "  }",
            "}",
        ]
    )
    assert [length for _, length in script_functions(source)] == [4, 3, 3]
