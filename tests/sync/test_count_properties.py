"""Checks what must hold of the counts for any records, sound or not."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sync.counts import attendance_count, motion_count
from sync.records import Record
from tests.sync.generate import values

STREAM = "meeting/m1"
KEY = "ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1-f4CBgoM"
people = st.sampled_from(["r1", "r2", "r3"])
standings = st.sampled_from(
    [None, {"capacity": "chair", "voting": True}, {"capacity": "minor", "voting": False}, {"capacity": "chair"}]
)
counts = st.fixed_dictionaries(
    {
        "options": st.dictionaries(st.sampled_from(["yes", "no", "else"]), st.integers(0, 5)),
        "abstain": st.integers(0, 3),
        "invalid": st.integers(0, 3),
        "ballots": st.none() | st.integers(0, 9),
    }
)
QUESTION = {"no": 1, "text": "?", "options": [{"key": "yes", "text": "y"}, {"key": "no", "text": "n"}]}


def states(value: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """The state of a field, mostly final with a likely value, at times with any value, or without one."""
    hashes = st.lists(st.sampled_from("abcd"), min_size=1, max_size=2, unique=True).map(sorted)
    told = st.fixed_dictionaries({"state": st.just("ok"), "value": value | values, "candidates": hashes})
    shown = st.fixed_dictionaries({"state": st.just("conflict"), "provisional": value | values, "candidates": hashes})
    gone = st.fixed_dictionaries({"state": st.sampled_from(["removed", "withheld", "unknown"]), "candidates": hashes})
    waiting = st.fixed_dictionaries(
        {"state": st.just("ok"), "value": value, "candidates": hashes, "waiting": st.just(["b"])}
    )
    return told | told | waiting | shown | gone


def records(kind: str, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Record]:
    optional = {name: states(value) for name, value in fields.items()}
    return st.builds(
        lambda record, told: {"stream": STREAM, "kind": kind, "record": record, "fields": told},
        st.sampled_from(["r1", "r2", "r3", "m1", "q1", "x", "y", "z"]),
        st.fixed_dictionaries({}, optional=optional),
    )


meetings = st.lists(
    records("attendance", resident=people, standing=standings, community=st.sampled_from(["c1", "c2", None]))
    | records("vote", motion=st.just("q1"), resident=people, choice=st.sampled_from(["yes", "no", "abstain", None]))
    | records("tally", motion=st.just("q1"), post=st.sampled_from(["hall", "door"]), counts=counts | st.none())
    | records(
        "motion",
        question=st.just(QUESTION),
        method=st.sampled_from(["roll_call", "show_of_hands", "paper_box"]),
    )
    | records("resident", same_as=people | st.none())
    | records("meeting", key=st.just(KEY), posts=st.just([{"key": "hall", "name": "hall"}])),
    max_size=10,
    unique_by=lambda record: (record["kind"], record["record"]),
)


@given(meetings)
def test_an_attendance_count_answers_for_any_records_and_its_parts_add_up(meeting: list[Record]) -> None:
    """R5.6: nobody is counted twice and nobody is lost: everybody is in the total, aside, or undone."""
    count = attendance_count(meeting)
    assert count["present"] == sum(count["by_capacity"].values())
    assert count["present"] == sum(count["by_community"].values()) + len(count["community_aside"])
    assert count["voting"] <= count["present"]
    came = {r["record"] for r in meeting if r["kind"] == "attendance"}
    assert set(count["aside"]) | set(count["seen_twice"]) <= came
    assert count["present"] + len(count["aside"]) <= len(came)
    assert not set(count["aside"]) & set(count["seen_twice"])


@given(meetings)
def test_a_motion_count_answers_for_any_records_and_its_parts_add_up(meeting: list[Record]) -> None:
    """R5.6: a total is what its parts are; what contradicts is named beside it."""
    count = motion_count(meeting, "q1")
    assert count["counted"] == sum(count["options"].values()) + count["abstain"] + count["invalid"]
    assert count["settled"] == (not count["aside"] and not count["problems"])
    said = {r["record"] for r in meeting if r["kind"] in ("vote", "tally")}
    assert set(count["aside"]) <= said
    if count["method"] == "roll_call":
        assert count["counted"] + len(count["aside"]) <= len([r for r in meeting if r["kind"] in ("vote", "tally")])


@given(meetings, st.randoms(use_true_random=False))
def test_counts_do_not_depend_on_the_order_of_records(meeting: list[Record], shuffle: Any) -> None:
    """R5.6: two phones that hold the same records show the same totals."""
    if sum(record["kind"] in ("meeting", "motion") for record in meeting) > 2:
        return
    mixed = list(meeting)
    shuffle.shuffle(mixed)
    assert attendance_count(mixed) == attendance_count(meeting)
    assert motion_count(mixed, "q1") == motion_count(meeting, "q1")
