"""What stands against proposing and adopting minutes, and what should be looked at (R5.3)."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from server.database import writing
from server.demo.people import OFFICE
from server.doctor import service as doctor
from server.minutes.models import AdoptedMinutes
from server.store import service as store
from sync.entry import Draft
from tests.server.minutes.stage import M1, M2, Write, say


def codes(staff: FlaskClient, which: str, meeting: str = M1) -> list[str]:
    return list(staff.get(f"/api/minutes/{meeting}").get_json()[which])


def refused(staff: FlaskClient, meeting: str = M1, later: str = M2) -> list[str]:
    answer = staff.post(f"/api/minutes/{meeting}/adoption", json={"meeting": later})
    assert (answer.status_code, answer.get_json()["code"]) == (409, "minutes_not_ready")
    return list(answer.get_json()["errors"])


@pytest.mark.parametrize(
    ("number", "note"),
    [("๑/๒๕๖๙", None), ("1/2569", None), ("", "number_missing"), ("๑/๒๕๖๘", "number_year"), ("2/2569", "number_twice")],
)
def test_a_number_counts_from_one_in_each_calendar_year(
    held: Flask, staff: FlaskClient, number: str, note: str | None
) -> None:
    with held.app_context():
        say(f"meeting/{M1}", "meeting", M1, number=number)
    found = [code for code in codes(staff, "notes") if code.startswith("number_")]
    assert found == ([note] if note else [])
    assert staff.get(f"/api/minutes/{M1}").get_json()["next_number"] == "3/2569"


def test_without_the_hour_of_the_end_nothing_is_adopted(held: Flask, staff: FlaskClient, write: Write) -> None:
    write("minutes", state="proposed")
    with held.app_context():
        say(f"meeting/{M1}", "meeting", M1, time={"date": "2026-01-17", "start": "13:30", "end": None})
    assert codes(staff, "problems") == ["not_ended"]
    assert refused(staff) == ["not_ended"]
    write("minutes", hours={"began": "13:35", "ended": "16:00"})
    assert codes(staff, "problems") == []
    text = "\n".join(" ".join(each["cells"]) for each in staff.get(f"/api/minutes/{M1}").get_json()["blocks"])
    assert "เริ่มประชุมเวลา 13.35 น." in text
    assert "เลิกประชุมเวลา 16.00 น." in text


def test_a_number_like_that_of_an_identity_card_is_not_published(staff: FlaskClient, write: Write) -> None:
    write("minutes", state="proposed", closing="ติดต่อ ๑-๑๐๓๗-๐๐๐๐๐-๐๐-๑")
    assert refused(staff) == ["id_number"]
    assert codes(staff, "problems") == ["id_number"]


def test_two_who_wrote_different_things_decide_first(held: Flask, staff: FlaskClient, write: Write) -> None:
    write("minutes", state="proposed", opening="ก")
    with held.app_context(), writing():  # as of a desk that had not seen the other
        store.append(f"meeting/{M1}", [Draft("minutes", M1, {"opening": "ข"}, {}, {"opening": []})], office=OFFICE)
    assert refused(staff) == ["conflict"]
    write("minutes", opening="ค")
    assert codes(staff, "problems") == []


def test_a_hearing_that_is_still_to_come_has_adopted_nothing(held: Flask, staff: FlaskClient, write: Write) -> None:
    write("minutes", state="proposed")
    with held.app_context():
        say(f"meeting/{M2}", "meeting", M2, time={"date": "2999-03-07", "start": "17:00", "end": None})
    assert refused(staff) == ["not_held"]


def test_a_state_that_was_only_written_freezes_nothing(held: Flask, staff: FlaskClient, write: Write) -> None:
    """An entry alone cannot adopt: the office's own act does, and nobody else reads the text before."""
    adoption = {"meeting": M2, "on": "2026-03-07", "corrections": None}
    write("minutes", state="adopted", adoption=adoption)
    assert staff.get(f"/api/minutes/{M1}").get_json()["adopted"] is None
    assert held.test_client().get(f"/hearings/{M1}/minutes.pdf").status_code == 404
    assert refused(staff) == ["not_proposed"]


def test_an_adoption_whose_text_a_restore_lost_is_said_and_can_be_recorded_again(
    held: Flask, staff: FlaskClient, write: Write
) -> None:
    """The entry comes home with the phones, the frozen text does not: nobody may think that it is still there."""
    write("minutes", state="adopted", adoption={"meeting": M2, "on": "2026-03-07", "corrections": None})
    seen = staff.get(f"/api/minutes/{M1}").get_json()
    assert (seen["state"], seen["adopted"]) == ("draft", None)
    assert "adoption_lost" in seen["notes"]
    write("minutes", state="proposed")
    done = staff.post(f"/api/minutes/{M1}/adoption", json={"meeting": M2}).get_json()
    assert (done["state"], "adoption_lost" in done["notes"]) == ("adopted", False)


@pytest.mark.parametrize("body", [{}, {"meeting": "no id!"}, {"meeting": M2, "corrections": ""}, {"meeting": 5}, []])
def test_a_malformed_adoption_is_refused_plainly(staff: FlaskClient, write: Write, body: object) -> None:
    write("minutes", state="proposed")
    answer = staff.post(f"/api/minutes/{M1}/adoption", json=body)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "invalid_input")
    assert staff.get(f"/api/minutes/{M1}").get_json()["state"] == "proposed"


def test_the_entry_that_adopts_stands_in_the_stream_of_the_hearing(
    held: Flask, staff: FlaskClient, write: Write
) -> None:
    write("minutes", state="proposed")
    staff.post(f"/api/minutes/{M1}/adoption", json={"meeting": M2})
    with held.app_context():
        record = store.record(f"meeting/{M1}", "minutes", M1)
        assert record is not None
        assert record["fields"]["state"]["value"] == "adopted"
        assert record["fields"]["adoption"]["value"] == {"meeting": M2, "on": "2026-03-07", "corrections": None}
        assert record["fields"]["state"]["state"] == "ok"
        assert store.history(f"meeting/{M1}", "minutes", M1)[-1].by == "server"
        report = doctor.verify()
        assert not report.findings, report.findings


def test_verify_names_adopted_minutes_that_were_changed_behind_the_programs_back(
    held: Flask, staff: FlaskClient, write: Write
) -> None:
    write("minutes", state="proposed")
    staff.post(f"/api/minutes/{M1}/adoption", json={"meeting": M2})
    with held.app_context():
        with writing() as session:
            row = session.scalars(select(AdoptedMinutes)).one()
            row.document = {**row.document, "public": [["title", "อื่น"]]}
            row.entry = "x" * 43
        found = [(each.code, each.where["stream"]) for each in doctor.verify().findings]
    assert found == [("altered", f"meeting/{M1}"), ("unfounded_minutes", f"meeting/{M1}")]
