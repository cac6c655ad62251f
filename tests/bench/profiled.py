"""Where the time goes: the same work through the server in this process, under a profiler. No figure of the table.

python -m tests.bench.profiled push [sqlite|postgres] [entries]
python -m tests.bench.profiled pull|idle [sqlite|postgres]
"""

from __future__ import annotations

import cProfile
import pstats
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from flask.testing import FlaskClient

from server import create_app
from tests.bench import push
from tests.bench.sender import Post, headers_of
from tests.bench.stage import Scale, Stage
from tests.conftest import settings
from tests.databases import databases

Work = Callable[[Stage, FlaskClient, bool], tuple[str, int]]


def pushed(stage: Stage, kind: str) -> tuple[Path, list[Post]]:
    """An office, and everything its phones push, in turn."""
    office = stage.office(kind, push.PHONES, push.PHONES)
    batches = stage.batches(kind, push.PHONES, push.PHONES, stage.scale.entries, stage.scale.batch)
    return office.folder, [(office.phones[one.phone].token, one.packed, True) for one in batches]


def posted(client: FlaskClient, posts: list[Post]) -> None:
    """Post one after the other."""
    for token, body, packed in posts:
        answer = client.post("/sync", data=body, headers=headers_of(token, packed))
        assert answer.status_code == 200, answer.get_data()


def report(what: str, count: int, work: Callable[[], None]) -> None:
    """The processor's time by itself, then where it goes by the profiler."""
    began, busy = time.perf_counter(), time.process_time()
    work()
    busy, took = time.process_time() - busy, time.perf_counter() - began
    print(f"{what}: {busy / count * 1e6:.0f} µs of this process each, {took / count * 1e6:.0f} µs by the clock")  # noqa: T201


def profiled(work: Callable[[], None]) -> None:
    """Where the time goes."""
    profile = cProfile.Profile()
    profile.runcall(work)
    pstats.Stats(profile).sort_stats("tottime").print_stats(45)


def main(what: str = "push", kind: str = "sqlite", entries: str = "5000") -> None:
    """Half of the work by itself, the other half under the profiler."""
    with tempfile.TemporaryDirectory() as folder, databases(durable=True) as stock:
        stage = Stage(stock, Path(folder), Scale(entries=int(entries)), lambda _: None)
        template, posts = pushed(stage, kind)
        with stage.copy(template) as copy:
            client = create_app({**settings(copy), "TESTING": False}).test_client()
            if what == "push":
                half = len(posts) // 2
                report("push of an entry", half * stage.scale.batch, lambda: posted(client, posts[:half]))
                profiled(lambda: posted(client, posts[half:]))
                report("the same again", len(posts) * stage.scale.batch, lambda: posted(client, posts))
            else:
                raise SystemExit("not yet")


if __name__ == "__main__":
    main(*sys.argv[1:])
