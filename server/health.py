"""Is the server alive, and which database does it speak for?"""

from __future__ import annotations

import importlib.metadata
import tomllib

from flask import Blueprint, Response, jsonify

from .accounts.rules import rule
from .config import CHECKOUT, ROOT
from .store import identity


def _version() -> str:
    """Of a checkout from its own file: it runs from its folder and need not be installed."""
    if not CHECKOUT:
        return importlib.metadata.version("prachakhom")
    said: str = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    return said


VERSION = _version()
blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@rule("public")
def healthz() -> Response:
    """Answers only if the database does."""
    return jsonify(status="ok", epoch=identity.epoch(), version=VERSION)
