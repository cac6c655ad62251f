"""Owns what the property tests draw: values, parts, drafts, histories with redactions and verdicts."""

from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from sync.canonical import LARGEST_INTEGER
from sync.entry import Draft
from sync.fold import Position
from sync.rules import Rule

RULES = {
    "f": Rule("agree", False),
    "n": Rule("agree", True),
    "first": Rule("first", False),
    "last": Rule("last", True),
    "union": Rule("union", False),
}
FIELDS = (*RULES, "unknown")

texts = st.text(max_size=12) | st.text('กาำ\u0e4d\u0e31\u0e4aป😀～\u2028\x00"\\\t/e\u0301', max_size=8)
integers = st.integers(-LARGEST_INTEGER, LARGEST_INTEGER)
plain = st.none() | st.booleans() | integers | texts
values = st.recursive(plain, lambda v: st.lists(v, max_size=3) | st.dictionaries(texts, v, max_size=3), max_leaves=6)
names = st.text("abcXYZ019_-", min_size=1, max_size=8)
hashes = st.text("AZaz09_-", min_size=43, max_size=43)


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    """A draft whose fields are spread over both parts, with or without a reason."""
    fields = draw(st.dictionaries(texts.filter(lambda name: name != "why"), values, max_size=4))
    is_private = {name: draw(st.booleans()) for name in fields}
    body = {name: value for name, value in fields.items() if not is_private[name]}
    private = {name: value for name, value in fields.items() if is_private[name]}
    if draw(st.booleans()):
        body["why"] = draw(texts)
    sets = {name: draw(st.lists(hashes, max_size=2)) for name in fields}
    return Draft(draw(names), draw(names), body, private, sets)


@dataclass
class Told:
    """An entry as a case or a drawn history tells it: only what the fold reads."""

    hash: str
    log: str
    seq: int
    at: str
    sets: dict[str, list[str]]
    body: dict[str, Any] | None = field(default_factory=dict)
    private: dict[str, Any] | None = field(default_factory=dict)
    redacts: dict[str, str] | None = None


@dataclass
class History:
    """The entries of one record and the verdicts upon them."""

    entries: list[Told]
    quarantined: dict[str, Position]


@st.composite
def histories(draw: st.DrawFn, verdicts: bool = True, redactions: bool = True) -> History:
    """A record told by up to four logs: few values, so that they often agree; some hashes never arrive."""
    entries: list[Told] = []
    for number in range(draw(st.integers(0, 7))):
        known = [entry.hash for entry in entries if entry.redacts is None]
        if redactions and known and draw(st.integers(0, 5)) == 0:
            named = {"hash": draw(st.sampled_from(known)), "part": draw(st.sampled_from(["body", "private"]))}
            entries.append(Told(f"e{number}", "srv", number + 1, _stamp(number), {}, redacts=named))
        else:
            entries.append(_setter(draw, number, known))
    judged = [entry.hash for entry in entries if verdicts and draw(st.integers(0, 4)) == 0]
    return History(entries, {hash: draw(positions()) for hash in judged})


@st.composite
def positions(draw: st.DrawFn) -> Position:
    """Where a verdict stands: among the redactions of one log of the server, or in the log of another epoch."""
    seq = draw(st.integers(1, 9))
    return _stamp(draw(st.integers(0, 9))), draw(st.sampled_from(["srv", "new"])), seq


def _setter(draw: st.DrawFn, number: int, known: list[str]) -> Told:
    fields = draw(st.lists(st.sampled_from(FIELDS), unique=True, min_size=1, max_size=3))
    coverable = st.sampled_from([*known, "Q"])
    sets = {name: draw(st.lists(coverable, unique=True, max_size=3)) for name in fields}
    body: dict[str, Any] | None = {name: _drawn(draw, name) for name in fields if not _is_private(name)}
    private: dict[str, Any] | None = {name: _drawn(draw, name) for name in fields if _is_private(name)}
    missing = draw(st.sampled_from(["", "", "", "", "body", "private"]))
    log, at = draw(st.sampled_from("pqrs")), _stamp(draw(st.integers(0, 5)))
    kept_body = None if missing == "body" else body
    kept_private = None if missing == "private" else private
    return Told(f"e{number}", log, number + 1, at, sets, kept_body, kept_private)


def _drawn(draw: st.DrawFn, name: str) -> Any:
    value = draw(st.sampled_from([0, 1, False, None, "ก"]))
    return draw(st.sampled_from([[], [value]])) if name == "union" else value


def _is_private(name: str) -> bool:
    return name in RULES and RULES[name].private


def _stamp(ms: int) -> str:
    return f"{ms:013x}-0000"
