"""Lines that come early wait where their log is known, and are placed with what comes later (PROTOCOL.md section 5)."""

from __future__ import annotations

import threading

import pytest
from flask import Flask
from sqlalchemy import select

from server.database import writing
from server.exchange import early
from server.extensions import db
from server.redaction import service as redaction
from server.store import service as store
from server.store.models import StoredEntry, Stream, Waiting
from sync.entry import Draft
from sync.ids import random_id
from tests.conftest import PhoneOf
from tests.phone import Phone
from tests.server.exchange.stage import Hall, admitted, bring, open_meeting, picture, waits


def test_a_signed_suffix_waits_and_lands_when_the_hole_is_filled(app: Flask, hall: Hall) -> None:
    meeting, officer, carrier = hall
    own = officer.mine(meeting.stream)
    answer = bring(carrier, officer, own[4:])
    assert answer.results == [("waiting", "gap")] * 3
    assert waits(app) == [(5, "gap"), (6, "gap"), (7, "gap")]
    assert admitted(app, officer, meeting.stream) == 2
    assert bring(carrier, officer, own[2:4]).results == []
    assert waits(app) == []
    assert admitted(app, officer, meeting.stream) == 7
    carrier.sync()
    assert carrier.vector(meeting.stream)[own[0].log][0] == 7, "with the signature that waited"


def test_of_waiting_lines_the_vector_says_nothing(hall: Hall) -> None:
    meeting, officer, carrier = hall
    own = officer.mine(meeting.stream)
    answer = bring(carrier, officer, own[4:])
    assert answer.envelope is not None
    said = answer.envelope["streams"].get(meeting.stream)
    assert said is None or said["vector"][own[0].log][0] == 2


def test_the_same_early_lines_again_have_the_same_status_and_write_nothing(app: Flask, hall: Hall) -> None:
    meeting, officer, carrier = hall
    own = officer.mine(meeting.stream)
    assert bring(carrier, officer, own[4:]).results == [("waiting", "gap")] * 3
    before = picture(app)
    assert bring(carrier, officer, own[4:]).results == [("waiting", "gap")] * 3
    assert picture(app) == before


def test_an_unsigned_tail_waits_until_its_signature_comes(app: Flask, hall: Hall) -> None:
    meeting, officer, carrier = hall
    own = officer.mine(meeting.stream)
    assert bring(carrier, officer, own[2:], [own[3]]).results == [("waiting", "unsigned")] * 3
    assert waits(app) == [(5, "unsigned"), (6, "unsigned"), (7, "unsigned")]
    assert admitted(app, officer, meeting.stream) == 4
    assert bring(carrier, officer, own[6:]).results == [], "a signature of the last line covers those that waited"
    assert waits(app) == []
    assert admitted(app, officer, meeting.stream) == 7


def test_unsigned_lines_behind_a_waiting_line_wait_too_and_others_are_not_kept(app: Flask, hall: Hall) -> None:
    meeting, officer, carrier = hall
    own = officer.mine(meeting.stream)
    answer = bring(carrier, officer, [own[3], own[4], own[6]], [own[3]])
    assert answer.results == [("waiting", "gap"), ("waiting", "unsigned"), ("waiting", "gap")]
    assert waits(app) == [(4, "gap"), (5, "unsigned")]


def test_nothing_waits_of_a_log_whose_genesis_is_not_here(app: Flask, phone: PhoneOf) -> None:
    officer, carrier = phone("officer"), phone("officer")
    meeting = open_meeting(phone("staff"), officer, carrier)
    for _ in range(3):
        meeting.check_in(officer, random_id())
    own = officer.mine(meeting.stream)
    assert ("refused", "unknown_log") in bring(carrier, officer, own[2:]).results
    assert bring(carrier, officer, own, []).results == [("waiting", "unsigned")] * 4
    assert waits(app) == []
    assert bring(carrier, officer, own, [own[1]]).results == [("waiting", "unsigned")] * 2
    assert waits(app) == [(3, "unsigned"), (4, "unsigned")]


def test_a_forged_signature_over_a_waiting_suffix_keeps_nothing(app: Flask, hall: Hall) -> None:
    meeting, officer, carrier = hall
    own = officer.mine(meeting.stream)
    before = picture(app)
    part = own[4:]
    real, officer.key = officer.key, carrier.key
    answer = bring(carrier, officer, part)
    officer.key = real
    assert answer.results == [("refused", "wrong_signature")] * 3
    assert picture(app) == before


