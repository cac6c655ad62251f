"""Checks a world in small, step by step as hypothesis likes: whatever is written, lost, doubled or turned round.

Quick in `make test`; with PROVE=1 long, and then every final history is also folded by the engine in TypeScript.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from sync.entry import Draft, Entry
from tests.sync.generate import RULES
from tests.sync.streams import INVENTED, hash_of, question, state_of
from tests.sync.streams import Entry as Told
from tests.sync.twins import Twin, ours
from tests.sync.world import RECORDS, SERVER, Copy, Writer, of_record, plain

PROVE = bool(os.environ.get("PROVE"))
HOW_MANY, STEPS = (4000, 60) if PROVE else (150, 25)
MOST_ROUNDS = 12  # exchanges of everybody until nothing moves any more
TIMES = (1000, 10**12, 4 * 10**12)  # clocks that are years apart
TWIN: list[Twin] = []
SIGNS = ("conflict", "partial", "removed", "waiting")
HAPPENED: set[str] = set()

who = st.integers(0, 2)
value = st.sampled_from([0, 1, None, "ก"])
few = st.integers(0, 40)
some = st.sampled_from([0, 1, 2, 5, 500])  # lines of a page
saying = st.tuples(st.sampled_from(RECORDS), st.sampled_from(sorted(RULES)), value, st.booleans())


class World(RuleBasedStateMachine):
    """Three phones, one courier, one server."""

    @initialize(seed=st.integers(0, 10**6), length=st.integers(0, 20))
    def begin(self, seed: int, length: int) -> None:
        """A world that has a past: so many steps of chance, so that the chosen ones meet something."""
        self.phones = [Writer(f"p{n}") for n in range(3)]
        self.server = Writer(SERVER)
        self.bag: list[Entry] = []
        self.snapshots: dict[int, Writer] = {}
        self.acknowledged: set[str] = set()  # what the server said it holds
        self.checked: set[tuple[int, str]] = set()  # (copy, digest)
        dice = random.Random(seed)
        for _ in range(length):
            self.by_chance(dice)

    def by_chance(self, dice: random.Random) -> None:
        """One step, as the rules below make them."""
        phone, record, name = dice.randrange(3), dice.choice(RECORDS), dice.choice(sorted(RULES))
        steps = (
            lambda: self.write(phone, [(record, name, dice.choice([0, 1, None, "ก"]), dice.random() < 0.5)] * 2),
            lambda: self.exchange(phone, dice.choice([1, 3, 500]), dice.choice([1, 3, 500]), dice.random() < 0.2),
            lambda: self.redact(dice.randrange(40), dice.choice(["body", "private"])),
            lambda: self.judge(dice.randrange(40), dice.choice(["quarantined", "admitted"])),
            lambda: self.courier(phone, dice.choice([None, 0, 1, 2]), dice.randrange(40), dice.randrange(20)),
            lambda: self.remember(phone),
            lambda: self.restore(phone),
        )
        dice.choices(steps, weights=(6, 6, 1, 1, 1, 1, 3))[0]()

    @rule(phone=who, said=st.lists(saying, min_size=1, max_size=5))
    def write(self, phone: int, said: list[tuple[str, str, Any, bool]]) -> None:
        for record, name, value, seen in said:
            self.phones[phone].set(record, name, [value] if name == "union" else value, seen=seen)

    @rule(phone=who, record=st.sampled_from(RECORDS), value=value)
    def settle(self, phone: int, record: str, value: Any) -> None:
        """Somebody decides what is contradicted, knowing everything that this phone knows."""
        for name, state in self.phones[phone].copy.folded()[record].items():
            if state.state == "conflict":
                self.phones[phone].set(record, name, value, seen=True)

    @rule(which=few, part=st.sampled_from(["body", "private"]))
    def redact(self, which: int, part: str) -> None:
        held = [e for record in RECORDS for e in of_record(self.server.copy, record) if e.redacts is None]
        if held:
            named = held[which % len(held)]
            redacts = {"hash": named.hash, "part": part}
            self.server.write(Draft(INVENTED, named.record, {}, {}, {}, redacts))
            self.server.receive([])

    @rule(which=few, state=st.sampled_from(["quarantined", "quarantined", "admitted"]))
    def judge(self, which: int, state: str) -> None:
        held = [e for e in self.server.copy.entries() if e.kind == INVENTED]
        if held:
            body = {"standing": {"state": state, "reason": "not_allowed"}}
            self.server.write(Draft("verdict", held[which % len(held)].hash, body, {}, {"standing": []}))

    @rule(phone=who, most=some, page=some, lost=st.booleans())
    def exchange(self, phone: int, most: int, page: int, lost: bool) -> None:
        """The phone sends some of what the server lacks; the answer brings some of what the phone lacks, or is lost."""
        writer = self.phones[phone]
        self.server.receive(self.server.copy.lacks(writer.copy)[:most])
        self.acknowledged |= {entry.hash for entry in self.server.copy.entries()}
        self.show_branch(writer)
        if not lost:
            writer.heal(self.server.copy)
            writer.receive(writer.copy.lacks(self.server.copy)[:page])

    def show_branch(self, writer: Writer) -> None:
        """A branch whose addresses are taken is sent too: the server keeps it aside."""
        right = self.server.copy.logs.get(writer.log, [])
        own = writer.copy.logs.get(writer.log, [])
        self.server.receive([e for e, there in zip(own, right, strict=False) if e.hash != there.hash])

    @rule(giver=who, taker=st.none() | who, seed=few, most=few)
    def courier(self, giver: int, taker: int | None, seed: int, most: int) -> None:
        """Adds what somebody holds to the bag; delivers some of the bag, turned round and doubled."""
        self.bag += self.phones[giver].copy.entries()
        picked = random.Random(seed).choices(self.bag, k=most) if self.bag else []
        (self.server if taker is None else self.phones[taker]).receive(picked)

    @rule(phone=who)
    def everything_again(self, phone: int) -> None:
        """What is held already changes nothing, in whatever order it comes."""
        for copy in (self.server.copy, self.phones[phone].copy):
            before = copy.digest(), copy.text()
            lines = list(copy.entries())
            copy.receive([*reversed(lines), *lines])
            assert (copy.digest(), copy.text()) == before

    @rule(phone=who)
    def remember(self, phone: int) -> None:
        self.snapshots[phone] = deepcopy(self.phones[phone])

    @rule(phone=who)
    def restore(self, phone: int) -> None:
        """A phone wakes up as it was, or as new: what it writes now may take addresses that are taken."""
        self.phones[phone] = deepcopy(self.snapshots.get(phone) or Writer(self.phones[phone].name))

    @rule(phone=who)
    def wipe(self, phone: int) -> None:
        """A phone is lost; who wrote with it enrols anew."""
        self.phones[phone] = Writer(f"{self.phones[phone].name}x")
        self.snapshots.pop(phone, None)

    @rule(phone=who, now=st.sampled_from(TIMES))
    def set_the_clock(self, phone: int, now: int) -> None:
        self.phones[phone].now = now

    @invariant()
    def every_copy_is_what_the_protocol_says(self) -> None:
        """Chains without a gap; the fold as told plainly; nothing left that a redaction took. Once for each state."""
        for copy in self.copies():
            HAPPENED.update({"fork"} if copy.forks else set(), {"early"} if copy.early else set())
            if (state := (id(copy), copy.digest())) not in self.checked:
                self.checked.add(state)
                self.check(copy)

    def check(self, copy: Copy) -> None:
        copy.check()
        held = {entry.hash: entry for entry in copy.entries()}
        assert all(hash not in held or getattr(held[hash], f"{part}_text") == "" for hash, part in copy.removed())
        for record, folded in copy.folded().items():
            told = {name: (s.state, s.candidates, s.waiting) for name, s in folded.items()}
            assert told == plain(of_record(copy, record), copy.quarantined())
            HAPPENED.update(state for state, _, _ in told.values())
            HAPPENED.update("waiting" for _, _, waiting in told.values() if waiting)

    @invariant()
    def nothing_acknowledged_is_lost(self) -> None:
        if hasattr(self, "phones"):
            assert self.acknowledged <= {entry.hash for entry in self.server.copy.entries()}

    def copies(self) -> list[Copy]:
        return [self.server.copy, *(phone.copy for phone in self.phones)] if hasattr(self, "phones") else []

    def teardown(self) -> None:
        """Everybody exchanges until nothing moves: then all hold the same, and the same set comes to the same fold."""
        if not hasattr(self, "phones"):
            return
        for _ in range(MOST_ROUNDS):
            before = [copy.digest() for copy in self.copies()]
            for phone in range(3):
                self.exchange(phone, 10**6, 10**6, False)
            if before == [copy.digest() for copy in self.copies()]:
                break
        else:
            raise AssertionError("the world does not come to rest")
        self.every_copy_is_what_the_protocol_says()
        self.nothing_acknowledged_is_lost()
        assert {copy.digest() for copy in self.copies()} == {self.server.copy.digest()}
        assert {copy.text() for copy in self.copies()} == {self.server.copy.text()}
        compare(self.server.copy)


def compare(copy: Copy) -> None:
    """Both languages make the same of this history."""
    if not TWIN:
        return
    names = ("hash", "log", "seq", "at", "sets", "body", "private", "redacts", "kind", "record")
    told = [Told(**{name: getattr(entry, name) for name in names}) for entry in copy.entries()]
    asked = {**question(told), "quarantined": copy.quarantined()}
    assert TWIN[0].ask("state_hash", **asked) == ours(lambda: hash_of(state_of(asked)))


@pytest.fixture
def twin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The other engine, asked at the end of each history."""
    with Twin(tmp_path_factory.mktemp("twin")) as running:
        TWIN.append(running)
        yield
        TWIN.clear()


def run(examples: int, *, shrink: bool = True) -> None:
    """Try so many worlds."""
    phases = [phase for phase in Phase if shrink or phase is not Phase.shrink]
    run_state_machine_as_test(  # type: ignore[no-untyped-call]  # hypothesis ships none for it
        World,
        settings=settings(
            max_examples=examples, stateful_step_count=STEPS, deadline=None, phases=phases,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )  # fmt: skip


@pytest.mark.usefixtures("twin")
def test_whatever_happens_to_a_world_in_small_nothing_is_lost_and_all_come_to_the_same() -> None:
    """R0.2, R5.6: the same lines come to the same records, a union loses nothing, what was settled stays settled."""
    run(HOW_MANY)


def test_in_worlds_of_chance_everything_happens() -> None:
    """Worlds in which nothing happens would prove nothing."""
    for seed in range(60):
        world = World()  # type: ignore[no-untyped-call]  # hypothesis ships none for it
        world.begin(seed, 40)
        world.every_copy_is_what_the_protocol_says()
        world.teardown()
    assert {*SIGNS, "fork", "early"} <= HAPPENED
