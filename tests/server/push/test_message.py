"""What travels in a message."""

import json
import re

from server.push.message import LARGEST, build, topic_header

NOTICE = {"title": "ผลผูกพัน: โรงเก็บวัสดุรีไซเคิล", "body": "ประชาชนเลือกแล้ว ชุมชนดำเนินการ สำนักงานเขตสนับสนุน ดูแผนงาน"}
URL = "https://prachakhom.example/decisions/d3"


def said(notice: dict[str, str], **more: bool) -> dict[str, object]:
    raw = build({"notice": notice}, decision="d3", version=2, url=URL, **more)
    assert len(raw) <= LARGEST
    told: dict[str, object] = json.loads(raw)
    return told


def test_a_message_is_declarative_web_push_that_a_service_worker_can_read_too() -> None:
    told = said(NOTICE)
    assert told["web_push"] == 8030
    assert told["notification"] == {
        **NOTICE,
        "navigate": URL,
        "lang": "th",
        "tag": "decision-d3",
    }


def test_the_short_form_only_opens_the_page() -> None:
    told = said(NOTICE, short=True)
    assert told["notification"] == {"title": NOTICE["title"], "navigate": URL, "lang": "th", "tag": "decision-d3"}


def test_a_body_that_would_be_too_long_is_left_out_and_never_cut_within_a_letter() -> None:
    told = said({"title": NOTICE["title"], "body": "ที่" * 400})
    assert "body" not in told["notification"]  # type: ignore[operator]  # a dict, see above


def test_the_largest_notice_that_the_schema_allows_fits() -> None:
    assert said({"title": "ก" * 120, "body": "ข" * 400})["notification"]["body"] == "ข" * 400  # type: ignore[index]  # a dict


def test_the_topic_has_32_characters_that_every_push_service_takes() -> None:
    one, other = topic_header("bkl", "d1"), topic_header("bkl", "d2")
    assert re.fullmatch(r"[A-Za-z0-9_-]{32}", one)
    assert one == topic_header("bkl", "d1") != other
