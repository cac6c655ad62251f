"""What a public page shows of a count, an opinion, an attendance. Owns the rule of what may be shown.

Never a name, never words that nobody cleared, never a group of people below the smallest, never a total that hides what
stands beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sync.counts import attendance_count
from sync.records import Record, value

from ..clock import now
from ..decisions.totals import totals
from . import show
from .text import WORDS

LOOKS = {"adopted": "ok", "partly": "look", "under_review": "look", "not_adopted": "bad", "out_of_authority": "tell"}
View = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reader:
    """In what language a page is read, and the smallest group it may show."""

    language: str
    smallest: int

    @property
    def t(self) -> dict[str, Any]:
        """The words."""
        return WORDS[self.language]


def is_public(meeting: Record) -> bool:
    """A hearing is public from its notice on; one that was never announced, from the moment it opens."""
    return bool(value(meeting, "title")) and (bool(value(meeting, "notice")) or value(meeting, "state") != "planned")


def is_over(meeting: Record) -> bool:
    """Closed, or its day has passed in Bangkok."""
    day = (value(meeting, "time") or {}).get("date", "9999")
    return value(meeting, "state") == "closed" or str(day) < now().date().isoformat()


def heading(meeting: Record, reader: Reader) -> View:
    """What names a hearing: id, title, number, when, where, level, stage."""
    t, time = reader.t, value(meeting, "time") or {}
    hours = t["clocks"] if time.get("end") else t["clock"]
    when = f"{show.day(time.get('date'), reader.language)} {hours.format(**time)}" if time else t["unknown_time"]
    number = show.official(value(meeting, "number"), reader.language)
    words = [t["formality"].get(value(meeting, "formality"), t["hearing"])]
    return {
        "id": meeting["record"],
        "title": value(meeting, "title"),
        "heading": " · ".join([*words, *([t["hearing_no"].format(number=number)] if number else [])]),
        "when": when,
        "date": time.get("date", ""),
        "place": value(meeting, "place"),
        "level": value(meeting, "level"),
        "stage": value(meeting, "stage"),
    }


def attendance(meeting: Record, records: Sequence[Record], reader: Reader) -> View:
    """Who came, as numbers."""
    count: dict[str, Any] = dict(attendance_count(records))
    shown, rest = show.groups(count["by_capacity"], reader.smallest)
    named = [(reader.t["capacity"].get(key, key), n) for key, n in shown]
    return {
        "present": count["present"],
        "voting": count["voting"],
        "quorum": value(meeting, "quorum"),
        "attendance_aside": len(count["aside"]),
        "groups": [*named, (reader.t["others"], rest)] if named and rest else named,
        "smallest": reader.smallest,
    }


def motion(record: Record, records: Sequence[Record], reader: Reader) -> View:
    """One question and its result as it stands now."""
    counted = totals(records, record, reader.smallest)
    fields = {name: value(record, name) for name in ("question", "method", "binding", "rule", "level")}
    posts = counted["posts"]
    by_post = fields["method"] == "show_of_hands" and posts["expected"]
    return {
        "id": record["record"],
        "open": value(record, "state") in ("draft", "open"),
        "settled": counted["settled"],
        "posts": reader.t["posts"].format(**posts) if by_post else "",
        **result(fields, counted, reader),
    }


def result(fields: dict[str, Any], counted: View, reader: Reader) -> View:
    """A question with its totals, from the stream or from what was frozen at publication."""
    question = fields["question"] or {"no": 0, "text": "", "options": []}
    numbers: dict[str, int] = counted["options"]
    most = max([*numbers.values(), 1])
    found = [numbers.get(option["key"], 0) for option in question["options"]]
    shares = percents([*found, counted["abstain"] or 0, counted["invalid"] or 0])
    rows = [
        {
            "key": option["key"],
            "text": option["text"],
            "n": n,
            "percent": share,
            "width": round(99 * n / most, 1),
            "chosen": option["key"] == counted["leading"],
        }
        for option, n, share in zip(question["options"], found, shares, strict=False)
    ]
    how = [reader.t["method"].get(fields["method"]), reader.t["rule"].get(fields["rule"])]
    return {
        "no": question["no"],
        "text": question["text"],
        "how": " · ".join(word for word in how if word),
        "binding": fields["binding"],
        "rows": rows,
        "abstain": counted["abstain"],
        "abstain_percent": shares[-2],
        "invalid": counted["invalid"],
        "invalid_percent": shares[-1],
        "all": sum(found) + (counted["abstain"] or 0) + (counted["invalid"] or 0),
        "aside": counted["aside"],
        "hidden": counted["hidden"],
        "smallest": reader.smallest,
    }


def opinions(records: Iterable[Record], answers: dict[str, Record], names: dict[str, str], reader: Reader) -> View:
    """Counts of opinions by topic and kind (they say nothing of persons), and those that may be read.

    `answers`: responses by opinion; `names`: topics by id.
    """
    every = sorted(records, key=lambda each: (str((value(each, "received") or {}).get("on")), each["record"]))
    shown = [view for view in (_opinion(each, answers.get(each["record"]), reader) for each in every) if view]
    by_topic = Counter(each["stream"].partition("/")[2] for each in every)
    by_kind = Counter(str(value(each, "kind")) for each in every if value(each, "kind"))
    return {
        "count": len(every),
        "shown": shown,
        "held_back": len(every) - len(shown),
        "by_topic": [(names.get(topic, topic), n) for topic, n in by_topic.most_common()] if len(names) > 1 else [],
        "by_kind": [(reader.t["kind"].get(kind, kind), n) for kind, n in by_kind.most_common()],
    }


def readable(opinion: Record) -> tuple[Any, Any]:
    """(own words, summary) that anybody may read: words only when cleared with nothing to hide in them."""
    clearance: dict[str, Any] = value(opinion, "clearance") or {"cleared": False, "hides": []}
    cleared = clearance["cleared"] is True and not clearance["hides"]
    return value(opinion, "text") if cleared else None, value(opinion, "summary")


def _opinion(opinion: Record, response: Record | None, reader: Reader) -> View | None:
    """An opinion that may be read: cleared words with nothing to hide in them, or the office's summary; else None."""
    words, summary = readable(opinion)
    if not words and not summary:
        return None
    t, hidden = reader.t, (value(opinion, "clearance") or {"hides": []})["hides"]
    about = [t["channel"].get(value(opinion, "channel")), t["stage"].get(value(opinion, "stage"))]
    return {
        "words": words,
        "summary": summary,
        "hides": t["joiner"].join(t["hides"][kind] for kind in hidden) if not words else "",
        "about": " · ".join(word for word in [*about, t["kind"].get(value(opinion, "kind"))] if word),
        **answer(response, reader),
    }


def answer(response: Record | None, reader: Reader) -> View:
    """How the office answered, with its reason; `received` is the state before any answer (R2.2d)."""
    said: dict[str, Any] = (value(response, "answer") if response else None) or {}
    status = said.get("status")
    return {
        "answer": reader.t["answer"].get(status, reader.t["received"]),
        "look": LOOKS.get(str(status), "tell"),
        "reason": said.get("reason"),
        "used_for": reader.t["used_for"].get(said.get("used_for"), ""),
        "answered": status is not None,
    }


def percents(numbers: Sequence[int]) -> list[int]:
    """Whole percents that add up to 100 (largest remainder); all 0 when there is nothing."""
    every = sum(numbers)
    if not every:
        return [0] * len(numbers)
    exact = [100 * n / every for n in numbers]
    shares = [int(share) for share in exact]
    by_remainder = sorted(range(len(numbers)), key=lambda index: (shares[index] - exact[index], index))
    for index in by_remainder[: 100 - sum(shares)]:
        shares[index] += 1
    return shares
