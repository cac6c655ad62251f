"""The verbs of the minutes: what they say now, as a document, adopted at a later hearing (R5.3).

What staff edit are entries of the kinds `minutes` and `minutes_item`. Adopting is the server's: it freezes the document
and writes the entry that says so in one transaction, and from then on nothing but the frozen document is given out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import select

from sync.entry import Draft, Entry
from sync.ids import random_id
from sync.records import Record, provisional

from .. import clock
from ..database import again, writing
from ..errors import Refusal
from ..extensions import db
from ..portal.hearing import is_public
from ..store import service as store
from ..typeset.numbers import long_day
from . import checks, edits
from .edits import Edit, View
from .gather import Now, Read, Source, Then, gather
from .layout import Frame, Layout, layout, named
from .models import AdoptedMinutes, fingerprint
from .parts import Parts, generated


@dataclass(frozen=True, slots=True)
class Prepared:
    """The minutes of a hearing as they stand: from the records (`now`), and with what was edited (`view`).

    `said`: the state in the record; `adopted` without frozen minutes (it came home after a restore) is a draft.
    """

    source: Source
    parts: Parts
    now: View
    found: dict[str, Edit]
    view: View
    said: str

    @property
    def state(self) -> str:
        """`proposed` or `draft`."""
        return "proposed" if self.said == "proposed" else "draft"

    def copy(self, public: bool, adoption: str = "") -> Layout:
        """One of the two copies, in the words of an adoption or still as a draft."""
        state = "adopted" if adoption else self.state
        return layout(self.source, self.parts, self.view, Frame(public, state, adoption))


def prepare(office: str, meeting: str, read: Read = store.records) -> Prepared:
    """What the minutes of a hearing say now. Raises Refusal `not_found`."""
    source = gather(office, meeting, current_app.config["SMALLEST_GROUP"], read)
    parts = generated(source)
    now = edits.view_of(parts)
    found = {name: edit for name, edit in edits.edits(source).items() if name in now}
    minutes = source.one("minutes", meeting)
    said = str(provisional(minutes, "state", "draft")) if minutes else "draft"
    return Prepared(source, parts, now, found, now | {name: edit.value for name, edit in found.items()}, said)


def look(office: str, meeting: str) -> dict[str, Any]:
    """All that a person who works on the minutes has to see. Raises Refusal `not_found`."""
    read = Now()
    prepared, row, others = prepare(office, meeting, read), adopted(meeting), _others(office, meeting)
    source = prepared.source
    changed = edits.overtaken(prepared.found, prepared.now, _as_it_was(prepared, office, read))
    public = frozen(row, public=True) if row else prepared.copy(public=True)
    shown = frozen(row, public=False) if row else prepared.copy(public=False)
    return {
        "state": "adopted" if row else prepared.state,
        "parts": [
            {
                "name": name,
                "generated": value,
                "edited": prepared.found[name].value if name in prepared.found else None,
                "changed": name in changed,
            }
            for name, value in prepared.now.items()
        ],
        "items": [{"id": each.id, "no": each.no, "title": each.title} for each in prepared.parts.items],
        "blocks": shown.to_json(),
        "public": public.to_json(),
        "problems": checks.problems(source, prepared.view, public),
        "notes": checks.notes(source, prepared.parts, prepared.view, others)
        + (["adoption_lost"] if prepared.said == "adopted" and row is None else []),
        "next_number": checks.next_number(source, others),
        "later": [
            {"id": each["record"], "name": named(each), "day": checks.moment_of(each)[0]}
            for each in others
            if _is_later(each, source.meeting)
        ],
        "adopted": _told(row, prepared, read) if row else None,
    }


def paper(office: str, meeting: str, *, public: bool) -> tuple[str, Layout]:
    """(title, layout) of a copy: the frozen one once it was adopted, before that as it stands. For the office's staff.

    Raises:
        Refusal: `not_found`.
    """
    row = adopted(meeting)
    if row is not None and row.office == office:
        kept = frozen(row, public=public)
        return _title(kept), kept
    made = prepare(office, meeting).copy(public)
    return _title(made), made


def public_paper(meeting: str) -> tuple[str, Layout]:
    """(title, layout) of what anybody may read: adopted minutes of a hearing that has a page.

    Raises:
        Refusal: `not_found`, also for a hearing that was never announced nor opened.
    """
    row, held = adopted(meeting), store.record(f"meeting/{meeting}", "meeting", meeting)
    if row is None or held is None or not is_public(held):
        raise Refusal("not_found")
    kept = frozen(row, public=True)
    return _title(kept), kept


@again
def adopt(office: str, meeting: str, by: str, later: str, corrections: str | None) -> AdoptedMinutes:
    """Freezes the minutes as the hearing `later` adopted them, and says so in the stream of the hearing.

    Raises:
        Refusal: `not_found`; `minutes_adopted`, once they are; `minutes_not_ready` with the codes of what stands
            against it: those of checks.problems, `not_proposed`, `no_later`, `not_later`, `not_held`.
    """
    with writing() as session:
        stream = f"meeting/{meeting}"
        if store.find(office, "meeting", meeting) is None:
            raise Refusal("not_found")
        store.ensure_stream(office, stream)  # locks it: two who adopt do so one after the other
        if adopted(meeting) is not None:
            raise Refusal("minutes_adopted")
        at = store.find(office, "meeting", later)
        document = _document(prepare(office, meeting), at, corrections)
        day = checks.moment_of(at)[0] if at else ""
        said = {"state": "adopted", "adoption": {"meeting": later, "on": day, "corrections": corrections}}
        sets = store.shown(stream, "minutes", meeting, said)
        entry = store.append(stream, [Draft("minutes", meeting, said, {}, sets)], office=office)[-1]
        row = AdoptedMinutes(
            id=random_id(),
            office=office,
            meeting=meeting,
            adopted_at=later,
            day=day,
            at=clock.stamp(),
            by=by,
            entry=entry.hash,
            sha256=fingerprint(document),
            document=document,
        )
        session.add(row)
        return row


def adopted(meeting: str) -> AdoptedMinutes | None:
    """The frozen minutes of a hearing, once they were adopted."""
    return db.session.scalars(select(AdoptedMinutes).where(AdoptedMinutes.meeting == meeting)).first()


def frozen(row: AdoptedMinutes, *, public: bool) -> Layout:
    """A copy as it was adopted."""
    return Layout.of_json(row.document["public" if public else "office"])


def _document(prepared: Prepared, later: Record | None, corrections: str | None) -> dict[str, Any]:
    """Both copies as this adoption leaves them, if nothing stands against it."""
    adoption = _adoption(later, corrections) if later else ""
    copies = {public: prepared.copy(public, adoption) for public in (False, True)}
    found = checks.problems(prepared.source, prepared.view, copies[True]) + _against(prepared, later)
    if found:
        raise Refusal("minutes_not_ready", sorted(found))
    return {"office": copies[False].to_json(), "public": copies[True].to_json()}


def _title(kept: Layout) -> str:
    return next((block.text for block in kept.blocks if block.style == "title"), "")


def _others(office: str, meeting: str) -> list[Record]:
    """The office's other hearings, in the order of time."""
    streams = [stream for stream in store.streams(office, "meeting/") if stream != f"meeting/{meeting}"]
    return sorted((each for stream in streams for each in store.records(stream, "meeting")), key=checks.moment_of)


