"""Owns the list of the project's own files, which every rule walks."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
CODE = ("server/", "sync/", "pwa/src/")
# Written by tools or bought in, so not held to rules of style.
MADE = (".generated.ts", "package-lock.json")


def for_tests(path: str) -> bool:
    """Whether a file below pwa/src/ is a test or made for tests (testing/, fake-….ts, arbitraries.ts, …)."""
    name = path.rsplit("/", 1)[-1]
    return "/testing/" in path or name.startswith(("fake-", "arbitraries", "test-setup")) or name.endswith(".test.ts")


@cache
def files() -> tuple[str, ...]:
    """Paths, from the root, of every file that is tracked or would be."""
    command = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return tuple(sorted(path for path in set(listed) if (ROOT / path).is_file()))


def under(prefixes: tuple[str, ...], *suffixes: str) -> list[str]:
    """The files below these folders with one of these endings, without what tools wrote."""
    return [
        path for path in files() if path.startswith(prefixes) and path.endswith(suffixes) and not path.endswith(MADE)
    ]


def text(path: str) -> str:
    """The text of a file of the project."""
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def tree(path: str) -> ast.Module:
    """The syntax tree of a Python file of the project."""
    return ast.parse(text(path), filename=path)


def functions(path: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a Python file."""
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def imports(path: str) -> set[str]:
    """The absolute dotted names a Python file imports: `from a.b import c` yields a.b and a.b.c."""
    package = path.removesuffix("/__init__.py").removesuffix(".py").replace("/", ".").split(".")
    if not path.endswith("/__init__.py"):
        package = package[:-1]
    names: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*above, *([node.module] if node.module else [])])
            names.add(module)
            names.update(f"{module}.{alias.name}" for alias in node.names)
    return names
