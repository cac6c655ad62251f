"""Owns the rule that every door of the server has a named lock, and that the lock is shut to strangers."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.accounts import rules

# Views that libraries bring. What guards each is written beside it.
BROUGHT = {
    "api-docs.openapi_json": "public: the description of the REST face",
    "security.static": "public: Flask-Security's own script",
    "security.login": "public: the door itself, limited by account",
    "security.logout": "the session",
    "security.verify": "the session",
}
SAMPLE = "A" * 22  # stands in for every part of a path


def rule_of(app: Flask, endpoint: str) -> str | None:
    """The name of the auth rule a view carries, or None."""
    return getattr(app.view_functions[endpoint], "auth_rule", None)


def guarded(app: Flask) -> list[tuple[str, str]]:
    """(method, path) of every route whose rule is not public."""
    return [
        (method, re.sub(r"<[^>]+>", SAMPLE, route.rule))
        for route in app.url_map.iter_rules()
        if rule_of(app, route.endpoint) not in (None, "public")
        for method in sorted((route.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def test_every_route_has_a_named_auth_rule(app: Flask) -> None:
    endpoints = {route.endpoint for route in app.url_map.iter_rules()}
    assert sorted(name for name in endpoints - set(BROUGHT) if rule_of(app, name) is None) == []


def test_every_rule_a_route_names_is_one_of_the_agreed_rules(app: Flask) -> None:
    named = {rule for endpoint in app.view_functions if (rule := rule_of(app, endpoint))}
    assert named <= set(rules.RULES)


def test_a_stranger_is_refused_at_every_door_that_is_not_public(app: Flask, client: FlaskClient) -> None:
    let_in = {}
    for method, path in guarded(app):
        answer = client.open(path, method=method, json={} if method != "GET" else None)
        if answer.status_code != 401 or answer.get_json()["code"] not in ("not_signed_in", "not_enrolled"):
            let_in[f"{method} {path}"] = answer.status_code
    assert let_in == {}


@pytest.mark.parametrize(
    "token", ["", "x", "Bearer", "Bearer ", "Bearer " + SAMPLE, "Basic " + SAMPLE, "Bearer \u0e01"]
)
def test_a_made_up_token_opens_no_door(app: Flask, client: FlaskClient, token: str) -> None:
    let_in = {}
    for method, path in guarded(app):
        headers = {"Authorization": token.encode("utf-8").decode("latin-1")}
        answer = client.open(path, method=method, headers=headers, json={} if method != "GET" else None)
        if answer.status_code != 401:
            let_in[f"{method} {path}"] = answer.status_code
    assert let_in == {}
