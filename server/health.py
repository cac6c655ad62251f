"""Is the server alive, and which database does it speak for?"""

from __future__ import annotations

import tomllib

from flask import Blueprint, Response, jsonify

from .accounts.rules import rule
from .config import ROOT
from .store import identity

# From the file, not from an installed package: the server runs from its folder and need not be one.
VERSION: str = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@rule("public")
def healthz() -> Response:
    """Answers only if the database does."""
    return jsonify(status="ok", epoch=identity.epoch(), version=VERSION)
