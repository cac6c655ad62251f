"""What each paper of a hearing says, as data for its template: gathered from the records, and nothing beyond them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sync.records import Record, provisional

from ..portal import receipts, show
from ..portal.text import WORDS
from ..store import service as store
from ..typeset import numbers, qr
from . import people

T = WORDS["th"]
Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """How somebody wants a paper: Thai digits; empty rows below each list; slips, and the number of the first."""

    thai_digits: bool = False
    blank: int = 10
    slips: int = 32
    first: int = 1


@dataclass(frozen=True, slots=True)
class Hearing:
    """What papers are made from: the hearing, its office, and the address under which everybody reads about it."""

    office: str
    office_name: str
    meeting: Record
    address: str

    @property
    def id(self) -> str:
        """The hearing's id."""
        return self.meeting["record"]

    def said(self, field: str) -> Any:
        """What stands in a field now, also while staff still have to settle it."""
        return provisional(self.meeting, field)


def frame(hearing: Hearing, asked: Asked) -> Data:
    """What every paper names: the office, the hearing, when, where, and where it is on the web."""
    time, url = hearing.said("time") or {}, f"{hearing.address}/hearings/{hearing.id}"
    number = hearing.said("number")
    return {
        "thai_digits": asked.thai_digits,
        "office": hearing.office_name,
        "title": hearing.said("title") or T["hearing"],
        "number": T["hearing_no"].format(number=number) if number else "",
        "formality": T["formality"].get(hearing.said("formality"), T["hearing"]),
        "day": numbers.long_day(time.get("date")),
        "hours": _hours(time),
        "place": hearing.said("place") or numbers.BLANK,
        "url": url,
        "qr": qr.svg(url),
    }


def sign_in(hearing: Hearing, asked: Asked) -> Data:
    """The sheets to sign, one after the other; each with empty rows for those who are not on the list (R0.1)."""
    page = f"{hearing.address}/hearings/{hearing.id}"
    sheets = [
        {**sheet, "rows": [{**row, "name": numbers.loose(row["name"])} for row in sheet["rows"]]}
        for sheet in people.sheets(hearing.office, hearing.meeting)
    ]
    for sheet in sheets:
        sheet["qr"] = qr.svg(f"{page}#sheet={sheet['id']}")
    return {"sheets": sheets, "blank": asked.blank}


def opinions(hearing: Hearing, _asked: Asked) -> Data:
    """The blank form of an opinion, with every field that one must have (R2.2b); a name is never asked for (R2.2a)."""
    return {
        "topics": [each["name"] for each in topics(hearing)],
        "kinds": list(T["kind"].values()),
        "channels": list(T["channel"].values()),
        "stages": list(T["stage"].values()),
    }


def slips(hearing: Hearing, asked: Asked) -> Data:
    """Numbered slips with receipt codes that nobody has used: two halves, for the form and for the person (R2.2b)."""
    url = f"{hearing.address}/receipts"
    made = [receipts.new() for _ in range(asked.slips)]
    return {
        "slips": [
            {"no": str(number), "code": "-".join((code[:4], code[4:8], code[8:]))}
            for number, code in enumerate(made, asked.first)
        ],
        "receipts": {"url": url, "qr": qr.svg(url)},
    }


def cards(hearing: Hearing, _asked: Asked) -> Data:
    """Small cards that lead to the page of the hearing, and to the page of each topic, where one can follow it."""
    pages = [(f"/hearings/{hearing.id}", hearing.said("title") or T["hearing"], "อ่านเรื่องและผลของเวทีนี้")]
    pages += [(f"/topics/{each['id']}", each["name"], T["follow"]) for each in topics(hearing)]
    return {
        "cards": [
            {"name": name, "todo": todo, "url": hearing.address + path, "qr": qr.svg(hearing.address + path)}
            for path, name, todo in pages
        ]
    }


def agenda(hearing: Hearing, _asked: Asked) -> Data:
    """The agenda, in its order."""
    return {"agenda": _agenda(hearing), "chair": (hearing.said("chair") or {}).get("role", "")}


def notice(hearing: Hearing, _asked: Asked) -> Data:
    """The notice of a hearing: method, period, place, what it is about, how to take part (R5.1)."""
    posted = hearing.said("notice") or {}
    return {
        "method": hearing.said("method") or "",
        "level": T["level"].get(hearing.said("level"), ""),
        "promise": T["promise"].get(hearing.said("level"), ""),
        "stage": T["stage"].get(hearing.said("stage"), ""),
        "topics": topics(hearing),
        "agenda": _agenda(hearing),
        "chair": (hearing.said("chair") or {}).get("role", ""),
        "published": _formal(show.day(posted.get("published_on"), "th")),
        "posted": list(posted.get("posted_at", [])),
        "due": show.day(hearing.said("result_due_on"), "th"),
    }


PAPERS: dict[str, Callable[[Hearing, Asked], Data]] = {
    "sign-in": sign_in,
    "opinions": opinions,
    "slips": slips,
    "cards": cards,
    "agenda": agenda,
    "notice": notice,
}
PUBLIC = frozenset({"agenda", "notice", "cards"})  # no person is named in these
PERSONAL = frozenset({"sign-in"})


def topics(hearing: Hearing) -> list[dict[str, str]]:
    """The topics of a hearing: {id, name, unit}; those of another office are left out."""
    found = []
    for key in map(str, hearing.said("topics") or []):
        record = store.find(hearing.office, "topic", key)
        name = show.name(provisional(record, "name"), "th") if record else ""
        if record and name:
            found.append({"id": key, "name": name, "unit": str(provisional(record, "unit") or "")})
    return found


def _agenda(hearing: Hearing) -> list[dict[str, str]]:
    items: list[Any] = [provisional(each, "item") for each in store.records(hearing.meeting["stream"], "agenda_item")]
    ordered = sorted((item for item in items if item), key=lambda item: item["no"])
    return [{"no": str(item["no"]), "title": item["title"], "detail": item["detail"]} for item in ordered]


def _formal(day: str) -> str:
    """`30 ธันวาคม พ.ศ. 2568`, as the end of a notice has it."""
    return " พ.ศ. ".join(day.rsplit(" ", 1)) if day else ""


def _hours(time: dict[str, Any]) -> str:
    begins, ends = time.get("start"), time.get("end")
    if begins and ends:
        return f"{begins.replace(':', '.')} – {numbers.clock(ends)}"
    return numbers.clock(begins)
