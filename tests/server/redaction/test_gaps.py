"""Checks that nothing erased stays in the file of SQLite where no row is: rows move, and leave copies behind (R5.4)."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from flask import Flask

from server.database import scrub
from server.extensions import db

TABLE = "CREATE TABLE moved (log TEXT, seq INT, header TEXT, salt TEXT, PRIMARY KEY (log, seq)) WITHOUT ROWID"


def grown_and_emptied(app: Flask) -> list[bytes]:
    """A table like that of the entries, grown by transactions of several logs, all salts erased; gives the salts."""
    dice, salts = random.Random(7), []
    with app.app_context():
        connection = db.engine.raw_connection()
        cursor = connection.cursor()
        cursor.execute(TABLE)
        for batch in range(300):
            cursor.execute("BEGIN IMMEDIATE")
            for log in sorted(dice.sample("abcdef", 3)):
                for seq in range(dice.randint(1, 6)):
                    salts.append(f"salt-{len(salts):06}-{'z' * 30}")
                    row = (log, batch * 10 + seq, "h" * dice.randint(300, 600), salts[-1])
                    cursor.execute("INSERT INTO moved VALUES (?, ?, ?, ?)", row)
            cursor.execute("COMMIT")
        cursor.execute("UPDATE moved SET salt = ''")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        connection.close()
    return [salt.encode() for salt in salts]


def found(app: Flask, salts: list[bytes]) -> list[bytes]:
    """Which of them the files of the server still hold."""
    folder = Path(app.config["INSTANCE_DIR"])
    files = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    return [salt for salt in salts if salt in files]


@pytest.mark.only("sqlite")
def test_no_copy_stays_in_the_gaps_of_pages_that_were_split(app: Flask) -> None:
    salts = grown_and_emptied(app)
    assert found(app, salts) != [], "erasing alone leaves copies, or this test shows nothing"
    with app.app_context():
        scrub()
    assert found(app, salts) == []
