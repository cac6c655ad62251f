"""Lines that are malformed, altered, forged or of a stranger get a coded answer and change nothing."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from flask import Flask

from server.accounts import service as accounts
from server.store import identity
from sync.ids import random_id
from sync.keys import KeyPair, enrolment_text
from tests.phone import Phone
from tests.server.exchange.stage import picture, send, stream_of


@pytest.mark.usefixtures("unchanged")
def test_a_stranger_is_told_to_enrol(officer: Phone) -> None:
    for token in ("", "nobody", "a b c", "\x00"):
        answer = replace(officer, token=token).post(officer.request(stream_of(officer)))
        assert (answer.status, answer.code) == (401, "not_enrolled")


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    "line",
    ["", "x", "\t\t\t\t", "{}\t\t\t\t", "null\t\t\t\t", "[" * 100_000, '{"a":' * 5000, "\x00", "\x00\t\t\t\t"],
    ids=["empty", "a word", "tabs", "no keys", "null", "deep list", "deep object", "nul", "nul header"],
)  # fmt: skip
def test_a_malformed_line_is_named_and_kept_out(officer: Phone, line: str) -> None:
    answer = send(officer, lambda _: [line, "x"])
    assert answer.status == 200
    assert set(answer.results) == {("malformed", "malformed_line")}


@pytest.mark.usefixtures("unchanged")
def test_bytes_that_are_no_utf8_make_a_malformed_line(officer: Phone) -> None:
    text = officer.request(stream_of(officer), lines=[]).encode()
    answer = officer.post(text + b"\xff\xfe\t\t\t\t\n")
    assert answer.results == [("malformed", "malformed_line")]


@pytest.mark.usefixtures("unchanged")
def test_a_line_longer_than_any_may_be_is_malformed(officer: Phone) -> None:
    officer.write(stream_of(officer), "weather", random_id(), {"rain": "น" * 70_000})
    answer = officer.post(officer.request(stream_of(officer), lines=[officer.mine(stream_of(officer))[-1].line]))
    assert answer.results == [("malformed", "malformed_line")]


def test_a_malformed_line_blocks_only_what_follows_it_in_its_log(officer: Phone) -> None:
    """The lines before it land if they are signed; what follows waits (PROTOCOL.md section 5)."""
    stream = stream_of(officer)
    own = officer.mine(stream)
    text = officer.request(stream, lines=[e.line for e in own[:2]] + [own[2].line.replace('"v":1', '"v":9')])
    head = json.loads(text.split("\n")[0])
    head["streams"][stream]["signatures"] = [officer.sign(own[1])]
    answer = officer.post("\n".join([json.dumps(head), *text.split("\n")[1:]]))
    assert answer.results == [("malformed", "malformed_line")]
    assert answer.envelope is not None
    assert answer.envelope["results"][0]["seq"] == 3
    assert answer.envelope["streams"][stream]["vector"][own[0].log][0] == 2


@pytest.mark.usefixtures("unchanged")
def test_a_part_that_is_not_what_the_header_commits_to_is_refused(officer: Phone) -> None:
    def change(lines: list[str]) -> list[str]:
        return [lines[0], lines[1].replace('"voting":true', '"voting":false')]

    assert ("refused", "wrong_hash") in send(officer, change).results


@pytest.mark.usefixtures("unchanged")
def test_a_header_that_was_altered_is_beyond_the_signature(officer: Phone) -> None:
    def change(lines: list[str]) -> list[str]:
        return [line.replace('"capacity"', '"capacitx"').replace("001", "002", 1) for line in lines]

    results = send(officer, change).results
    assert results
    assert {status for status, _ in results} <= {"refused", "waiting"}


@pytest.mark.usefixtures("unchanged")
def test_a_line_that_does_not_name_the_one_before_is_refused(officer: Phone) -> None:
    stream = stream_of(officer)
    copy = officer.copies[stream]
    log = officer.logs[stream]
    second, third = copy[log, 2], copy[log, 3]
    del copy[log, 2], copy[log, 3], copy[log, 4]
    forged = officer.write(stream, "attendance", second.record, second.body, second.private)
    assert forged.hash != second.hash
    copy[log, 3] = third
    answer = officer.post(officer.request(stream))
    assert ("refused", "wrong_hash") in answer.results


@pytest.mark.usefixtures("unchanged")
def test_a_log_that_does_not_begin_is_unknown(officer: Phone) -> None:
    assert set(send(officer, lambda lines: lines[1:]).results) == {("refused", "unknown_log")}


@pytest.mark.usefixtures("unchanged")
def test_a_wrong_signature_is_refused(officer: Phone) -> None:
    liar = replace(officer, key=KeyPair.generate())
    answer = liar.post(liar.request(stream_of(officer)))
    assert set(answer.results) == {("refused", "wrong_signature")}


@pytest.mark.usefixtures("unchanged")
def test_without_a_signature_everything_waits(officer: Phone) -> None:
    stream = stream_of(officer)
    first, *lines = officer.request(stream).split("\n")
    envelope = json.loads(first)
    envelope["streams"][stream]["signatures"] = []
    answer = officer.post("\n".join([json.dumps(envelope), *lines]))
    assert set(answer.results) == {("waiting", "unsigned")}


def liar_of(officer: Phone, **claims: object) -> Phone:
    """A phone with a statement of its own making."""
    key = KeyPair.generate()
    statement = json.dumps({**json.loads(officer.statement), "key": key.public, **claims})
    signature = key.sign(enrolment_text(statement))
    return replace(officer, key=key, statement=statement, signature=signature, copies={}, logs={})


@pytest.mark.usefixtures("unchanged")
def test_a_phone_that_enrolled_itself_is_not_enrolled(officer: Phone) -> None:
    liar = liar_of(officer, roles=["administrator"])
    liar.write(stream_of(officer), "opinion", random_id(), {"text": "ปลอม"})
    assert set(liar.push(stream_of(officer)).results) == {("refused", "not_enrolled")}


@pytest.mark.usefixtures("unchanged")
def test_a_true_statement_does_not_fit_another_key_or_another_author(officer: Phone) -> None:
    stream = stream_of(officer)
    thief = replace(officer, key=KeyPair.generate(), copies={}, logs={})
    thief.write(stream, "opinion", random_id(), {"text": "ปลอม"})
    assert set(thief.push(stream).results) == {("refused", "not_enrolled")}
    mask = replace(officer, account="staff2", copies={}, logs={})
    mask.write(stream, "opinion", random_id(), {"text": "ปลอม"})
    assert set(mask.push(stream).results) == {("refused", "not_enrolled")}


def test_an_account_of_another_office_is_out_of_scope(app: Flask, officer: Phone) -> None:
    with app.app_context():
        accounts.open_office("elsewhere", "เขตอื่น")
        stranger = accounts.create_account(
            office="elsewhere", email="x@example.org", password="long enough for it", name="ผู้อื่น", roles=["staff"]
        )
        code, _ = accounts.issue_code("elsewhere", stranger.pseudonym, "x")
    other = Phone.enrol(officer.client, code)
    before = picture(app)
    stream = stream_of(officer)
    other.write(stream, "motion", random_id(), {"state": "open"})
    answer = other.push(stream)
    assert set(answer.results) == {("refused", "out_of_scope")}
    assert answer.envelope is not None
    assert set(answer.envelope["streams"]) == {"office/elsewhere"}
    assert picture(app) == before


def test_what_is_refused_is_never_a_server_error(app: Flask, officer: Phone) -> None:
    """A mutated request gets 200, 400 or 413, and the meeting of others is untouched by what is not signed."""
    good = officer.request(stream_of(officer)).encode()
    for position in range(0, len(good), max(1, len(good) // 150)):
        spoilt = bytearray(good)
        spoilt[position] ^= 0x15
        assert officer.post(bytes(spoilt)).status in (200, 400, 413)
    with app.app_context():
        assert identity.epoch()
