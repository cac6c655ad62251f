"""One round: phones push, something is killed at a moment nobody chose, it starts again, all is looked at."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.durability.load import Book, Gate, Pusher
from tests.durability.stage import Held, House, at, houses
from tests.durability.victim import Web, is_gone, kill, serving, until

PHONES = 4
GENERATION = 25  # kills of one database; then a new one, so that looking at all of it stays quick
LONGEST = 0.2  # seconds from the first push to the kill
# What is killed, and how often. Of PostgreSQL: also the postmaster alone, a backend, and the whole machine's worth.
TARGETS = {
    "sqlite": {"server": 6, "worker": 2, "workers": 2},
    "postgres": {"server": 4, "worker": 2, "backend": 2, "postmaster": 2, "everything": 2},
}


@dataclass
class Figures:
    """What a run came to."""

    kills: Counter[str] = field(default_factory=Counter)
    on_the_way: int = 0  # requests that were under way when something was killed
    unheard: int = 0  # of those, landed whole, and the phone did not hear of it
    acknowledged: int = 0  # lines that some phone had seen acknowledged before a kill, looked for after it
    pushes: int = 0
    back: list[float] = field(default_factory=list)  # seconds from the kill to an answer
    lost: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        back = sorted(self.back)
        return (
            f"{sum(self.kills.values())} kills ({', '.join(f'{n} {what}' for what, n in sorted(self.kills.items()))}), "
            f"{self.pushes} pushes, {self.on_the_way} cut on the way, {self.unheard} of them landed unheard, "
            f"{self.acknowledged} acknowledged lines looked for, {len(self.lost)} wrong; "
            f"answers again after {back[len(back) // 2]:.2f} s (longest {back[-1]:.2f})"
        )


def run(
    kind: str, kills: int, folder: Path, seed: int = 1, step: Callable[[Figures], None] = lambda _figures: None
) -> Figures:
    """So many kills on one kind of database; `step` is told after each. A new house every GENERATION kills."""
    figures, dice = Figures(), random.Random(f"{kind}/{seed}")
    for first in range(0, kills, GENERATION):
        with houses() as make:
            house = make(kind, folder / f"{kind}-{first}")
            with serving(house.folder) as web, pushing(house, web, f"{seed}/{first}") as (pushers, book, gate):
                for _ in range(min(GENERATION, kills - first)):
                    one_round(house, web, pushers, book, gate, dice, figures)
                    step(figures)
                flush(pushers, gate)
            figures.pushes += book.pushes
            figures.lost += book.wrong + missing(book.seen(), house.held())
    return figures


@contextmanager
def pushing(house: House, web: Web, seed: str) -> Iterator[tuple[list[Pusher], Book, Gate]]:
    """Phones that push as long as this lasts, whenever the gate is open."""
    pushers, book, gate = house.pushers(PHONES, seed)
    at(pushers, web.port)
    threads = [threading.Thread(target=pusher.run, daemon=True) for pusher in pushers]
    for thread in threads:
        thread.start()
    try:
        yield pushers, book, gate
    finally:
        gate.end()
        for thread in threads:
            thread.join(60)


def one_round(
    house: House, web: Web, pushers: list[Pusher], book: Book, gate: Gate, dice: random.Random, figures: Figures
) -> None:
    """Push, kill, start, look."""
    for pusher in pushers:
        pusher.since_opened = 0
    target = dice.choices(list(TARGETS[_kind(house)]), weights=list(TARGETS[_kind(house)].values()))[0]
    gate.open()
    if dice.random() < 0.75:  # else the kill may come before anybody was answered
        until(lambda: all(pusher.since_opened for pusher in pushers), "a phone does not go on")
    time.sleep(dice.random() * LONGEST)
    gate.close()
    flying = [pusher for pusher in pushers if pusher.on_the_way]
    before = book.seen()
    begun = time.monotonic()
    strike(target, house, web, dice)
    revive(target, house, web)
    figures.back.append(time.monotonic() - begun)
    figures.kills[target] += 1
    until(lambda: not any(pusher.on_the_way for pusher in pushers), "a request is never answered and never cut")
    held = house.held()
    figures.on_the_way += len(flying)
    figures.unheard += sum(_landed_unheard(pusher, held) for pusher in flying)
    figures.acknowledged += sum(max(heads) for heads in before.values() if heads)
    wrong = missing(before, held) + torn(pushers, held) + house.faults()
    figures.lost += [f"after kill {sum(figures.kills.values())} ({target}): {one}" for one in wrong]


def strike(target: str, house: House, web: Web, dice: random.Random) -> None:
    """SIGKILL."""
    postmaster = house.postmaster
    match target:
        case "server":
            kill(web.family)
        case "worker":
            kill([dice.choice(web.workers)])
        case "workers":
            kill(web.workers)
        case "backend" if postmaster is not None:
            kill(dice.sample(postmaster.backends, 1))
        case "postmaster" if postmaster is not None:
            family = postmaster.family
            kill(family[:1])
            until(lambda: all(map(is_gone, family)), "a backend outlives its postmaster", 0.01)
        case "everything" if postmaster is not None:
            kill([*web.family, *postmaster.family])
        case _:
            raise AssertionError(target)


def revive(target: str, house: House, web: Web) -> None:
    """Start again what was killed, as systemd would; workers and backends are started by what watches them."""
    if house.postmaster is not None and target in ("postmaster", "everything", "backend"):
        if target != "backend":
            house.postmaster.reap()
        house.postmaster.start()
    if target in ("server", "everything"):
        web.start()
    else:
        web.await_answer()


def flush(pushers: list[Pusher], gate: Gate) -> None:
    """After the last kill every phone gets rid of what it holds."""
    for pusher in pushers:
        pusher.since_opened = 0
    gate.open()
    until(lambda: all(pusher.since_opened for pusher in pushers), "a phone does not go on")
    gate.close()
    until(lambda: not any(pusher.on_the_way for pusher in pushers), "a request is never answered")


def missing(acknowledged: Held, held: Held) -> list[str]:
    """What was acknowledged and is not there: the head, or a line before it."""
    wrong = []
    for log, heads in acknowledged.items():
        there = held.get(log, {})
        wrong += [f"{log} {seq} was acknowledged" for seq, hash in heads.items() if there.get(seq) != hash]
        wrong += [f"{log} {seq} is missing" for seq in range(1, max(heads, default=0)) if seq not in there]
    return wrong


def torn(pushers: list[Pusher], held: Held) -> list[str]:
    """Requests of which a part is there: the heads of a phone's two logs must be where one of its requests ended."""
    wrong = []
    for pusher in pushers:
        heads = _heads(pusher, held)
        if heads not in pusher.boundaries:
            wrong.append(f"half a request of {pusher.phone.installation} landed: {heads}")
    return wrong


def _heads(pusher: Pusher, held: Held) -> tuple[int, ...]:
    logs = [pusher.phone.logs.get(meeting.stream, "") for meeting in pusher.meetings]
    return tuple(max(held.get(log, {}), default=0) for log in logs)


def _landed_unheard(pusher: Pusher, held: Held) -> bool:
    heard = [pusher.acknowledged.get(meeting.stream, 0) for meeting in pusher.meetings]
    return list(_heads(pusher, held)) > heard


def _kind(house: House) -> str:
    return "sqlite" if house.postmaster is None else "postgres"
