"""Owns the proof that docs/routes.md lists every route of the server with its methods and its auth rule."""

import re
from pathlib import Path

from flask import Flask

from server.accounts import rules

PAGE = Path(__file__).parents[2] / "docs" / "routes.md"


def documented() -> dict[tuple[str, str], str]:
    """(path, methods) -> rule, as the page says."""
    rows = re.findall(r"^\| `(.+?)` \| ([A-Z, ]+) \| (\w+) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    return {(path, methods): rule for path, methods, rule in rows}


def served(app: Flask) -> dict[tuple[str, str], str]:
    """(path, methods) -> rule, as the app is; HEAD and OPTIONS come by themselves."""
    found = {}
    for route in app.url_map.iter_rules():
        methods = ", ".join(sorted((route.methods or set()) - {"HEAD", "OPTIONS"}))
        view = app.view_functions[route.endpoint]
        brought = "library" if route.endpoint.startswith("security.") else "public"
        found[(route.rule, methods)] = getattr(view, "auth_rule", brought)
    return found


def test_every_route_is_documented_with_its_methods_and_rule(app: Flask) -> None:
    assert documented() == served(app)


def test_every_auth_rule_is_explained(app: Flask) -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert [name for name in rules.RULES if f"| {name} |" not in page] == []
