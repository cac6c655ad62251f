"""Owns whole streams drawn from bytes, and the one hash of everything that both engines make of one.

A stream is read off a string of bytes, one byte for each choice: drawing is nearly free, so thousands of streams are
tried in seconds, and a shorter string with smaller bytes is a simpler stream, so that hypothesis can shrink it.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, TypeVar

from hypothesis import strategies as st

from sync.canonical import Json, canonical
from sync.counts import attendance_count, motion_count
from sync.fold import Position, fold, position_of
from sync.ids import b64, keyed_id
from sync.records import Record, record_of
from sync.rules import SCHEMA, Rule, rules_of
from tests.sync.generate import RULES, Told

KEY = "A" * 43
STREAM = "meeting/m1"
MOTIONS = ("q1", "q2", "none")
SERVER_LOGS = ("srv", "srw")  # of two epochs
LOGS = ("p", "q", "r", *SERVER_LOGS)
INVENTED = "invented"  # a kind of the tests' own, with a field of each rule
RESIDENTS = ("r1", "r2", "r3")
Drawn = TypeVar("Drawn")


@dataclass
class Entry(Told):
    """An entry of a stream: what the fold reads, and what it is about."""

    kind: str = ""
    record: str = ""


class Choices:
    """Choices read off bytes. When they are used up every choice is the first one."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    @property
    def left(self) -> bool:
        """Whether there are bytes left."""
        return self._at < len(self._data)

    def below(self, limit: int) -> int:
        """A number from 0 to below `limit`, at most 256."""
        self._at += 1
        return self._data[self._at - 1] % limit if self._at <= len(self._data) else 0

    def one(self, options: Sequence[Drawn]) -> Drawn:
        """One of these."""
        return options[self.below(len(options))]


def _ids(kind: str, *parents: str) -> list[str]:
    return [keyed_id(KEY, kind, parent, resident) for parent in parents for resident in RESIDENTS] + ["a"]


_OPTIONS = [{"key": "yes", "text": "เห็นด้วย"}, {"key": "no", "text": "ไม่"}]
_TALLY = {"options": {"yes": 3, "no": 1}, "abstain": 1, "invalid": 1, "ballots": None}
_NAME = {"title": "นาย", "first": "สมชาย", "last": None}
RECORDS: dict[str, list[str]] = {
    "attendance": _ids("attendance", "m1"),
    "vote": _ids("vote", "q1", "q2"),
    INVENTED: ["i1", "i2"],
    "resident": list(RESIDENTS),
    "motion": ["q1", "q2"],
    "tally": ["t1", "t2", "t3"],
    "meeting": ["m1"],
    "opinion": ["o1"],
    "decision": ["d1"],
    "photo": ["f1"],
    "constructor": ["x1", "__proto__"],
}
# The first of each list is of the form its field asks for; the rest may not be.
VALUES: dict[str, list[Json]] = {
    "resident": ["r1", "r2", "r3", None, 7],
    "standing": [{"capacity": "resident", "voting": True}, None, {"capacity": "observer", "voting": False}, {}, 1],
    "community": ["c1", "c2", None, 7, "ก ข"],
    "motion": ["q1", "q2", None, 1],
    "choice": ["yes", "abstain", "abstain", "abstain", "no", "maybe", None, 1],
    "channel": ["roll_call", "letter", "pigeon", None],
    "counts": [_TALLY, {**_TALLY, "ballots": 5}, {**_TALLY, "ballots": 6}, {**_TALLY, "options": {"x": 1}}, None, []],
    "post": ["door", "hall", 1],
    "question": [
        {"no": 1, "text": "ก", "options": _OPTIONS},
        {"no": 1, "text": "ก", "options": [*_OPTIONS, {"key": "abstain", "text": "งด"}]},
        {"no": 1},
    ],
    "method": ["roll_call", "show_of_hands", "paper_box", "dice"],
    "key": [KEY, "B" * 43, "short"],
    "posts": [[{"key": "door", "name": "ประตู"}], [], None, [{"key": "door"}]],
    "same_as": ["r1", "r2", "r3", None, "r9"],
    "name": [_NAME, {**_NAME, "last": "ใจดี"}, None, {}],
    "union": [["ก"], ["\U0001f600"], ["\uffee"], [], "ข", [{"a": 1}]],
}
ODD = {"b": 1, "\U0001f600": [True], "\uffee": -1}
ANY: list[Json] = ["ก", 1, None, [], ODD, '\x00\u2028"\\', 2**53 - 1, 0, False]
FIELDS: dict[str, list[str]] = {
    "attendance": ["standing", "resident", "community", "arrived", "mark", "__proto__"],
    "vote": ["choice", "resident", "motion", "channel", "later"],
    INVENTED: [*RULES, "unruled"],
    "resident": ["same_as", "name", "phone"],
    "motion": ["question", "method", "state"],
    "tally": ["counts", "post", "motion"],
    "meeting": ["key", "posts", "title"],
    "opinion": ["text", "speaker", "kind"],
    "decision": ["published", "title"],
    "photo": ["file", "caption", "standing"],
    "constructor": ["toString", "x"],
}
# What is counted comes more often, so that there is something to count.
_COUNTED = ("attendance", "attendance", "attendance", "vote", "vote", "motion", "tally", INVENTED)
_TIED = {"attendance": ["resident"], "vote": ["resident", "motion"], "tally": ["motion", "post"]}


def rules_for(kind: str) -> Mapping[str, Rule] | None:
    """The rules of a kind; those of the invented one too."""
    return RULES if kind == INVENTED else rules_of(kind)


