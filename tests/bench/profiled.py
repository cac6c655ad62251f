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
from tests.bench import copying, empty, push, reading
from tests.bench.sender import Post
from tests.bench.stage import Scale, Stage
from tests.conftest import settings
from tests.databases import databases


def ask(client: FlaskClient, post: Post) -> tuple[int, bool, bytes]:
    """Post once; gives (status, whether the answer is gzipped, the answer)."""
    token, body, packed = post
    told = {"Content-Type": "text/plain; charset=utf-8", "Authorization": f"Bearer {token}", "Accept-Encoding": "gzip"}
    answer = client.post("/sync", data=body, headers=told | ({"Content-Encoding": "gzip"} if packed else {}))
    assert answer.status_code == 200, answer.get_data()
    return 200, answer.headers.get("Content-Encoding") == "gzip", answer.get_data()


def posted(client: FlaskClient, posts: list[Post]) -> None:
    """Post one after the other."""
    for post in posts:
        ask(client, post)


def report(what: str, count: int, work: Callable[[], None]) -> None:
    """What one costs without the profiler."""
    began, busy = time.perf_counter(), time.process_time()
    work()
    busy, took = time.process_time() - busy, time.perf_counter() - began
    print(f"{what}: {busy / count * 1e6:.0f} µs of this process each, {took / count * 1e6:.0f} µs by the clock")  # noqa: T201


def profiled(work: Callable[[], None]) -> None:
    """Where the time goes."""
    profile = cProfile.Profile()
    profile.runcall(work)
    pstats.Stats(profile).sort_stats("cumulative" if "-c" in sys.argv else "tottime").print_stats(
        45 if "-c" not in sys.argv else 110
    )


def push_and_pull(stage: Stage, kind: str, what: str) -> None:
    """Half of a push by itself, half under the profiler, and all of it again; or a first copy of it."""
    office = stage.office(kind, push.PHONES, push.PHONES)
    batches = stage.batches(kind, push.PHONES, push.PHONES, stage.scale.entries, stage.scale.batch)
    posts = [(office.phones[one.phone].token, one.packed, True) for one in batches]
    with stage.copy(office.folder) as copy:
        client = create_app({**settings(copy), "TESTING": False}).test_client()
        if what == "pull":
            posted(client, posts)
            report("a line", stage.scale.entries, lambda: _copy(client, office.staff))
            profiled(lambda: _copy(client, office.staff))
            return
        half = len(posts) // 2
        report("push of an entry", half * stage.scale.batch, lambda: posted(client, posts[:half]))
        profiled(lambda: posted(client, posts[half:]))
        report("the same again", len(posts) * stage.scale.batch, lambda: posted(client, posts))


def _copy(client: FlaskClient, token: str) -> None:
    copying.first_copy(lambda post: ask(client, post), token)


def nothing_new(stage: Stage, kind: str) -> None:
    """An exchange with nothing new, beside an empty route, both with what the test client costs."""
    office = stage.office(kind, 40, 4, communities=5)
    batches = stage.batches(kind, 40, 4, 800, 20, communities=5)
    with stage.copy(office.folder) as copy:
        client = create_app({**settings(copy), "TESTING": False}).test_client()
        posted(client, [(office.phones[one.phone].token, one.packed, True) for one in batches])
        posts = reading.idle_posts(copy, office) * 20
        posted(client, posts)
        report("nothing new", len(posts), lambda: posted(client, posts))
        report("an empty route", len(posts), lambda: posted(empty.app.test_client(), posts))
        profiled(lambda: posted(client, posts))


def main(what: str = "push", kind: str = "sqlite", entries: str = "5000") -> None:
    """One of them."""
    with tempfile.TemporaryDirectory() as folder, databases(durable=True) as stock:
        stage = Stage(stock, Path(folder), Scale(entries=int(entries)), lambda _: None)
        if what == "idle":
            nothing_new(stage, kind)
        else:
            push_and_pull(stage, kind, what)


if __name__ == "__main__":
    main(*(word for word in sys.argv[1:] if word != "-c"))
