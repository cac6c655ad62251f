"""Owns the rules of the text of files: each says what it owns, and none names a registry or a path of one machine."""

import ast
import re

from tests.rules import house

# Put together here, or this file would break its own rule.
REGISTRIES = [
    ".".join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"))
]
REGISTRIES += [".".join(parts) for parts in (("yarnpkg", "com"), ("deb", "debian", "org"), ("crates", "io"))]
MACHINE = re.compile(
    r"(?<![\w./-])/(?:" + "|".join(["wo" + "rk", "ro" + "ot", "ho" + "me", "tm" + "p", "Us" + "ers"]) + r")/\w"
)
BINARY = (".png", ".woff2", ".ico", ".jpg", ".wasm")


def opens_with_a_comment(path: str) -> bool:
    """Whether a script, style or markup file begins with a comment (after the opening tag of a script)."""
    head = house.text(path).lstrip().removeprefix("<!doctype html>").lstrip()
    head = re.sub(r"^<script[^>]*>\s*", "", head)
    return head.startswith(("//", "/*", "<!--"))


def test_every_python_file_opens_by_saying_what_it_owns() -> None:
    own = [path for path in house.under(("",), ".py") if house.text(path).strip()]  # an empty __init__.py owns nothing
    silent = [path for path in own if not ast.get_docstring(house.tree(path))]
    assert silent == []


def test_every_script_and_style_opens_by_saying_what_it_owns() -> None:
    own = [path for path in house.under(("pwa/src/",), ".ts", ".svelte", ".css") if not path.endswith(".test.ts")]
    silent = [path for path in own if not opens_with_a_comment(path)]
    assert silent == []


def test_no_file_names_a_package_registry() -> None:
    found = [
        (path, name)
        for path in house.files()
        if not path.endswith(BINARY)
        for name in REGISTRIES
        if name in house.text(path)
    ]
    assert found == []


def test_no_file_names_a_path_of_one_machine() -> None:
    found = [
        (path, match.group())
        for path in house.files()
        if not path.endswith((*BINARY, "package-lock.json"))
        if (match := MACHINE.search(house.text(path)))
    ]
    assert found == []


def test_nothing_is_left_for_later_or_switched_off() -> None:
    marks = re.compile(
        "|".join(
            [
                "TO" + "DO",
                "FIX" + "ME",
                r"pytest\.mark\." + "skip",
                r"pytest\.mark\." + "xfail",
                r"\b(?:it|test|describe)\." + "(?:skip|only|todo)",
            ]
        )
    )
    found = [
        (path, match.group())
        for path in house.under((*house.CODE, "tests/", "pwa/tools/", "tools/"), ".py", ".ts", ".svelte", ".sh")
        if (match := marks.search(house.text(path)))
    ]
    assert found == []


def test_a_type_error_is_silenced_only_with_a_reason() -> None:
    mark = re.compile("# type: " + r"ignore(?:\[[\w, -]+\])?(?!.*#\s*\w)")
    found = [
        f"{path}:{number}"
        for path in house.under((*house.CODE, "tests/"), ".py")
        for number, line in enumerate(house.text(path).splitlines(), 1)
        if mark.search(line)
    ]
    assert found == []
