"""Owns what happens in a simulated hearing, drawn from a seed before anything is done: how many phones, which steps.

A step is (number, verb, who); what it draws follows from the seed and its number alone. So a run repeats exactly, and a
run without some of its steps is nearly the same run: that is how a failure is made small.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from tests.sim.line import FAULTS

# verb -> how often; the faults of the line are verbs of their own
USUAL = {
    "record": 26, "sync": 9, "carry": 4, "file": 4, "newer": 2, "wait": 3, "settle": 2, "redact": 5, "enrol": 1,
    "export": 1, "copy": 3, "backup": 3,
}  # fmt: skip
MISHAPS = {
    "clock": 2, "wipe": 2, "old_copy": 5, "restore": 2, "revoke": 1, "restart": 1, "scope": 3, "older": 1,
    "lose_key": 2, "rot": 2, "rot_server": 1, "old_file": 2,
}  # fmt: skip
VERBS = {**USUAL, **MISHAPS, **dict.fromkeys(FAULTS, 3)}
BAD = {*MISHAPS, *FAULTS}
EXCHANGES = {"sync", *FAULTS}
MOODS = (0, 1, 1, 3)
LEAST_PHONES, LEAST_ENTRIES, LEAST_EXCHANGES, LEAST_FAULTS = 3, 100, 10, 3


@dataclass(frozen=True)
class Step:
    """Something that happens to the phone `who` (a number taken modulo the phones there are)."""

    number: int
    verb: str
    who: int


@dataclass(frozen=True)
class Plan:
    """A run before it is done. `opening`: which of the prepared beginnings it has."""

    seed: str
    phones: int
    opening: int
    steps: tuple[Step, ...]

    def but(self, steps: list[Step]) -> Plan:
        """The same with other steps."""
        return Plan(self.seed, self.phones, self.opening, tuple(steps))


def entries_of(seed: str, step: Step) -> int:
    """How many entries somebody makes in a step of recording."""
    return random.Random(f"entries {seed} {step.number}").randint(6, 20)


def _weights(dice: random.Random) -> list[int]:
    """Each hearing has moods: some mishaps never come, others come all the time, so that they meet each other."""
    while True:
        found = [often * dice.choice(MOODS) if verb in BAD else often for verb, often in VERBS.items()]
        if sum(often for verb, often in zip(VERBS, found, strict=True) if verb in BAD):
            return found


def plan_of(seed: str) -> Plan:
    """At least a hundred entries, ten exchanges and three faults, by 3 to 40 phones."""
    dice = random.Random(f"steps {seed}")
    phones = dice.choice([3, 3, 3, 4, 4, 5, 6, 8]) if dice.random() < 0.985 else dice.choice([12, 20, 30, 40])
    opening = dice.randrange(8) if phones < 10 else 0
    steps: list[Step] = []
    verbs, weights = list(VERBS), _weights(dice)
    entries = exchanges = faults = 0
    while entries < LEAST_ENTRIES or exchanges < LEAST_EXCHANGES or faults < LEAST_FAULTS:
        verb = dice.choices(verbs, weights)[0]
        step = Step(len(steps), verb, dice.randrange(1000))
        steps.append(step)
        entries += entries_of(seed, step) if verb == "record" else 0
        exchanges, faults = exchanges + (verb in EXCHANGES), faults + (verb in BAD)
    return Plan(seed, phones, opening, tuple(steps))