def stream_from(data: bytes) -> list[Entry]:
    """The entries of a stream that this string of bytes describes."""
    choices, entries = Choices(data), list[Entry]()
    while choices.left and len(entries) < 80:
        act = choices.below(12)
        setters = [entry for entry in entries if entry.sets or entry.redacts]
        if act == 10 and setters:
            entries.append(_verdict(choices, len(entries), setters))
        elif act == 11 and setters:
            entries.append(_redaction(choices, len(entries), setters))
        elif act == 9 and setters:  # the same line from another carrier, without a part
            again = choices.one(entries)
            entries.append(replace(again, body=None) if choices.below(2) else replace(again, private=None))
        else:
            entries.append(_setter(choices, entries))
    return entries


streams = st.one_of(
    st.binary(max_size=60), st.binary(min_size=60, max_size=300), st.binary(min_size=200, max_size=1200)
).map(stream_from)


def _place(choices: Choices, number: int, logs: Sequence[str]) -> dict[str, Any]:
    at = f"{choices.below(8):013x}-{choices.one(['0000', '0001', 'ffff'])}"
    return {"hash": f"e{number:02}", "log": choices.one(logs), "seq": number + 1, "at": at}


def _verdict(choices: Choices, number: int, entries: Sequence[Entry]) -> Entry:
    judged = choices.one(entries).hash
    standing = {"state": choices.one(["quarantined", "quarantined", "admitted"]), "reason": "not_allowed"}
    place = _place(choices, number, SERVER_LOGS)
    return Entry(**place, sets={"standing": []}, body={"standing": standing}, kind="verdict", record=judged)


def _redaction(choices: Choices, number: int, entries: Sequence[Entry]) -> Entry:
    named = choices.one(entries)
    redacts = {"hash": choices.one([named.hash, named.hash, "Q"]), "part": choices.one(["body", "private"])}
    place = _place(choices, number, SERVER_LOGS)
    return Entry(**place, sets={}, redacts=redacts, kind=named.kind, record=named.record)


def _setter(choices: Choices, entries: Sequence[Entry]) -> Entry:
    kind = choices.one([*RECORDS, *_COUNTED])
    record = choices.one(RECORDS[kind])
    fields = {choices.one(FIELDS[kind]) for _ in range(1 + choices.below(3))}
    if choices.below(2):  # as a phone begins a record: with what its id is made of
        fields.update(_TIED.get(kind, ()))
    own = [entry for entry in entries if (entry.kind, entry.record) == (kind, record)]
    sets, body, private = dict[str, list[str]](), dict[str, Any](), dict[str, Any]()
    rules = rules_for(kind) or {}
    for field in sorted(fields):
        told = [entry.hash for entry in own if field in entry.sets]
        everything = [entry.hash for entry in entries]
        sets[field] = choices.one([[], told, told, told[-1:], [*everything[-1:], "Q"], everything[:2]])
        is_private = (field in rules and rules[field].private) is not (choices.below(24) == 1)
        values = VALUES.get(field, ANY)
        (private if is_private else body)[field] = choices.one([*values[:1] * 4, *values])
    missing = choices.below(16)
    return Entry(
        **_place(choices, len(entries), LOGS),
        sets=sets,
        body=None if missing == 1 else body,
        private=None if missing in (2, 3) else private,
        kind=kind,
        record=record,
    )


def quarantined_of(entries: Sequence[Entry]) -> dict[str, Position]:
    """Where the last verdict upon each entry stands, if it quarantines."""
    last: dict[str, Entry] = {}
    for entry in sorted(entries, key=position_of):
        if entry.kind == "verdict" and entry.body is not None and "standing" in entry.body:
            last[entry.record] = entry
    held = {judged: entry for judged, entry in last.items() if (entry.body or {})["standing"]["state"] == "quarantined"}
    return {judged: position_of(entry) for judged, entry in held.items()}


def question(entries: Sequence[Entry]) -> dict[str, Any]:
    """A stream as the other engine is asked for it."""
    rules = {name: {"merge": rule.merge, "private": rule.private} for name, rule in RULES.items()}
    told = [asdict(entry) for entry in entries]
    return {"entries": told, "quarantined": quarantined_of(entries), "rules": {INVENTED: rules}, "motions": MOTIONS}


def state_of(asked: dict[str, Any]) -> str:
    """The text of all that a stream comes to: every folded record, the attendance, every motion."""
    rules = {
        kind: {field: Rule(rule["merge"], rule["private"]) for field, rule in told.items()}
        for kind, told in asked["rules"].items()
    }
    verdicts: dict[str, Position] = {hash: tuple(position) for hash, position in asked["quarantined"].items()}
    histories: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for told in asked["entries"]:
        histories[told["kind"], told["record"]].append(Entry(**told))
    records: list[Record] = [
        record_of(STREAM, kind, record, fold(history, rules.get(kind) or rules_of(kind), verdicts))
        for (kind, record), history in sorted(histories.items())
    ]
    motions = {motion: motion_count(records, motion) for motion in asked["motions"]}
    return canonical({"records": records, "attendance": attendance_count(records), "motions": motions})


def hash_of(text: str) -> str:
    """The hash that is compared."""
    return b64(hashlib.sha256(text.encode()).digest())


def smallest(entries: list[Entry], fails: Callable[[list[Entry]], bool]) -> list[Entry]:
    """A part of these entries that still fails, of which none can be spared."""
    kept, size = list(entries), max(len(entries) // 2, 1)
    while True:
        for start in range(0, len(kept), size):
            fewer = kept[:start] + kept[start + size :]
            if fails(fewer):
                kept = fewer
                break
        else:
            if size == 1:
                return kept
            size //= 2


assert set(RECORDS) == set(FIELDS)
assert all(kind in SCHEMA["$defs"] or kind in (INVENTED, "constructor") for kind in RECORDS)