def _is_later(one: Record, other: Record) -> bool:
    return checks.moment_of(one) > checks.moment_of(other)


def _against(prepared: Prepared, later: Record | None) -> list[str]:
    """Codes of why this hearing cannot be adopted at that one."""
    found = [] if prepared.state == "proposed" else ["not_proposed"]
    if later is None:
        return [*found, "no_later"]
    if not _is_later(later, prepared.source.meeting):
        found.append("not_later")
    elif checks.moment_of(later)[0] > clock.now().date().isoformat():
        found.append("not_held")
    return found


def _adoption(later: Record, corrections: str | None) -> str:
    said = f"ที่ประชุม{named(later)} เมื่อ{long_day(checks.moment_of(later)[0])} รับรองรายงานการประชุมนี้"
    return f"{said} โดยมีการแก้ไขดังนี้\n{corrections}" if corrections else f"{said} โดยไม่มีการแก้ไข"


def _as_it_was(now: Prepared, office: str, read: Now) -> Callable[[Entry], View]:
    """What the records said when an entry was written; edits between which nothing was recorded share one answer."""
    said = {"": now.now}

    def view(entry: Entry) -> View:
        then = Then(entry, read)
        since = then.since(but=("minutes", "minutes_item"))
        if since not in said:
            said[since] = prepare(office, now.source.meeting["record"], then).now
        return said[since]

    return view


def _told(row: AdoptedMinutes, now: Prepared, read: Now) -> dict[str, Any]:
    """When and where they were adopted, and whether the records say something else now."""
    history = store.history(f"meeting/{row.meeting}", "minutes", row.meeting)
    entry = next((each for each in history if each.hash == row.entry), None)
    then = Then(entry, read) if entry else None
    changed = then is None or (then.since() != "" and _text(prepare(row.office, row.meeting, then)) != _text(now))
    return {"meeting": row.adopted_at, "day": row.day, "at": row.at, "sha256": row.sha256, "changed": changed}


def _text(prepared: Prepared) -> str:
    return prepared.copy(public=False, adoption="-").text
