"""The three lists of the minutes: members and whom they stand in for, who is absent, who else came (R5.3)."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from server.accounts import service as accounts
from server.database import writing
from server.demo.loader import id_of, meeting_key
from server.demo.people import OFFICE
from server.store import service as store
from sync.entry import Draft
from sync.ids import keyed_id
from tests.server.minutes.stage import M1, Write, say


def listed(staff: FlaskClient, name: str) -> list[dict[str, Any]]:
    parts = staff.get(f"/api/minutes/{M1}").get_json()["parts"]
    return next(list(part["generated"]) for part in parts if part["name"] == name)


def names(staff: FlaskClient, name: str) -> list[str]:
    return [each["name"] for each in listed(staff, name)]


def attendance(ref: str) -> str:
    return keyed_id(meeting_key("m1") or "", "attendance", M1, id_of(ref))


def test_members_stand_before_the_others_the_chairs_first(held: Flask, staff: FlaskClient) -> None:
    roles = [each["role"].split()[0] for each in listed(staff, "members")]
    assert roles == ["ประธานชุมชน"] * 8 + ["กรรมการชุมชน"] * 6
    assert len(names(staff, "attendees")) == 14


def test_a_member_who_was_not_there_is_absent_and_the_reason_is_a_blank(held: Flask, staff: FlaskClient) -> None:
    with held.app_context():
        say(f"meeting/{M1}", "attendance", attendance("r01"), standing=None)
    assert "นายประเสริฐ ธารน้ำใสงาม" not in names(staff, "members")
    absent = listed(staff, "absent")
    assert [(each["name"], each["reason"]) for each in absent] == [("นายประเสริฐ ธารน้ำใสงาม", "…")]
    assert "reason_missing" in staff.get(f"/api/minutes/{M1}").get_json()["notes"]


def test_who_stands_in_for_a_member_is_marked_and_the_member_is_not_absent(held: Flask, staff: FlaskClient) -> None:
    with held.app_context():
        say(f"meeting/{M1}", "attendance", attendance("r01"), standing=None)
        say(f"meeting/{M1}", "attendance", attendance("r29"), proxy_for="ประเสริฐ  ธารน้ำใสงาม")
    stand_in = [each for each in listed(staff, "members") if each["proxy_for"]]
    assert [each["proxy_for"] for each in stand_in] == ["ประเสริฐ  ธารน้ำใสงาม"]
    assert names(staff, "absent") == []
    text = "\n".join(" ".join(each["cells"]) for each in staff.get(f"/api/minutes/{M1}").get_json()["blocks"])
    assert "(แทน ประเสริฐ ธารน้ำใสงาม)" in text


def test_struck_off_the_roll_or_the_same_as_another_is_not_expected(held: Flask, staff: FlaskClient) -> None:
    home = f"community/{id_of('c1')}"
    with held.app_context():
        say(f"meeting/{M1}", "attendance", attendance("r01"), standing=None)
        say(f"meeting/{M1}", "attendance", attendance("r02"), standing=None)
    assert len(names(staff, "absent")) == 2
    with held.app_context():
        say(home, "resident", id_of("r01"), roll=None)
        say(home, "resident", id_of("r02"), same_as=id_of("r03"))
    assert names(staff, "absent") == []


def test_an_attendance_that_contradicts_is_in_no_list_and_its_number_is_said(held: Flask, staff: FlaskClient) -> None:
    before = len(names(staff, "members"))
    with held.app_context(), writing():  # as of a phone that had not seen the other
        other = {"standing": {"capacity": "observer", "voting": False}}
        store.append(
            f"meeting/{M1}", [Draft("attendance", attendance("r01"), other, {}, {"standing": []})], office=OFFICE
        )
    minutes = staff.get(f"/api/minutes/{M1}").get_json()
    assert len(names(staff, "members")) == before - 1
    assert "นายประเสริฐ ธารน้ำใสงาม" not in names(staff, "absent") + names(staff, "attendees")
    for copy in ("blocks", "public"):
        text = "\n".join(" ".join(each["cells"]) for each in minutes[copy])
        assert "การเช็กชื่อ 1 รายการบันทึกไว้ไม่ตรงกัน" in text
    assert "attendance_disputed" in minutes["notes"]


def test_an_edited_list_shows_no_name_in_public_that_its_owner_did_not_give_free(
    staff: FlaskClient, write: Write
) -> None:
    people = [{"name": name, "role": "แขก"} for name in ("นายสมชาย ใจสว่างธรรมดี", "นายคนที่ พิมพ์เพิ่ม")]
    write("minutes", attendees=people)
    minutes = staff.get(f"/api/minutes/{M1}").get_json()
    own, public = ("\n".join(" ".join(each["cells"]) for each in minutes[copy]) for copy in ("blocks", "public"))
    assert "นายคนที่ พิมพ์เพิ่ม" in own
    assert "นายสมชาย ใจสว่างธรรมดี" in public
    assert "พิมพ์เพิ่ม" not in public


def test_a_speaker_is_named_only_by_consent(held: Flask, staff: FlaskClient) -> None:
    """Of the sample's speakers r01 did not agree; with consent the name stands there, unless asked to stay unnamed."""
    name, opinion = "นายประเสริฐ ธารน้ำใสงาม", id_of("o01")

    def said() -> str:
        parts = staff.get(f"/api/minutes/{M1}").get_json()["parts"]
        return "\n".join(part["generated"] for part in parts if part["name"].startswith("said/"))

    assert "สำรวจท่อทั้งซอย" in said()
    assert name not in said()
    agreed = {
        "privacy_notice_shown": True,
        "push": False,
        "contact_by_phone": False,
        "photo_published": False,
        "name_published": True,
    }
    with held.app_context():
        say(f"community/{id_of('c1')}", "resident", id_of("r01"), consent=agreed)
    assert name in said()
    with held.app_context():
        say(f"topic/{id_of('t1')}", "opinion", opinion, anonymous=True)
    assert name not in said()


def test_words_that_were_not_cleared_stay_away_and_are_counted(held: Flask, staff: FlaskClient) -> None:
    with held.app_context():
        say(f"topic/{id_of('t1')}", "opinion", id_of("o01"), clearance={"cleared": False, "hides": []})
    minutes = staff.get(f"/api/minutes/{M1}").get_json()
    text = "\n".join(" ".join(each["cells"]) for each in minutes["blocks"])
    assert "สำรวจท่อทั้งซอย" not in text
    assert "ที่ยังไม่ได้สรุปหรือตรวจเพื่อแสดง" in text
    assert "opinions_unread" in minutes["notes"]


def test_what_another_office_recorded_stands_in_no_minutes(held: Flask, staff: FlaskClient, write: Write) -> None:
    """Whoever prepares a hearing names communities and topics by id: those of others stay closed."""
    name = {"title": "นาง", "first": "ลับเฉพาะ", "last": "ที่อื่น"}
    resident = Draft("resident", "far", {}, {"capacity": "chair", "name": name}, {"capacity": [], "name": []})
    topic = Draft("topic", "far", {"name": {"th": "เรื่องลับเฉพาะ", "en": None}}, {}, {"name": []})
    with held.app_context():
        accounts.open_office("elsewhere", "สำนักงานอื่น")
        for stream, draft in (("community/far", resident), ("topic/far", topic)):
            with writing():
                store.append(stream, [draft], office="elsewhere")
    write("meeting", communities=["far"], topics=["far"])
    assert names(staff, "absent") == []
    assert "ลับเฉพาะ" not in repr(staff.get(f"/api/minutes/{M1}").get_json())
