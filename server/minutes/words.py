"""The resolution of a hearing in words, from the counts of a motion alone (PROTOCOL.md section 7). Pure.

It says no more than the records do: nothing is a resolution while somebody still has to decide what was counted, and a
tie stays one, because only a rule of the hearing itself could give its chair a second vote.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_FOR = {"agree", "yes"}, ("เห็นด้วย", "เห็นชอบ", "อนุมัติ", "รับรอง", "รับ")
_AGAINST = {"disagree", "no"}


@dataclass(frozen=True, slots=True)
class Voted:
    """A motion as it went. `totals` as server/decisions/totals.py makes them, `problems` as sync/counts.py does.

    present: people at the hearing; present_aside: attendances that contradict; quorum: None where none was set.
    """

    options: Sequence[dict[str, str]]
    rule: str
    method: str | None
    binding: bool
    closed: bool
    totals: dict[str, Any]
    problems: Sequence[str]
    present: int
    present_aside: int
    quorum: int | None


def counts(voted: Voted) -> str:
    """`เห็นด้วย 22 เสียง ไม่เห็นด้วย 2 เสียง งดออกเสียง 3 เสียง`; empty when nothing was counted or may be shown."""
    totals = voted.totals
    if not totals["counted"] or totals["hidden"]:
        return ""
    said = [f"{option['text']} {totals['options'].get(option['key'], 0)} เสียง" for option in voted.options]
    return " ".join([*said, *_no_choice(voted)])


def _no_choice(voted: Voted) -> list[str]:
    """Those who chose nothing: abstentions always, what was spoilt where there was any."""
    totals, on_paper = voted.totals, voted.method == "paper_box"
    spoilt = f"บัตรเสีย {totals['invalid']} ใบ" if on_paper else f"เสีย {totals['invalid']} เสียง"
    return [f"งดออกเสียง {totals['abstain']} เสียง", *([spoilt] if totals["invalid"] else [])]


def resolution(voted: Voted) -> str:
    """What the hearing resolved, or plainly why nothing can be said to be resolved."""
    open_still = _unfinished(voted)
    if open_still:
        return open_still
    short = _short_of_quorum(voted)
    if short:
        return short
    outcome = _outcome(voted)
    if outcome.startswith("ที่ประชุมมีมติ"):
        outcome += " (มีผลผูกพัน)" if voted.binding else " (เป็นความเห็นประกอบการพิจารณา ไม่มีผลผูกพัน)"
    return outcome


def _unfinished(voted: Voted) -> str:
    """Why a count is not a result yet; empty when it is one."""
    totals, problems, posts = voted.totals, voted.problems, voted.totals["posts"]
    if any(field in problems for field in ("motion", "question", "method")):
        return "ยังไม่มีมติ เพราะคำถามหรือวิธีลงมติบันทึกไว้ไม่ตรงกันและยังไม่ได้ชี้ขาด"
    if totals["aside"]:
        return f"ยังไม่มีมติ เพราะมีคะแนน {totals['aside']} รายการที่บันทึกไว้ไม่ตรงกันและยังไม่ได้ชี้ขาด"
    if "count_above_attendance" in problems:
        return "ยังไม่มีมติ เพราะนับได้มากกว่าจำนวนผู้มีสิทธิออกเสียงที่มาประชุม ต้องตรวจสอบก่อน"
    if not totals["counted"]:
        return "ไม่มีผลการลงมติ เพราะไม่มีผลนับคะแนน"
    if not voted.closed:
        return "ยังไม่มีมติ เพราะยังไม่ได้ปิดการลงคะแนน"
    if voted.method == "show_of_hands" and posts["counted"] < posts["expected"]:
        return f"ยังไม่มีมติ เพราะมีผลนับเพียง {posts['counted']} จาก {posts['expected']} จุด"
    return ""


def _short_of_quorum(voted: Voted) -> str:
    if voted.quorum is None or voted.present >= voted.quorum:
        return ""
    if voted.present + voted.present_aside >= voted.quorum:
        return (
            f"ยังไม่มีมติ เพราะยังบอกไม่ได้ว่าครบองค์ประชุม {voted.quorum} คน: มาประชุม {voted.present} คน "
            f"และอีก {voted.present_aside} รายการบันทึกไว้ไม่ตรงกัน"
        )
    return f"ไม่มีมติ เพราะไม่ครบองค์ประชุม: มาประชุม {voted.present} คน องค์ประชุม {voted.quorum} คน"


def _outcome(voted: Voted) -> str:
    totals = voted.totals
    texts = {option["key"]: option["text"] for option in voted.options}
    if totals["hidden"]:
        chosen = totals["leading"]
        how = "ลงคะแนนลับ ผู้ลงคะแนนน้อยจึงไม่แสดงจำนวนเสียง"
        return f"ที่ประชุมมีมติเลือก “{texts[chosen]}” {how}" if chosen else f"ไม่มีข้อยุติ {how}"
    numbers = {key: totals["options"].get(key, 0) for key in texts}
    best = max(numbers.values(), default=0)
    if best == 0:
        return f"ไม่มีมติ เพราะไม่มีเสียงให้ตัวเลือกใด ({counts(voted)})"
    sides = _sides(voted.options)
    first = [key for key, n in numbers.items() if n == best]
    if len(first) > 1:
        if sides:
            return f"คะแนนเสียงเท่ากัน จึงไม่มีมติ ({counts(voted)})"
        named = " และ ".join(f"“{texts[key]}”" for key in first)
        return f"ไม่มีข้อยุติ เพราะ {named} ได้คะแนนสูงสุดเท่ากัน {best} เสียง"
    if totals["leading"] is None:
        return f"ไม่มีมติ เพราะไม่มีตัวเลือกใดได้คะแนนเกินกึ่งหนึ่งของผู้ออกเสียง ({counts(voted)})"
    return _carried(voted, first[0], sides, best)


def _carried(voted: Voted, winner: str, sides: tuple[str, str] | None, best: int) -> str:
    every = voted.totals["counted"]
    agreed = "เป็นเอกฉันท์" if best == every else ""
    if sides:
        verb = "เห็นชอบ" if winner == sides[0] else "ไม่เห็นชอบ"
        return f"ที่ประชุมมีมติ{agreed}{verb} ({counts(voted)})"
    text = next(option["text"] for option in voted.options if option["key"] == winner)
    most = "เกินกึ่งหนึ่ง" if voted.rule == "simple_majority" else "มากที่สุด"
    share = f"ได้คะแนน{most} {best} เสียง จากทั้งหมด {every} เสียง ({' '.join(_no_choice(voted))})"
    return f"ที่ประชุมมีมติ{agreed}เลือก “{text}” {share}"


def _sides(options: Sequence[dict[str, str]]) -> tuple[str, str] | None:
    """The keys of yes and no where a motion has just these two; otherwise people chose among things."""
    if len(options) != 2:
        return None
    for yes, no in (options, options[::-1]):
        by_key = yes["key"] in _FOR[0] and no["key"] in _AGAINST
        by_text = yes["text"].strip() in _FOR[1] and no["text"].strip() == f"ไม่{yes['text'].strip()}"
        if by_key or by_text:
            return yes["key"], no["key"]
    return None
