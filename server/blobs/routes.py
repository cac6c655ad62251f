"""`/blobs/<sha256>`: a file in, in parts if need be, and out (PROTOCOL.md section 8); and which files are held."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import HTTPException

from ..accounts.rules import Actor, rule, the_actor
from ..errors import Refusal
from ..exchange.scope import streams_of
from ..rest import rest_blueprint
from . import service
from .schemas import Hashes, HeldAnswer
from .service import Span

blueprint = Blueprint("files", __name__)
rest = rest_blueprint("blobs", __name__, "/api", "Files by their hash")

SHA256 = re.compile(r"[A-Za-z0-9_-]{43}")
RANGE = re.compile(r"bytes ([0-9]{1,12})-([0-9]{1,12})/([0-9]{1,12})")
STATUS = {"new": 201, "held": 200, "part": 202}
OFFSET = "Upload-Offset"


@blueprint.put("/blobs/<sha256>")
@rule("member")
def put(sha256: str) -> Response:
    """Take in a file or a part of it."""
    actor = the_actor()
    try:
        taken = service.receive(actor.office, _uploader(actor), _name(sha256), _span(), request.stream)
    finally:
        _read_off()
    response = jsonify({"state": taken.state, "offset": taken.offset})
    response.status_code = STATUS[taken.state]
    response.headers[OFFSET] = str(taken.offset)
    return _private(response)


@blueprint.get("/blobs/<sha256>")
@rule("member")
def get(sha256: str) -> Response:
    """A file, for those who may hold a stream in which an entry names it. HEAD: how much of it is here."""
    actor = the_actor()
    if request.method == "HEAD":
        return _how_far(actor, _name(sha256))
    streams = streams_of(actor.office, actor.account, actor.roles)
    content, kind = service.shown(actor.office, _name(sha256), streams)
    response = Response(content, mimetype=kind)
    name = f"{sha256[:12]}.{kind.removeprefix('image/')}"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return _private(response)


@rest.route("/blobs/held", methods=["POST"])
@rule("member")
@rest.arguments(Hashes)
@rest.response(200, HeldAnswer)
def held(asked: dict[str, Any]) -> dict[str, list[str]]:
    """Which of these files the office holds."""
    return {"held": sorted(service.held(the_actor().office, asked["hashes"]))}


def _name(sha256: str) -> str:
    if SHA256.fullmatch(sha256) is None:
        raise Refusal("not_found")
    return sha256


def _how_far(actor: Actor, sha256: str) -> Response:
    offset, whole = service.offset(actor.office, _uploader(actor), sha256)
    response = Response()
    response.headers[OFFSET] = str(offset)
    response.headers["Upload-Complete"] = "?1" if whole else "?0"
    return _private(response)


def _uploader(actor: Actor) -> str:
    return actor.installation or f"~{actor.account}"


def _span() -> Span:
    """Which bytes the request brings, by Content-Range (RFC 9110, 14.4), or all by its length."""
    said = request.headers.get("Content-Range")
    if said is None:
        if not request.content_length:
            raise Refusal("blob_range")
        return Span(0, request.content_length, request.content_length)
    found = RANGE.fullmatch(said)
    first, last, total = map(int, found.groups()) if found else (0, 0, 0)
    if not first <= last < total:
        raise Refusal("blob_range")
    return Span(first, last - first + 1, total)


def _read_off() -> None:
    """Read what was not wanted: an answer amid a body that still comes would reach some clients as a cut."""
    with suppress(HTTPException, OSError):
        while request.stream.read(service.READ):
            pass


def _private(response: Response) -> Response:
    response.headers["Cache-Control"] = "private, no-store"
    return response
