"""The sample hearing, prepared: people, topics, agenda and notice; and somebody of staff at a desk."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.accounts import service as accounts
from server.demo.people import OFFICE
from tests.conftest import PASSWORD
from tests.server.sample_stage import held, held_template

__all__ = ["held", "held_template"]


@pytest.fixture
def desk(held: Flask) -> FlaskClient:
    """A browser of staff of the sample's office."""
    with held.app_context():
        accounts.create_account(
            office=OFFICE, email="print@example.org", password=PASSWORD, name="สุดา ตั้งใจ", roles=["staff"]
        )
    browser = held.test_client()
    token = browser.get("/auth/login", headers={"Accept": "application/json"}).get_json()["response"]["csrf_token"]
    answer = browser.post(
        "/auth/login", json={"email": "print@example.org", "password": PASSWORD}, headers={"X-CSRFToken": token}
    )
    assert answer.status_code == 200
    return browser
