"""The demo: everything staff prepare is loaded as entries, once, and what is recorded only when asked for."""

from __future__ import annotations

import json
import re
import stat
from collections import Counter
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from flask import Flask

from server import create_app
from server.decisions.models import Publication
from server.demo import loader, people, recorded
from server.demo.loader import id_of
from server.demo.people import OFFICE
from server.extensions import db
from server.store import service as store
from server.store.models import StoredEntry, StoredRecord
from sync.counts import attendance_count, motion_count
from sync.records import value
from sync.rules import invalid, keyed_record, stream_fits
from tests.conftest import settings

SAMPLE = loader.read_sample()


@pytest.fixture
def prepared(app: Flask) -> dict[str, people.Person]:
    """The sample loaded as far as staff prepare it; gives its people."""
    with app.app_context():
        everyone = {each.part: each for each in people.set_up(SAMPLE["district"]["name_th"])}
        loader.prepare(SAMPLE, [everyone["officer-a"].account, everyone["officer-b"].account])
        return everyone


def entries() -> list[StoredEntry]:
    return list(db.session.scalars(db.select(StoredEntry)))


def kinds() -> Counter[str]:
    return Counter(db.session.scalars(db.select(StoredRecord.kind)))


def test_the_sample_is_whole_and_its_tallies_add_up() -> None:
    assert len(SAMPLE["projects"]) == 1
    assert [len(SAMPLE[key]) for key in ("residents", "attendance", "motions", "opinions", "decisions")] == [
        40,
        49,
        5,
        30,
        4,
    ]
    for motion in SAMPLE["motions"]:
        may_vote = [each for each in SAMPLE["attendance"] if each["meeting"] == motion["meeting"] and each["voting"]]
        assert sum(motion["tally"].values()) + motion["abstain"] + motion["invalid"] == len(may_vote)
        assert motion["eligible_present"] == len(may_vote)


def test_the_roll_call_holds_one_vote_of_each_who_may_vote() -> None:
    [motion] = [each for each in SAMPLE["motions"] if each["method"] == "roll_call"]
    may_vote = {each["resident"] for each in SAMPLE["attendance"] if each["meeting"] == "m2" and each["voting"]}
    assert sorted(vote["resident"] for vote in motion["votes"]) == sorted(may_vote)
    cast = Counter(vote["choice"] for vote in motion["votes"])
    assert cast == {**motion["tally"], "abstain": motion["abstain"]}


def test_no_national_id_stands_in_the_sample() -> None:
    assert not re.search(r"(?:[0-9๐-๙][ -]?){13}", json.dumps(SAMPLE, ensure_ascii=False))


def test_what_staff_prepare_is_loaded_and_nothing_that_is_recorded(app: Flask, prepared: dict[str, Any]) -> None:
    with app.app_context():
        found = kinds()
    expected = {"community": 9, "project": 1, "topic": 5, "meeting": 2, "agenda_item": 12, "motion": 5, "resident": 40}
    assert {kind: found[kind] for kind in expected} == expected
    assert not {"attendance", "vote", "tally", "opinion", "response", "decision"} & set(found)


def test_a_second_run_changes_nothing(app: Flask, prepared: dict[str, people.Person]) -> None:
    with app.app_context():
        before = {(each.log, each.seq, each.hash) for each in entries()}
        again = {each.part: each for each in people.set_up(SAMPLE["district"]["name_th"])}
        officers = [again["officer-a"].account, again["officer-b"].account]
        assert loader.prepare(SAMPLE, officers) == 0
        assert {(each.log, each.seq, each.hash) for each in entries()} == before
    assert again == prepared


def test_a_used_code_is_replaced_and_the_passwords_stay(app: Flask, prepared: dict[str, people.Person]) -> None:
    from tests.phone import Phone

    Phone.enrol(app.test_client(), prepared["officer-a"].code)
    with app.app_context():
        again = {each.part: each for each in people.set_up("x")}
    assert again["officer-a"].code != prepared["officer-a"].code
    assert again["officer-b"] == prepared["officer-b"]
    assert again["officer-a"].password == prepared["officer-a"].password


