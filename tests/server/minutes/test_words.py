"""The resolution in words: every way a motion can go, and nothing called a resolution that is not one (R5.3)."""

from __future__ import annotations

from typing import Any

import pytest

from server.decisions.totals import leading
from server.minutes.words import Voted, counts, resolution

YES_NO = [{"key": "k1", "text": "เห็นด้วย"}, {"key": "k2", "text": "ไม่เห็นด้วย"}]
PLANS = [{"key": "a", "text": "แบบ ก"}, {"key": "b", "text": "แบบ ข"}, {"key": "c", "text": "แบบ ค"}]


def voted(numbers: dict[str, int], abstain: int = 0, invalid: int = 0, **more: Any) -> Voted:
    """A motion that was closed and settled before 40 people where 20 are a quorum, unless said otherwise."""
    rule = more.get("rule", "simple_majority")
    totals = {
        "options": numbers,
        "abstain": abstain,
        "invalid": invalid,
        "counted": sum(numbers.values()) + abstain + invalid,
        "posts": {"counted": 2, "expected": 2},
        "aside": 0,
        "settled": True,
        "leading": leading(numbers, rule),
        "hidden": False,
        **more.pop("totals", {}),
    }
    usual: dict[str, Any] = {
        "options": YES_NO if set(numbers) <= {"k1", "k2"} else PLANS,
        "rule": rule,
        "method": "show_of_hands",
        "binding": True,
        "closed": True,
        "totals": totals,
        "problems": [],
        "present": 40,
        "present_aside": 0,
        "quorum": 20,
    }
    return Voted(**{**usual, **more})


def test_adopted_with_its_counts() -> None:
    said = resolution(voted({"k1": 22, "k2": 2}, abstain=3))
    assert said == "ที่ประชุมมีมติเห็นชอบ (เห็นด้วย 22 เสียง ไม่เห็นด้วย 2 เสียง งดออกเสียง 3 เสียง) (มีผลผูกพัน)"


def test_an_opinion_of_the_hearing_is_not_called_binding() -> None:
    assert resolution(voted({"k1": 2, "k2": 1}, binding=False)).endswith("(เป็นความเห็นประกอบการพิจารณา ไม่มีผลผูกพัน)")


def test_unanimous_only_when_nobody_abstained_or_spoilt_a_ballot() -> None:
    assert resolution(voted({"k1": 9, "k2": 0})).startswith("ที่ประชุมมีมติเป็นเอกฉันท์เห็นชอบ")
    assert resolution(voted({"k1": 0, "k2": 9})).startswith("ที่ประชุมมีมติเป็นเอกฉันท์ไม่เห็นชอบ")
    assert "เอกฉันท์" not in resolution(voted({"k1": 9, "k2": 0}, abstain=1))
    assert "เอกฉันท์" not in resolution(voted({"k1": 9, "k2": 0}, invalid=1))


def test_rejected() -> None:
    assert resolution(voted({"k1": 4, "k2": 5})).startswith("ที่ประชุมมีมติไม่เห็นชอบ (เห็นด้วย 4 เสียง ไม่เห็นด้วย 5 เสียง")


@pytest.mark.parametrize(
    "options",
    [
        [{"key": "agree", "text": "เอา"}, {"key": "disagree", "text": "ไม่เอา"}],
        [{"key": "x", "text": "ไม่เห็นชอบ"}, {"key": "y", "text": "เห็นชอบ"}],
        [{"key": "x", "text": "ไม่รับ"}, {"key": "y", "text": "รับ"}],
    ],
)
def test_yes_and_no_are_known_by_their_keys_or_words_in_either_order(options: list[dict[str, str]]) -> None:
    yes = next(each["key"] for each in options if not each["text"].startswith("ไม่"))
    numbers = {each["key"]: 5 if each["key"] == yes else 1 for each in options}
    assert resolution(voted(numbers, options=options)).startswith("ที่ประชุมมีมติเห็นชอบ")


def test_two_plans_are_not_yes_and_no() -> None:
    options = [{"key": "a", "text": "ลานกีฬา"}, {"key": "b", "text": "สวน"}]
    assert resolution(voted({"a": 3, "b": 1}, options=options)).startswith("ที่ประชุมมีมติเลือก “ลานกีฬา”")


