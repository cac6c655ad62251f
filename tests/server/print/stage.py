"""How the tests ask for a paper, and how they prepare a hearing of their own."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from server.database import writing
from server.demo import loader
from server.demo.people import OFFICE
from server.store import service as store
from sync.entry import Draft

M1 = loader.id_of("m1")
SAMPLE = loader.read_sample()


def ask(desk: FlaskClient, paper: str, meeting: str = M1, **query: Any) -> Any:
    """The answer to asking for a paper."""
    return desk.get(f"/api/meetings/{meeting}/papers/{paper}", query_string=query)


def pdf(desk: FlaskClient, paper: str, meeting: str = M1, **query: Any) -> bytes:
    """A paper that is made."""
    answer = ask(desk, paper, meeting, **query)
    assert answer.status_code == 200, answer.get_json()
    assert answer.mimetype == "application/pdf"
    made: bytes = answer.data
    return made


def say(
    app: Flask, stream: str, kind: str, record: str, body: dict[str, Any], private: dict[str, Any] | None = None
) -> None:
    """Write a statement that covers what stands there."""
    told = private or {}
    with app.app_context(), writing():
        sets = store.shown(stream, kind, record, [*body, *told])
        store.append(stream, [Draft(kind, record, body, told, sets)], office=OFFICE)


def settle_in(app: Flask, stream: str, people: list[tuple[str, str, str | None, str]]) -> None:
    """Enter people (title, first, last, house) in a community."""
    with app.app_context(), writing():
        drafts = [
            Draft(
                "resident",
                f"p{number}",
                {},
                {
                    "name": {"title": title, "first": first, "last": last},
                    "address": {"house_no": house},
                    "phone": "0812345678",
                },
                {"name": [], "address": [], "phone": []},
            )
            for number, (title, first, last, house) in enumerate(people)
        ]
        store.append(stream, drafts, office=OFFICE)


def people_of(meeting: str = "m1") -> dict[str, list[dict[str, Any]]]:
    """Who stands on the roll of each community that came to a hearing of the sample, and (key "") outside them."""
    home = {each["ref"]: each["community"] for each in SAMPLE["residents"]}
    came = {home[each["resident"]] for each in SAMPLE["attendance"] if each["meeting"] == meeting} - {None}
    found: dict[str, list[dict[str, Any]]] = {community: [] for community in came}
    for each in SAMPLE["residents"]:
        if each["community"] in came:
            found[each["community"]].append(each)
    return found
