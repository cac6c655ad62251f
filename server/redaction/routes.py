"""The REST face of removing personal data."""

from __future__ import annotations

from typing import Any

from ..accounts.rules import rule, the_actor
from ..rest import rest_blueprint
from . import service
from .schemas import Order, Removed

blueprint = rest_blueprint("redaction", __name__, "/api", "Removing personal data")


@blueprint.route("/redactions", methods=["POST"])
@rule("staff")
@blueprint.arguments(Order)
@blueprint.response(200, Removed)
def redact(order: dict[str, Any]) -> service.Removed:
    """Remove a part of an entry for somebody who asks for it, here and on every phone; again changes nothing."""
    actor = the_actor()
    told = {"by": actor.name, "office": actor.office, "stream": order["stream"]}
    return service.redact(order["entry"], order["part"], order["reason"], **told)
