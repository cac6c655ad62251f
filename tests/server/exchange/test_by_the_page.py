"""The page sync/PROTOCOL.md is enough to write a client from: one that knows nothing else does a whole exchange."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

from flask import Flask

from server.accounts import service as accounts
from server.store import service as store
from sync.ids import random_id
from sync.records import value
from tests.conftest import OFFICE, AccountOf, PhoneOf
from tests.server.exchange import by_the_page
from tests.server.exchange.by_the_page import Client
from tests.server.exchange.stage import open_meeting

LONGEST = 150  # lines of code, blank ones and comments aside


def test_a_client_written_from_the_page_alone_copies_writes_sends_and_is_understood(
    app: Flask, account: AccountOf, phone: PhoneOf
) -> None:
    officer = phone("officer")
    meeting = open_meeting(phone("staff"), officer)
    stranger = enrol(app, officer.account)
    stranger.exchange()
    assert meeting.stream in stranger.held

    resident = random_id()
    record = stranger.keyed(meeting.stream, "attendance", resident)
    standing = {"capacity": "resident", "voting": True}
    line = stranger.write(meeting.stream, "attendance", record, {"standing": standing}, {"resident": resident})
    stranger.exchange()

    officer.sync()
    assert line["hash"] in {entry.hash for entry in officer.copies[meeting.stream].values()}
    with app.app_context():
        kept = store.record(meeting.stream, "attendance", record)
        assert kept is not None
        assert value(kept, "standing") == standing
    theirs = meeting.check_in(officer, random_id())
    officer.push(meeting.stream)
    stranger.exchange()
    assert theirs.hash in {one["hash"] for one in stranger.held[meeting.stream].values()}


def enrol(app: Flask, account: str) -> Client:
    """A client with a code of an officer's."""
    with app.app_context():
        code, _ = accounts.issue_code(OFFICE, account, "เครื่องที่เขียนจากหน้าเดียว")
    browser = app.test_client()

    def post(path: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        answer = browser.post(path, headers=headers, data=body)
        return answer.status_code, answer.get_data()

    return Client(post, code, "เครื่องที่เขียนจากหน้าเดียว")


def test_that_client_is_short_and_knows_nothing_of_ours() -> None:
    source = Path(by_the_page.__file__).read_text("utf-8")
    code = [one for one in source.splitlines() if one.strip() and not one.strip().startswith("#")]
    assert len(code) <= LONGEST
    imported = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {(one.module if isinstance(one, ast.ImportFrom) else one.names[0].name) or "" for one in imported}
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names | {"cryptography"}
