"""The minutes of a hearing: official heads in order, edited as a draft, adopted at a later hearing (R5.3)."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from server.demo.loader import id_of
from tests.server.minutes.stage import M1, M2, Write, say

HEADS = [
    "ผู้มาประชุม",
    "ผู้ไม่มาประชุม",
    "ผู้เข้าร่วมประชุม",
    "เริ่มประชุมเวลา",
    "ระเบียบวาระที่ 1",
    "เลิกประชุมเวลา",
    "ผู้จดรายงานการประชุม",
    "ผู้ตรวจรายงานการประชุม",
]


def look(staff: FlaskClient, meeting: str = M1) -> dict[str, Any]:
    answer = staff.get(f"/api/minutes/{meeting}")
    assert answer.status_code == 200, answer.get_json()
    return dict(answer.get_json())


def text(blocks: list[dict[str, Any]]) -> str:
    return "\n".join(" ".join(block["cells"]) for block in blocks)


def part(minutes: dict[str, Any], name: str) -> dict[str, Any]:
    return next(dict(each) for each in minutes["parts"] if each["name"] == name)


def test_generated_minutes_have_the_heads_of_the_official_form_in_order(staff: FlaskClient) -> None:
    """R5.3"""
    said = text(look(staff)["blocks"])
    lines = said.splitlines()
    assert lines[:4] == [
        "(ร่าง)",
        "รายงานการประชุมเวทีรับฟังความคิดเห็นก่อนวางแผนโครงการ ปีงบประมาณ พ.ศ. ๒๕๖๙",
        "ครั้งที่ ๑/๒๕๖๙",
        "เมื่อวันเสาร์ที่ 17 มกราคม 2569",
    ]
    assert lines[4].startswith("ณ ศาลาอเนกประสงค์")
    places = [next(at for at, line in enumerate(lines) if head in line) for head in HEADS]
    assert places == sorted(places)
    assert [line for line in lines if line in HEADS] == HEADS[:3]
    assert "เริ่มประชุมเวลา 13.30 น." in lines
    assert "เลิกประชุมเวลา 16.10 น." in lines
    numbers = [line.split()[1] for line in lines if line.startswith("ระเบียบวาระที่")]
    assert numbers == ["1", "2", "3", "4", "5", "6"]


def test_minutes_are_edited_as_a_draft_and_adopted_at_the_next_hearing(staff: FlaskClient, write: Write) -> None:
    """R5.3: what is edited stands in place of what was generated; adopting needs a proposal and freezes the text."""
    item = id_of("m1-agenda-1")
    write("minutes", opening="ประธานกล่าวต้อนรับ")
    write("minutes_item", record=item, said="ประธานแจ้งกติกา")
    draft = look(staff)
    assert part(draft, "opening")["edited"] == "ประธานกล่าวต้อนรับ"
    assert part(draft, "opening")["generated"] != "ประธานกล่าวต้อนรับ"
    assert part(draft, f"said/{item}")["edited"] == "ประธานแจ้งกติกา"
    said = text(draft["blocks"])
    assert "ประธานกล่าวต้อนรับ" in said
    assert "ประธานแจ้งกติกา" in said
    assert "เป็นประธานในที่ประชุม" not in said

    early = staff.post(f"/api/minutes/{M1}/adoption", json={"meeting": M2})
    assert (early.status_code, early.get_json()["code"]) == (409, "minutes_not_ready")
    assert early.get_json()["errors"] == ["not_proposed"]

    write("minutes", state="proposed")
    assert text(look(staff)["blocks"]).startswith("(ร่าง เสนอที่ประชุมรับรอง)")
    answer = staff.post(f"/api/minutes/{M1}/adoption", json={"meeting": M2, "corrections": "หน้า 2 แก้คำผิด"})
    assert answer.status_code == 200, answer.get_json()
    adopted = answer.get_json()
    assert adopted["state"] == "adopted"
    assert (adopted["adopted"]["meeting"], adopted["adopted"]["day"]) == (M2, "2026-03-07")
    said = text(adopted["blocks"])
    assert "(ร่าง" not in said
    assert "ครั้งที่ ๒/๒๕๖๙ เมื่อวันเสาร์ที่ 7 มีนาคม 2569 รับรองรายงานการประชุมนี้ โดยมีการแก้ไขดังนี้\nหน้า 2 แก้คำผิด" in said


def test_what_was_adopted_stays_whatever_the_records_say_later(held: Flask, staff: FlaskClient, write: Write) -> None:
    """R5.3"""
    write("minutes", state="proposed")
    before = staff.post(f"/api/minutes/{M1}/adoption", json={"meeting": M2}).get_json()
    paper = staff.get(f"/api/minutes/{M1}/paper?format=docx").data
    assert before["adopted"]["changed"] is False
    write("minutes", opening="แก้ทีหลัง", state="draft")
    with held.app_context():
        say(f"meeting/{M1}", "meeting", M1, place="ที่อื่น")
    after = look(staff)
    assert after["blocks"] == before["blocks"]
    assert after["public"] == before["public"]
    assert after["state"] == "adopted"
    assert after["adopted"]["changed"] is True
    assert after["adopted"]["sha256"] == before["adopted"]["sha256"]
    assert len(staff.get(f"/api/minutes/{M1}/paper?format=docx").data) == len(paper)
    again = staff.post(f"/api/minutes/{M1}/adoption", json={"meeting": M2})
    assert (again.status_code, again.get_json()["code"]) == (409, "minutes_adopted")


def test_an_earlier_hearing_the_same_or_none_adopts_nothing(staff: FlaskClient, write: Write) -> None:
    """R5.3"""
    write("minutes", meeting=M2, state="proposed")
    for later, code in ((M1, "not_later"), (M2, "not_later"), ("nowhere", "no_later")):
        answer = staff.post(f"/api/minutes/{M2}/adoption", json={"meeting": later})
        assert (answer.status_code, answer.get_json()["errors"]) == (409, [code])
    assert look(staff, M2)["state"] == "proposed"
    assert look(staff, M2)["adopted"] is None


def test_an_edited_part_says_when_its_records_changed_since(held: Flask, staff: FlaskClient, write: Write) -> None:
    item = id_of("m1-agenda-5")
    write("minutes_item", record=item, resolution="ที่ประชุมเห็นชอบทั้งสองญัตติ", said="สรุปแล้ว")
    write("minutes", opening="เปิดแล้ว")
    assert [each["name"] for each in look(staff)["parts"] if each["changed"]] == []
    with held.app_context():
        say(f"meeting/{M1}", "motion", id_of("q1"), state="open")
    changed = look(staff)
    assert [each["name"] for each in changed["parts"] if each["changed"]] == [f"resolution/{item}"]
    assert "ยังไม่ได้ปิดการลงคะแนน" in part(changed, f"resolution/{item}")["generated"]
    write("minutes_item", record=item, resolution="ตรวจใหม่แล้ว")
    assert [each["name"] for each in look(staff)["parts"] if each["changed"]] == []
    write("minutes_item", record=item, resolution=None)
    assert part(look(staff), f"resolution/{item}")["edited"] is None


def test_nobody_reads_minutes_before_they_are_adopted_and_no_name_stands_there_without_consent(
    held: Flask, staff: FlaskClient, write: Write
) -> None:
    somebody = held.test_client()
    address = f"/hearings/{M1}/minutes.docx"
    assert somebody.get(address).status_code == 404
    assert somebody.get(f"/api/minutes/{M1}").status_code == 401
    assert somebody.get(f"/api/minutes/{M1}/paper").status_code == 401
    write("minutes", state="proposed")
    minutes = staff.post(f"/api/minutes/{M1}/adoption", json={"meeting": M2}).get_json()
    answer = somebody.get(address)
    assert answer.status_code == 200
    assert answer.data[:2] == b"PK"
    public, own = text(minutes["public"]), text(minutes["blocks"])
    named = [line for line in own.splitlines() if "ประเสริฐ ธารน้ำใสงาม" in line]
    assert named
    assert "ประเสริฐ" not in public
    assert "นายณัฐพงษ์ เพชรสะพานไม้" in public  # agreed that the name is published
    assert "และอีก 13 คน ซึ่งไม่แสดงชื่อ" in public
