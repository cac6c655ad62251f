"""The parts of the minutes as the records give them. Owns what is said of a motion, of an opinion, of a quorum. Pure.

A part that nobody edited shows this text; beside an edited one it is what staff compare with.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sync.counts import motion_count
from sync.records import Record, provisional, value

from ..decisions.totals import totals
from ..portal.hearing import readable
from ..portal.text import WORDS
from . import people, words
from .gather import Source
from .people import Lists

_WORDS: dict[str, Any] = WORDS["th"]


@dataclass(slots=True)
class Item:
    """One line of the agenda: what was put to the vote is fixed, what was said and resolved may be edited."""

    id: str
    no: int
    title: str
    detail: str = ""
    said: str = ""
    motions: list[str] = field(default_factory=list)
    resolution: str = ""


@dataclass(slots=True)
class Parts:
    """All of it. `loose`: where what belongs to no line of the agenda stands; one of the items, if there are any."""

    began: str | None
    ended: str | None
    lists: Lists
    opening: str
    closing: str
    items: list[Item]
    loose: Item


def generated(source: Source) -> Parts:
    """The parts as the records give them."""
    time: Any = provisional(source.meeting, "time") or {}
    items = [Item(each["record"], **_agenda(each)) for each in source.of("agenda_item") if provisional(each, "item")]
    items.sort(key=lambda item: (item.no, item.id))
    loose = _for_the_rest(items)
    by_id = {item.id: item for item in items}
    voted: dict[str, list[Record]] = {}
    at_topic: dict[str, Item] = {}
    for motion in sorted(source.of("motion"), key=lambda each: (_question(each)["no"], each["record"])):
        item = by_id.get(str(provisional(motion, "agenda_item")), loose)
        voted.setdefault(item.id, []).append(motion)
        at_topic.setdefault(str(provisional(motion, "topic")), item)
    for item in items if loose in items else [*items, loose]:
        _put_to_vote(item, voted.get(item.id, []), source)
        _said(item, [each for each in source.opinions if at_topic.get(_topic_of(each), loose) is item], source)
    lists = people.lists(source.records, source.residents, source.communities)
    return Parts(time.get("start"), time.get("end"), lists, _opening(source), "", items, loose)


def _for_the_rest(items: list[Item]) -> Item:
    """Where what belongs to no line of the agenda goes: under "other matters", else under the last, else by itself."""
    other = [item for item in items if item.title.startswith("เรื่องอื่น")]
    return (other or items or [Item("", 0, "")])[-1]


def _agenda(record: Record) -> dict[str, Any]:
    item: Any = provisional(record, "item")
    return {"no": item["no"], "title": item["title"], "detail": item.get("detail", "")}


def _question(motion: Record) -> dict[str, Any]:
    found: Any = provisional(motion, "question") or {"no": 0, "text": "", "options": []}
    return dict(found)


def _topic_of(opinion: Record) -> str:
    return opinion["stream"].partition("/")[2]


def _put_to_vote(item: Item, motions: list[Record], source: Source) -> None:
    """The questions with their counts, and what was resolved on each."""
    resolved = []
    for motion in motions:
        question, went = _question(motion), voted_on(motion, source)
        how = [_WORDS["method"].get(went.method), _WORDS["rule"].get(went.rule)]
        item.motions.append(f"ญัตติที่ {question['no']} {question['text']}")
        item.motions.append(" · ".join(["วิธีลงมติ", *(word for word in how if word)]))
        if numbers := words.counts(went):
            item.motions.append(f"ผลการนับ {numbers}")
        said = words.resolution(went)
        resolved.append(f"ญัตติที่ {question['no']} {said}" if len(motions) > 1 else said)
    item.resolution = "\n".join(resolved)


def voted_on(motion: Record, source: Source) -> words.Voted:
    """How a motion went, for `words.resolution`."""
    came = source.came
    quorum: Any = value(source.meeting, "quorum")
    return words.Voted(
        options=_question(motion)["options"],
        rule=str(value(motion, "rule", "plurality")),
        method=value(motion, "method"),
        binding=value(motion, "binding") is True,
        closed=value(motion, "state") == "closed",
        totals=totals(source.records, motion, source.smallest),
        problems=motion_count(source.records, motion["record"])["problems"],
        present=came["present"],
        present_aside=len(came["aside"]),
        quorum=quorum,
    )


def _said(item: Item, opinions: list[Record], source: Source) -> None:
    """Opinions by topic: the office's summary, or words that were cleared; a name only where its owner agreed."""
    paragraphs, topic, unread = [], "", 0
    for opinion in sorted(opinions, key=lambda each: source.topics.get(_topic_of(each), "")):
        own, summary = readable(opinion)
        if not own and not summary:
            unread += 1
            continue
        if (name := source.topics.get(_topic_of(opinion), "")) != topic:
            topic = name
            paragraphs.append(f"เรื่อง {name} ที่ประชุมมีความเห็นดังนี้")
        speaker = _speaker(opinion, source)
        kind = _WORDS["kind"].get(value(opinion, "kind"), "ความเห็น")
        said = " ".join(str(summary or own).split())
        paragraphs.append(f"- {speaker} ({kind}): {said}" if speaker else f"- ({kind}) {said}")
    if unread:
        paragraphs.append(f"มีความเห็นอีก {unread} เรื่องที่ยังไม่ได้สรุปหรือตรวจเพื่อแสดง")
    item.said = "\n".join(paragraphs)


def _speaker(opinion: Record, source: Source) -> str:
    """The name of who said it, if that person agreed to be named and did not ask to stay unnamed."""
    speaker: Any = value(opinion, "speaker")
    if not speaker or not speaker["resident"] or value(opinion, "anonymous") is not False:
        return ""
    resident = next((each for each in source.residents if each["record"] == speaker["resident"]), None)
    return people.name_of(resident) if people.may_be_named(resident) else ""


def _opening(source: Source) -> str:
    """Who was in the chair, and whether enough people had come."""
    chair: Any = provisional(source.meeting, "chair")
    came, quorum = source.came, value(source.meeting, "quorum")
    said = [f"{chair['role']}{' (ผู้แทน)' if chair['delegate'] else ''} เป็นประธานในที่ประชุม"] if chair else []
    said.append(f"มีผู้มาร่วมประชุมทั้งหมด {came['present']} คน เป็นผู้มีสิทธิออกเสียง {came['voting']} คน")
    if isinstance(quorum, int):
        enough = came["present"] >= quorum
        said.append(f"{'ครบองค์ประชุม' if enough else 'ไม่ครบองค์ประชุม'} ({quorum} คน)")
    if came["aside"]:
        said.append(f"และมีการเช็กชื่ออีก {len(came['aside'])} รายการที่บันทึกไว้ไม่ตรงกัน จึงยังไม่นับ")
    return " ".join(said)
