"""Checks that both engines make the same of whole streams: thousands in `make test`, 100,000 in `make prove`.

Each stream mixes kinds known and unknown, every merge rule, covers of what is here and of what is not, redactions,
verdicts (also upon redactions), parts withheld, lines that came in pieces, and values of no form; compared is one hash
of all its records and counts. A stream that differs is cut down to a case for sync/cases/.
"""

import json
import os
import random
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings

from sync.canonical import parse
from tests.sync.cases import cases
from tests.sync.streams import (
    INVENTED,
    MOTIONS,
    Entry,
    hash_of,
    quarantined_of,
    question,
    rules_for,
    smallest,
    state_of,
    stream_from,
    streams,
)
from tests.sync.twins import Twin, ours

HOW_MANY = 100_000 if os.environ.get("PROVE") else 3_000


@pytest.fixture(scope="module")
def twin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twin]:
    """The other engine, running."""
    with Twin(tmp_path_factory.mktemp("twin")) as running:
        yield running


def differs(twin: Twin, entries: list[Entry]) -> bool:
    asked = question(entries)
    return bool(twin.ask("state_hash", **asked) != ours(lambda: hash_of(state_of(asked))))


@settings(max_examples=HOW_MANY)
@given(stream=streams)
def test_a_stream_comes_to_the_same_in_both_languages(twin: Twin, stream: list[Entry]) -> None:
    """R0.2, R5.6: whatever was recorded, phone, desk and server show the same records and the same totals."""
    if differs(twin, stream):
        pytest.fail(as_case(twin, smallest(stream, lambda fewer: differs(twin, fewer))))


def as_case(twin: Twin, entries: list[Entry]) -> str:
    """The entries as a case for sync/cases/: of the fold if a record differs, else of the counts."""
    asked = question(entries)
    here, there = parse(state_of(asked)), parse(parse(twin.ask("state", **asked)))
    ours_by_record = {(record["kind"], record["record"]): record for record in here["records"]}
    for theirs in there["records"]:
        mine = ours_by_record[theirs["kind"], theirs["record"]]
        if mine != theirs:
            return _fold_case(entries, mine, theirs)
    for motion in MOTIONS:
        if here["motions"][motion] != there["motions"][motion]:
            case = {"name": "?", "why": "?", "records": here["records"], "motion": motion}
            return _told("counts", case, here["motions"][motion], there["motions"][motion])
    case = {"name": "?", "why": "?", "records": here["records"]}
    return _told("counts", case, here["attendance"], there["attendance"])


def _fold_case(entries: list[Entry], mine: dict[str, Any], theirs: dict[str, Any]) -> str:
    rules = rules_for(mine["kind"])
    case = {
        "name": "?",
        "why": "?",
        "rules": rules and {name: {"merge": rule.merge, "private": rule.private} for name, rule in rules.items()},
        "entries": [
            {name: told for name, told in vars(entry).items() if name not in ("kind", "record")}
            for entry in entries
            if (entry.kind, entry.record) == (mine["kind"], mine["record"])
        ],
        "quarantined": quarantined_of(entries),
    }
    return _told("fold", case, mine["fields"], theirs["fields"])


def _told(area: str, case: dict[str, Any], mine: object, theirs: object) -> str:
    said, here, there = (json.dumps(told, ensure_ascii=False) for told in (case, mine, theirs))
    asked = f"the engines differ; work out by hand what sync/cases/{area}.json expects of"
    return f"{asked}\n{said}\nin Python:     {here}\nin TypeScript: {there}"


def test_what_is_drawn_holds_every_state_every_kind_and_every_count() -> None:
    """A proof over streams that hold nothing proves nothing."""
    states, seen = set[str](), set[str]()
    for number in range(300):
        state = parse(state_of(question(stream_from(random.Random(number).randbytes(number * 3)))))
        for record in state["records"]:
            seen.add(record["kind"])
            for field in record["fields"].values():
                states.add(field["state"] + ("+waiting" if "waiting" in field else ""))
        attendance = state["attendance"]
        seen |= {f"attendance.{name}" for name, told in attendance.items() if told}
        for motion in state["motions"].values():
            seen |= {f"motion.{name}" for name, told in motion.items() if told} | {str(motion["method"])}
    assert states >= {"ok", "conflict", "partial", "removed", "withheld", "unknown", "ok+waiting", "conflict+waiting"}
    assert seen >= {INVENTED, "verdict", "constructor", "attendance.present", "attendance.seen_twice"}
    assert seen >= {"attendance.aside", "motion.options", "motion.abstain", "motion.aside", "motion.problems"}
    assert seen >= {"roll_call", "show_of_hands", "paper_box", "None"}


def test_a_difference_would_be_told_as_a_case(twin: Twin) -> None:
    """The proof can fail: entries whose stamps one side reads otherwise are cut down to the two that matter."""
    conflict = [
        Entry(f"e{n}", "p", n, "0000000000001-0000", {"f": []}, {"f": n % 4}, {}, None, INVENTED, "i1") for n in (1, 2)
    ]
    stream = [*stream_from(bytes(range(200))), *conflict]

    def fails(entries: list[Entry]) -> bool:
        record = state_of(question([entry for entry in entries if entry.record == "i1" and "f" in entry.sets]))
        return '"conflict"' in record

    least = smallest(stream, fails)
    assert len(least) == 2
    mine, theirs = ({"kind": INVENTED, "record": "i1", "fields": {"f": state}} for state in ("conflict", "ok"))
    told = _fold_case(least, mine, theirs)
    case = json.loads(told.splitlines()[1])
    assert len(case["entries"]) == 2
    assert case.keys() - {"quarantined"} == cases("fold")[0].values[0].keys() - {"expect"}
    assert not differs(twin, least)
