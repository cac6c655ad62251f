"""An exchange with nothing new, the commonest of all: the phone names what it may hold, and all of it is the same.

It is answered here from one row a stream, past the ORM. Whatever is not plainly so (lines, another shape, a stream too
many or too few, a wish, a report that is to be written) is left to the whole exchange, which judges it.
"""

from __future__ import annotations

from typing import cast

import orjson

from sync import bundle
from sync.bundle import Envelope

from ..accounts.rules import STAFF, Actor
from ..glance import Ask, places
from . import reports, scope

MOST = 100  # streams; more are not looked at in one statement
LARGEST = 20_000  # bytes of such a request
KNOWN = 64  # offices whose communities are remembered

# One row each: the driver lets another thread in for every row, and to come back costs more than the row.
STREAMS = """
    SELECT
    (SELECT group_concat(name || ' ' || digest ||
        CASE WHEN want IS NULL OR CAST(want AS TEXT) = 'null' THEN '' ELSE '!' END, ' ')
     FROM stream WHERE office = ? AND name IN ({places})),
"""
MEETINGS = "(SELECT group_concat(stream || ' ' || CAST(fields AS TEXT), '\n') FROM record WHERE {named})"
OFFICERS = (STREAMS + MEETINGS).replace("{named}", scope.NAMED)
STAFFS = STREAMS + "(SELECT count(*) FROM stream WHERE office = ?)"  # noqa: S608  # our own words
COMMUNITIES = "SELECT record, CAST(fields AS TEXT) FROM record WHERE stream = ? AND kind = 'community'"
UNNAMED = "SELECT 1 FROM stream WHERE office = ? AND name IN ({places})"

# (office, digest of its stream) -> community -> the stream of its sub-district: what a digest stands for never changes.
_communities: dict[tuple[str, str], dict[str, frozenset[str]]] = {}


def nothing_new(ask: Ask, epoch: str, actor: Actor, asked: Envelope) -> bytes | None:
    """The answer to an exchange that brings nothing and finds nothing; None if it is not plainly one.

    Args:
        asked: what `asked` found in its body.
    """
    if actor.revoked or ("report" in asked and reports.due(actor, asked) is not None):
        return None
    if asked["epoch"] != epoch or not _is_same(ask, actor, asked):
        return None
    return orjson.dumps({"epoch": epoch, "streams": {}, "v": bundle.VERSION}) + b"\n"


def asked(body: bytes) -> Envelope | None:
    """The envelope, if it is all there is and says nothing but digests, in the spelling that has no second meaning."""
    text = body[:-1] if body.endswith(b"\n") else body
    if b"\n" in text or len(text) > LARGEST:
        return None
    try:
        said = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(said, dict) or said.keys() - {"report"} != {"v", "epoch", "streams"}:
        return None
    streams = said["streams"]
    if type(said["v"]) is not int or said["v"] != bundle.VERSION or not isinstance(streams, dict):
        return None
    if not all(isinstance(part, dict) and part.keys() == {"digest"} for part in streams.values()):
        return None
    if "report" in said and not bundle.is_report(said["report"]):
        return None
    return cast(Envelope, said) if orjson.dumps(said) == text else None


def _is_same(ask: Ask, actor: Actor, asked: Envelope) -> bool:
    """Whether the streams that are here and that the caller may hold are just those it names, and as it names them."""
    named = {name: part["digest"] for name, part in asked["streams"].items()}
    if not 0 < len(named) <= MOST:
        return False
    if not STAFF.isdisjoint(actor.roles):
        found, count = ask(STAFFS.format(places=places(named)), [actor.office, *named, actor.office])[0]
        return _digests(found) == named and count == len(named)
    values = [actor.office, *named, actor.office, actor.account]
    found, meetings = ask(OFFICERS.format(places=places(named)), values)[0]
    if _digests(found) != named or "officer" not in actor.roles or f"office/{actor.office}" not in named:
        return False
    entitled = _entitled(ask, actor, named[f"office/{actor.office}"], meetings)
    unnamed = [*entitled.difference(named)]
    return named.keys() <= entitled and not (
        unnamed and ask(UNNAMED.format(places=places(unnamed)), [actor.office, *unnamed])
    )


def _digests(found: str | None) -> dict[str, str]:
    words = (found or "").split(" ")
    return dict(zip(words[::2], words[1::2], strict=False))


def _entitled(ask: Ask, actor: Actor, digest: str, meetings: str | None) -> set[str]:
    """What an officer may hold, by the meetings that name him and the communities of an office of this digest."""
    rows = [row.partition(" ")[::2] for row in (meetings or "").split("\n") if row]
    found, communities = scope.invited(actor.office, actor.account, rows)
    known = _communities.get((actor.office, digest))
    if known is None:
        read = ask(COMMUNITIES, [f"office/{actor.office}"])
        known = {record: scope.subdistrict(fields) for record, fields in read}
        if len(_communities) >= KNOWN:
            _communities.clear()
        _communities[actor.office, digest] = known
    return found.union(*(known.get(community, ()) for community in communities))