def test_a_tie_stays_one_because_no_rule_gives_the_chair_a_second_vote() -> None:
    said = resolution(voted({"k1": 5, "k2": 5}, abstain=1))
    assert said == "คะแนนเสียงเท่ากัน จึงไม่มีมติ (เห็นด้วย 5 เสียง ไม่เห็นด้วย 5 เสียง งดออกเสียง 1 เสียง)"
    many = resolution(voted({"a": 5, "b": 5, "c": 1}, rule="plurality"))
    assert many == "ไม่มีข้อยุติ เพราะ “แบบ ก” และ “แบบ ข” ได้คะแนนสูงสุดเท่ากัน 5 เสียง"


def test_a_plurality_names_the_choice_and_what_was_no_choice() -> None:
    said = resolution(voted({"a": 13, "b": 9, "c": 3}, abstain=1, invalid=1, rule="plurality", method="paper_box"))
    assert said.startswith(
        "ที่ประชุมมีมติเลือก “แบบ ก” ได้คะแนนมากที่สุด 13 เสียง จากทั้งหมด 27 เสียง (งดออกเสียง 1 เสียง บัตรเสีย 1 ใบ)"
    )


def test_a_majority_is_more_than_half_of_those_who_chose() -> None:
    short = resolution(voted({"a": 5, "b": 4, "c": 1}))
    assert short.startswith("ไม่มีมติ เพราะไม่มีตัวเลือกใดได้คะแนนเกินกึ่งหนึ่งของผู้ออกเสียง")
    assert "ได้คะแนนเกินกึ่งหนึ่ง 6 เสียง" in resolution(voted({"a": 6, "b": 4, "c": 1}))


def test_nobody_for_anything_is_no_resolution() -> None:
    assert resolution(voted({"k1": 0, "k2": 0}, abstain=7)).startswith("ไม่มีมติ เพราะไม่มีเสียงให้ตัวเลือกใด")


def test_without_a_count_there_is_no_result() -> None:
    assert resolution(voted({"k1": 0, "k2": 0})) == "ไม่มีผลการลงมติ เพราะไม่มีผลนับคะแนน"
    assert counts(voted({"k1": 0, "k2": 0})) == ""


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"totals": {"aside": 2, "settled": False}}, "มีคะแนน 2 รายการที่บันทึกไว้ไม่ตรงกัน"),
        ({"problems": ["question"]}, "คำถามหรือวิธีลงมติบันทึกไว้ไม่ตรงกัน"),
        ({"problems": ["method"]}, "คำถามหรือวิธีลงมติบันทึกไว้ไม่ตรงกัน"),
        ({"problems": ["count_above_attendance"]}, "นับได้มากกว่าจำนวนผู้มีสิทธิออกเสียง"),
        ({"closed": False}, "ยังไม่ได้ปิดการลงคะแนน"),
        ({"totals": {"posts": {"counted": 1, "expected": 2}}}, "มีผลนับเพียง 1 จาก 2 จุด"),
    ],
)
def test_what_is_not_settled_is_no_resolution_and_says_why(more: dict[str, Any], why: str) -> None:
    said = resolution(voted({"k1": 22, "k2": 2}, **more))
    assert said.startswith("ยังไม่มีมติ เพราะ")
    assert why in said
    assert "มีมติเห็นชอบ" not in said


def test_a_quorum_that_was_not_met_or_not_known_is_said() -> None:
    assert resolution(voted({"k1": 9, "k2": 1}, present=19)) == (
        "ไม่มีมติ เพราะไม่ครบองค์ประชุม: มาประชุม 19 คน องค์ประชุม 20 คน"
    )
    unknown = resolution(voted({"k1": 9, "k2": 1}, present=18, present_aside=2))
    assert unknown.startswith("ยังไม่มีมติ เพราะยังบอกไม่ได้ว่าครบองค์ประชุม 20 คน")
    assert resolution(voted({"k1": 9, "k2": 1}, present=20)).startswith("ที่ประชุมมีมติเห็นชอบ")
    assert resolution(voted({"k1": 9, "k2": 1}, present=1, quorum=None)).startswith("ที่ประชุมมีมติเห็นชอบ")


def test_a_secret_ballot_of_few_tells_only_what_was_chosen() -> None:
    few = {"hidden": True, "options": {}, "abstain": None, "invalid": None, "counted": 3, "leading": "a"}
    went = voted({"a": 3, "b": 0, "c": 0}, totals=few, method="paper_box", rule="plurality")
    assert "แบบ ก" in resolution(went)
    assert "3" not in resolution(went)
    assert counts(went) == ""
    nobody = voted({"a": 3, "b": 0, "c": 0}, totals={**few, "leading": None}, method="paper_box", rule="plurality")
    assert resolution(nobody).startswith("ไม่มีข้อยุติ")
