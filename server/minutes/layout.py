"""The official layout of รายงานการประชุม, line by line. One layout feeds every kind of document, so all say the same.

Heads and their order follow form 11 of the regulation on correspondence, B.E. 2526. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sync.records import Record, provisional

from ..portal import show
from ..typeset.numbers import BLANK, arabic_digits, clock, long_day, plain, thai_digits
from .edits import View
from .gather import Source
from .parts import Item, Parts
from .people import Person, role_of

MEMBERS, ABSENT, ATTENDEES = "ผู้มาประชุม", "ผู้ไม่มาประชุม", "ผู้เข้าร่วมประชุม"
BEGAN, ENDED, TAKER = "เริ่มประชุมเวลา", "เลิกประชุมเวลา", "ผู้จดรายงานการประชุม"
CHECKER = "ผู้ตรวจรายงานการประชุม"
RESOLVED = "มติที่ประชุม"
_AGREED = "ข้อมูลของเวทีนี้ในเครื่องที่ใช้บันทึก ได้เทียบกับของสำนักงานแล้ว"
_MEANING = "สำเนาใดมีข้อมูลถึงขณะนั้นครบ จะได้รหัสเดียวกัน ถ้าถูกแก้แม้รายการเดียว รหัสจะไม่ตรง"
_STATES = {"draft": "(ร่าง)", "proposed": "(ร่าง เสนอที่ประชุมรับรอง)"}


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph. `style`: mark, title, centre, head, row, item, lead, body, sign; a row has several cells."""

    style: str
    cells: tuple[str, ...]

    @property
    def text(self) -> str:
        """What a reader reads."""
        return "\t".join(self.cells)


@dataclass(frozen=True, slots=True)
class Layout:
    """A whole document."""

    blocks: tuple[Block, ...]

    @property
    def text(self) -> str:
        """All of it as plain text, a line a paragraph."""
        return "\n".join(block.text for block in self.blocks)

    def in_digits(self, digits: str) -> Layout:
        """The same with its digits `thai` or `arabic`."""
        turn = thai_digits if digits == "thai" else arabic_digits
        return Layout(tuple(Block(each.style, tuple(turn(cell) for cell in each.cells)) for each in self.blocks))

    def to_json(self) -> list[Any]:
        """The form that is stored, and that the typesetter is given."""
        return [{"style": each.style, "cells": list(each.cells)} for each in self.blocks]

    @staticmethod
    def of_json(kept: list[Any]) -> Layout:
        """A layout that was stored."""
        return Layout(tuple(Block(each["style"], tuple(each["cells"])) for each in kept))


@dataclass(frozen=True, slots=True)
class Frame:
    """What is laid out: for the `public` or the office, in which state, and how it was adopted (empty: it was not)."""

    public: bool
    state: str
    adoption: str = ""


def layout(source: Source, parts: Parts, view: View, frame: Frame) -> Layout:
    """The layout of a hearing's minutes; `view` holds the text of each part, generated or edited."""
    blocks = [
        *_heading(source, frame),
        *(_public_lists(source, parts, view) if frame.public else _lists(view)),
        *_disputed(parts),
        _line("head", f"{BEGAN} {clock(view['hours']['began'])}"),
        *_body(view["opening"]),
        *(block for item in parts.items for block in _item(item, view)),
        *(() if parts.items else _loose(parts.loose)),
        *_body(view["closing"]),
        _line("head", f"{ENDED} {clock(view['hours']['ended'])}"),
        *_compared(source),
        *_signed(source),
        *_body(frame.adoption),
    ]
    return Layout(tuple(block for block in blocks if block.text.strip()))


def named(meeting: Record) -> str:
    """`เวทีรับฟังความคิดเห็น ครั้งที่ 1/2569`: how another paper calls this hearing."""
    return f"{provisional(meeting, 'title') or BLANK} ครั้งที่ {provisional(meeting, 'number') or BLANK}"


def _line(style: str, *cells: str) -> Block:
    return Block(style, tuple(" ".join(plain(cell).split()) for cell in cells))


def _body(text: str | None, style: str = "body") -> list[Block]:
    """A paragraph for each line of what people wrote."""
    return [_line(style, line) for line in (text or "").splitlines()]


def _heading(source: Source, frame: Frame) -> Iterator[Block]:
    yield _line("mark", _STATES.get(frame.state, ""))
    yield _line("title", f"รายงานการประชุม{provisional(source.meeting, 'title') or BLANK}")
    yield _line("centre", f"ครั้งที่ {provisional(source.meeting, 'number') or BLANK}")
    yield _line("centre", f"เมื่อ{long_day(source.day)}")
    yield _line("centre", f"ณ {provisional(source.meeting, 'place') or BLANK}")


