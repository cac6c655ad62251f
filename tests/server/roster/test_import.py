"""An import: looked at first, written in steps, interrupted and gone on with, undone as a whole."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.roster import service as roster
from server.store import service as store
from sync.entry import Entry
from sync.records import value
from sync.rules import invalid
from tests.conftest import PhoneOf, SignedIn
from tests.names import people
from tests.server.roster import stage
from tests.server.roster.stage import COMMUNITIES, as_csv, as_xlsx, chosen, entries, go, on_roll, sent, table, told

NAMES = list(COMMUNITIES.values())


def test_a_file_is_shown_before_anything_is_written_and_then_comes_onto_the_roll(
    app: Flask, office: str, desk: FlaskClient
) -> None:
    everybody = people(1_200, NAMES)
    before = entries(app)
    preview = sent(desk, as_csv(table(everybody)))
    assert preview["counts"] == {"new": 1_200}
    assert preview["problems"] == []
    assert entries(app) == before
    said = go(desk, preview["id"])
    assert [(each["state"], each["done"], each["total"]) for each in said] == [
        ("running", 500, 1_200),
        ("running", 1_000, 1_200),
        ("whole", 1_200, 1_200),
    ]
    assert sorted(map(told, on_roll(app, office))) == stage.expected(everybody)
    assert stage.left_behind(app) == []


def test_what_an_import_writes_is_what_the_schema_allows_and_stands_in_the_servers_own_log(
    app: Flask, office: str, desk: FlaskClient
) -> None:
    preview = sent(desk, as_xlsx(table(people(60, NAMES))))
    go(desk, preview["id"])
    with app.app_context():
        for stream in store.streams(office):
            for record in store.records(stream):
                written: list[Entry] = store.history(stream, record["kind"], record["record"])
                assert [wrong for entry in written for wrong in invalid(entry.kind, entry.body, entry.private)] == []
                assert {entry.by for entry in written} == {"server"}
        [made] = store.records(f"office/{office}", "roster_import")
    assert value(made, "standing") == {"state": "whole", "rows": 60, "created": 60}


def test_children_by_their_title_come_onto_the_roll_without_the_right_to_vote(
    app: Flask, office: str, desk: FlaskClient
) -> None:
    rows = [[title, "มาลี", "ใจดี", str(n), NAMES[0], ""] for n, title in enumerate(("เด็กหญิง", "ด. ช.", "นาง"))]
    go(desk, sent(desk, as_csv([stage.HEADER, *rows]))["id"])
    found = {
        value(each, "name")["title"]: (value(each, "capacity"), value(each, "voting")) for each in on_roll(app, office)
    }
    assert found == {"เด็กหญิง": ("minor", False), "ด. ช.": ("minor", False), "นาง": ("resident", True)}


def test_a_file_may_be_larger_than_what_phones_send(app: Flask, desk: FlaskClient) -> None:
    rows = [[*row, "หมายเหตุ " * 60] for row in stage.rows_of(people(4_000, NAMES))]
    file = as_csv([[*stage.HEADER, "อื่น ๆ"], *rows])
    assert len(file) > app.config["MAX_BODY"]
    assert sent(desk, file)["counts"] == {"new": 4_000}


@pytest.mark.parametrize("fails_at", [1, 2, 3])
def test_an_import_that_is_cut_goes_on_and_makes_nobody_twice(
    app: Flask, office: str, desk: FlaskClient, monkeypatch: pytest.MonkeyPatch, fails_at: int
) -> None:
    monkeypatch.setattr(roster, "STEP", 100)
    everybody = people(350, NAMES)
    preview = sent(desk, as_csv(table(everybody)))
    true_append, calls = store.append, []

    def dying(*args: Any, **kwargs: Any) -> Any:
        calls.append(1)
        if len(calls) == 2 * fails_at:
            raise KeyboardInterrupt
        return true_append(*args, **kwargs)

    monkeypatch.setattr(store, "append", dying)
    with pytest.raises(KeyboardInterrupt):
        go(desk, preview["id"])
    monkeypatch.setattr(store, "append", true_append)
    go(desk, preview["id"])
    assert sorted(map(told, on_roll(app, office))) == stage.expected(everybody)


def test_a_step_whose_answer_was_lost_is_not_written_again(
    app: Flask, office: str, desk: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roster, "STEP", 40)
    everybody = people(100, NAMES)
    preview = sent(desk, as_csv(table(everybody)))
    desk.post(f"/api/rosters/{preview['id']}/import")
    go(desk, preview["id"])
    again = desk.post(f"/api/rosters/{preview['id']}/import").get_json()
    assert (again["state"], again["done"]) == ("whole", 100)
    assert len(on_roll(app, office)) == 100


def test_choices_cannot_change_once_an_import_has_begun(desk: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roster, "STEP", 10)
    preview = sent(desk, as_csv(table(people(30, NAMES))))
    desk.post(f"/api/rosters/{preview['id']}/import")
    answer = desk.put(f"/api/rosters/{preview['id']}", json=preview["choices"])
    assert answer.get_json()["code"] == "roster_gone"


def test_the_same_file_again_changes_nobody(app: Flask, office: str, desk: FlaskClient) -> None:
    file = as_csv(table(people(150, NAMES)))
    go(desk, sent(desk, file)["id"])
    again = sent(desk, file)
    assert again["counts"] == {"unchanged": 150}
    answer = desk.post(f"/api/rosters/{again['id']}/import")
    assert (answer.status_code, answer.get_json()["code"]) == (409, "roster_not_ready")
    assert len(on_roll(app, office)) == 150


def test_an_undo_takes_everybody_off_the_roll_and_keeps_the_history(app: Flask, office: str, desk: FlaskClient) -> None:
    preview = sent(desk, as_csv(table(people(700, NAMES))))
    go(desk, preview["id"])
    said = go(desk, preview["id"], "undo")
    assert [each["state"] for each in said] == ["undoing", "undoing", "undone"]
    assert said[-1]["kept"] == []
    assert on_roll(app, office) == []
    with app.app_context():
        assert sum(len(store.records(f"community/{key}", "resident")) for key in COMMUNITIES) == 700
    [listed] = desk.get("/api/rosters").get_json()["imports"]
    assert (listed["state"], listed["file"]) == ("undone", "ทะเบียน.csv")


def test_an_undo_keeps_and_names_who_was_recorded_at_a_hearing_meanwhile(
    app: Flask, office: str, desk: FlaskClient, phone: PhoneOf
) -> None:
    preview = sent(desk, as_csv(table(people(30, NAMES))))
    go(desk, preview["id"])
    came, spoke, *_others = on_roll(app, office)
    officer = phone("staff")
    officer.write("meeting/m1", "attendance", "a1", {"standing": None}, {"resident": came["record"]})
    said_by = {"speaker": {"resident": spoke["record"], "name": None}}
    officer.write("topic/t1", "opinion", "o1", {}, said_by)
    officer.sync()
    said = go(desk, preview["id"], "undo")
    assert {each["record"] for each in said[-1]["kept"]} == {came["record"], spoke["record"]}
    assert {each["record"] for each in on_roll(app, office)} == {came["record"], spoke["record"]}


def test_an_import_that_still_runs_can_be_undone_and_does_not_go_on(
    app: Flask, office: str, desk: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roster, "STEP", 20)
    preview = sent(desk, as_csv(table(people(60, NAMES))))
    desk.post(f"/api/rosters/{preview['id']}/import")
    go(desk, preview["id"], "undo")
    assert on_roll(app, office) == []
    assert desk.post(f"/api/rosters/{preview['id']}/import").get_json()["state"] == "undone"
    assert stage.left_behind(app) == []


def test_who_was_struck_off_by_an_undo_comes_back_with_the_same_file(
    app: Flask, office: str, desk: FlaskClient
) -> None:
    file = as_csv(table(people(40, NAMES)))
    first = sent(desk, file)
    go(desk, first["id"])
    go(desk, first["id"], "undo")
    again = sent(desk, file)
    assert again["counts"] == {"new": 40}
    go(desk, again["id"])
    assert len(on_roll(app, office)) == 40


def test_house_and_telephone_are_taken_over_where_staff_say_so_and_go_back_with_the_undo(
    app: Flask, office: str, desk: FlaskClient
) -> None:
    row = ["นาง", "มาลี", "ใจดี", "12/3", NAMES[0], "000-555-0101"]
    go(desk, sent(desk, as_csv([stage.HEADER, row]))["id"])
    preview = sent(desk, as_csv([stage.HEADER, ["นาง", "มาลี", "ใจดี", "๑๒/๓", NAMES[0], "000-555-0999"]]))
    assert preview["counts"] == {"double": 1}
    [double] = preview["doubles"]
    decision = {"row": double["row"], "choice": "update", "beside": double["beside"]}
    assert chosen(desk, preview, decisions=[decision])["counts"] == {"update": 1}
    go(desk, preview["id"])
    [mali] = on_roll(app, office)
    assert value(mali, "phone") == "000-555-0999"
    go(desk, preview["id"], "undo")
    [mali] = on_roll(app, office)
    assert value(mali, "phone") == "000-555-0101"


def test_what_waits_is_for_the_servers_eyes_only_and_is_gone_after_a_day(
    app: Flask, desk: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    preview = sent(desk, as_csv(table(people(5, NAMES))))
    waiting = stage.left_behind(app)
    assert {stat.S_IMODE(path.stat().st_mode) for path in waiting} == {0o600}
    assert stat.S_IMODE(waiting[0].parent.stat().st_mode) == 0o700
    from server.roster import shelf

    monkeypatch.setattr(shelf, "KEPT_SECONDS", -1)
    desk.get("/api/rosters")
    assert stage.left_behind(app) == []
    assert desk.get(f"/api/rosters/{preview['id']}").get_json()["code"] == "roster_gone"


def test_what_waits_is_forgotten_when_staff_say_so(app: Flask, desk: FlaskClient) -> None:
    preview = sent(desk, as_csv(table(people(5, NAMES))))
    assert desk.delete(f"/api/rosters/{preview['id']}").status_code == 204
    assert stage.left_behind(app) == []


def test_an_import_whose_plan_was_lost_makes_no_other_one(
    app: Flask, desk: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roster, "STEP", 4)
    preview = sent(desk, as_csv(table(people(10, NAMES))))
    address = f"/api/rosters/{preview['id']}/import"
    assert desk.post(address).get_json()["done"] == 4
    (app.config["INSTANCE_DIR"] / "imports" / preview["id"] / "plan.json").write_text("")
    answer = desk.post(address)
    assert (answer.status_code, answer.get_json()["code"]) == (404, "roster_gone")


@pytest.mark.parametrize("part", ["about", "table", "choices"])
def test_what_waits_and_is_not_whole_any_more_is_gone_and_no_error_of_ours(
    app: Flask, desk: FlaskClient, part: str
) -> None:
    """A disk that was full, or lost its power."""
    preview = sent(desk, as_csv(table(people(5, NAMES))))
    (app.config["INSTANCE_DIR"] / "imports" / preview["id"] / f"{part}.json").write_text("")
    answer = desk.get(f"/api/rosters/{preview['id']}")
    assert (answer.status_code, answer.get_json()["code"]) == (404, "roster_gone")


def test_another_offices_staff_sees_nothing_of_it(
    app: Flask, desk: FlaskClient, signed_in: SignedIn, tmp_path: Path
) -> None:
    from server.accounts import service as accounts
    from tests.conftest import PASSWORD

    preview = sent(desk, as_csv(table(people(5, NAMES))))
    with app.app_context():
        accounts.open_office("elsewhere", "ที่อื่น")
        stranger = accounts.create_account(
            office="elsewhere", email="s@elsewhere.example", password=PASSWORD, name="x", roles=["staff"]
        )
        browser = signed_in(user=stranger)
    for answer in (
        browser.get(f"/api/rosters/{preview['id']}"),
        browser.put(f"/api/rosters/{preview['id']}", json=preview["choices"]),
        browser.post(f"/api/rosters/{preview['id']}/import"),
        browser.delete(f"/api/rosters/{preview['id']}"),
    ):
        assert answer.get_json()["code"] == "roster_gone"
    assert browser.post(f"/api/rosters/{preview['id']}/undo").status_code == 404
    assert browser.get("/api/rosters").get_json() == {"imports": []}


@pytest.mark.parametrize("role", ["officer"])
def test_an_officer_may_not_import(desk: FlaskClient, signed_in: SignedIn, role: str) -> None:
    answer = stage.send(signed_in(role), as_csv(table(people(2, NAMES))))
    assert answer.get_json()["code"] == "not_allowed"


@pytest.mark.parametrize("roster_id", ["..", "x", "A" * 22, "%2e%2e%2finstance", "\u0e01" * 22])
def test_a_made_up_name_of_an_upload_finds_nothing(desk: FlaskClient, roster_id: str) -> None:
    for answer in (desk.get(f"/api/rosters/{roster_id}"), desk.post(f"/api/rosters/{roster_id}/import")):
        assert answer.status_code in (404, 405)


def test_two_pages_that_drive_one_import_at_once_make_nobody_twice(
    app: Flask, office: str, desk: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roster, "STEP", 20)
    everybody = people(120, NAMES)
    preview = sent(desk, as_csv(table(everybody)))

    def drive(_page: int) -> str:
        with app.app_context():
            return roster.whole(office, preview["id"], lambda _progress: None).state

    with ThreadPoolExecutor(2) as pages:
        assert list(pages.map(drive, range(2))) == ["whole", "whole"]
    assert sorted(map(told, on_roll(app, office))) == stage.expected(everybody)
