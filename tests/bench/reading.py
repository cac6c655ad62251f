"""Measures what phones fetch: a first copy, an exchange with nothing new; and what the workers weigh."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

from sqlalchemy import create_engine, text

from sync import bundle
from sync.bundle import Report, StreamPart
from tests.bench import push, work
from tests.bench.figures import Figure
from tests.bench.house import bare, house
from tests.bench.sender import Post
from tests.bench.stage import Stage
from tests.databases import address_of


def pull(stage: Stage) -> Figure:
    """`pull`: of the two databases the one that stands worse."""
    found = []
    for kind in ("sqlite", "postgres"):
        rates = [(run.pulled[1] / run.pulled[0], run.read[1] / run.read[0]) for run in push.runs(stage, kind)]
        value, reference = (statistics.median(each) for each in zip(*rates, strict=True))
        found.append(Figure(value, reference, f"the worse of the two databases: {kind}"))
    return min(found, key=lambda figure: figure.ratio)


def memory(stage: Stage) -> Figure:
    """`memory`: after a push of everything; pages that processes share count once."""
    with bare("tests.bench.empty:app", "/sync", stage.folder) as server:
        reference = server.memory()
    ours = statistics.median(run.memory for run in push.runs(stage, "sqlite"))
    return Figure(ours / 1e6, reference / 1e6)


def idle(stage: Stage) -> Figure:
    """`idle`: each phone names its eight streams, and all is the same."""
    scale = stage.scale
    office = stage.office("sqlite", scale.idle_phones, 4, communities=5)
    batches = stage.batches("sqlite", scale.idle_phones, 4, scale.idle_phones * 20, 20, communities=5)
    rates: list[tuple[float, float, float, float]] = []
    for number in range(scale.repeats):
        stage.tell(f"nothing new, {scale.idle_phones} phones, {number + 1} of {scale.repeats}")
        with stage.copy(office.folder) as folder:
            with house(folder) as server:
                server.post(push.posts_of(batches, office.phones))
                once = [[post] for post in idle_posts(folder, office)]
                server.post(once)  # what they report of themselves is written now, and not again for a while
                posts = [post * scale.idle_turns for post in once]
                before = server.cpu()
                sent = server.post(posts)
                ours = server.cpu() - before
            if max(post[3] for post in sent.posts) > 200:
                raise RuntimeError("an exchange had something new")
            with bare("tests.bench.empty:app", "/sync", folder) as server:
                before = server.cpu()
                empty = server.post(posts)
                theirs = server.cpu() - before
        count = len(sent.posts)
        rates.append((count / sent.seconds, count / empty.seconds, ours / count, theirs / count))
    value, reference, ours, theirs = (statistics.median(each) for each in zip(*rates, strict=True))
    how = f"processor {ours * 1e6:.0f} µs an exchange, an empty route {theirs * 1e6:.0f} µs, gunicorn's part in both"
    return Figure(value, reference, how)


def idle_posts(folder: Path, office: work.Office) -> list[Post]:
    """For each phone a request that names its streams as they are now."""
    engine = create_engine(address_of(folder))
    with engine.connect() as connection:
        digests = dict(tuple(row) for row in connection.execute(text("SELECT name, digest FROM stream")))
    engine.dispose()
    posts: list[Post] = []
    for phone in office.phones:
        hall = phone.hearing
        names = [*office.common, hall.meeting, hall.topic, hall.community, *hall.others]
        streams: dict[str, StreamPart] = {name: {"digest": digests[name]} for name in names}
        now = time.time_ns() // 1_000_000
        report = Report(now=now, app="1.0.0", schema="1-3f2a9c1b", unsent=0, unsigned=0, files=0)
        body = bundle.write({"v": 1, "epoch": office.epoch, "streams": streams, "report": report}, [])
        posts.append((phone.token, body.encode(), False))
    return posts
