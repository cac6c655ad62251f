"""Likely doubles: name, house and community together; nothing is merged, and nothing is decided in silence."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.names import NAMESAKES, near, people
from tests.server.roster import stage
from tests.server.roster.stage import COMMUNITIES, HEADER, as_csv, chosen, go, on_roll, sent, table

C1, C2, _C3 = COMMUNITIES.values()
ON_ROLL = ["นาง", "มาลี", "ใจดี", "12/3", C1, "000-555-0101"]


def outcome(desk: FlaskClient, *rows: list[str]) -> list[tuple[str, tuple[str, ...]]]:
    """For each row that stands beside somebody: what is to happen with it, and why it stands there."""
    preview = sent(desk, as_csv([HEADER, *rows]))
    assert preview["counts"].get("error") is None, preview["faults"]
    return [(each["outcome"], tuple(each["why"])) for each in preview["doubles"]]


@pytest.fixture
def known(desk: FlaskClient) -> FlaskClient:
    """The desk of an office where one person is on the roll."""
    go(desk, sent(desk, as_csv([HEADER, ON_ROLL]))["id"])
    return desk


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (["นางสาว", "มาลี", "ใจดี", "12/3", C1, ""], ("name", "house")),
        (["นาง", "มาลี", "ใจดี", "๑๒/๓", C1, "000-555-9999"], ("name", "house")),
        (["นาง", "มาลี", "ใจดี", "", C1, ""], ("name",)),
        (["นาง", "มาลี", "ใจดี", "99", C1, ""], ("name",)),
        (["นาง", "มาลี", "ใจดี", "99", C2, "000 555 0101"], ("name", "phone")),
        (["นาง", "มาลี่", "ใจดี", "12/3", C1, ""], ("near_name", "house")),
        (["นาง", "มาลี", "ใจดีย์", "12/3", C1, ""], ("near_name", "house")),
        (["นาง", "มาลี", "ใจดีย์", "", C1, ""], ("near_name",)),
    ],
)
def test_a_row_that_may_be_somebody_on_the_roll_is_shown_beside_them(
    known: FlaskClient, row: list[str], why: tuple[str, ...]
) -> None:
    assert outcome(known, row) == [("double", why)]


@pytest.mark.parametrize(
    "row",
    [
        ["นาง", "มาลี", "ใจดี", "99", C2, ""],  # the same name elsewhere
        ["นาย", "วิชัย", "ใจดี", "12/3", C1, ""],  # somebody else in the house
        ["นาง", "มาลี่", "ใจดี", "99", C1, ""],  # a like name in another house
    ],
)
def test_the_same_name_alone_is_not_the_same_person(known: FlaskClient, row: list[str]) -> None:
    assert outcome(known, row) == []
    assert sent(known, as_csv([HEADER, row]))["counts"] == {"new": 1}


def test_who_stands_on_the_roll_unchanged_is_counted_and_left_alone(known: FlaskClient) -> None:
    assert sent(known, as_csv([HEADER, ON_ROLL]))["counts"] == {"unchanged": 1}
    assert sent(known, as_csv([HEADER, [*ON_ROLL[:5], ""]]))["counts"] == {"unchanged": 1}


def test_a_double_that_is_not_decided_is_left_out_and_counted(app: Flask, office: str, known: FlaskClient) -> None:
    double, fresh = ["นาง", "มาลี", "ใจดี", "", C1, ""], ["นาย", "วิชัย", "มีสุข", "4", C1, ""]
    preview = sent(known, as_csv([HEADER, double, fresh]))
    assert preview["counts"] == {"double": 1, "new": 1}
    go(known, preview["id"])
    assert len(on_roll(app, office)) == 2


@pytest.mark.parametrize(("choice", "people_after"), [("same", 1), ("another", 2)])
def test_staff_decide_who_is_who(app: Flask, office: str, known: FlaskClient, choice: str, people_after: int) -> None:
    fresh = ["นาย", "วิชัย", "มีสุข", "4", C1, ""]
    preview = sent(known, as_csv([HEADER, ["นาง", "มาลี", "ใจดี", "", C1, ""], fresh]))
    [double] = preview["doubles"]
    decided = [{"row": double["row"], "choice": choice, "beside": double["beside"]}]
    assert chosen(known, preview, decisions=decided)["counts"] == {choice: 1, "new": 1}
    go(known, preview["id"])
    assert len(on_roll(app, office)) == people_after + 1


def test_one_choice_may_be_made_for_all_that_are_left(known: FlaskClient) -> None:
    rows = [["นาง", "มาลี", "ใจดี", "", C1, ""], ["นาง", "มาลี", "ใจดี", "99", C1, ""]]
    preview = sent(known, as_csv([HEADER, *rows]))
    first = preview["doubles"][0]
    decided = [{"row": first["row"], "choice": "another", "beside": first["beside"]}]
    assert chosen(known, preview, decisions=decided, rest="same")["counts"] == {"another": 1, "same": 1}


def test_a_decision_about_one_person_does_not_fall_on_another(known: FlaskClient) -> None:
    preview = sent(known, as_csv([HEADER, ["นาง", "มาลี", "ใจดี", "", C1, ""]]))
    [double] = preview["doubles"]
    decided = [{"row": double["row"], "choice": "same", "beside": "somebody-else"}]
    assert chosen(known, preview, decisions=decided)["counts"] == {"double": 1}


def test_a_row_that_stands_twice_in_the_file_is_a_double_of_the_first(known: FlaskClient) -> None:
    row = ["นาย", "วิชัย", "มีสุข", "4", C1, ""]
    preview = sent(known, as_csv([HEADER, row, row]))
    assert preview["counts"] == {"new": 1, "double": 1}
    assert (preview["doubles"][0]["beside"], preview["doubles"][0]["why"]) == ("row 2", ["name", "house", "file"])


def test_fifty_namesakes_in_houses_of_their_own_are_fifty_people(app: Flask, office: str, desk: FlaskClient) -> None:
    everybody = people(1_000, list(COMMUNITIES.values()))
    alike = [one for one in everybody if (one.title, one.first, one.last) == NAMESAKES]
    assert len(alike) >= 50
    preview = sent(desk, as_csv(table(everybody)))
    assert preview["counts"] == {"new": 1_000}
    go(desk, preview["id"])
    assert sent(desk, as_csv(table(alike)))["counts"] == {"unchanged": len(alike)}


def test_a_slip_in_one_sign_is_found_in_the_same_house(desk: FlaskClient) -> None:
    everybody = [one for one in people(200, list(COMMUNITIES.values())) if len(one.first) > 3]
    go(desk, sent(desk, as_csv(table(everybody)))["id"])
    slips = [slip for one in everybody for slip in near(one) if slip != one]
    counts: dict[str, Any] = sent(desk, as_csv(table(slips)))["counts"]
    assert counts["double"] > 0.95 * len(slips)


def test_doubles_are_shown_page_by_page(desk: FlaskClient) -> None:
    everybody = people(120, list(COMMUNITIES.values()))
    go(desk, sent(desk, as_csv(table(everybody)))["id"])
    preview = sent(desk, as_csv([HEADER, *[[*row[:5], "000-111-2222"] for row in stage.rows_of(everybody)]]))
    assert (preview["doubles_all"], len(preview["doubles"])) == (120, 50)
    last = desk.get(f"/api/rosters/{preview['id']}?doubles_from=100").get_json()
    assert len(last["doubles"]) == 20
    assert {each["row"] for each in last["doubles"]}.isdisjoint(each["row"] for each in preview["doubles"])
