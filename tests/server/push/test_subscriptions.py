"""Following a topic: the REST face of a resident's browser."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.demo.loader import id_of
from server.extensions import db
from server.push.models import Subscription
from tests.server.push.stage import TOPIC, browser

ENDPOINT = "https://fcm.googleapis.com/fcm/send/one"


@pytest.fixture
def resident(held: Flask) -> FlaskClient:
    return held.test_client()


def asked(endpoint: str = ENDPOINT, keys: dict[str, str] | None = None, **more: str) -> dict[str, Any]:
    return {"endpoint": endpoint, "keys": keys or browser(), "topic": TOPIC, **more}


def stored(app: Flask) -> list[Subscription]:
    with app.app_context():
        found = list(db.session.scalars(db.select(Subscription)))
        db.session.expunge_all()
        return found


def test_a_browser_that_subscribes_is_given_a_secret_link_and_no_name_is_kept(
    held: Flask, resident: FlaskClient
) -> None:
    """R5.7: only with consent, and without personal data."""
    answer = resident.post("/api/subscriptions", json=asked())
    assert answer.status_code == 201
    told = answer.get_json()
    assert told["url"] == f"/subscriptions/{told['secret']}"
    assert len(told["secret"]) == 43
    [row] = stored(held)
    assert (row.topic, row.endpoint) == (TOPIC, ENDPOINT)
    assert told["secret"] not in str(vars(row)), "the secret is kept as a hash only"
    assert "Set-Cookie" not in answer.headers


def test_the_same_browser_subscribing_again_is_the_same_subscription(held: Flask, resident: FlaskClient) -> None:
    same = asked()
    first, second = (resident.post("/api/subscriptions", json=same).get_json() for _ in range(2))
    assert first == second
    assert len(stored(held)) == 1


def test_an_endpoint_cannot_be_claimed_without_its_keys(held: Flask, resident: FlaskClient) -> None:
    resident.post("/api/subscriptions", json=asked())
    for topic in (TOPIC, id_of("t1")):
        answer = resident.post("/api/subscriptions", json={**asked(), "topic": topic})
        assert (answer.status_code, answer.get_json()["code"]) == (409, "endpoint_taken")
    assert len(stored(held)) == 1


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"endpoint": "https://127.0.0.1/x/y/z"}, "unknown_push_host"),
        ({"endpoint": "http://fcm.googleapis.com/x"}, "bad_endpoint"),
        ({"keys": {"p256dh": "A" * 87, "auth": "A" * 22}}, "bad_key"),
        ({"keys": {"p256dh": "*" * 87, "auth": "A" * 22}}, "bad_key"),
        ({"keys": {**browser(), "auth": "A" * 23}}, "bad_key"),
        ({"key": "A" * 87}, "bad_key"),
        ({"topic": "unknown"}, "not_found"),
        ({"topic": "../x"}, "invalid_input"),
        ({"endpoint": None}, "invalid_input"),
        ({"keys": "text"}, "invalid_input"),
    ],
)
def test_what_could_never_be_sent_is_refused_with_a_code(
    held: Flask, resident: FlaskClient, wrong: dict[str, Any], code: str
) -> None:
    answer = resident.post("/api/subscriptions", json={**asked(), **wrong})
    assert answer.get_json()["code"] == code
    assert 400 <= answer.status_code < 500
    assert stored(held) == []


def test_unsubscribing_forgets_the_address_and_the_page_stays(held: Flask, resident: FlaskClient) -> None:
    """R5.7: unsubscribing stops the push; the page is still there."""
    secret = resident.post("/api/subscriptions", json=asked()).get_json()["secret"]
    assert resident.delete(f"/api/subscriptions/{secret}").status_code == 204
    assert stored(held) == []
    assert resident.delete(f"/api/subscriptions/{secret}").status_code == 404
    assert resident.get(f"/topics/{TOPIC}").status_code == 200


def test_the_secret_page_unsubscribes_without_a_script(held: Flask, resident: FlaskClient) -> None:
    secret = resident.post("/api/subscriptions", json=asked()).get_json()["secret"]
    page = resident.get(f"/subscriptions/{secret}")
    assert page.status_code == 200
    assert "การคัดแยกขยะ" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert "เลิกแจ้งเตือนแล้ว" in resident.post(f"/subscriptions/{secret}").text
    assert stored(held) == []
    assert resident.post(f"/subscriptions/{secret}").status_code == 404


def test_a_browser_renews_its_address_by_its_secret(held: Flask, resident: FlaskClient) -> None:
    secret = resident.post("/api/subscriptions", json=asked()).get_json()["secret"]
    renewed = {"endpoint": ENDPOINT + "-new", "keys": browser(), "key": ""}
    assert resident.put(f"/api/subscriptions/{secret}", json=renewed).status_code == 200
    assert [row.endpoint for row in stored(held)] == [ENDPOINT + "-new"]
    assert resident.put("/api/subscriptions/unknown", json=renewed).status_code == 404


def test_renewing_to_an_address_that_follows_already_leaves_one_subscription(
    held: Flask, resident: FlaskClient
) -> None:
    old = resident.post("/api/subscriptions", json=asked()).get_json()["secret"]
    same = asked(ENDPOINT + "-new")
    resident.post("/api/subscriptions", json=same)
    del same["topic"]
    assert resident.put(f"/api/subscriptions/{old}", json=same).status_code == 200
    assert len(stored(held)) == 1


def test_the_offered_key_is_a_point_of_p256(resident: FlaskClient) -> None:
    assert len(resident.get("/api/push/key").get_json()["key"]) == 87
