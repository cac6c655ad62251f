"""A password is set by a link that an administrator made: once, within the hour, without a script."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import itsdangerous.timed
import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from server.accounts import reset, upkeep
from server.accounts.models import User
from server.cli import main
from tests.conftest import OFFICE, PASSWORD, AccountOf, PhoneOf, SignedIn
from tests.databases import address_of
from tests.server.portal.stage import Well

NEW = "ฝนตกหนักที่ตลาดพลู"


def path_of(app: Flask, user: User) -> str:
    with app.app_context():
        return reset.make_for(user.office, user.pseudonym).url.removeprefix("http://localhost")


def post(client: FlaskClient, path: str, password: str = NEW, again: str | None = None) -> tuple[int, str]:
    answer = client.post(path, data={"password": password, "again": password if again is None else again})
    return answer.status_code, answer.text


def signs_in(app: Flask, user: User, password: str) -> bool:
    browser = app.test_client()
    token = browser.get("/auth/login", headers={"Accept": "application/json"}).get_json()["response"]["csrf_token"]
    credentials = {"email": user.email, "password": password}
    return browser.post("/auth/login", json=credentials, headers={"X-CSRFToken": token}).status_code == 200


def test_the_holder_of_a_link_sets_a_password_and_every_session_ends(
    app: Flask, client: FlaskClient, account: AccountOf, signed_in: SignedIn
) -> None:
    user = account("staff")
    browser = signed_in("staff", user=user)
    path = path_of(app, user)
    assert client.get(path).status_code == 200
    assert client.get(path).status_code == 200, "looking at it does not use it up"
    assert browser.get("/api/me").status_code == 200
    assert post(client, path)[0] == 200
    assert browser.get("/api/me").status_code == 401
    assert not signs_in(app, user, PASSWORD)
    assert signs_in(app, user, NEW)


def test_its_phones_stay_enrolled(app: Flask, client: FlaskClient, account: AccountOf, phone: PhoneOf) -> None:
    user = account("officer")
    enrolled = phone(user=user)
    assert post(client, path_of(app, user))[0] == 200
    assert enrolled.sync().response.status_code == 200


def test_a_link_serves_once_and_says_so(app: Flask, client: FlaskClient, account: AccountOf) -> None:
    user = account("staff")
    first, second = path_of(app, user), path_of(app, user)
    assert post(client, first)[0] == 200
    for path in (first, second):
        status, page = post(client, path, "another long password")
        assert status == 410
        assert "ใช้ไปแล้ว" in page
        assert "<form" not in page
    assert signs_in(app, user, NEW)


def test_a_link_ends_after_an_hour_and_says_so(
    app: Flask, client: FlaskClient, account: AccountOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = account("staff")
    path = path_of(app, user)
    later = int(itsdangerous.timed.time.time() + timedelta(minutes=61).total_seconds())
    monkeypatch.setattr(itsdangerous.timed.TimestampSigner, "get_timestamp", lambda _self: later)
    for status, page in (post(client, path), (client.get(path).status_code, client.get(path).text)):
        assert status == 410
        assert "หมดอายุ" in page
    monkeypatch.undo()
    assert signs_in(app, user, PASSWORD)


@pytest.mark.parametrize("token", ["x", "a.b.c", "%00", "ก" * 20, "A" * 5000])
def test_a_made_up_link_opens_nothing(client: FlaskClient, app: Flask, token: str) -> None:
    assert client.get(f"/password/{token}").status_code == 410
    assert post(client, f"/password/{token}")[0] == 410


def test_a_changed_letter_makes_a_link_of_nobody(app: Flask, client: FlaskClient, account: AccountOf) -> None:
    path = path_of(app, account("staff"))
    other = path[:-3] + ("A" if path[-3] != "A" else "B") + path[-2:]
    assert post(client, other)[0] == 410


def test_a_closed_account_gets_no_link_and_an_old_one_is_void(
    app: Flask, client: FlaskClient, account: AccountOf, signed_in: SignedIn
) -> None:
    user = account("staff")
    path = path_of(app, user)
    with app.app_context():
        upkeep.set_active(user.email, active=False)
    assert post(client, path)[0] == 410
    answer = signed_in("administrator").post(f"/api/accounts/{user.pseudonym}/password-link")
    assert (answer.status_code, answer.get_json()["code"]) == (404, "unknown_account")


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [
        ("short", None, "สั้นเกินไป"),
        (NEW, "another one entirely", "ไม่ตรงกัน"),
        ("ก" * 129, None, "ยาวเกินไป"),
        ("", None, "สั้น"),
    ],
)
def test_a_password_that_will_not_do_is_said_and_the_link_still_serves(
    app: Flask, client: FlaskClient, account: AccountOf, password: str, again: str | None, said: str
) -> None:
    user = account("staff")
    path = path_of(app, user)
    status, page = post(client, path, password, again)
    assert status == 422
    assert said in page
    assert password not in page or not password, "what was typed is not shown again"
    assert post(client, path)[0] == 200


def test_tries_are_limited_by_link(app: Flask, client: FlaskClient, account: AccountOf) -> None:
    path, other = path_of(app, account("staff")), path_of(app, account("staff"))
    assert [post(client, path, "short")[0] for _ in range(11)] == [422] * 10 + [429]
    assert post(client, other)[0] == 200, "a hall shares one address, but not a link"


def test_only_an_administrator_makes_a_link_and_only_in_the_own_office(
    account: AccountOf, signed_in: SignedIn, app: Flask
) -> None:
    user = account("officer")
    for role in ("officer", "staff", "approver"):
        assert signed_in(role).post(f"/api/accounts/{user.pseudonym}/password-link").status_code == 403
    answer = signed_in("administrator").post(f"/api/accounts/{user.pseudonym}/password-link")
    assert answer.status_code == 201
    assert re.fullmatch(r"http://localhost/password/[\w.-]+", answer.get_json()["url"])
    with app.app_context():
        assert reset.holder(answer.get_json()["url"].rsplit("/", 1)[1]).email == user.email
    assert signed_in("administrator").post("/api/accounts/nobody/password-link").status_code == 404


@pytest.mark.parametrize("language", ["th", "en"])
def test_the_page_is_whole_without_script_and_kept_nowhere(
    app: Flask, client: FlaskClient, account: AccountOf, language: str
) -> None:
    answer = client.get(path_of(app, account("staff")), query_string={"lang": language})
    well = Well()
    well.feed(answer.text)
    assert well.open == []
    assert "script" not in well.tags
    assert ("lang", language) in well.attributes
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "Set-Cookie" not in answer.headers
    assert 'minlength="12"' in answer.text


@pytest.fixture
def run(instance: Path) -> Callable[..., str]:
    def command(*words: str) -> str:
        environment = {"INSTANCE_DIR": str(instance), "DATABASE_URL": address_of(instance), "COLUMNS": "300"}
        result = CliRunner().invoke(main, list(words), env={**environment, "PUBLIC_URL": "http://localhost"})
        assert result.exit_code == 0, result.output
        return result.output

    return command


def test_the_terminal_prints_a_link_also_for_a_first_administrator(
    run: Callable[..., str], app: Flask, client: FlaskClient, office: str
) -> None:
    words = ("account", "add", "first@example.org", "--office", OFFICE, "--name", "ก", "--role", "administrator")
    for command in ((*words, "--link"), ("account", "reset", "first@example.org")):
        printed = run(*command)
        found = re.search(r"http://localhost(/password/\S+)", printed)
        assert found is not None
        assert post(client, found[1])[0] == 200


def test_no_log_line_holds_a_link(app: Flask, account: AccountOf, capsys: pytest.CaptureFixture[str]) -> None:
    from server.logs import configure_logs

    configure_logs("INFO")
    path = path_of(app, account("staff"))
    app.test_client().get(path)
    printed = capsys.readouterr().out
    assert "password_link_made" in printed
    assert "/password/<token>" in printed
    assert path.rsplit("/", 1)[1] not in printed
    configure_logs("CRITICAL")
