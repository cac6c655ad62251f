"""What was recorded after the last backup comes back with the phones, whoever wrote it, and takes effect again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from server.accounts import standing
from server.accounts.models import Installation
from server.database import writing
from server.exchange import verdicts
from server.extensions import db
from server.store import identity
from server.store import service as store
from server.store.models import Log, StoredEntry, StoredRecord, Stream, Waiting
from sync import bundle
from sync.entry import Draft
from sync.ids import random_id
from sync.vector import digest
from tests.conftest import PhoneOf
from tests.phone import Phone
from tests.server.exchange.stage import Meeting, bring, open_meeting
from tests.server.keeping.conftest import Restore

Kept = Callable[[], Path]


def held(app: Flask) -> dict[tuple[str, int], tuple[str, str | None]]:
    """Every entry with the mark of its quarantine."""
    with app.app_context():
        rows = db.session.execute(select(StoredEntry.log, StoredEntry.seq, StoredEntry.hash, StoredEntry.quarantined))
        return {(row.log, row.seq): (row.hash, row.quarantined) for row in rows}


def folded(app: Flask) -> dict[tuple[str, str, str], object]:
    """Every record but the openings of logs."""
    with app.app_context():
        rows = db.session.execute(
            select(StoredRecord.stream, StoredRecord.kind, StoredRecord.record, StoredRecord.fields)
        )
        return {(row.stream, row.kind, row.record): row.fields for row in rows if row.kind != "log"}


def moved(app: Flask, *phones: Phone) -> None:
    """The phones find the restored server under the old address."""
    for phone in phones:
        phone.client = app.test_client()


class Story:
    """A hearing before a backup, another one after it, and what staff did about both."""

    def __init__(self, app: Flask, phone: PhoneOf, kept: Kept) -> None:
        self.staff, self.officers = phone("staff"), [phone("officer") for _ in range(3)]
        self.lost = phone("officer")
        first = open_meeting(self.staff, *self.officers)
        for officer in self.officers:
            first.check_in(officer, random_id())
            officer.push(first.stream)
        self.backup = kept()
        self.second = open_meeting(self.staff, *self.officers)
        for officer in self.officers:
            first.check_in(officer, random_id())
            for _ in range(3):
                self.second.check_in(officer, random_id())
            officer.push(first.stream, self.second.stream)
        self.strange = [self._strange(self.officers[0], self.second, number) for number in range(2)]
        with app.app_context():
            verdicts.admit(self.strange[0], "เป็นของจริง")
            standing.revoke(self.lost.office, self.lost.installation)
        for each in (self.staff, *self.officers):
            each.sync()

    @staticmethod
    def _strange(officer: Phone, meeting: Meeting, number: int) -> str:
        """An attendance under an id that its resident does not give: set aside by the server."""
        body = {"standing": {"capacity": "resident", "voting": True}}
        entry = officer.write(meeting.stream, "attendance", f"strange{number}", body, {"resident": random_id()})
        assert officer.push(meeting.stream).results == [("quarantined", "wrong_id")]
        return entry.hash


@pytest.fixture
def story(app: Flask, phone: PhoneOf, kept: Kept) -> Story:
    """The story, up to the moment before the disk dies."""
    return Story(app, phone, kept)


@pytest.mark.parametrize("first", [0, 1, 2, "staff"])
def test_everything_that_any_phone_held_is_back_and_nothing_is_there_twice(
    app: Flask, story: Story, restored: Restore, first: int | str
) -> None:
    """R5.5: also lines of other people and of the server; also when only one officer's phone is left to bring them."""
    entries, records = held(app), folded(app)
    after = restored(story.backup)
    assert len(held(after)) < len(entries)
    bringer = story.staff if first == "staff" else story.officers[int(first)]
    moved(after, story.staff, *story.officers)
    bringer.bring_back()
    assert held(after) == entries, "the same entries under the same marks, and not one more"
    assert folded(after) == records
    for each in (story.staff, *story.officers):
        each.bring_back()
        for stream, copy in each.copies.items():
            with after.app_context():
                assert db.session.get_one(Stream, stream).digest == digest(each.vector(stream)), stream
            assert {(log, seq): entry.hash for (log, seq), entry in copy.items()}.items() <= {
                address: hash for address, (hash, _) in held(after).items()
            }.items()
    assert held(after) == entries


def test_the_server_goes_on_in_a_new_log_whose_word_is_the_last(app: Flask, story: Story, restored: Restore) -> None:
    after = restored(story.backup)
    moved(after, story.officers[0])
    story.officers[0].bring_back()
    with after.app_context():
        verdicts.admit(story.strange[1], "เป็นของจริง")
        logs = list(
            db.session.scalars(select(Log.log).where(Log.stream == story.second.stream, Log.account == identity.SERVER))
        )
        assert len(logs) == 2
        assert identity.server_log(story.second.stream) in logs
        assert verdicts.quarantined(story.staff.office) == []
        assert store.record(story.second.stream, "attendance", "strange1") is not None


