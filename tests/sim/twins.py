"""Owns the comparison of a hearing with the engine in TypeScript: the same lines, one hash of all that they come to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sync.fold import position_of
from tests.sim.checks import BY_HANDS, ROLL_CALL, SERVER_ACCOUNT
from tests.sim.disk import read_line
from tests.sync.streams import hash_of, state_of
from tests.sync.twins import BUNDLER, Twin, ours

if TYPE_CHECKING:
    from tests.sim.server import Server

FOLDED = ("hash", "log", "seq", "at", "sets", "redacts", "body", "private", "kind", "record")


def question_of(server: Server, stream: str) -> dict[str, Any]:
    """A stream of the server as both engines are asked for it."""
    rows = [row for row in server.entries() if row.stream == stream]
    ours_logs = {row.log for row in server.logs() if row.account == SERVER_ACCOUNT}
    entries = [read_line("\t".join((row.header, row.salt, row.body, row.salt2, row.private))) for row in rows]
    verdicts = sorted((e for e in entries if e.kind == "verdict" and e.log in ours_logs), key=position_of)
    last = {entry.record: entry for entry in verdicts}
    quarantined = {
        judged: position_of(entry) for judged, entry in last.items()
        if (entry.body or {})["standing"]["state"] == "quarantined"
    }  # fmt: skip
    told = [
        {name: getattr(entry, name) for name in FOLDED} for entry in entries
        if entry.redacts is None or entry.log in ours_logs
    ]  # fmt: skip
    return {"entries": told, "quarantined": quarantined, "rules": {}, "motions": [ROLL_CALL, BY_HANDS]}


def compare(twin: Twin, server: Server, stream: str) -> None:
    """Both engines make the same of it. Raises AssertionError with where the question was written."""
    asked = question_of(server, stream)
    here, there = ours(lambda: hash_of(state_of(asked))), twin.ask("state_hash", **asked)
    assert here == there, f"the engines differ over {stream}: {json.dumps(asked, ensure_ascii=False)}"


@contextmanager
def twin_in(folder: Path) -> Iterator[Twin | None]:
    """The other engine, running; None where Node and its packages are not set up (`make setup`)."""
    if not BUNDLER.exists():
        yield None
        return
    with Twin(folder) as running:
        yield running
