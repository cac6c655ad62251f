"""Who asks to be removed is removed: no byte is left, every count stays, and nobody brings it back (R5.4)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from server.database import writing
from server.doctor import service as doctor
from server.errors import Refusal
from server.exchange import files
from server.extensions import db
from server.redaction.service import redact
from server.store import ledger
from server.store import service as store
from server.store.models import Fork, Log
from sync import bundle
from sync.counts import attendance_count
from sync.entry import Draft, Entry
from tests.conftest import PhoneOf
from tests.phone import Phone
from tests.server.exchange.stage import picture
from tests.server.keeping.conftest import Restore
from tests.server.redaction.conftest import REASON, Scene, held_lines

Kept = Callable[[], Path]


def remove(scene: Scene, app: Flask | None = None) -> None:
    """Remove the private part of everything that says who she is."""
    with (app or scene.app).app_context():
        for entry in scene.personal:
            redact(entry.hash, "private", REASON)


def stale(scene: Scene) -> bundle.Envelope:
    """The officer's phone, that has not heard, offers all it has ever written as if the server had nothing."""
    phone = scene.officer
    answer = phone.post(phone.request(scene.meeting.stream, "topic/t1", lines=scene.whole))
    assert answer.envelope is not None
    return answer.envelope


def test_a_person_is_removed_and_every_count_is_as_before(scene: Scene) -> None:
    before = scene.counts()
    assert before[0]["present"] == 3
    assert before[1]["options"]["agree"] == 3
    assert scene.traces() != [], "the search finds what is there"
    remove(scene)
    assert scene.counts() == before
    assert {scene.state(scene.personal[0], name) for name in ("name", "phone")} == {"removed"}
    assert {scene.state(entry, "resident") for entry in scene.personal[1:3]} == {"removed"}
    assert scene.state(scene.personal[3], "speaker") == "removed"
    assert scene.state(scene.personal[3], "text") == "ok"


def test_no_table_and_no_file_of_the_server_holds_a_byte_of_it(scene: Scene) -> None:
    remove(scene)
    assert scene.traces() == []


def test_the_chain_and_everything_folded_is_whole_afterwards(scene: Scene) -> None:
    remove(scene)
    with scene.app.app_context():
        assert doctor.verify().findings == []


def test_phones_are_told_and_lose_it_with_their_next_exchange(scene: Scene) -> None:
    remove(scene)
    scene.staff.sync()
    for entry in scene.personal:
        orders = [e for e in scene.staff.copies[entry.stream].values() if e.redacts]
        (order,) = [e for e in orders if e.redacts == {"hash": entry.hash, "part": "private"}]
        assert (order.kind, order.record, order.private) == (entry.kind, entry.record, {"why": REASON})


def test_a_new_phone_gets_the_lines_without_it(scene: Scene, phone: PhoneOf) -> None:
    remove(scene)
    new = phone("staff")
    new.sync()
    for entry in scene.personal:
        assert new.copies[entry.stream][entry.log, entry.seq].private is None


def test_a_phone_that_has_not_heard_brings_nothing_back(scene: Scene) -> None:
    remove(scene)
    before = held_lines(scene.app)
    stale(scene)
    assert held_lines(scene.app) == before
    assert scene.traces() == []


def test_the_order_may_come_before_the_entry(scene: Scene) -> None:
    """As when a restored server hears of the removal first: the bytes are not even written."""
    entry = scene.meeting.check_in(scene.officer, "somebody-else")
    with scene.app.app_context(), writing():
        order = Draft("attendance", entry.record, {}, {}, {}, {"hash": entry.hash, "part": "private"})
        store.append(scene.meeting.stream, [order], office=scene.officer.office)
    assert scene.officer.push(scene.meeting.stream).results == []
    assert entry.salt2 not in picture(scene.app)
    assert scene.state(entry, "resident") == "removed"
    with scene.app.app_context():
        assert doctor.verify().findings == []


def test_an_export_holds_nothing_of_it_and_one_from_before_brings_nothing_back(scene: Scene, tmp_path: Path) -> None:
    old = tmp_path / "old.txt"
    with scene.app.app_context():
        old.write_text("".join(files.export(scene.officer.office, scene.meeting.stream)), encoding="utf-8")
    remove(scene)
    before = held_lines(scene.app)
    with scene.app.app_context():
        new = "".join(files.export(scene.officer.office, scene.meeting.stream))
        assert not any(each.private_text in new or each.salt2 in new for each in scene.personal)
        with old.open(encoding="utf-8") as file:
            assert sum(sum(page.values()) for page in files.take_in(scene.officer.office, file)) > 0
    assert held_lines(scene.app) == before
    assert scene.traces() == []


def test_a_backup_made_afterwards_holds_nothing_of_it(scene: Scene, kept: Kept, restored: Restore) -> None:
    remove(scene)
    after = restored(kept())
    assert scene.traces(after) == []
    stale_phone(scene, after)
    stale(scene)
    assert scene.traces(after) == []


@pytest.mark.parametrize("first", ["who has heard", "who has not"])
def test_a_backup_from_before_loses_it_again_as_soon_as_a_phone_tells(
    scene: Scene, kept: Kept, restored: Restore, first: str
) -> None:
    before = scene.counts()[0]
    path = kept()
    remove(scene)
    scene.staff.sync()
    after = restored(path)
    stale_phone(scene, after)
    order = [scene.staff.bring_back, scene.officer.bring_back]
    for bring in order if first == "who has heard" else reversed(order):
        bring()
    assert scene.traces(after) == []
    with after.app_context():
        assert attendance_count(store.records(scene.meeting.stream)) == before
        assert doctor.verify().findings == []


