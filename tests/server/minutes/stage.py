"""A desk that writes minutes, and the words of its papers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.accounts import service as accounts
from server.database import writing
from server.demo.loader import id_of
from server.demo.people import OFFICE
from server.store import service as store
from sync.entry import Draft
from sync.ids import random_id
from sync.rules import rules_of
from tests.phone import Phone

M1, M2 = id_of("m1"), id_of("m2")
Write = Callable[..., None]


def say(stream: str, kind: str, record: str, **values: Any) -> None:
    """One entry of the office, over what stands."""
    rules = rules_of(kind) or {}
    private = {name: value for name, value in values.items() if name in rules and rules[name].private}
    body = {name: value for name, value in values.items() if name not in private}
    with writing():
        sets = store.shown(stream, kind, record, values)
        store.append(stream, [Draft(kind, record, body, private, sets)], office=OFFICE)


@pytest.fixture
def write(held: Flask) -> Write:
    """Writes into the stream of a hearing: `write("minutes", opening="…")`, of the first unless named."""

    def record(kind: str, *, meeting: str = M1, record: str | None = None, **values: Any) -> None:
        with held.app_context():
            say(f"meeting/{meeting}", kind, record or meeting, **values)

    return record


@pytest.fixture
def staff(held: Flask) -> FlaskClient:
    """The desk of somebody of the office's staff."""
    with held.app_context():
        who = random_id()
        accounts.create_account(
            office=OFFICE,
            email=f"{who}@example.org",
            password="a long enough password",
            name="สุดา",
            roles=["staff"],
            pseudonym=who,
        )
        code, _ = accounts.issue_code(OFFICE, who, "โต๊ะ")
    client = held.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {Phone.enrol(held.test_client(), code).token}"
    return client
