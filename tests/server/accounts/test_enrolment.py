"""Codes, installations, tokens: how a phone of an account comes to be known."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from flask import Flask

from server.accounts import codes, service
from server.accounts.models import EnrolmentCode, Installation
from server.errors import Refusal
from server.extensions import db
from server.store import identity
from server.store import service as store
from sync.keys import KeyPair, enrolment_text, verify
from tests.conftest import AccountOf, PhoneOf, SignedIn

KEY = KeyPair.generate().public


def test_a_phone_that_shows_its_code_is_told_all_it_needs(app: Flask, account: AccountOf) -> None:
    user = account("officer", name="มานะ ใจดี")
    with app.app_context():
        code, _ = service.issue_code(user.office, user.pseudonym, "เครื่อง 1")
    told = app.test_client().post("/api/installations", json={"code": code, "key": KEY, "label": "เครื่อง 1"}).get_json()
    assert told["account"] == user.pseudonym
    assert told["name"] == "มานะ ใจดี"
    assert told["roles"] == ["officer"]
    assert verify(told["server_key"], enrolment_text(told["statement"]), told["signature"])
    assert json.loads(told["statement"])["key"] == KEY


def test_an_enrolment_is_also_a_record_of_the_office_stream(app: Flask, phone: PhoneOf) -> None:
    enrolled = phone("officer")
    with app.app_context():
        record = store.record(f"office/{enrolled.office}", "installation", enrolled.installation)
    assert record is not None
    assert record["fields"]["enrolled"]["value"]["account"] == enrolled.account


def test_a_code_works_once(app: Flask, account: AccountOf) -> None:
    user = account("officer")
    with app.app_context():
        code, _ = service.issue_code(user.office, user.pseudonym, "เครื่อง 1")
        service.enrol_by_code(code, KEY, "เครื่อง 1")
        with pytest.raises(Refusal, match="code_unknown"):
            service.enrol_by_code(code, KEY, "เครื่อง 1")


def test_a_code_expires(app: Flask, account: AccountOf) -> None:
    user = account("officer")
    with app.app_context():
        code, _ = service.issue_code(user.office, user.pseudonym, "เครื่อง 1", lifetime=timedelta(seconds=-1))
        with pytest.raises(Refusal, match="code_unknown"):
            service.enrol_by_code(code, KEY, "เครื่อง 1")


def test_five_wrong_tries_burn_that_code_and_no_other(app: Flask, account: AccountOf) -> None:
    user = account("officer")
    with app.app_context():
        code, _ = service.issue_code(user.office, user.pseudonym, "เครื่อง 1")
        other, _ = service.issue_code(user.office, user.pseudonym, "เครื่อง 2")
        wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
        for _ in range(codes.TRIES):
            with pytest.raises(Refusal, match="code_unknown"):
                service.enrol_by_code(wrong, KEY, "เครื่อง 1")
        with pytest.raises(Refusal, match="code_unknown"):
            service.enrol_by_code(code, KEY, "เครื่อง 1")
        assert service.enrol_by_code(other, KEY, "เครื่อง 2").installation


def test_forty_phones_behind_one_address_enrol_in_one_minute(app: Flask, account: AccountOf) -> None:
    user = account("officer")
    client = app.test_client()
    for number in range(40):
        with app.app_context():
            code, _ = service.issue_code(user.office, user.pseudonym, f"เครื่อง {number}")
        answer = client.post("/api/installations", json={"code": code, "key": KEY, "label": f"เครื่อง {number}"})
        assert answer.status_code == 201


def test_hammering_one_code_is_slowed_down(app: Flask, office: str) -> None:
    client = app.test_client()
    request = {"code": "AAAA-AAAA", "key": KEY, "label": "x"}
    answers = [client.post("/api/installations", json=request).status_code for _ in range(31)]
    assert answers == [404] * 30 + [429]


def test_a_code_is_read_as_people_type_it() -> None:
    assert codes.normal(" ab1l-o0iz ") == "AB11001Z"


def test_a_key_that_is_no_point_of_the_curve_is_refused(app: Flask, account: AccountOf) -> None:
    user = account("officer")
    with app.app_context():
        code, _ = service.issue_code(user.office, user.pseudonym, "เครื่อง 1")
    answer = app.test_client().post("/api/installations", json={"code": code, "key": "A" * 87, "label": "x"})
    assert (answer.status_code, answer.get_json()["code"]) == (422, "bad_key")


def test_no_token_and_no_code_is_stored_readable(app: Flask, account: AccountOf) -> None:
    user = account("officer")
    with app.app_context():
        code, _ = service.issue_code(user.office, user.pseudonym, "เครื่อง 1")
        enrolled = service.enrol_by_code(code, KEY, "เครื่อง 1")
        rows = [*db.session.query(Installation), *db.session.query(EnrolmentCode)]
        stored = repr([vars(row) for row in rows])
    assert enrolled.token not in stored
    assert codes.normal(code) not in stored
    assert codes.normal(code)[4:] not in stored


def test_a_desk_browser_enrols_by_its_session(signed_in: SignedIn) -> None:
    browser = signed_in("staff")
    told = browser.post("/api/installations", json={"key": KEY, "label": "โต๊ะ"})
    assert told.status_code == 201
    assert told.get_json()["epoch"]


def test_without_code_and_session_nobody_enrols(app: Flask, office: str) -> None:
    answer = app.test_client().post("/api/installations", json={"key": KEY, "label": "โต๊ะ"})
    assert (answer.status_code, answer.get_json()["code"]) == (401, "not_signed_in")


def test_the_epoch_is_there_from_the_first_migration(app: Flask) -> None:
    with app.app_context():
        assert len(identity.epoch()) == 22
