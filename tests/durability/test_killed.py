"""The server killed under load: what a phone saw acknowledged is there afterwards, whole, and the phones go on.

A few kills in every run; 200 on each database by `make durability` and in `make prove`.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sqlalchemy import delete

from server.database import writing
from server.store.models import Head, StoredEntry
from tests.durability import rounds
from tests.durability.stage import House, houses
from tests.durability.victim import serving

KILLS = int(os.environ.get("KILLS") or (200 if os.environ.get("PROVE") else 5))


def test_what_was_acknowledged_survives_a_kill_and_the_phones_go_on(database: str, tmp_path: Path) -> None:
    """R5.6: nothing that a phone saw acknowledged is missing after SIGKILL of server, workers or database."""
    figures = rounds.run(database, KILLS, tmp_path, seed=int(os.environ.get("SEED") or 1))
    assert figures.lost == []
    assert sum(figures.kills.values()) == KILLS
    assert figures.on_the_way > 0, "no kill met a request on its way"
    assert figures.acknowledged > 0, "nothing was acknowledged before a kill"


@pytest.mark.only("sqlite")
def test_a_lost_line_and_half_a_request_would_be_seen(database: str, tmp_path: Path) -> None:
    """The looking can fail: one acknowledged line is taken away behind the server's back."""
    with houses() as make:
        house = make(database, tmp_path / "instance")
        with serving(house.folder) as web, rounds.pushing(house, web, "1") as (pushers, book, gate):
            rounds.flush(pushers, gate)
            acknowledged, held = book.seen(), house.held()
            assert rounds.missing(acknowledged, held) == rounds.torn(pushers, held) == house.faults() == []
        log = pushers[0].phone.logs[pushers[0].meetings[0].stream]
        lose_the_last_line(house, log, max(acknowledged[log]))
        held = house.held()
        assert rounds.missing(acknowledged, held) == [f"{log} {max(acknowledged[log])} was acknowledged"]
        assert any("half a request" in one for one in rounds.torn(pushers, held))
        assert house.faults() != []


def lose_the_last_line(house: House, log: str, seq: int) -> None:
    with house.app.app_context(), writing() as session:
        for table in (Head, StoredEntry):
            session.execute(delete(table).where(table.log == log, table.seq == seq))
