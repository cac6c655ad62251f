"""What stands around every answer: headers, error shape, logs without personal data, health."""

from __future__ import annotations

import importlib.metadata
import json
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server import create_app, errors, health, logs
from server.accounts import service as accounts
from server.accounts.rules import rule
from server.extensions import db
from tests.conftest import PASSWORD, AccountOf, SignedIn, settings

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


def policy_of(header: str) -> dict[str, str]:
    return dict(part.strip().split(" ", 1) for part in header.split(";"))


@pytest.mark.parametrize("path", ["/healthz", "/nowhere", "/api/me", "/auth/login", "/sync"])
def test_every_answer_carries_the_strict_policy(client: FlaskClient, path: str) -> None:
    headers = client.get(path, headers={"Accept": "application/json"}).headers
    assert policy_of(headers["Content-Security-Policy"]) == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Permissions-Policy" in headers
    assert "Strict-Transport-Security" not in headers


def test_https_is_kept_where_it_is_spoken(instance: Path) -> None:
    app = create_app(settings(instance, PUBLIC_URL="https://example.org"))
    assert "Strict-Transport-Security" in app.test_client().get("/healthz").headers


def test_health_tells_the_epoch(client: FlaskClient) -> None:
    told = client.get("/healthz").get_json()
    assert told["status"] == "ok"
    assert len(told["epoch"]) == 22


def test_health_tells_the_version_also_where_nothing_is_installed(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", nothing)
    monkeypatch.setattr(health, "version", nothing, raising=False)
    assert re.fullmatch(r"\d+\.\d+.*", client.get("/healthz").get_json()["version"])


def test_not_found_and_wrong_method_keep_what_http_asks_of_them(client: FlaskClient) -> None:
    missing = client.get("/api/nowhere")
    assert (missing.status_code, missing.get_json()["code"]) == (404, "not_found")
    wrong = client.delete("/sync")
    assert (wrong.status_code, wrong.get_json()["code"]) == (405, "wrong_method")
    assert "POST" in wrong.headers["Allow"]


def test_a_failure_inside_says_what_to_do_and_shows_no_trace(app: Flask) -> None:
    @app.get("/fails")
    @rule("public")
    def fails() -> str:
        raise ValueError("นายมานะ 081-000-0000")

    app.config["TESTING"] = False
    answer = app.test_client().get("/fails")
    assert answer.status_code == 500
    assert answer.get_json() == {"code": "internal", "message": errors.TABLE["internal"][1]}


def test_every_code_has_a_thai_message() -> None:
    for status, message in errors.TABLE.values():
        assert 400 <= status < 600
        assert any("\u0e00" <= letter <= "\u0e7f" for letter in message)
    assert set(errors.BY_STATUS.values()) <= set(errors.TABLE)


def test_input_that_does_not_fit_is_named_field_by_field(client: FlaskClient) -> None:
    answer = client.post("/api/installations", json={"label": 3, "surprise": 1})
    assert (answer.status_code, answer.get_json()["code"]) == (422, "invalid_input")
    assert set(answer.get_json()["errors"]["json"]) == {"key", "label", "surprise"}
    broken = client.post("/api/installations", data=b"{", content_type="application/json")
    assert (broken.status_code, broken.get_json()["code"]) == (400, "bad_request")


def test_a_log_line_holds_no_name_path_password_or_message(
    app: Flask, account: AccountOf, capsys: pytest.CaptureFixture[str]
) -> None:
    @app.get("/people/<name>")
    @rule("public")
    def people(name: str) -> str:
        raise ValueError(f"no such person: {name}")

    user = account("staff", name="นางสาวมะลิ หอม")
    app.config["TESTING"] = False
    logs.configure_logs("DEBUG")
    client = app.test_client()
    client.get("/people/somchai?phone=0810000000")
    client.post("/auth/login", json={"email": user.email, "password": PASSWORD})
    printed = capsys.readouterr().out
    logs.configure_logs("CRITICAL")
    lines = [json.loads(line) for line in printed.splitlines()]
    assert {line["route"] for line in lines if line["event"] == "request"} == {"/people/<name>", "/auth/login"}
    for secret in ("somchai", "0810000000", "มะลิ", user.email, PASSWORD, "no such person"):
        assert secret not in printed
    failed = next(line for line in lines if line["event"] == "unhandled")
    assert failed["exception"][0] == "ValueError"


def test_the_database_is_asked_before_health_is_claimed(app: Flask) -> None:
    with app.app_context():
        db.session.execute(db.metadata.tables["epoch"].delete())
        db.session.commit()
    app.config["TESTING"] = False
    assert app.test_client().get("/healthz").status_code == 500


DEEP = "[" * 100_000


@pytest.mark.parametrize("path", ["/auth/login", "/api/installations", "/api/subscriptions", "/api/enrolments"])
def test_json_nested_too_deeply_is_a_bad_request(client: FlaskClient, path: str) -> None:
    answer = client.post(path, data=DEEP, content_type="application/json")
    assert 400 <= answer.status_code < 500
    assert answer.get_json()["code"] in ("bad_request", "sign_in_failed", "csrf", "not_signed_in")


@pytest.mark.parametrize("path", ["/", "/topics/x", "/feed", "/receipts", "/healthz", "/api/me", "/nowhere"])
def test_json_nested_too_deeply_breaks_no_page_that_takes_none(client: FlaskClient, path: str) -> None:
    answer = client.get(path, data=DEEP, content_type="application/json", headers={"Accept": "text/html"})
    assert answer.status_code in (200, 401, 404)


def test_a_public_page_does_not_ask_who_reads_it(signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """R2.1c: the same page for everybody, and no account is read for it."""
    browser = signed_in("staff")

    def asked(**_: object) -> None:
        raise AssertionError("an account was read")

    monkeypatch.setattr(accounts.datastore, "find_user", asked)
    for path in ("/", "/receipts", "/feed", "/healthz"):
        assert browser.get(path).status_code == 200
