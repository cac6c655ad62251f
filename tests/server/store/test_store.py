"""The store's verbs: one way in, records as a fold, look-ups, redaction."""

from __future__ import annotations

import pytest
from flask import Flask

from server.database import writing
from server.errors import Refusal
from server.extensions import db
from server.store import identity
from server.store import service as store
from server.store.models import StoredEntry, Stream
from sync.entry import Draft, Entry, check_chain
from sync.ids import log_id
from sync.keys import countersign_text, verify
from sync.records import value
from sync.vector import digest, vector_of

TOPIC = "topic/canal"


def write(office: str, *drafts: Draft, stream: str = TOPIC) -> list[Entry]:
    with writing():
        return store.append(stream, list(drafts), office=office)


def write_and_fail(office: str) -> None:
    store.append(TOPIC, [opinion("a", text="น้ำท่วม")], office=office)
    raise TypeError


def opinion(record: str, **body: object) -> Draft:
    sets: dict[str, list[str]] = {name: [] for name in body}
    return Draft("opinion", record, body, {}, sets)  # type: ignore[arg-type]  # tests write JSON by hand


def test_the_server_writes_a_log_of_its_own_that_anybody_can_check(app: Flask, office: str) -> None:
    with app.app_context():
        entries = [*write(office, opinion("a", text="น้ำท่วม")), *write(office, opinion("b", text="ไฟดับ"))]
        assert [entry.kind for entry in entries] == ["log", "opinion", "opinion"]
        check_chain(entries)
        assert {entry.by for entry in entries} == {"server"}
        assert entries[0].log == log_id(identity.server_key().public, TOPIC, identity.epoch())


def test_vector_digest_and_countersignature_follow_every_write(app: Flask, office: str) -> None:
    with app.app_context():
        entries = [*write(office, opinion("a", text="น้ำท่วม")), *write(office, opinion("b", text="ไฟดับ"))]
        row = db.session.get_one(Stream, TOPIC)
        assert row.digest == digest(vector_of(entries))
        assert row.n == len(entries) == 3
        text = countersign_text(identity.epoch(), TOPIC, row.digest)
        assert verify(identity.server_key().public, text, row.countersign)


def test_a_statement_covers_what_was_shown(app: Flask, office: str) -> None:
    with app.app_context():
        write(office, opinion("a", text="น้ำท่วม"))
        sets = store.shown(TOPIC, "opinion", "a", ["text"])
        assert len(sets["text"]) == 1
        write(office, Draft("opinion", "a", {"text": "น้ำท่วมขัง"}, {}, sets))
        record = store.record(TOPIC, "opinion", "a")
        assert record is not None
        assert value(record, "text") == "น้ำท่วมขัง"
        assert store.shown(TOPIC, "opinion", "nobody", ["text"]) == {"text": []}


def test_two_statements_that_saw_nothing_of_each_other_conflict(app: Flask, office: str) -> None:
    with app.app_context():
        write(office, opinion("a", text="หนึ่ง"), opinion("a", text="สอง"))
        record = store.record(TOPIC, "opinion", "a")
        assert record is not None
        assert record["fields"]["text"]["state"] == "conflict"
        assert len(store.history(TOPIC, "opinion", "a")) == 2


def test_an_opinion_is_found_by_its_receipt_however_it_is_typed(app: Flask, office: str) -> None:
    with app.app_context():
        draft = Draft("opinion", "a", {"text": "น้ำท่วม"}, {"receipt": "AB12-CD34-E"}, {"text": [], "receipt": []})
        write(office, draft)
        found = store.by_lookup(office, "opinion", store.receipt_lookup("ab12 cd34e"))
        assert found is not None
        assert found["record"] == "a"
        assert store.by_lookup("elsewhere", "opinion", store.receipt_lookup("AB12-CD34-E")) is None


def test_a_record_is_found_in_whichever_stream_it_stands(app: Flask, office: str) -> None:
    with app.app_context():
        write(office, opinion("a", text="น้ำท่วม"))
        found = store.find(office, "opinion", "a")
        assert found is not None
        assert found["stream"] == TOPIC
        assert store.find("elsewhere", "opinion", "a") is None
        assert store.streams(office, "topic/") == [TOPIC]


def test_what_is_not_committed_is_not_there(app: Flask, office: str) -> None:
    with app.app_context():
        with pytest.raises(TypeError), writing():
            write_and_fail(office)
        assert store.streams(office, "topic/") == []


def test_another_office_cannot_write_into_a_stream(app: Flask, office: str) -> None:
    with app.app_context():
        write(office, opinion("a", text="น้ำท่วม"))
        with pytest.raises(Refusal, match="not_found"):
            write("elsewhere", opinion("b", text="ปลอม"))


def test_a_redaction_deletes_bytes_and_salt_and_the_chain_still_verifies(app: Flask, office: str) -> None:
    """PDPA erasure: the field shows `removed`, the header stays."""
    with app.app_context():
        entry = write(office, opinion("a", text="นายมานะพูดว่า"))[-1]
        write(office, Draft("opinion", "a", {}, {}, {}, redacts={"hash": entry.hash, "part": "body"}))
        record = store.record(TOPIC, "opinion", "a")
        assert record is not None
        assert record["fields"]["text"]["state"] == "removed"
        row = db.session.get_one(StoredEntry, (entry.log, entry.seq))
        assert (row.body, row.salt, row.header) == ("", "", entry.header_text)
        kept = [e for kind, rid in (("log", entry.log), ("opinion", "a")) for e in store.history(TOPIC, kind, rid)]
        check_chain(sorted(kept, key=lambda e: e.seq))


def test_a_service_commits_once(app: Flask) -> None:
    with app.app_context(), writing(), pytest.raises(RuntimeError, match="does not nest"), writing():
        pass


@pytest.mark.only("sqlite")
def test_sqlite_is_opened_for_durability(app: Flask) -> None:
    with app.app_context(), db.engine.connect() as connection:
        told = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")]
        assert told == ["wal", 2]
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
