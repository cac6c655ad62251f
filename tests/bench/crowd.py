"""A crowd for the measurements: residents of the demo's second hearing, as many as a district's roll holds."""

from __future__ import annotations

import itertools
from pathlib import Path

from server import create_app
from server.demo.loader import Pile, id_of, read_sample, voting
from server.store import service as store
from sync.records import value


def house_of(number: int) -> str:
    """The house of a person of the crowd; no two share one."""
    return f"{5000 + number}/9"


def invite(instance: Path, number: int) -> None:
    """Writes `number` residents into the communities of the demo's second hearing; names repeat as in life."""
    app = create_app({"INSTANCE_DIR": instance, "LOG_LEVEL": "CRITICAL"})
    known = read_sample()["residents"]
    names = itertools.cycle(itertools.product(known, [each["last_name"] or "" for each in known]))
    with app.app_context():
        meeting = store.record(f"meeting/{id_of('m2')}", "meeting", id_of("m2"))
        assert meeting is not None
        communities: list[str] = value(meeting, "communities")
        pile = Pile()
        for n, (each, last) in enumerate(itertools.islice(names, number)):
            private = {
                "name": {"title": each["title"], "first": each["first_name"], "last": last},
                "address": {"house_no": house_of(n)},
                "phone": None,
                "capacity": each["capacity"],
                "voting": voting(each),
                "guardian": None,
                "signing": each["signing"],
                "consent": each["consent"],
            }
            pile.put(f"community/{communities[n % len(communities)]}", "resident", id_of(f"crowd-{n}"), {}, private)
        assert pile.write() == number
