"""The REST face of importing a roll. A page drives the steps: each POST writes one and says how far it is."""

from __future__ import annotations

import functools
from dataclasses import asdict
from typing import Any, cast

from flask import request

from sync.records import value

from ..accounts.rules import rule, the_actor
from ..exchange.reader import read_body
from ..rest import View, rest_blueprint
from . import service, show, undo
from .preview import Choices
from .reader import MAX_BYTES
from .schemas import ChoicesRequest, ImportsAnswer, PageQuery, PreviewAnswer, ProgressAnswer, UndoAnswer, UploadQuery

blueprint = rest_blueprint("rosters", __name__, "/api", "Importing a roll of residents")


def _larger_body(view: View) -> View:
    """A roll may be larger than what phones send. Outside the rule, because that already lays hands on the body."""

    @functools.wraps(view)
    def roomy(*args: Any, **kwargs: Any) -> Any:
        request.max_content_length = MAX_BYTES
        return view(*args, **kwargs)

    return cast(View, roomy)


@blueprint.route("/rosters", methods=["POST"])
@_larger_body
@rule("staff")
@blueprint.arguments(UploadQuery, location="query")
@blueprint.response(201, PreviewAnswer)
def receive(query: dict[str, Any]) -> dict[str, Any]:
    """Take a file (the body is the file itself) and show what an import would do. Nothing is written."""
    content = read_body(
        request.stream, request.headers.get("Content-Encoding", ""), largest=MAX_BYTES, inflated=MAX_BYTES
    )
    actor = the_actor()
    return show.preview(actor.office, service.receive(actor.office, actor.account, query["name"], content))


@blueprint.route("/rosters", methods=["GET"])
@rule("staff")
@blueprint.response(200, ImportsAnswer)
def imports() -> dict[str, Any]:
    """The imports of this office."""
    found = []
    for record, progress in service.imports(the_actor().office):
        made = value(record, "made") or {"at": "", "account": "", "file": ""}
        waiting = progress.state == "running" and progress.total > progress.done
        found.append({**asdict(progress), **made, "waiting": waiting})
    return {"imports": found}


@blueprint.route("/rosters/<roster>", methods=["GET"])
@rule("staff")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, PreviewAnswer)
def look(query: dict[str, Any], roster: str) -> dict[str, Any]:
    """What an import would do now."""
    office = the_actor().office
    return show.preview(office, service.look(office, roster), query["doubles_from"])


@blueprint.route("/rosters/<roster>", methods=["PUT"])
@rule("staff")
@blueprint.arguments(ChoicesRequest)
@blueprint.response(200, PreviewAnswer)
def choose(given: dict[str, Any], roster: str) -> dict[str, Any]:
    """Choose columns, homes, and who is who."""
    decisions = {each["row"]: (each["choice"], each["beside"]) for each in given.pop("decisions")}
    choices = Choices(**{"columns": {}, **given}, decisions=decisions)
    office = the_actor().office
    return show.preview(office, service.choose(office, roster, choices))


@blueprint.route("/rosters/<roster>", methods=["DELETE"])
@rule("staff")
@blueprint.response(204)
def forget(roster: str) -> None:
    """Forget a file that waits; nothing was written of it."""
    service.forget(the_actor().office, roster)


@blueprint.route("/rosters/<roster>/import", methods=["POST"])
@rule("staff")
@blueprint.response(202, ProgressAnswer)
def advance(roster: str) -> dict[str, Any]:
    """Begin the import, or write its next step."""
    return asdict(service.advance(the_actor().office, roster))


@blueprint.route("/rosters/<roster>/undo", methods=["POST"])
@rule("staff")
@blueprint.response(202, UndoAnswer)
def take_back(roster: str) -> dict[str, Any]:
    """Begin to undo an import, or take back its next step."""
    office = the_actor().office
    progress = undo.undo(office, roster)
    kept = undo.kept(office, roster) if progress.state == "undone" else []
    return {**asdict(progress), "kept": show.kept(kept)}
