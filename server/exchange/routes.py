"""`POST /sync`: the doorway of every installation; beside it the door for files that somebody carried."""

from __future__ import annotations

import zlib

from flask import Blueprint, Response, current_app, jsonify, request

from ..accounts.rules import rule, the_actor
from ..headers import of_exchange
from . import carrier, files, reader, service

blueprint = Blueprint("exchange", __name__)

LEVEL = 1  # of gzip: a page of hashes gets hardly smaller at any other, and costs up to twice as much
WORTH_PACKING = 1_000  # bytes; below, gzip costs more than it saves


@blueprint.post("/sync")
@rule("exchange")
def sync() -> Response:
    """One exchange (PROTOCOL.md section 5)."""
    return _packed(service.exchange(the_actor(), _body()))


@blueprint.post("/sync/bundles")
@rule("installation")
def take_bundle() -> Response:
    """Take in a file (PROTOCOL.md section 6), whoever carried it; says what became of its lines, by status."""
    became = files.receive(the_actor().office, _body())
    return jsonify({"lines": became.total(), "became": {status: n for status, n in became.items() if n}})


@blueprint.get("/sync/carrier")
@rule("public")
def carrier_key() -> Response:
    """The key that files are sealed to, signed by the server."""
    return jsonify(carrier.told())


def _body() -> bytes:
    return reader.read_body(
        request.stream,
        request.headers.get("Content-Encoding", ""),
        largest=current_app.config["MAX_BODY"],
        inflated=current_app.config["MAX_INFLATED"],
    )


def _packed(text: bytes) -> Response:
    response = Response(text, headers=of_exchange())
    if len(text) > WORTH_PACKING and request.accept_encodings["gzip"] > 0:
        response.set_data(zlib.compress(text, LEVEL, reader.GZIP))
        response.headers["Content-Encoding"] = "gzip"
    return response
