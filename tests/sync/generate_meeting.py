"""Owns what the tests of the twins draw: records of a hearing that contradict, values of nearly the right form."""

from typing import Any

from hypothesis import strategies as st

from sync.ids import keyed_id
from sync.rules import SCHEMA
from tests.sync.generate import values

KEY = "A" * 43
STREAM = "meeting/m1"
HASHES = ["h1", "h2", "h3"]
residents = st.sampled_from(["r1", "r2", "r3"])
optional_residents = st.none() | residents

_STANDINGS = [None, {"capacity": "resident", "voting": True}, {"capacity": "observer", "voting": False}, {"voting": 1}]
_COUNTS = [
    None,
    {"options": {"yes": 3, "no": 1}, "abstain": 0, "invalid": 1, "ballots": None},
    {"options": {"yes": 1}, "abstain": 0, "invalid": 0, "ballots": 1},
    {"options": {"yes": 1}, "abstain": 0, "invalid": 0, "ballots": 2},
    {"options": {"maybe": 1}, "abstain": 0, "invalid": 0, "ballots": None},
    {"options": {"yes": -1}, "abstain": 0, "invalid": 0, "ballots": None},
    [],
]
_OPTIONS = [{"key": "yes", "text": "เห็นด้วย"}, {"key": "no", "text": "ไม่เห็นด้วย"}]
_QUESTIONS = [
    {"no": 1, "text": "ก", "options": _OPTIONS},
    {"no": 1, "text": "ก", "options": [*_OPTIONS, {"key": "abstain", "text": "งดออกเสียง"}]},
    {"no": 1},
]


def _state(value: Any) -> st.SearchStrategy[dict[str, Any]]:
    """A state of a field around a value: mostly final, at times anything else."""
    candidates = st.lists(st.sampled_from(HASHES), unique=True, min_size=1).map(sorted)
    final = st.fixed_dictionaries({"state": st.just("ok"), "value": value, "candidates": candidates})
    shown = {"state": st.sampled_from(["conflict", "partial"]), "provisional": value, "candidates": candidates}
    hidden = {"state": st.sampled_from(["removed", "withheld", "unknown"]), "candidates": candidates}
    waits = {"waiting": st.lists(st.sampled_from(HASHES), unique=True, min_size=1).map(sorted)}
    waiting = st.fixed_dictionaries({"state": st.just("ok"), "value": value, "candidates": candidates, **waits})
    return st.one_of(final, final, waiting, st.fixed_dictionaries(shown), st.fixed_dictionaries(hidden))


def _fields(**drawn: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional={name: _state(value) for name, value in drawn.items()})


def _record(kind: str, record: str, fields: dict[str, Any]) -> dict[str, Any]:
    return {"stream": STREAM, "kind": kind, "record": record, "fields": fields}


def _keyed(kind: str, parent: str) -> st.SearchStrategy[str]:
    return st.sampled_from(["a", "b", *(keyed_id(KEY, kind, parent, resident) for resident in ("r1", "r2", "r3"))])


_ATTENDANCE = _fields(
    resident=residents, standing=st.sampled_from(_STANDINGS), community=st.sampled_from(["c1", "c2", None, 7])
)
_VOTE = _fields(
    resident=residents,
    motion=st.sampled_from(["q1", "q1", "q2"]),
    choice=st.sampled_from(["yes", "no", "abstain", "maybe", None, 1]),
    channel=st.sampled_from(["roll_call", "letter", "pigeon"]),
)
_TALLY = _fields(motion=st.just("q1"), post=st.sampled_from(["door", "ห้อง"]), counts=st.sampled_from(_COUNTS))
_MOTION = _fields(
    question=st.sampled_from(_QUESTIONS), method=st.sampled_from(["roll_call", "show_of_hands", "paper_box", "dice"])
)
_MEETING = _fields(key=st.sampled_from([KEY, KEY, "B" * 43, "short"]), posts=st.just([{"key": "door", "name": "ประตู"}]))


@st.composite
def hearings(draw: st.DrawFn) -> list[dict[str, Any]]:
    """The folded records of one meeting's stream."""
    kinds = [
        ("attendance", _keyed("attendance", "m1"), _ATTENDANCE, 4),
        ("vote", _keyed("vote", "q1"), _VOTE, 4),
        ("resident", residents, _fields(same_as=optional_residents), 3),
        ("tally", st.sampled_from(["t1", "t2", "t3"]), _TALLY, 3),
        ("motion", st.just("q1"), _MOTION, 1),
        ("meeting", st.just("m1"), _MEETING, 1),
    ]
    records = []
    for kind, ids, fields, most in kinds:
        for record in draw(st.lists(ids, unique=True, max_size=most)):
            records.append(_record(kind, record, draw(fields)))
    return records


@st.composite
def nearly_fitting(draw: st.DrawFn) -> tuple[str, str, Any]:
    """A kind, a field of it, and a value that fits its form or nearly does."""
    kind = draw(st.sampled_from(sorted(SCHEMA["$defs"])))
    field = draw(st.sampled_from(sorted(SCHEMA["$defs"][kind]["properties"])))
    return kind, field, draw(_near(SCHEMA["$defs"][kind]["properties"][field]))


def _near(form: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values about the limits of a form; once in a while something else altogether."""
    exact = _exact(form)
    return st.one_of(exact, exact, exact, exact, values)


def _exact(form: dict[str, Any]) -> st.SearchStrategy[Any]:
    if "anyOf" in form:
        return st.one_of([_near(inner) for inner in form["anyOf"]])
    if "enum" in form:
        return st.sampled_from(form["enum"])
    if form["type"] == "object":
        return _near_object(form)
    if form["type"] == "array":
        return st.lists(_near(form["items"]), max_size=3) | st.just([]) | st.just(["a"] * (form["maxItems"] + 1))
    if form["type"] == "integer":
        low, high = form["minimum"], form.get("maximum", 2**53 - 2)
        return st.integers(low - 1, low + 1) | st.integers(high, high + 1)
    if form["type"] == "string":
        lengths = [n for n in (form.get("minLength", 0), form.get("maxLength", 64)) if n < 500]
        made = [letter * max(0, n + d) for n in lengths for d in (-1, 0, 1) for letter in ("a", "ก", "😀")]
        return st.sampled_from([*made, "2026-11-25", "09:30", "2026-11-25\n", "๒๕๖๙-๑๑-๒๕", "a b", "A" * 43])
    return st.none() | st.booleans()


def _near_object(form: dict[str, Any]) -> st.SearchStrategy[Any]:
    required = form.get("required", [])
    known = {name: _near(inner) for name, inner in form.get("properties", {}).items()}
    rest = form["additionalProperties"]
    more = st.dictionaries(
        st.sampled_from(["x", "ก", "constructor", "a" * 65]), _near(rest) if rest else values, max_size=2
    )
    free = {name: form for name, form in known.items() if name not in required}
    some = st.fixed_dictionaries({name: known[name] for name in required}, optional=free)
    fewer = st.fixed_dictionaries({}, optional=known)
    return st.one_of(some, some, fewer, st.tuples(some, more).map(lambda both: {**both[1], **both[0]}))