def stale_phone(scene: Scene, after: Flask) -> None:
    """Both phones find another server under the address."""
    for each in (scene.staff, scene.officer):
        each.client = after.test_client()


def test_a_line_that_is_kept_as_a_fork_loses_it_too(scene: Scene) -> None:
    entry = scene.personal[0]
    fork = forked(scene, entry)
    with scene.app.app_context():
        assert redact(fork.hash, "private", REASON).before is False
        db.session.rollback()
        row = db.session.get_one(Fork, (fork.log, fork.seq, fork.hash))
        assert fork.salt2 not in row.line
    assert fork.salt2 not in picture(scene.app)
    with scene.app.app_context(), writing() as session:
        log = session.get_one(Log, fork.log)
        for row in session.scalars(select(Fork)):
            session.delete(row)
        session.flush()
        ledger.keep_forks(log, [fork])
    assert fork.salt2 not in picture(scene.app), "nor does it come back as a fork"
    with scene.app.app_context():
        assert doctor.verify().findings == []


def forked(scene: Scene, entry: Entry) -> Entry:
    """A second line at the address of an entry, as a copied phone writes it; kept beside by the server."""
    from sync.entry import compose

    private = {"name": {"title": "นาง", "first": "สำเนา", "last": "เครื่องเก่า"}}
    draft = Draft("resident", entry.record, {}, private, {"name": []})
    place = {"stream": entry.stream, "log": entry.log, "seq": entry.seq, "prev": entry.prev}
    made = compose(draft, **place, at=entry.at, by=entry.by)  # type: ignore[arg-type]  # as its header says
    with scene.app.app_context(), writing() as session:
        ledger.keep_forks(session.get_one(Log, entry.log), [made])
    return made


def test_a_second_time_changes_nothing(scene: Scene) -> None:
    entry = scene.personal[0]
    with scene.app.app_context():
        assert redact(entry.hash, "private", REASON).before is False
        before = picture(scene.app)
        assert redact(entry.hash, "private", "อีกเหตุผลหนึ่ง").before is True
    assert picture(scene.app) == before


def test_the_public_part_can_go_and_the_private_one_stay(scene: Scene) -> None:
    opinion = scene.personal[3]
    with scene.app.app_context():
        redact(opinion.hash, "body", REASON)
    assert scene.state(opinion, "text") == "removed"
    assert scene.state(opinion, "speaker") == "ok"
    assert opinion.body_text not in picture(scene.app)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"entry": "A" * 43}, "not_found"),
        ({"stream": "meeting/another"}, "not_found"),
        ({"part": "header"}, "invalid_input"),
        ({"reason": "  "}, "invalid_input"),
        ({"reason": "ก" * 501}, "invalid_input"),
        ({"part": "body"}, "invalid_input"),  # this entry never had one
    ],
)
def test_what_cannot_be_removed_is_said_and_nothing_changes(scene: Scene, change: dict[str, str], code: str) -> None:
    entry = scene.personal[0]
    order = {"stream": entry.stream, "entry": entry.hash, "part": "private", "reason": REASON, **change}
    before = picture(scene.app)
    answer = ask(scene.staff, order)
    assert (answer.status_code, answer.get_json()["code"]) == (404 if code == "not_found" else 422, code)
    assert picture(scene.app) == before


def test_what_the_server_ordered_and_how_a_log_began_stay(scene: Scene) -> None:
    genesis = scene.officer.mine(scene.meeting.stream)[0]
    with scene.app.app_context(), pytest.raises(Refusal) as refused:
        redact(genesis.hash, "body", REASON)
    assert refused.value.code == "invalid_input"


def ask(phone: Phone, order: object):  # type: ignore[no-untyped-def]  # werkzeug's answer
    headers = {"Authorization": f"Bearer {phone.token}"}
    return phone.client.post("/api/redactions", json=order, headers=headers)


def test_staff_remove_from_the_desk_and_their_name_stands_behind_the_reason(scene: Scene) -> None:
    entry = scene.personal[3]
    order = {"stream": entry.stream, "entry": entry.hash, "part": "private", "reason": REASON}
    assert ask(scene.officer, order).status_code == 403
    answer = ask(scene.staff, order)
    assert answer.status_code == 200, answer.get_json()
    assert answer.get_json() == {
        "stream": entry.stream, "kind": "opinion", "record": entry.record, "entry": entry.hash, "part": "private",
        "before": False,
    }  # fmt: skip
    scene.staff.sync()
    (said,) = [e for e in scene.staff.copies[entry.stream].values() if e.redacts]
    assert str((said.private or {})["why"]).startswith(f"{REASON} — ")
    assert ask(scene.staff, order).get_json()["before"] is True


def test_the_reason_itself_can_be_removed_and_the_removal_stays(scene: Scene) -> None:
    entry = scene.personal[0]
    with scene.app.app_context():
        redact(entry.hash, "private", "ชื่อของเธอคือ ลบชื่อฉันเถิด")
        (order,) = [e for e in store.history(entry.stream, entry.kind, entry.record) if e.redacts]
        redact(order.hash, "private", REASON)
        assert order.private_text not in picture(scene.app)
        assert doctor.verify().findings == []
    assert scene.state(entry, "name") == "removed"
    stale(scene)
    assert scene.state(entry, "name") == "removed"
