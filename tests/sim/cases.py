"""Owns the cases: runs that failed once, each cut to its fewest steps and kept as a file, to be done again for ever."""

from __future__ import annotations

import json
from pathlib import Path

from tests.sim.steps import Plan, Step

KEPT = Path(__file__).with_name("cases")
FOUND = Path(__file__).parents[2] / "build" / "sim"


def read(path: Path) -> Plan:
    """The plan of a case."""
    told = json.loads(path.read_text("utf-8"))
    steps = tuple(Step(number, verb, who) for number, verb, who in told["steps"])
    return Plan(told["seed"], told["phones"], told["opening"], steps)


def write(plan: Plan, why: str, folder: Path = FOUND) -> Path:
    """Write a plan as a case; it is kept by giving it a name that says what was wrong, in `tests/sim/cases/`."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"seed-{plan.seed}.json"
    steps = ",\n    ".join(json.dumps([step.number, step.verb, step.who]) for step in plan.steps)
    head = {"why": why, "seed": plan.seed, "phones": plan.phones, "opening": plan.opening}
    told = "".join(f"  {json.dumps(name)}: {json.dumps(said, ensure_ascii=False)},\n" for name, said in head.items())
    path.write_text(f'{{\n{told}  "steps": [\n    {steps}\n  ]\n}}\n', "utf-8")
    return path
