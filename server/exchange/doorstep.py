"""Answers at the doorstep, before Flask, the phones that bring nothing and lack nothing: they ring all day.

Of an exchange with nothing new, what stands around a view costs more than the exchange. So it is looked at here, under
the same rule (an enrolled installation, not shut out), with the same headers and the same line in the log. Whatever is
not plainly such an exchange goes on inside, its body untouched.
"""

from __future__ import annotations

import io
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

import structlog
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from .. import headers
from ..accounts.callers import caller
from ..accounts.rules import actor_of
from ..errors import Refusal
from ..extensions import db
from ..glance import glance
from . import reader, routine

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PATH = "/sync"
log = structlog.get_logger()


def register_doorstep(app: Flask) -> None:
    """Stand in front of the app."""
    with app.app_context():
        engine = db.engine
    told = headers.for_address(app.config["PUBLIC_URL"]) | headers.of_exchange()
    app.wsgi_app = Doorstep(app.wsgi_app, engine, told)  # type: ignore[method-assign]  # the documented way to wrap an app


class Doorstep:
    """Looks at each exchange before the app does."""

    def __init__(self, inside: WSGIApplication, engine: Engine, told: dict[str, str]) -> None:
        self._inside = inside
        self._engine = engine
        self._told = list(told.items())

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer, or let in."""
        if environ["PATH_INFO"] == PATH and environ["REQUEST_METHOD"] == "POST":
            began = time.perf_counter()
            answer = self._look(environ)
            if answer is not None:
                start_response("200 OK", [*self._told, ("Content-Length", str(len(answer)))])
                took = round((time.perf_counter() - began) * 1000)
                log.info("request", method="POST", route=PATH, status=200, milliseconds=took)
                return [answer]
        return self._inside(environ, start_response)

    def _look(self, environ: WSGIEnvironment) -> bytes | None:
        """The answer to an exchange with nothing new; None for any other."""
        scheme, _, token = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
        body = _small_body(environ)
        asked = None if body is None else routine.asked(body)
        if asked is None or scheme.lower() != "bearer" or not token:
            return None
        try:
            with glance(self._engine) as ask:
                found = caller(token.strip(), ask)
                return None if found is None else routine.nothing_new(ask, found.epoch, actor_of(found), asked)
        except DBAPIError:
            return None  # inside it will be met again, and told as any other


def _small_body(environ: WSGIEnvironment) -> bytes | None:
    """The unpacked body of a small request, which stays to be read once more; None for any other."""
    length = environ.get("CONTENT_LENGTH", "")
    if not length.isdecimal() or int(length) > routine.LARGEST or "HTTP_TRANSFER_ENCODING" in environ:
        return None
    body: bytes = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = io.BytesIO(body)
    encoding = environ.get("HTTP_CONTENT_ENCODING", "")
    if not encoding:
        return body
    try:
        return reader.read_body(io.BytesIO(body), encoding, largest=routine.LARGEST, inflated=routine.LARGEST)
    except Refusal:
        return None
