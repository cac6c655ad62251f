"""What an import would do, row by row, before anything is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from . import columns
from .faults import Fault
from .likeness import Known, Like, Likeness
from .people import NOBODY, Person, person_of, too_long
from .roll import place_key
from .table import Table

Choice = Literal["same", "update", "another"]
# new, another: will be made; update: house and telephone are taken over; unchanged: on the roll already; same: decided
# to be somebody on the roll and left alone; double: likely somebody, not decided, left out; error: not read, left out
Outcome = Literal["new", "another", "update", "unchanged", "same", "double", "error"]
MADE: tuple[Outcome, ...] = ("new", "another")


@dataclass(slots=True)
class Choices:
    """What staff have chosen. `columns`: field -> column. `home`: the stream of rows that tell no community.
    `places`: a name in the file -> stream. `decisions`: row -> (choice, id of the person or number of the row it stood
    beside). `rest`: the choice for doubles that are not decided one by one.
    """

    columns: dict[str, int]
    home: str | None = None
    places: dict[str, str] = field(default_factory=dict)
    decisions: dict[int, tuple[Choice, str]] = field(default_factory=dict)
    rest: Choice | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """One row, read and judged."""

    row: int
    outcome: Outcome
    person: Person = NOBODY
    stream: str = ""
    like: Like | None = None
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """The whole table, judged. `unknown`: names of communities that nobody knows -> number of rows."""

    rows: list[Judged]
    counts: Counter[str]
    unknown: Counter[str]


def beside_of(known: Known) -> str:
    """How a decision names the person it was made about."""
    return known.record or f"row {known.row}"


class Judge:
    """Judges the rows of one table by the choices of staff, against the roll as it is now."""

    def __init__(self, table: Table, choices: Choices, roll: list[Known], places: Mapping[str, str]) -> None:
        self._table = table
        self._choices = choices
        self._likeness = Likeness(roll)
        self._places = {**places, **{place_key(name): stream for name, stream in choices.places.items()}}
        self._unknown: Counter[str] = Counter()

    def judge(self) -> Judgement:
        """Every row in the order of the file; none where the columns do not tell who is who."""
        if columns.problems(self._choices.columns, len(self._table.header), self._table.refused):
            return Judgement([], Counter(), Counter())
        rows = [self._row(number, cells) for number, cells in self._table.lines]
        return Judgement(rows, Counter(each.outcome for each in rows), self._unknown)

    def _row(self, row: int, cells: list[str]) -> Judged:
        for name, column in self._choices.columns.items():
            if (row, column) in self._table.marks:
                return self._wrong(row, name, self._table.marks[row, column])
        person = person_of({name: cells[column] for name, column in self._choices.columns.items()})
        if not person.first:
            return self._wrong(row, "full" if "full" in self._choices.columns else "first", "no_name")
        long = too_long(person)
        if long is not None:
            return self._wrong(row, long, "too_long", person)
        stream = self._places.get(place_key(person.community)) if person.community else self._choices.home
        if stream is None:
            self._unknown[person.community] += 1
            return self._wrong(row, "community", "unknown_place" if person.community else "no_place", person)
        return self._placed(row, person, stream)

    def _placed(self, row: int, person: Person, stream: str) -> Judged:
        known = Known(person, stream, row=row)
        like = self._likeness.beside(known)
        outcome: Outcome = "new"
        if like is not None:
            outcome = "unchanged" if like.same else self._decided(row, like)
        if outcome in MADE:
            self._likeness.remember(known)
        return Judged(row, outcome, person, stream, like)

    def _decided(self, row: int, like: Like) -> Outcome:
        choice, beside = self._choices.decisions.get(row, (self._choices.rest, beside_of(like.known)))
        if choice is None or beside != beside_of(like.known):
            return "double"  # nothing chosen, or chosen about somebody else than who stands there now
        return "same" if choice == "update" and like.known.record is None else choice

    def _wrong(self, row: int, name: str, code: str, person: Person = NOBODY) -> Judged:
        at = self._choices.columns.get(name, self._choices.columns.get("full"))
        header = self._table.header[at] if at is not None and name in (*self._choices.columns, "last", "title") else ""
        return Judged(row, "error", person, fault=Fault(row, header, code))


def shown_columns(table: Table, choices: Choices) -> list[dict[str, Any]]:
    """Each column with what it is read as and its first values."""
    by_column = {column: name for name, column in choices.columns.items()}
    shown = []
    for column, name in enumerate(table.header):
        samples: list[str] = []
        for _, cells in table.lines[:200]:
            if cells[column] and len(samples) < 3:
                samples.append(cells[column][:60])
        refused = column in table.refused
        shown.append({"name": name, "field": by_column.get(column), "samples": samples, "refused": refused})
    return shown