def test_the_passwords_lie_in_a_file_that_only_the_server_reads(app: Flask, prepared: dict[str, Any]) -> None:
    file = Path(app.config["INSTANCE_DIR"]) / "demo.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    kept = json.loads(file.read_text())
    assert len({each["password"] for each in kept.values()}) == len(kept) == 5


def test_the_demo_people_sign_in_with_what_they_are_told(app: Flask, prepared: dict[str, people.Person]) -> None:
    for person in prepared.values():
        browser = app.test_client()
        token = browser.get("/auth/login", headers={"Accept": "application/json"}).get_json()["response"]["csrf_token"]
        told = {"email": person.email, "password": person.password}
        answer = browser.post("/auth/login", json=told, headers={"X-CSRFToken": token})
        assert answer.status_code == 200
        assert browser.get("/api/me").get_json()["roles"] == person.roles


def test_every_entry_of_the_filled_demo_is_one_that_the_schema_allows(held: Flask) -> None:
    with held.app_context():
        for stream in store.streams(OFFICE):
            for record in store.records(stream):
                wrong = [
                    entry for entry in store.history(stream, record["kind"], record["record"]) if entry_wrong(entry)
                ]
                assert wrong == []
                assert stream_fits(record["kind"], stream)
                assert all(state["state"] == "ok" for state in record["fields"].values())


def entry_wrong(entry: Any) -> list[str]:
    return invalid(entry.kind, entry.body, entry.private)


def test_ids_of_attendance_votes_and_tallies_follow_from_the_meetings_secret(held: Flask) -> None:
    with held.app_context():
        for ref in ("m1", "m2"):
            stream, key = f"meeting/{id_of(ref)}", loader.meeting_key(ref) or ""
            records = [each for each in store.records(stream) if each["kind"] in ("attendance", "vote", "tally")]
            assert len(records) > 20
            for each in records:
                fields = {name: value(each, name) for name in each["fields"]}
                assert keyed_record(key, each["kind"], stream, fields) == each["record"]


def test_the_filled_demo_counts_as_the_sample_does(held: Flask) -> None:
    with held.app_context():
        for meeting in SAMPLE["meetings"]:
            records = store.records(f"meeting/{id_of(meeting['ref'])}")
            came = [each for each in SAMPLE["attendance"] if each["meeting"] == meeting["ref"]]
            count = attendance_count(records)
            assert (count["present"], count["voting"]) == (len(came), sum(each["voting"] for each in came))
            for motion in (each for each in SAMPLE["motions"] if each["meeting"] == meeting["ref"]):
                counted = motion_count(records, id_of(motion["ref"]))
                assert counted["settled"], counted
                assert counted["options"] == motion["tally"]
                assert (counted["abstain"], counted["invalid"]) == (motion["abstain"], motion["invalid"])


def test_recording_one_hearing_leaves_the_other_to_be_recorded(app: Flask, prepared: dict[str, people.Person]) -> None:
    with app.app_context():
        filled = {"received_by": prepared["officer-a"].account, "approver": prepared["approver"].account}
        assert recorded.record(SAMPLE, ["m1"], **filled) > 0
        assert recorded.record(SAMPLE, ["m1"], **filled) == 0
        decided = set(db.session.scalars(db.select(Publication.decision)))
        assert decided == {id_of("d1"), id_of("d2")}
        assert attendance_count(store.records(f"meeting/{id_of('m2')}"))["present"] == 0
        [coming] = store.records(f"meeting/{id_of('m2')}", "meeting")
        assert value(coming, "state") == "open"


def test_a_load_that_was_cut_goes_on(instance: Path) -> None:
    app = create_app(settings(instance))
    with app.app_context():
        flask_migrate.upgrade()
        people.set_up("x")
        pile = loader.Pile()
        loader._communities(pile, SAMPLE)
        pile.write()
        assert loader.prepare(SAMPLE, []) == 9 + 1 + 5 + 2 + 12 + 5 + 40 - 10
        db.engine.dispose()
