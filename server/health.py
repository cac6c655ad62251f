"""Is the server alive, and which database does it speak for?"""

from __future__ import annotations

from importlib.metadata import version

from flask import Blueprint, Response, jsonify

from .accounts.rules import rule
from .store import identity

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@rule("public")
def healthz() -> Response:
    """Answers only if the database does."""
    return jsonify(status="ok", epoch=identity.epoch(), version=version("prachakhom"))
