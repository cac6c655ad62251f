"""The REST face of publishing a decision."""

from __future__ import annotations

from typing import Any

from flask import current_app

from ..accounts.rules import rule, the_actor
from ..push.service import followers
from ..rest import rest_blueprint
from . import service
from .schemas import Preview, Published

blueprint = rest_blueprint("decisions", __name__, "/api", "Publishing decisions")


@blueprint.route("/decisions/<decision>/preview", methods=["GET"])
@rule("staff")
@blueprint.response(200, Preview)
def preview(decision: str) -> dict[str, Any]:
    """A decision as it would be published now, and what stands against it."""
    office = the_actor().office
    prepared = service.prepare(office, decision)
    last = service.latest(decision)
    return {
        **prepared.snapshot,
        "problems": prepared.problems,
        "version": last.version + 1 if last else 1,
        "followers": followers(office, prepared.topic),
    }


@blueprint.route("/decisions/<decision>/publication", methods=["POST"])
@rule("approver")
@blueprint.response(200, Published)
def publish(decision: str) -> dict[str, Any]:
    """Publish a decision, or a correction of it, and queue a message to everyone who follows its topic."""
    actor = the_actor()
    row = service.publish(actor.office, decision, actor.account)
    return {"version": row.version, "url": f"{current_app.config['PUBLIC_URL']}/decisions/{row.decision}"}
