"""Owns the counts of a hearing: who came, and how a motion went (PROTOCOL.md 7).

Each is made from the folded records of the meeting's own stream alone. What contradicts stands beside the total, never
in it; two records of one person, merged by `same_as`, count once.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import TypeAlias, TypedDict

from sync.canonical import Json
from sync.groups import Group, groups_of, persons_of
from sync.records import Record, provisional, sound, state, value

ABSTAIN = "abstain"  # the choice of a roll call that is an abstention, unless the motion has an option of this name
ROLL_CALL = "roll_call"
BY_TALLY = ("show_of_hands", "paper_box")


class AttendanceCount(TypedDict):
    """Who came. Ids are of attendance records; `aside` are in no total, `seen_twice` are in it once."""

    present: int
    voting: int
    aside: list[str]
    seen_twice: list[str]
    by_community: dict[str, int]
    community_aside: list[str]
    by_capacity: dict[str, int]


class MotionCount(TypedDict):
    """How a motion went. `counted` is options, abstain and invalid together; `aside` are ids of votes and tallies."""

    method: str | None
    options: dict[str, int]
    abstain: int
    invalid: int
    counted: int
    aside: list[str]
    posts: dict[str, list[str]]
    problems: list[str]
    settled: bool


# (options, abstain, invalid)
_Sum: TypeAlias = tuple[Counter[str], int, int]


def attendance_count(records: Iterable[Record]) -> AttendanceCount:
    """Count the people of a meeting from the folded records of its stream."""
    count, _ = _attendance([sound(record) for record in records])
    return count


def motion_count(records: Iterable[Record], motion_id: str) -> MotionCount:
    """Count one motion from the folded records of its meeting's stream. Answers for any id; see `problems`."""
    held = [sound(record) for record in records]
    motion = next((record for record in held if record["kind"] == "motion" and record["record"] == motion_id), None)
    method = value(motion, "method") if motion else None
    question = provisional(motion, "question", {}) if motion else {}
    options = [option["key"] for option in question.get("options", [])]
    attendance, voters = _attendance(held)
    votes, votes_aside = _votes(held, motion_id, options, voters, method)
    tallies, tallies_aside, posts = _tallies(held, motion_id, options, method)
    by_option, abstain, invalid = votes if method == ROLL_CALL else tallies
    counted = by_option.total() + abstain + invalid
    aside = sorted(votes_aside + tallies_aside)
    problems = _problems(motion, counted, attendance)
    return {
        "method": method,
        "options": {key: by_option[key] for key in options},
        "abstain": abstain,
        "invalid": invalid,
        "counted": counted,
        "aside": aside,
        "posts": {"counted": posts, "expected": _expected_posts(held)},
        "problems": problems,
        "settled": not aside and not problems,
    }


def _attendance(records: list[Record]) -> tuple[AttendanceCount, Callable[[str], bool]]:
    """The count, and the test whether a person is present with the right to vote."""
    groups = groups_of([record for record in records if record["kind"] == "attendance"], persons_of(records))
    there = [group for group in groups if group.is_final("standing") and group.value("standing") is not None]
    present = [group for group in there if group.is_somebody]
    nobody = [group.id for group in there if not group.is_somebody]
    voting = {group.person for group in present if group.value("standing")["voting"]}
    communities = [group for group in present if not group.contradicts("community")]
    count: AttendanceCount = {
        "present": len(present),
        "voting": len(voting),
        "aside": sorted([group.id for group in groups if group.contradicts("standing")] + nobody),
        "seen_twice": sorted(group.id for group in present if group.voices("standing") > 1),
        "by_community": dict(sorted(Counter(group.value("community") or "" for group in communities).items())),
        "community_aside": sorted(group.id for group in present if group.contradicts("community")),
        "by_capacity": dict(sorted(Counter(group.value("standing")["capacity"] for group in present).items())),
    }
    return count, voting.__contains__


def _votes(
    records: list[Record], motion_id: str, options: list[str], may_vote: Callable[[str], bool], method: Json
) -> tuple[_Sum, list[str]]:
    """What roll call gave, and the votes aside."""
    cast = [record for record in records if record["kind"] == "vote" and provisional(record, "motion") == motion_id]
    choices = Counter[str]()
    aside = []
    for group in groups_of(cast, persons_of(records)):
        if group.is_final("choice", or_absent=True) and group.value("choice") is None:
            continue  # undone
        if method == ROLL_CALL and _is_good_vote(group, options, may_vote):
            choices[group.value("choice")] += 1
        else:
            aside.append(group.id)
    abstain = 0 if ABSTAIN in options else choices.pop(ABSTAIN, 0)
    return (choices, abstain, 0), aside


def _is_good_vote(group: Group, options: list[str], may_vote: Callable[[str], bool]) -> bool:
    if not group.is_somebody or any(group.contradicts(field) for field in ("choice", "channel", "motion")):
        return False
    if group.value("choice") not in (*options, ABSTAIN):
        return False
    is_in_hall = group.value("channel") in (None, ROLL_CALL)
    # Nobody knows any more who an erased voter was: erasing changes no total, so the vote stays counted.
    return not is_in_hall or not group.is_known or may_vote(group.person)


def _tallies(
    records: list[Record], motion_id: str, options: list[str], method: Json
) -> tuple[_Sum, list[str], list[str]]:
    """What the posts counted together, the tallies aside, and the posts that are in."""
    options_sum, abstain, invalid = Counter[str](), 0, 0
    aside, posts = [], []
    for record in records:
        if record["kind"] != "tally" or provisional(record, "motion") != motion_id:
            continue
        if state(record, "counts") == "absent" or (state(record, "counts") == "ok" and value(record, "counts") is None):
            continue  # not counted, or undone
        if method not in BY_TALLY or not _is_good_tally(record, options):
            aside.append(record["record"])
            continue
        counts = value(record, "counts")
        options_sum.update(counts["options"])
        abstain, invalid = abstain + counts["abstain"], invalid + counts["invalid"]
        posts.append(value(record, "post"))
    return (options_sum, abstain, invalid), aside, sorted(posts)


def _is_good_tally(record: Record, options: list[str]) -> bool:
    if any(state(record, field) != "ok" for field in ("counts", "post", "motion")):
        return False
    counts = value(record, "counts")
    marks = sum(counts["options"].values()) + counts["abstain"] + counts["invalid"]
    return counts["options"].keys() <= set(options) and counts["ballots"] in (None, marks)


def _problems(motion: Record | None, counted: int, attendance: AttendanceCount) -> list[str]:
    if motion is None:
        return ["motion"]
    problems = [field for field in ("question", "method") if state(motion, field) != "ok"]
    came = attendance["present"] + len(attendance["aside"])
    # In a roll call each vote is held against attendance by itself, and a letter comes from outside the hall.
    is_by_tally = value(motion, "method") in BY_TALLY
    if is_by_tally and came and counted > attendance["voting"] + len(attendance["aside"]):
        problems.append("count_above_attendance")
    return problems


def _expected_posts(records: list[Record]) -> list[str]:
    meetings = [record for record in records if record["kind"] == "meeting"]
    return [post["key"] for meeting in meetings for post in provisional(meeting, "posts", [])]
