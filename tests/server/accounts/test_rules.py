"""Who may call what: sessions, tokens, roles, and the CSRF token that a session must show."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.accounts import rules, service, standing
from server.accounts.models import User
from server.errors import Refusal
from server.extensions import db
from server.store import service as store
from sync.records import value
from tests.conftest import PASSWORD, AccountOf, PhoneOf, SignedIn

REQUEST = {"account": "officer1", "label": "เครื่อง 1"}


def test_signing_in_tells_who_one_is(signed_in: SignedIn) -> None:
    me = signed_in("staff", "approver").get("/api/me").get_json()
    assert (me["account"], me["roles"], me["office"]) == ("staff1", ["approver", "staff"], "testoffice")


def test_a_wrong_password_and_an_unknown_account_get_the_same_answer(app: Flask, account: AccountOf) -> None:
    user = account("staff")
    client = app.test_client()
    token = client.get("/auth/login", headers={"Accept": "application/json"}).get_json()["response"]["csrf_token"]
    answers = [
        client.post("/auth/login", json={"email": email, "password": "wrong"}, headers={"X-CSRFToken": token})
        for email in (user.email, "nobody@example.org")
    ]
    assert [answer.status_code for answer in answers] == [400, 400]
    assert answers[0].get_json() == answers[1].get_json()
    assert answers[0].get_json()["code"] == "sign_in_failed"


def test_guessing_one_account_is_slowed_down_and_others_still_sign_in(app: Flask, account: AccountOf) -> None:
    victim, other = account("staff"), account("staff")
    client = app.test_client()
    token = client.get("/auth/login", headers={"Accept": "application/json"}).get_json()["response"]["csrf_token"]

    def sign_in(email: str, password: str) -> int:
        login = {"email": email, "password": password}
        return client.post("/auth/login", json=login, headers={"X-CSRFToken": token}).status_code

    assert [sign_in(victim.email, "wrong") for _ in range(11)] == [400] * 10 + [429]
    assert sign_in(other.email, PASSWORD) == 200


def test_without_a_session_nobody_is_anybody(client: FlaskClient) -> None:
    answer = client.get("/api/me")
    assert (answer.status_code, answer.get_json()["code"]) == (401, "not_signed_in")


def test_a_session_that_changes_something_shows_its_csrf_token(signed_in: SignedIn) -> None:
    browser = signed_in("staff")
    del browser.environ_base["HTTP_X_CSRFTOKEN"]
    answer = browser.post("/api/enrolments", json=REQUEST)
    assert (answer.status_code, answer.get_json()["code"]) == (400, "csrf")


def test_signing_in_needs_the_csrf_token_too(app: Flask, account: AccountOf) -> None:
    user = account("staff")
    answer = app.test_client().post("/auth/login", json={"email": user.email, "password": PASSWORD})
    assert (answer.status_code, answer.get_json()["code"]) == (400, "csrf")


def test_staff_issue_codes_by_session_and_by_token(account: AccountOf, signed_in: SignedIn, phone: PhoneOf) -> None:
    account("officer")
    assert signed_in("staff").post("/api/enrolments", json=REQUEST).status_code == 201
    staff = phone("staff")
    token = {"Authorization": f"Bearer {staff.token}"}
    answer = staff.client.post("/api/enrolments", json=REQUEST, headers=token)
    assert answer.status_code == 201
    assert answer.get_json()["url"].endswith(f"/field#enrol={answer.get_json()['code']}")


def test_officers_issue_no_codes(signed_in: SignedIn, phone: PhoneOf) -> None:
    officer = phone("officer")
    token = {"Authorization": f"Bearer {officer.token}"}
    answer = officer.client.post("/api/enrolments", json=REQUEST, headers=token)
    assert (answer.status_code, answer.get_json()["code"]) == (403, "not_allowed")
    assert signed_in("officer").post("/api/enrolments", json=REQUEST).status_code == 403


def test_a_revoked_token_opens_nothing_but_the_doorway(app: Flask, phone: PhoneOf) -> None:
    staff = phone("staff")
    with app.app_context():
        standing.revoke(staff.office, staff.installation)
    answer = staff.client.post("/api/enrolments", json=REQUEST, headers={"Authorization": f"Bearer {staff.token}"})
    assert (answer.status_code, answer.get_json()["code"]) == (401, "not_enrolled")


def test_an_account_is_also_a_record_of_the_office_stream(app: Flask, account: AccountOf) -> None:
    user = account("staff", "approver", name="มะลิ หอม")
    with app.app_context():
        record = store.record(f"office/{user.office}", "account", user.pseudonym)
    assert record is not None
    assert value(record, "name") == "มะลิ หอม"
    assert value(record, "roles") == ["approver", "staff"]


def test_an_account_is_created_once_and_with_known_roles(app: Flask, account: AccountOf) -> None:
    user = account("staff")
    more = {"office": user.office, "password": PASSWORD, "name": "ซ้ำ"}
    with app.app_context():
        with pytest.raises(Refusal, match="account_exists"):
            service.create_account(email=user.email, roles=["staff"], **more)
        with pytest.raises(Refusal, match="account_exists"):
            service.create_account(email="x@example.org", roles=["staff"], pseudonym="server", **more)
        with pytest.raises(Refusal, match="invalid_input"):
            service.create_account(email="x@example.org", roles=["server"], **more)


def test_every_rule_but_public_turns_a_stranger_away() -> None:
    for name, check in rules.RULES.items():
        if name == "public":
            check(None)
        else:
            with pytest.raises(Refusal):
                check(None)


def test_a_session_is_the_only_way_to_be_signed_in(app: Flask, account: AccountOf) -> None:
    """Flask-Security has tokens of its own, which no list would show and no revocation end: none is given or taken."""
    user = account("staff")
    browser = app.test_client()
    csrf = browser.get("/auth/login", headers={"Accept": "application/json"}).get_json()["response"]["csrf_token"]
    answer = browser.post(
        "/auth/login?include_auth_token",
        json={"email": user.email, "password": PASSWORD},
        headers={"X-CSRFToken": csrf},
    )
    assert answer.status_code == 200
    assert "authentication_token" not in answer.get_data(as_text=True)
    with app.app_context():
        token = db.session.get_one(User, user.id).get_auth_token()
    stranger = app.test_client()
    assert stranger.get("/api/me", headers={"Authentication-Token": token}).status_code == 401
    assert stranger.get(f"/api/me?auth_token={token}").status_code == 401
