"""`POST /sync`: the doorway of every installation."""

from __future__ import annotations

import gzip

from flask import Blueprint, Response, current_app, request

from ..accounts.rules import rule, the_actor
from . import reader, service

blueprint = Blueprint("exchange", __name__)

WORTH_PACKING = 1_000  # bytes; below, gzip costs more than it saves


@blueprint.post("/sync")
@rule("exchange")
def sync() -> Response:
    """One exchange (PROTOCOL.md section 5)."""
    body = reader.read_body(
        request.stream,
        request.headers.get("Content-Encoding", ""),
        largest=current_app.config["MAX_BODY"],
        inflated=current_app.config["MAX_INFLATED"],
    )
    return _packed(service.exchange(the_actor(), body).encode())


def _packed(text: bytes) -> Response:
    response = Response(text, content_type="text/plain; charset=utf-8")
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = "no-store"
    if len(text) > WORTH_PACKING and request.accept_encodings["gzip"] > 0:
        response.set_data(gzip.compress(text, 5))
        response.headers["Content-Encoding"] = "gzip"
    return response
