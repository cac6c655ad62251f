"""A stream of spoilt requests: lines, envelopes and gzip with bytes turned, cut, doubled and swapped, from one seed.

1,000 on each database in every run; with PROVE=1 a million on SQLite and 20,000 on PostgreSQL. Each gets a code of
the protocol, and only lines are admitted that the phone wrote and signed.
"""

from __future__ import annotations

import gzip
import os
import random
import sys
from collections import Counter

from flask import Flask
from sqlalchemy import select

from server.doctor import service as doctor
from server.extensions import db
from server.store.models import StoredEntry
from sync.ids import random_id
from tests.conftest import PhoneOf
from tests.server.exchange.stage import open_meeting

SEED = int(os.environ.get("SEED") or 1)
ROUND = 500  # requests between two looks at the whole database
ALLOWED = {200, 400, 413}
WORDS = (
    b"{}",
    b"[]",
    b"null",
    b"\t",
    b"\n",
    b"\r",
    b'"',
    b"\\u0000",
    b"1e9",
    b"-0",
    b"\xff",
    b"9" * 30,
    b"[" * 40,
    b'"v":2',
)


def how_many(database: str) -> int:
    if not os.environ.get("PROVE"):
        return 1_000
    return 1_000_000 if database == "sqlite" else 20_000


def spoilt(dice: random.Random, good: bytes) -> tuple[bytes, dict[str, str]]:
    """A request that was good, after one to four mishaps; one time in four packed, and then perhaps spoilt again."""
    data = bytearray(good)
    for _ in range(dice.randint(1, 4)):
        mishap(dice, data)
    if dice.random() < 0.75:
        return bytes(data), {}
    packed = bytearray(gzip.compress(bytes(data), 1))
    if dice.random() < 0.5:
        mishap(dice, packed)
    return bytes(packed), {"Content_Encoding": dice.choice(["gzip", "gzip", "gzip", "br", "identity"])}


def mishap(dice: random.Random, data: bytearray) -> None:
    at = dice.randrange(len(data)) if data else 0
    length = dice.choice([1, 1, 2, 40, 400])
    match dice.randrange(7):
        case 0 if data:
            data[at] ^= 1 << dice.randrange(8)
        case 1:
            del data[at : at + length]
        case 2:
            data[at:at] = data[at : at + length]
        case 3:
            data[at:at] = dice.choice(WORDS)
        case 4:
            del data[at:]
        case 5:
            lines = data.split(b"\n")
            dice.shuffle(lines)
            data[:] = b"\n".join(lines)
        case _:
            columns = data.split(b"\t")
            dice.shuffle(columns)
            data[:] = b"\t".join(columns)


def held(app: Flask) -> dict[str, set[str]]:
    """The lines of each log, as they are stored."""
    found: dict[str, set[str]] = {}
    columns = (StoredEntry.header, StoredEntry.salt, StoredEntry.body, StoredEntry.salt2, StoredEntry.private)
    with app.app_context():
        for log, *line in db.session.execute(select(StoredEntry.log, *columns)):
            found.setdefault(log, set()).add("\t".join(line) + "\n")
    return found


def tell(number: int) -> None:
    """A long run says how far it is."""
    if os.environ.get("PROVE") and number % 20_000 == 0 and sys.__stderr__ is not None:
        sys.__stderr__.write(f"  {number:,} spoilt requests\n")


def test_a_stream_of_spoilt_requests_meets_answers_and_nothing_spoilt_is_kept(
    app: Flask, phone: PhoneOf, database: str
) -> None:
    """R5.6, R0.2: no 5xx, and of all that arrives only lines are admitted that the phone wrote, letter by letter."""
    officer = phone("officer")
    meeting = open_meeting(phone("staff"), officer)
    stream, dice = meeting.stream, random.Random(f"{SEED}/{database}")
    before, seen = held(app), Counter[int]()
    for number in range(how_many(database)):
        if number % ROUND == 0:
            meeting.check_in(officer, random_id())
            good = officer.request(stream).encode()
        data, headers = spoilt(dice, good)
        answer = officer.post(data, **headers)
        seen[answer.status] += 1
        assert answer.status in ALLOWED, (SEED, number, answer.status, data)
        if number % ROUND == ROUND - 1:
            now = held(app)
            assert now.pop(officer.logs[stream], set()) <= {entry.line for entry in officer.mine(stream)}, (
                SEED,
                number,
            )
            assert now == before, (SEED, number)
            tell(number + 1)
    assert set(seen) >= {200, 400}, seen
    assert officer.push(stream).results == [], "the good one is as welcome as before"
    assert len(held(app)[officer.logs[stream]]) == len(officer.mine(stream))
    with app.app_context():
        assert doctor.verify().findings == []
