"""Checks that the engine stays what it is: pure Python, without web framework, database or network (R0.2, R5.6)."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import sync

ROOM = Path(sync.__file__).parent
MODULES = sorted(ROOM.glob("*.py"))
LIBRARIES = {"cryptography", "jsonschema_rs", "orjson"}
OUTSIDE = {
    "asyncio",
    "ftplib",
    "http",
    "multiprocessing",
    "smtplib",
    "socket",
    "sqlite3",
    "ssl",
    "subprocess",
    "urllib",
}
HEAVY = ("flask", "werkzeug", "sqlalchemy", "sqlite3", "marshmallow", "aiohttp", "requests", "server")


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_a_module_of_the_engine_imports_nothing_from_outside(path: Path) -> None:
    allowed = (sys.stdlib_module_names - OUTSIDE) | LIBRARIES | {"sync"}
    assert set(imported(path)) <= allowed


def test_the_engine_brings_no_framework_database_or_network_with_it() -> None:
    names = [f"sync.{path.stem}" for path in MODULES if path.stem != "__init__"]
    code = f"import sys, {', '.join(names)}; print(sorted(set({HEAVY}) & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOM.parent)
    assert done.stdout == "[]\n"


def test_the_map_of_the_room_names_every_module() -> None:
    assert sync.__doc__ is not None
    assert [path.name for path in MODULES if path.name != "__init__.py" and path.name not in sync.__doc__] == []
