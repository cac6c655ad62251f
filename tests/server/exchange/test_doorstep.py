"""An exchange with nothing new is answered before Flask, and by nothing else than what the whole exchange would say."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from server.accounts import standing
from server.database import writing
from server.exchange import routine, service
from server.store import ledger
from sync.ids import random_id
from tests.conftest import OFFICE, PhoneOf
from tests.phone import Answer, Phone
from tests.server.exchange.stage import Meeting, open_meeting

Counted = Callable[[], int]


@pytest.fixture
def inside(monkeypatch: pytest.MonkeyPatch) -> Counted:
    """How many exchanges went on inside since it was asked last."""
    seen: list[bytes] = []
    whole = service.exchange

    def counted(actor: Any, body: bytes) -> str:
        seen.append(body)
        return whole(actor, body)

    monkeypatch.setattr(service, "exchange", counted)

    def since() -> int:
        count = len(seen)
        seen.clear()
        return count

    return since


@pytest.fixture
def settled(phone: PhoneOf, inside: Counted) -> tuple[Phone, Phone, Meeting]:
    """Staff and an officer who hold all that they may hold of a meeting with a community in a sub-district."""
    staff, officer = phone("staff"), phone("officer")
    community, topic, subdistrict = random_id(), random_id(), random_id()
    staff.sync()
    staff.write(f"office/{OFFICE}", "community", community, {"type": "community", "subdistrict": subdistrict})
    staff.write(f"community/{community}", "resident", random_id(), {}, {"voting": True})
    staff.write(f"subdistrict/{subdistrict}", "resident", random_id(), {}, {"voting": True})
    staff.push(*staff.copies)
    meeting = open_meeting(staff, officer, communities=[community], topics=[topic])
    meeting.check_in(officer, random_id())
    officer.sync()
    staff.sync()
    assert f"subdistrict/{subdistrict}" in officer.copies
    inside()
    return staff, officer, meeting


def _want(stream: str) -> None:
    with writing():
        ledger.lock_stream(OFFICE, stream).want = ["A" * 43]


def asked(phone: Phone, text: str | None = None) -> Answer:
    return phone.post(text or phone.request())


def test_who_lacks_nothing_is_answered_at_the_doorstep_as_he_would_be_inside(
    settled: tuple[Phone, Phone, Meeting], inside: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Word for word, with the same headers."""
    staff, officer, _ = settled
    said = [asked(phone) for phone in (staff, officer)]
    packed = officer.post(gzip.compress(officer.request().encode()), Content_Encoding="gzip")
    assert inside() == 0
    monkeypatch.setattr(routine, "nothing_new", lambda *_: None)
    again = [asked(phone) for phone in (staff, officer)]
    assert inside() == 2
    assert [one.response.data for one in (*said, packed)] == [again[0].response.data] * 3
    assert said[0].envelope == {"v": 1, "epoch": staff.epoch, "streams": {}}
    for one, other in zip(said, again, strict=True):
        first, second = dict(one.response.headers), dict(other.response.headers)
        assert first | {"Vary": ""} == second | {"Vary": ""}, "a session is looked for inside only"


def test_whatever_is_new_is_told_inside(settled: tuple[Phone, Phone, Meeting], inside: Counted) -> None:
    staff, officer, meeting = settled
    meeting.check_in(staff, random_id())
    staff.push(meeting.stream)
    assert asked(officer).lines == []
    assert meeting.stream in asked(officer).envelope["streams"]  # type: ignore[index]  # there is one
    assert inside() == 3
    officer.sync()
    another = random_id()
    staff.sync()
    staff.write(meeting.stream, "meeting", meeting.id, {"communities": [another]})
    staff.write(f"community/{another}", "resident", random_id(), {}, {"voting": True})
    staff.push(meeting.stream, f"community/{another}")
    officer.sync()
    assert f"community/{another}" in officer.copies
    inside()
    asked(officer)
    assert inside() == 1, "it holds a community that it may hold no longer"


def test_who_is_shut_out_goes_inside(app: Flask, settled: tuple[Phone, Phone, Meeting], inside: Counted) -> None:
    staff, officer, _ = settled
    with app.app_context():
        standing.revoke(OFFICE, officer.installation)
    asked(officer)
    assert inside() == 1
    assert asked(Phone(**{**vars(staff), "token": "nobody's"})).code == "not_enrolled"


def test_a_stream_that_asks_for_a_part_is_told_of(
    app: Flask, settled: tuple[Phone, Phone, Meeting], inside: Counted
) -> None:
    _, officer, meeting = settled
    with app.app_context():
        _want(meeting.stream)
    answer = asked(officer)
    assert inside() == 1
    assert answer.envelope is not None
    assert answer.envelope["streams"][meeting.stream]["want"] == ["A" * 43]


@pytest.mark.parametrize(
    "change",
    [
        lambda said: {**said, "epoch": None},
        lambda said: {**said, "epoch": "another"},
        lambda said: {**said, "more": 1},
        lambda said: {**said, "v": True},
        lambda said: {**said, "streams": {}},
        lambda said: {**said, "streams": {name: {**part, "vector": {}} for name, part in said["streams"].items()}},
        lambda said: {**said, "report": {"now": 1}},
        lambda said: {**said, "streams": {**said["streams"], "meeting/nobody": {"digest": "A" * 43}}},
    ],
)
def test_what_is_not_plainly_an_exchange_with_nothing_new_is_judged_inside(
    settled: tuple[Phone, Phone, Meeting], inside: Counted, change: Callable[[Any], Any]
) -> None:
    _, officer, _ = settled
    said = json.loads(officer.request())
    asked(officer, json.dumps(change(said), separators=(",", ":"), sort_keys=True) + "\n")
    assert inside() == 1


def test_another_spelling_of_the_same_is_judged_inside(settled: tuple[Phone, Phone, Meeting], inside: Counted) -> None:
    """A key twice, or a line that is none, is no envelope, whatever a lenient reader makes of it."""
    _, officer, _ = settled
    text = officer.request()
    assert asked(officer, text.replace('{"epoch"', '{"v":2,"epoch"', 1)).code == "malformed_envelope"
    assert asked(officer, text + "not a line\n").results == [("malformed", "malformed_line")]
    assert inside() == 2


def test_a_report_is_written_once_and_then_the_doorstep_is_enough(
    settled: tuple[Phone, Phone, Meeting], inside: Counted
) -> None:
    _, officer, _ = settled
    said = json.loads(officer.request())
    said["report"] = {"now": 1_760_000_000_000, "app": "1", "schema": "1-a", "unsent": 0, "unsigned": 0, "files": 0}
    text = json.dumps(said, separators=(",", ":"), sort_keys=True) + "\n"
    asked(officer, text)
    assert inside() == 1
    asked(officer, text)
    assert inside() == 0
