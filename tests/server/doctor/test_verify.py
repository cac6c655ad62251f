"""`verify` finds whatever was changed behind the server's back, and says where (R0.2)."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from server import clock
from server.blobs import disk
from server.blobs.models import FORGOTTEN, HELD, Blob
from server.database import writing
from server.demo.loader import id_of
from server.demo.people import OFFICE as DEMO
from server.doctor import line, service
from server.doctor.findings import Finding
from server.extensions import db
from server.store import identity
from server.store import service as store
from sync.entry import Draft
from sync.ids import b64
from sync.keys import KeyPair
from tests.conftest import OFFICE, PhoneOf
from tests.server.doctor.damage import damaged, stored
from tests.server.exchange.stage import open_meeting, picture

LINES = 'SELECT "log", "seq" FROM "entry" ORDER BY "log", "seq"'
FEW = settings(
    max_examples=250 if os.environ.get("PROVE") else 6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)


def findings(app: Flask) -> list[Finding]:
    with app.app_context():
        db.session.rollback()
        return service.verify().findings


def rows(app: Flask, query: str) -> list[tuple[str, ...]]:
    with app.app_context(), db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def do(app: Flask, statement: str) -> None:
    with app.app_context(), db.engine.begin() as connection:
        if db.engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        connection.execute(text(statement))


def test_what_was_recorded_and_published_is_whole(held: Flask) -> None:
    with held.app_context():
        steps: list[int] = []
        report = service.verify(steps.append)
        assert list(report.sentences()) == []
        assert report.looked_at["lines"] == len(rows(held, LINES))
        assert report.looked_at["publications"] > 0
        assert sum(steps) == service.amount()


def test_quarantine_forks_and_redactions_are_whole_too(app: Flask, phone: PhoneOf) -> None:
    staff, officer = phone("staff"), phone("officer")
    meeting = open_meeting(staff, officer)
    came = meeting.check_in(officer, "r1")
    officer.write(meeting.stream, "decision", "d1", {"title": "ไม่มีสิทธิ์"})  # not an officer's to write
    officer.push(meeting.stream)
    before = dict(officer.copies[meeting.stream])
    for who in ("r2", "r3"):  # a phone that was copied writes twice at one address
        officer.copies[meeting.stream] = dict(before)
        meeting.check_in(officer, who)
        answer = officer.push(meeting.stream)
    assert ("fork", "fork") in answer.results
    redaction = Draft("attendance", came.record, {}, {}, {}, {"hash": came.hash, "part": "private"})
    with app.app_context(), writing():
        store.append(meeting.stream, [redaction], office=OFFICE)
    with app.app_context():
        report = service.verify()
        assert list(report.sentences()) == []
        assert report.looked_at["forks"] == 1
    assert rows(app, 'SELECT count(*) FROM "entry" WHERE "quarantined" IS NOT NULL') == [(1,)]
    do(app, """UPDATE "fork" SET "line" = '{' || "line" """)
    assert [(each.part, each.where["table"]) for each in findings(app)] == [("header", "fork")]


@FEW
@given(st.integers(0, 100_000), st.sampled_from(line.PARTS), st.integers(0, 100_000), st.integers(1, 255))
def test_a_changed_byte_of_a_line_is_found_in_its_line_part_and_place(
    held: Flask, which: int, part: str, at: int, mask: int
) -> None:
    places = rows(held, f'SELECT "log", "seq" FROM "entry" WHERE "{part}" <> \'\' ORDER BY "log", "seq"')
    log, seq = places[which % len(places)]
    with damaged(held, "entry", part, f'"log" = \'{log}\' AND "seq" = {seq}', at, mask) as where:
        first = findings(held)[0]
    assert (first.where["log"], first.where["seq"], first.part) == (log, seq, part)
    assert first.offset is not None
    assert first.span is not None
    assert first.offset - first.span[0] == where


@FEW
@given(st.integers(0, 100_000), st.sampled_from(("hash", "stream", "kind", "record")), st.integers(0, 99))
def test_a_changed_byte_of_a_column_made_from_a_line_is_found(held: Flask, which: int, column: str, at: int) -> None:
    places = rows(held, LINES)
    log, seq = places[which % len(places)]
    with damaged(held, "entry", column, f'"log" = \'{log}\' AND "seq" = {seq}', at, 1) as _:
        found = findings(held)
    ours = [each for each in found if (each.where.get("log"), each.where.get("seq")) == (log, seq)]
    assert [(each.code, each.part) for each in ours] == [("wrong_column", column)]


@pytest.fixture
def records(held: Flask) -> list[tuple[str, ...]]:
    return rows(held, 'SELECT "stream", "kind", "record" FROM "record" ORDER BY 1, 2, 3')


@FEW
@given(st.integers(0, 100_000), st.integers(0, 100_000), st.integers(1, 255))
def test_a_changed_byte_of_a_folded_record_is_found(
    held: Flask, records: list[tuple[str, ...]], which: int, at: int, mask: int
) -> None:
    stream, kind, record = records[which % len(records)]
    where = f"\"stream\" = '{stream}' AND \"kind\" = '{kind}' AND \"record\" = '{record}'"
    with held.app_context():
        content = stored("record", "fields", where)
    while chr(content[at % len(content)]) in " \\u":  # a space may be another space; an escape may be of either case
        at += 1
    with damaged(held, "record", "fields", where, at, mask):
        found = findings(held)
    assert [(each.code, each.where["record"], each.part) for each in found] == [("stale_record", record, "fields")]


@pytest.mark.parametrize(
    ("table", "column", "code"),
    [
        ("head", "hash", "wrong_column"),
        ("head", "signature", "wrong_signature"),
        ("log", "key", "wrong_column"),
        ("log", "account", "wrong_column"),
        ("log", "installation", "wrong_column"),
        ("log", "last_hash", "wrong_column"),
        ("stream", "vector", "wrong_vector"),
        ("stream", "digest", "wrong_digest"),
        ("stream", "countersign", "wrong_countersign"),
        ("publication", "at", "unfounded_publication"),
    ],
)
def test_a_changed_byte_of_what_surrounds_the_lines_is_found(held: Flask, table: str, column: str, code: str) -> None:
    key = {"head": "log", "log": "log", "stream": "name", "publication": "id"}[table]
    name = rows(held, f'SELECT min("{key}") FROM "{table}"')[0][0]
    where = f"\"{key}\" = '{name}'"
    if table == "head":
        where += f' AND "seq" = (SELECT min("seq") FROM "head" WHERE {where})'
    with damaged(held, table, column, where, 5, 1):
        assert code in {each.code for each in findings(held)}
    assert findings(held) == []


@pytest.fixture
def long_log(held: Flask) -> str:
    """The log with the most lines."""
    query = 'SELECT "log", count(*) FROM "entry" GROUP BY "log" ORDER BY 2 DESC, 1 LIMIT 1'
    return rows(held, query)[0][0]


def test_a_line_that_was_taken_out_leaves_a_gap(held: Flask, long_log: str) -> None:
    do(held, f'DELETE FROM "entry" WHERE "log" = \'{long_log}\' AND "seq" = 3')
    first = findings(held)[0]
    assert (first.code, first.where["log"], first.where["seq"]) == ("gap", long_log, 3)


def test_a_last_line_that_was_taken_out_is_missed(held: Flask, long_log: str) -> None:
    last = rows(held, f'SELECT max("seq") FROM "entry" WHERE "log" = \'{long_log}\'')[0][0]
    do(held, f'DELETE FROM "entry" WHERE "log" = \'{long_log}\' AND "seq" = {last}')
    first = findings(held)[0]
    assert (first.code, first.where["log"], first.where["seq"]) == ("gap", long_log, last)


def test_a_record_that_was_taken_out_or_made_up_is_found(held: Flask, records: list[tuple[str, ...]]) -> None:
    stream, kind, record = records[0]
    do(held, f"UPDATE \"record\" SET \"record\" = 'made-up' WHERE \"stream\" = '{stream}' "
             f"AND \"kind\" = '{kind}' AND \"record\" = '{record}'")  # fmt: skip
    assert {(each.code, each.where["record"]) for each in findings(held)} == {
        ("missing_record", record),
        ("extra_record", "made-up"),
    }


def test_a_part_that_was_emptied_is_no_redaction(held: Flask, long_log: str) -> None:
    do(held, f'UPDATE "entry" SET "body" = \'\', "salt" = \'\' WHERE "log" = \'{long_log}\' AND "seq" = 2')
    missing = [each for each in findings(held) if each.code == "missing_part"]
    assert [(each.where["seq"], each.part) for each in missing] == [(2, "body")]


def test_a_quarantine_that_no_verdict_ordered_is_found(held: Flask, long_log: str) -> None:
    do(held, f'UPDATE "entry" SET "quarantined" = \'x\' WHERE "log" = \'{long_log}\' AND "seq" = 2')
    assert "unjudged" in {each.code for each in findings(held)}


def test_a_publication_that_was_taken_out_is_missed(held: Flask) -> None:
    do(held, 'DELETE FROM "outbox"')
    do(held, f'DELETE FROM "publication" WHERE "decision" = \'{id_of("d3")}\'')
    assert [each.code for each in findings(held)] == ["missing_publication"]


def test_a_file_that_is_gone_or_not_what_its_name_says_is_found(held: Flask) -> None:
    contents = [b"one picture", b"another", b"gone"]
    names = [b64(hashlib.sha256(content).digest()) for content in contents]
    with held.app_context():
        with writing() as session:
            for name, content, state in zip(names, contents, (HELD, HELD, FORGOTTEN), strict=True):
                about = {"type": "image/jpeg", "bytes": len(content), "width": 1, "height": 1}
                row = Blob(office=DEMO, sha256=name, state=state, uploader="~x", received_at=clock.stamp(), **about)
                session.add(row)
        paths = [disk.whole(name) for name in names]
    for path, content in zip(paths[:2], contents, strict=False):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    assert findings(held) == []
    paths[0].write_bytes(b"one Picture")
    paths[1].unlink()
    found = {(each.code, each.where["file"]) for each in findings(held)}
    assert found == {("altered_file", names[0]), ("missing_file", names[1])}


def test_a_log_of_another_servers_enrolment_is_found(held: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    stranger = KeyPair.generate()
    monkeypatch.setattr(identity, "server_key", lambda: stranger)
    assert {"not_enrolled", "wrong_countersign"} <= {each.code for each in findings(held)}


@pytest.mark.only("sqlite")
def test_a_changed_byte_of_the_file_itself_is_found(held: Flask, long_log: str) -> None:
    """Not through SQL: on the disk, where a text of a line stands in the file of the database."""
    with held.app_context():
        content = stored("entry", "body", f'"log" = \'{long_log}\' AND "seq" = 2')
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.engine.dispose()
    file = Path(held.config["INSTANCE_DIR"]) / "prachakhom.sqlite3"
    held_bytes = bytearray(file.read_bytes())
    for start in _every(bytes(held_bytes), content):
        held_bytes[start + 7] ^= 0x20
    file.write_bytes(held_bytes)
    found = findings(held)
    assert (found[0].where["log"], found[0].where["seq"], found[0].part) == (long_log, 2, "body")
    assert found[0].offset is not None
    assert found[0].span is not None
    assert found[0].offset - found[0].span[0] == 7


def _every(whole: bytes, part: bytes) -> Iterator[int]:
    at = whole.find(part)
    while at >= 0:
        yield at
        at = whole.find(part, at + 1)


def test_verifying_changes_nothing(held: Flask) -> None:
    before = picture(held)
    findings(held)
    assert picture(held) == before