def _lists(view: View) -> Iterator[Block]:
    """The three lists by name, as the office keeps them."""
    yield _line("head", MEMBERS)
    yield from _rows([(each["name"], _with_proxy(each)) for each in view["members"]])
    yield _line("head", ABSENT)
    yield from _rows([(each["name"], f"{each['role']} ({each['reason']})") for each in view["absent"]])
    yield _line("head", ATTENDEES)
    yield from _rows([(each["name"], each["role"]) for each in view["attendees"]])


def _with_proxy(member: dict[str, Any]) -> str:
    return f"{member['role']} (แทน {member['proxy_for']})" if member["proxy_for"] else str(member["role"])


def _rows(lines: list[tuple[str, str]]) -> list[Block]:
    if not lines:
        return [_line("body", "ไม่มี")]
    return [_line("row", f"{number}.", *cells) for number, cells in enumerate(lines, 1)]


def _public_lists(source: Source, parts: Parts, view: View) -> Iterator[Block]:
    """The three lists as numbers, with the names of those alone who agreed that theirs be published."""
    lists = parts.lists
    for head, key, people in (
        (MEMBERS, "members", lists.members),
        (ABSENT, "absent", lists.absent),
        (ATTENDEES, "attendees", lists.attendees),
    ):
        agreed = _agreed(people)
        shown = [each for each in view[key] if each["name"] in agreed]
        rest = len(view[key]) - len(shown)
        yield _line("head", head)
        yield from _rows([(each["name"], each["role"]) for each in shown]) if shown or not rest else ()
        if rest:
            yield _line("body", f"{'และอีก' if shown else 'จำนวน'} {rest} คน ซึ่งไม่แสดงชื่อ")
    yield from _by_capacity(source, lists.attendees)


def _agreed(people: list[Person]) -> set[str]:
    """Names whose every bearer in this list agreed."""
    return {each.name for each in people if each.named} - {each.name for each in people if not each.named}


def _by_capacity(source: Source, attendees: list[Person]) -> list[Block]:
    by: dict[str, int] = {}
    for each in attendees:
        by[each.capacity] = by.get(each.capacity, 0) + 1
    groups, rest = show.groups(by, source.smallest)
    told = [f"{role_of(key, '')} {n} คน" for key, n in groups] + ([f"กลุ่มอื่นรวมกัน {rest} คน"] if rest else [])
    return [_line("body", f"ผู้เข้าร่วมประชุมแบ่งเป็น {' '.join(told)}")] if groups else []


def _disputed(parts: Parts) -> list[Block]:
    n = parts.lists.disputed
    return [_line("body", f"หมายเหตุ การเช็กชื่อ {n} รายการบันทึกไว้ไม่ตรงกันและยังไม่ได้ชี้ขาด จึงไม่อยู่ในรายชื่อข้างต้น")] if n else []


def _item(item: Item, view: View) -> Iterator[Block]:
    yield _line("item", f"ระเบียบวาระที่ {item.no} {item.title}")
    yield from _body(item.detail)
    yield from _told(item.motions, view[f"said/{item.id}"], view[f"resolution/{item.id}"])


def _told(motions: list[str], said: str, resolution: str) -> Iterator[Block]:
    yield from _body(said)
    yield from (_line("body", line) for line in motions)
    if resolution:
        yield _line("lead", RESOLVED)
        yield from _body(resolution)


def _loose(item: Item) -> Iterator[Block]:
    if item.said or item.motions:
        yield _line("item", "เรื่องที่ประชุม")
        yield from _told(item.motions, item.said, item.resolution)


def _compared(source: Source) -> list[Block]:
    """That the copies were compared at the closing, and the code by which anybody may compare theirs."""
    minutes = source.one("minutes", source.meeting["record"])
    compared: Any = provisional(minutes, "compared") if minutes else None
    if not compared:
        return []
    day, _, hour = compared["at"].partition("T")
    at = f"เมื่อ{long_day(day)} เวลา {clock(hour[:5])}"
    return [
        _line("body", f"หมายเหตุ {_AGREED} ตรงกันทั้ง {len(compared['logs'])} ชุด {at}"),
        _line("body", f"รหัสข้อมูลขณะนั้น {compared['code']} {_MEANING}"),
    ]


def _signed(source: Source) -> Iterator[Block]:
    taker = provisional(source.meeting, "minute_taker")
    for role, name in ((TAKER, taker), (CHECKER, None)):
        yield _line("sign", f"(ลงชื่อ) {BLANK}{BLANK} {role}")
        yield _line("sign", f"({name or BLANK + BLANK})")
