"""Owns the fold: from the entries of one record, in any order, to the state of its fields (PROTOCOL.md 4).

Pure and total: it never raises, and it gives the same answer whatever the order or repetition of its input.
A contradiction is an answer, not an error.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol, TypeAlias

from sync.canonical import Json, canonical
from sync.rules import Rule

# Where an entry stands among those of the server's logs: (at, log, seq). In one log that is the order of seq, and it
# goes on over the logs of later epochs, because the server's clock follows what it holds.
Position: TypeAlias = tuple[str, str, int]


class Recorded(Protocol):
    """What the fold reads of an entry."""

    @property
    def hash(self) -> str: ...
    @property
    def log(self) -> str: ...
    @property
    def seq(self) -> int: ...
    @property
    def at(self) -> str: ...
    @property
    def sets(self) -> Mapping[str, Sequence[str]]: ...
    @property
    def redacts(self) -> Mapping[str, str] | None: ...
    @property
    def body(self) -> Mapping[str, Json] | None: ...
    @property
    def private(self) -> Mapping[str, Json] | None: ...


class _Nothing:
    """No value; null is a value, so it cannot say so."""

    def __repr__(self) -> str:
        return "NOTHING"


NOTHING = _Nothing()


class FieldState(NamedTuple):
    """The state of one field. `value` is final in the state `ok`, provisional in others, NOTHING if there is none."""

    state: str
    candidates: list[str]
    waiting: list[str]
    value: Json | _Nothing = NOTHING

    def to_json(self) -> dict[str, Json]:
        """The form that is stored and compared between the two engines."""
        made: dict[str, Json] = {"state": self.state, "candidates": self.candidates}
        if self.value is not NOTHING:
            made["value" if self.state == "ok" else "provisional"] = self.value
        if self.waiting:
            made["waiting"] = self.waiting
        return made


def fold(
    entries: Iterable[Recorded], rules: Mapping[str, Rule] | None, quarantined: Mapping[str, Position] | None = None
) -> dict[str, FieldState]:
    """Fold the entries of one (stream, kind, record).

    `rules` is None for a kind that this version does not know. `quarantined` maps the hash of an entry whose last
    verdict quarantines it to the position of that verdict. A field without candidates is absent.
    """
    held = list(entries)
    if len(held) == 1 and held[0].redacts is None and not quarantined and not any(held[0].sets.values()):
        return _alone(held[0], rules or {})
    history = _History(held, quarantined or {})
    folded = {field: _fold_field(history, field, (rules or {}).get(field)) for field in history.fields()}
    return {field: state for field, state in folded.items() if state is not None}


def _alone(entry: Recorded, rules: Mapping[str, Rule]) -> dict[str, FieldState]:
    """The fold of a record that one entry began and nobody spoke of since, which is most of them: the same, sooner."""
    folded: dict[str, FieldState] = {}
    for field in sorted(entry.sets):
        rule = rules.get(field)
        part = (rule and (entry.private if rule.private else entry.body)) or {}
        if rule is None:
            folded[field] = FieldState("unknown", [entry.hash], [])
        elif field not in part:
            folded[field] = FieldState("withheld", [entry.hash], [])
        else:
            value = _items([part[field]]) if rule.merge == "union" else part[field]
            folded[field] = FieldState("ok", [entry.hash], [], value)
    return folded


class _History:
    """The entries of a record by hash, with what redactions and verdicts did to them."""

    def __init__(self, entries: Iterable[Recorded], quarantined: Mapping[str, Position]) -> None:
        self.entries: dict[str, Recorded] = {}
        # A line may be held whole and, from another carrier, without a part: each part counts that is anywhere.
        self.parts: dict[tuple[str, str], Mapping[str, Json]] = {}
        for entry in entries:
            self.entries[entry.hash] = entry
            for part, content in (("body", entry.body), ("private", entry.private)):
                if content is not None:
                    self.parts[entry.hash, part] = content
        self.quarantined = quarantined
        # (hash, part) -> the position of the first redaction of it.
        self.redacted: dict[tuple[str, str], Position] = {}
        for entry in self.entries.values():
            if entry.redacts is not None and entry.hash not in quarantined:
                named = (entry.redacts["hash"], entry.redacts["part"])
                position = position_of(entry)
                self.redacted[named] = min(position, self.redacted.get(named, position))

    def fields(self) -> list[str]:
        return sorted({field for entry in self.entries.values() for field in entry.sets})

    def redaction(self, hash: str, rule: Rule | None) -> Position | None:
        """Where the redaction stands that took the part a field is in; either part for a field without a rule."""
        if not self.redacted:
            return None
        parts = ("body", "private") if rule is None else (rule.part,)
        found = [self.redacted[hash, part] for part in parts if (hash, part) in self.redacted]
        return min(found, default=None)

    def stands(self, hash: str, rule: Rule | None) -> bool:
        """Whether an entry takes part: not quarantined, or redacted before it was, so that it keeps covering."""
        verdict = self.quarantined.get(hash)
        if verdict is None:
            return True
        redaction = self.redaction(hash, rule)
        return redaction is not None and redaction < verdict

    def is_awaited(self, hash: str, rule: Rule | None) -> bool:
        """Whether a covered hash is not here yet, or is here but quarantined with its bytes still there."""
        return hash not in self.entries or (hash in self.quarantined and self.redaction(hash, rule) is None)


def _fold_field(history: _History, field: str, rule: Rule | None) -> FieldState | None:
    setters = [e for e in history.entries.values() if field in e.sets and history.stands(e.hash, rule)]
    covered = {hash for entry in setters for hash in entry.sets[field]}
    candidates = sorted((entry for entry in setters if entry.hash not in covered), key=_order)
    if not candidates:
        return None
    state, value = _settle([_value(history, entry, field, rule) for entry in candidates], rule)
    waiting = sorted(hash for hash in covered if history.is_awaited(hash, rule))
    return FieldState(state, sorted(entry.hash for entry in candidates), waiting, value)


def position_of(entry: Recorded) -> Position:
    """Where an entry of the server stands among those of all its logs."""
    return entry.at, entry.log, entry.seq


def _order(entry: Recorded) -> tuple[str, str, int, str]:
    return entry.at, entry.log, entry.seq, entry.hash


# What a candidate holds: its value, or one of these two.
_REDACTED: Any = _Nothing()
_WITHHELD: Any = _Nothing()


def _value(history: _History, entry: Recorded, field: str, rule: Rule | None) -> Json:
    if rule is None or history.redaction(entry.hash, rule) is not None:
        return _REDACTED
    return history.parts.get((entry.hash, rule.part), {}).get(field, _WITHHELD)


def _settle(values: list[Json], rule: Rule | None) -> tuple[str, Json]:
    """State and value from the values of the candidates, which stand in the order of (at, log, seq, hash)."""
    if rule is None:
        return "unknown", NOTHING
    if any(value is _WITHHELD for value in values):
        return "withheld", NOTHING
    live = [value for value in values if value is not _REDACTED]
    if not live:
        return "removed", NOTHING
    is_partial = len(live) < len(values)
    if rule.merge in ("first", "last"):
        chosen = values[0 if rule.merge == "first" else -1]
        return ("removed", NOTHING) if chosen is _REDACTED else ("ok", chosen)
    if rule.merge == "union":
        return "partial" if is_partial else "ok", _items(live)
    if len(live) > 1 and len({canonical(value) for value in live}) > 1:
        return "conflict", live[-1]
    return "partial" if is_partial else "ok", live[-1]


def _items(values: list[Json]) -> list[Json]:
    """The items of additions, each once, in the order of their canonical text. What is no list counts as one item."""
    items = {canonical(item): item for value in values for item in (value if isinstance(value, list) else [value])}
    return [items[text] for text in sorted(items)]