def test_what_staff_let_count_counts_again_although_its_line_came_home_before_the_word_of_staff(
    app: Flask, story: Story, restored: Restore
) -> None:
    """The officer's phone never heard the verdict: the restored server quarantines anew, then the old word returns."""
    after = restored(story.backup)
    officer = story.officers[0]
    ignorant = Phone(**{**vars(officer), "client": after.test_client(), "heads": {}})
    ignorant.copies = {
        stream: {address: entry for address, entry in copy.items() if entry.by != identity.SERVER}
        for stream, copy in officer.copies.items()
    }
    moved(after, story.staff)
    staff_log = story.staff.logs[story.second.stream]
    own = [entry for (log, _), entry in sorted(story.staff.copies[story.second.stream].items()) if log == staff_log]
    story.staff.post(story.staff.request(story.second.stream, lines=[entry.line for entry in own]))
    assert ("quarantined", "wrong_id") in ignorant.push(story.second.stream).results
    with after.app_context():
        assert len(verdicts.quarantined(officer.office)) == 2
    story.staff.bring_back()
    with after.app_context():
        assert [each.hash for each in verdicts.quarantined(officer.office)] == [story.strange[1]]


def test_a_phone_that_was_shut_out_after_the_backup_is_shut_out_again_once_a_phone_brings_the_word(
    app: Flask, story: Story, restored: Restore
) -> None:
    after = restored(story.backup)
    moved(after, story.staff, story.lost)
    with after.app_context():
        assert db.session.get_one(Installation, story.lost.installation).revoked_at is None
    story.staff.bring_back()
    with after.app_context():
        assert db.session.get_one(Installation, story.lost.installation).revoked_at is not None


@pytest.mark.parametrize("first", ["whole line", "redaction"])
def test_what_was_removed_on_request_after_the_backup_does_not_return(
    app: Flask, phone: PhoneOf, kept: Kept, restored: Restore, first: str
) -> None:
    """R0.2: a phone that has not heard of the redaction brings the whole line; its bytes go again."""
    staff, author = phone("staff"), phone("officer")
    meeting = open_meeting(staff, author)
    path = kept()
    entry = meeting.check_in(author, random_id())
    author.push(meeting.stream)
    with app.app_context(), writing():
        redacts = {"hash": entry.hash, "part": "private"}
        store.append(meeting.stream, [Draft("attendance", entry.record, {}, {}, {}, redacts)], office=author.office)
    staff.sync()
    assert staff.copies[meeting.stream][entry.log, entry.seq].private is None
    after = restored(path)
    moved(after, staff, author)
    bringers = [author, staff] if first == "whole line" else [staff, author]
    for bringer in bringers:
        bringer.bring_back()
    with after.app_context():
        row = db.session.get_one(StoredEntry, (entry.log, entry.seq))
        assert (row.private, row.salt2) == ("", "")
        record = store.record(meeting.stream, "attendance", entry.record)
        assert record is not None
        assert record["fields"]["resident"]["state"] == "removed"


def test_a_line_that_waits_for_its_part_counts_once_the_redaction_that_explains_it_comes_home(
    app: Flask, phone: PhoneOf, kept: Kept, restored: Restore
) -> None:
    """Files that others carry come in any order: the bare line first, the server's own word for it later (R0.2)."""
    staff, author = phone("staff"), phone("officer")
    meeting = open_meeting(staff, author)
    meeting.check_in(author, random_id())
    author.push(meeting.stream)
    path = kept()
    entry = meeting.check_in(author, random_id())
    author.push(meeting.stream)
    with app.app_context(), writing():
        redacts = {"hash": entry.hash, "part": "private"}
        store.append(meeting.stream, [Draft("attendance", entry.record, {}, {}, {}, redacts)], office=author.office)
    staff.sync()
    after = restored(path)
    moved(after, staff, author)
    assert bring(staff, author, [entry.without("private")]).results == [("waiting", "part")]
    with after.app_context():
        assert db.session.get_one(Stream, meeting.stream).want == [entry.hash]
    staff.bring_back()
    with after.app_context():
        assert db.session.scalars(select(Waiting.hash)).all() == []
        assert db.session.get_one(Stream, meeting.stream).want is None
        record = store.record(meeting.stream, "attendance", entry.record)
    assert record is not None
    assert record["fields"]["resident"]["state"] == "removed"
    assert record["fields"]["standing"]["state"] == "ok"


def test_lines_of_the_servers_own_older_log_may_come_in_any_order_too(
    app: Flask, phone: PhoneOf, kept: Kept, restored: Restore
) -> None:
    staff = phone("staff")
    meeting = open_meeting(staff)
    path: Path | None = None
    for number in range(5):
        with app.app_context(), writing():
            said = {"state": "open"}
            store.append(meeting.stream, [Draft("motion", f"m{number}", said, {}, {"state": []})], office=staff.office)
        path = path or kept()
    staff.sync()
    assert path is not None
    after = restored(path)
    moved(after, staff)
    ours = sorted((one for one in staff.copies[meeting.stream].values() if one.by == "server"), key=lambda one: one.seq)
    signatures = {one["seq"]: one for one in staff.heads[ours[0].log]}
    spoken = {"digest": digest(staff.vector(meeting.stream)), "vector": {}, "signatures": [signatures[ours[-1].seq]]}
    envelope: Any = {"v": 1, "epoch": staff.epoch, "streams": {meeting.stream: spoken}}
    late = staff.post(bundle.write(envelope, [one.line for one in ours[3:]]))
    assert late.results == [("waiting", "gap")] * (len(ours) - 3)
    staff.bring_back()
    with after.app_context():
        log = db.session.get_one(Log, ours[0].log)
        assert (log.last_seq, log.waiting) == (len(ours), 0)
