"""The REST face of printing for staff, and the papers that everybody may take from a hearing's page."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from ..accounts.rules import rule, the_actor
from ..rest import rest_blueprint
from . import service
from .papers import Asked
from .schemas import PaperQuery

blueprint = rest_blueprint("print", __name__, "/api", "Papers of a hearing, as PDF")
pages = Blueprint("papers", __name__)


@blueprint.route("/meetings/<meeting>/papers/<paper>", methods=["GET"])
@rule("staff")
@blueprint.arguments(PaperQuery, location="query")
def paper(query: dict[str, Any], meeting: str, paper: str) -> Response:
    """One paper of a hearing: sign-in, opinions, slips, cards, agenda or notice."""
    made = service.paper(the_actor().office, meeting, paper, Asked(**query))
    return _file(made, paper, "no-store")


@pages.get("/papers/<meeting>/<paper>.pdf")
@rule("public")
def public_paper(meeting: str, paper: str) -> Response:
    """The agenda, the notice or the cards of a public hearing; `?digits=thai` writes them with Thai digits."""
    asked = Asked(thai_digits=request.args.get("digits") == "thai")
    return _file(service.public_paper(meeting, paper, asked), paper, "no-cache")


def _file(made: bytes, name: str, kept: str) -> Response:
    """A PDF that a browser shows; one with people's names is kept nowhere on its way."""
    answer = Response(made, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    answer.headers["Cache-Control"] = kept
    return answer