def test_lines_that_somebody_else_made_up_for_a_log_do_not_displace_its_own(app: Flask, hall: Hall) -> None:
    """Whoever is enrolled can chain unsigned lines to a log of somebody else; the key decides (R5.1)."""
    meeting, officer, carrier = hall
    own = officer.mine(meeting.stream)
    log = own[0].log
    for number in range(8):  # some have a smaller hash than the true line
        copy = dict(officer.copies[meeting.stream])
        for entry in own[2:]:
            del officer.copies[meeting.stream][log, entry.seq]
        fake = officer.compose(meeting.stream, Draft("attendance", f"fake{number}", {"late": True}, {}, {"late": []}))
        officer.copies[meeting.stream] = copy
        assert bring(carrier, officer, [fake], []).results == [("waiting", "unsigned")]
    assert officer.push(meeting.stream).results == []
    assert admitted(app, officer, meeting.stream) == 7
    with app.app_context():
        held = db.session.scalars(select(StoredEntry.hash).where(StoredEntry.log == log).order_by(StoredEntry.seq))
        assert list(held) == [entry.hash for entry in own]


def test_beyond_the_quota_of_a_log_nothing_is_kept(app: Flask, hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    meeting, officer, carrier = hall
    own = officer.mine(meeting.stream)
    monkeypatch.setattr(early, "MAX_LINES", 2)
    expected = [("waiting", "gap"), ("waiting", "gap"), ("waiting", "quota")]
    assert bring(carrier, officer, own[4:]).results == expected
    assert waits(app) == [(5, "gap"), (6, "gap")]
    before = picture(app)
    assert bring(carrier, officer, own[4:]).results == expected
    assert picture(app) == before
    assert bring(carrier, officer, own[2:4]).results == []
    assert admitted(app, officer, meeting.stream) == 4, "the signature stood on the line for which there was no room"
    assert officer.push(meeting.stream).results == []
    assert admitted(app, officer, meeting.stream) == 7
    assert waits(app) == []


def test_made_up_lines_do_not_fill_the_quota_of_a_log_for_ever(
    app: Flask, hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting, officer, carrier = hall
    own = officer.mine(meeting.stream)
    copy = dict(officer.copies[meeting.stream])
    for entry in own[2:]:
        del officer.copies[meeting.stream][entry.log, entry.seq]
    fakes = [officer.compose(meeting.stream, Draft("x", f"x{n}", {"a": n}, {}, {"a": []})) for n in range(3)]
    officer.copies[meeting.stream] = copy
    monkeypatch.setattr(early, "MAX_LINES", 3)
    for fake in fakes:
        assert bring(carrier, officer, [fake], []).results == [("waiting", "unsigned")]
    assert bring(carrier, officer, own[2:4]).results == []
    assert waits(app) == [(3, "unsigned")] * 3, "they are kept while nobody needs the room"
    assert bring(carrier, officer, own[5:]).results == [("waiting", "gap")] * 2
    assert waits(app) == [(6, "gap"), (7, "gap")]


@pytest.mark.parametrize("limit", ["MAX_BYTES", "MAX_OFFICE"])
def test_bytes_of_a_log_and_lines_of_an_office_are_limited(
    app: Flask, hall: Hall, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    meeting, officer, carrier = hall
    own = officer.mine(meeting.stream)
    monkeypatch.setattr(early, limit, 1)
    told = bring(carrier, officer, own[4:]).results
    assert told.count(("waiting", "quota")) == (3 if limit == "MAX_BYTES" else 2)
    assert len(waits(app)) == (0 if limit == "MAX_BYTES" else 1)


def test_parts_that_come_to_waiting_lines_need_room_too(
    app: Flask, hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or two thousand small lines could grow to four hundred megabytes."""
    meeting, officer, carrier = hall
    own = officer.mine(meeting.stream)
    bare = [entry.without("private").without("body") for entry in own[4:]]
    assert bring(carrier, officer, bare).results == [("waiting", "gap")] * 3
    room = sum(len(entry.line.encode()) for entry in (own[4], *bare[1:]))
    monkeypatch.setattr(early, "MAX_BYTES", room)
    expected = [("waiting", "gap"), ("waiting", "quota"), ("waiting", "quota")]
    assert bring(carrier, officer, own[4:]).results == expected
    with app.app_context():
        lines = db.session.scalars(select(Waiting.line).order_by(Waiting.seq)).all()
    assert lines == [entry.line for entry in (own[4], *bare[1:])]
    before = picture(app)
    assert bring(carrier, officer, own[4:]).results == expected
    assert picture(app) == before
    assert officer.push(meeting.stream).results == []
    assert admitted(app, officer, meeting.stream) == 7


def test_a_line_without_its_part_waits_and_is_asked_for_until_somebody_brings_it(app: Flask, hall: Hall) -> None:
    meeting, officer, carrier = hall
    own = officer.mine(meeting.stream)
    bare = own[3].without("private")
    sent = [own[2], bare, own[4]]
    assert bring(carrier, officer, sent).results == [("waiting", "part"), ("waiting", "gap"), ("waiting", "unsigned")]
    assert waits(app) == [(3, "unsigned"), (4, "part"), (5, "gap")], "a log ends at a signed line that is whole"
    carrier.sync()
    answer = carrier.push()
    assert answer.envelope is not None
    assert answer.envelope["streams"][meeting.stream].get("want") == [own[3].hash]
    assert bring(carrier, officer, [own[3]], []).results == []
    assert waits(app) == []
    assert admitted(app, officer, meeting.stream) == 5
    with app.app_context():
        assert db.session.scalars(select(Stream.want).where(Stream.name == meeting.stream)).one() is None


def test_a_removal_strips_a_waiting_line_and_explains_what_it_lacks(app: Flask, hall: Hall) -> None:
    """R5.4: no byte of it stays; a line that waited for just this part waits no longer."""
    meeting, officer, carrier = hall
    own = officer.mine(meeting.stream)
    bring(carrier, officer, own[4:])
    with app.app_context():
        redaction.redact(own[5].hash, "private", "ขอให้ลบ")
    assert own[5].private_text not in picture(app)
    assert bring(carrier, officer, own[4:]).results == [("waiting", "gap")] * 3
    assert own[5].private_text not in picture(app), "nor does it come back"
    assert bring(carrier, officer, [own[2], own[3].without("private")], [own[2], own[3]]).results == [
        ("waiting", "part")
    ]
    with app.app_context():
        redaction.redact(own[3].hash, "private", "สูญหาย")
    assert waits(app) == []
    assert admitted(app, officer, meeting.stream) == 7


def test_a_redaction_that_the_server_writes_is_heeded_at_the_next_arrival(app: Flask, hall: Hall) -> None:
    meeting, officer, carrier = hall
    own = officer.mine(meeting.stream)
    assert bring(carrier, officer, [own[2].without("private")]).results == [("waiting", "part")]
    with app.app_context(), writing():
        order = Draft(own[2].kind, own[2].record, {}, {}, {}, redacts={"hash": own[2].hash, "part": "private"})
        store.append(meeting.stream, [order], office=officer.office)
    assert bring(carrier, officer, [own[3]]).results == []
    assert admitted(app, officer, meeting.stream) == 4


def test_two_branches_that_wait_become_log_and_fork(app: Flask, hall: Hall) -> None:
    meeting, officer, carrier = hall
    own = officer.mine(meeting.stream)
    copy, log = officer.copies[meeting.stream], own[0].log
    officer.copies[meeting.stream] = {
        address: entry for address, entry in copy.items() if entry.log != log or entry.seq < 5
    }
    other = [meeting.check_in(officer, random_id()) for _ in range(2)]
    bring(carrier, officer, own[4:])
    bring(carrier, officer, other)
    assert waits(app) == [(5, "gap"), (5, "gap"), (6, "gap"), (6, "gap"), (7, "gap")]
    assert bring(carrier, officer, own[2:4]).results == []
    assert waits(app) == []
    assert admitted(app, officer, meeting.stream) in (6, 7)


def test_waiting_lines_of_a_phone_that_was_shut_out_meanwhile_land_in_quarantine(app: Flask, hall: Hall) -> None:
    from server.accounts import standing

    meeting, officer, carrier = hall
    own = officer.mine(meeting.stream)
    bring(carrier, officer, own[4:])
    with app.app_context():
        standing.revoke(officer.office, officer.installation)
    assert bring(carrier, officer, own[2:4]).results == [("quarantined", "not_allowed")] * 2, "told of what came now"
    with app.app_context():
        marks = db.session.scalars(select(StoredEntry.quarantined).where(StoredEntry.log == own[0].log))
        assert list(marks).count("not_allowed") == 5


def test_pieces_that_many_carry_at_once_and_in_any_order_become_the_whole_log(app: Flask, phone: PhoneOf) -> None:
    officer, carriers = phone("officer"), [phone("officer") for _ in range(4)]
    meeting = open_meeting(phone("staff"), officer, *carriers)
    meeting.check_in(officer, random_id())
    officer.push(meeting.stream)
    for _ in range(32):
        meeting.check_in(officer, random_id())
    own = officer.mine(meeting.stream)[2:]
    pieces = [own[start : start + 4] for start in range(0, 32, 4)]
    orders = [(7, 0), (5, 2), (3, 4, 6), (1, 0, 7)]  # nobody has all, some are brought twice
    trouble: list[object] = []

    def carry(carrier: Phone, order: tuple[int, ...]) -> None:
        for number in order:
            answer = bring(carrier, officer, pieces[number])
            if answer.status != 200 or {told for told, _ in answer.results} - {"waiting"}:
                trouble.append((answer.status, answer.results))

    threads = [threading.Thread(target=carry, args=each) for each in zip(carriers, orders, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert trouble == []
    assert waits(app) == []
    assert admitted(app, officer, meeting.stream) == 34
    with app.app_context():
        assert len(store.records(meeting.stream, "attendance")) == 33
