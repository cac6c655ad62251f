"""The verb `checkup`: is the house in order? Each look gives ok, warn or bad, what it means and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Literal

from flask import current_app
from sqlalchemy.exc import DBAPIError

from ..database import what_is_wrong
from ..extensions import db

State = Literal["ok", "warn", "bad"]


@dataclass(frozen=True, slots=True)
class Look:
    """One look: never a name, a number of a telephone, or a text that somebody recorded."""

    what: str
    state: State
    said: str
    advice: str = ""

    def to_json(self) -> dict[str, str]:
        """For programs."""
        return asdict(self)


Looks = Iterator[Look]


def checkup() -> list[Look]:
    """Look at everything; what the database keeps is left out where it does not answer."""
    from . import ground, stored

    looks = [look for each in ground.LOOKS for look in each(current_app.config)]
    try:
        for look in ground.version():
            looks.append(look)
            if look.state == "bad":
                return looks
        looks += [look for one in stored.LOOKS for look in one()]
    except DBAPIError as error:
        looks.append(Look("database", "bad", what_is_wrong(error), "Start it, or set DATABASE_URL right."))
    finally:
        db.session.rollback()
    return looks


def worst(looks: list[Look]) -> State:
    """The state of the whole."""
    order: tuple[State, ...] = ("bad", "warn", "ok")
    return next(state for state in order if state == "ok" or any(look.state == state for look in looks))


def graded(what: str, figure: float, warn: float, bad: float, said: str, advice: str) -> Look:
    """A look at a figure that is worse the higher it is."""
    state: State = "bad" if figure >= bad else "warn" if figure >= warn else "ok"
    return Look(what, state, said, advice if state != "ok" else "")


Check = Callable[[], Looks]
