"""Owns the direction of calls: routes -> schemas -> service -> store -> sync; screens -> store <- sync <- exchange."""

import ast
import re
from pathlib import PurePosixPath

from tests.rules import house

PYTHON_ROOTS = ("server", "sync", "migrations", "tests", "tools")


def ours(path: str) -> set[str]:
    """What a Python file imports of the project's own packages."""
    return {name for name in house.imports(path) if name.split(".")[0] in PYTHON_ROOTS}


def of_file(path: str, name: str) -> list[str]:
    """The files of server/<feature>/ called `name`.py."""
    return [file for file in house.under((path,), ".py") if PurePosixPath(file).stem == name]


def script_imports(path: str) -> list[str]:
    """What a script or component imports: packages as they are, own files as paths from pwa/src/."""
    source = house.text(path)
    named = re.findall(r"""(?:from|import)\s*\(?\s*['"]([^'"]+)['"]""", source)
    folder = PurePosixPath(path).parent
    return [resolve(folder, name) for name in named]


def resolve(folder: PurePosixPath, name: str) -> str:
    """A relative import as a path from the root; anything else as it is."""
    if not name.startswith("."):
        return name
    parts: list[str] = []
    for part in (folder / name).parts:
        parts = parts[:-1] if part == ".." else [*parts, part]
    return "/".join(parts)


def is_component(name: str) -> bool:
    """Whether an import means a component, and not the rune file `name`.ts."""
    return name.endswith(".svelte") and not (house.ROOT / f"{name}.ts").is_file()


def wrong(folder: str, *forbidden: str) -> list[tuple[str, str]]:
    """The imports, from files of a folder, that begin with a forbidden path."""
    return [
        (path, name)
        for path in house.under((folder,), ".ts", ".svelte")
        if not house.for_tests(path)
        for name in script_imports(path)
        if name.startswith(forbidden)
    ]


def test_the_engine_imports_nothing_of_the_server_and_no_framework() -> None:
    heavy = (
        "flask",
        "sqlalchemy",
        "marshmallow",
        "requests",
        "aiohttp",
        "server",
        "migrations",
        "socket",
        "urllib.request",
    )
    found = [
        (path, name)
        for path in house.under(("sync/",), ".py")
        for name in house.imports(path)
        if name.split(".")[0] in heavy or name in heavy
    ]
    assert found == []


def test_the_store_of_the_server_knows_no_feature_above_it() -> None:
    ground = ("clock", "config", "database", "errors", "extensions", "glance", "instance", "logs")
    allowed = ("sync", "server.store", *(f"server.{name}" for name in ground))
    found = [
        (path, name)
        for path in house.under(("server/store/",), ".py")
        for name in ours(path)
        if name not in ("server", *allowed) and not name.startswith(tuple(f"{prefix}." for prefix in allowed))
    ]
    assert found == []


def test_nothing_below_a_route_imports_a_route() -> None:
    found = [
        (path, name)
        for path in house.under(("server/",), ".py")
        if PurePosixPath(path).stem in ("service", "models", "schemas") or path.startswith("server/store/")
        for name in ours(path)
        if "routes" in name.split(".")
    ]
    assert found == []


def test_a_route_neither_holds_a_session_nor_imports_the_models_of_another_feature() -> None:
    found = []
    for path in of_file("server/", "routes"):
        feature = ".".join(PurePosixPath(path).parent.parts)
        for name in house.imports(path):
            foreign = "models" in name.split(".") and not name.startswith(feature)
            if foreign or name.split(".")[0] == "sqlalchemy" or name == "server.extensions.db":
                found.append((path, name))
    assert found == []


def test_only_a_service_commits() -> None:
    """The one place of a commit is the verb. Commands and demo data call verbs; the sender commits what it leased."""
    allowed = ("server/push/", "server/demo/", "server/cli.py")
    found = [
        f"{path}:{node.lineno}"
        for path in house.under(("server/",), ".py")
        if PurePosixPath(path).stem in ("routes", "schemas", "models") or path.startswith("server/store/")
        if not path.startswith(allowed)
        for node in ast.walk(house.tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    ]
    assert found == []


def test_bodies_of_requests_are_read_in_one_place() -> None:
    """`get_data` cuts a chunked body at the limit in silence, so one helper reads the stream with its own count."""
    found = [
        f"{path}:{node.lineno}"
        for path in house.under(("server/",), ".py")
        for node in ast.walk(house.tree(path))
        if isinstance(node, ast.Attribute)
        and node.attr in ("get_data", "data")
        and isinstance(node.value, ast.Name)
        and node.value.id == "request"
    ]
    assert found == []


def test_the_twin_engine_imports_no_store_and_no_screen() -> None:
    assert (
        wrong("pwa/src/sync/", "pwa/src/store", "pwa/src/field", "pwa/src/desk", "pwa/src/ui", "pwa/src/text", "svelte")
        == []
    )


def test_the_store_imports_no_screen() -> None:
    assert (
        wrong("pwa/src/store/", "pwa/src/field", "pwa/src/desk", "pwa/src/ui", "pwa/src/portal", "pwa/src/text") == []
    )


def test_screens_share_components_and_never_reach_across() -> None:
    assert wrong("pwa/src/ui/", "pwa/src/field", "pwa/src/desk", "pwa/src/portal") == []
    assert wrong("pwa/src/field/", "pwa/src/desk") == []
    assert wrong("pwa/src/desk/", "pwa/src/field") == []


def test_words_know_no_screen_and_no_store() -> None:
    assert wrong("pwa/src/text/", "pwa/src/field", "pwa/src/desk", "pwa/src/ui", "pwa/src/store") == []


def test_only_tests_use_what_is_made_for_tests() -> None:
    found = [
        (path, name)
        for path in house.under(("pwa/src/",), ".ts", ".svelte")
        if not house.for_tests(path)
        for name in script_imports(path)
        if house.for_tests(name)
    ]
    assert found == []


def test_only_components_and_rune_files_know_svelte() -> None:
    gatherers = ("/main.ts", "/index.ts")  # they mount the first component, or gather the screens of a lazy chunk
    found = [
        (path, name)
        for path in house.under(("pwa/src/",), ".ts")
        if not path.endswith((".svelte.ts", *gatherers)) and not house.for_tests(path)
        for name in script_imports(path)
        if name.split("/")[0] == "svelte" or is_component(name)
    ]
    assert found == []


def test_engine_store_and_words_know_no_rune_file() -> None:
    folders = ("pwa/src/sync/", "pwa/src/store/", "pwa/src/text/")
    found = [(path, name) for folder in folders for path, name in wrong(folder, "pwa/src") if ".svelte" in name]
    assert [(path, name) for path, name in found if not path.endswith((".svelte", ".svelte.ts"))] == []
