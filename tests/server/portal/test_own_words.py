"""The speaker's own words stay as they were said, whatever staff write beside them."""

from __future__ import annotations

import hashlib

from flask import Flask
from flask.testing import FlaskClient

from server.demo.loader import id_of, read_sample
from server.store import service as store
from tests.server.portal.stage import words, write

OPINION, TOPIC = id_of("o01"), id_of("t1")
STREAM = f"topic/{TOPIC}"
SAID = next(each["text"] for each in read_sample()["opinions"] if each["ref"] == "o01")


def digest_of_what_was_said(held: Flask) -> str:
    """SHA-256 of the part that holds the words, as it was received, and of the words as they stand now."""
    with held.app_context():
        record = store.record(STREAM, "opinion", OPINION)
        assert record is not None
        (candidate,) = record["fields"]["text"]["candidates"]
        (entry,) = [each for each in store.history(STREAM, "opinion", OPINION) if each.hash == candidate]
    return hashlib.sha256(f"{entry.body_text}\n{record['fields']['text']['value']}".encode()).hexdigest()


def test_a_summary_leaves_the_words_untouched_and_what_is_hidden_is_named(held: Flask, resident: FlaskClient) -> None:
    """R2.2a: the hash of the original is the same after summarising; what is hidden is named by its kind."""
    before = digest_of_what_was_said(held)
    write(held, STREAM, "opinion", OPINION, {"summary": "ขอให้แก้น้ำหนุนจากท่อ"})
    assert digest_of_what_was_said(held) == before
    assert SAID in words(resident.get(f"/topics/{TOPIC}").text), "own words go before the summary"
    write(held, STREAM, "opinion", OPINION, {"clearance": {"cleared": True, "hides": ["name", "health"]}})
    page = words(resident.get(f"/topics/{TOPIC}").text)
    assert SAID not in page
    assert "ขอให้แก้น้ำหนุนจากท่อ" in page
    assert "ไม่แสดงคำพูดเต็ม เพราะมีชื่อ" in page
    assert "สุขภาพ" in page
    assert digest_of_what_was_said(held) == before, "what the page holds back is not lost"
