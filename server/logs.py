"""Logs as lines of JSON, without personal data: what happened, on which route; no bodies, names or addresses."""

from __future__ import annotations

import logging
import time
from types import TracebackType
from typing import Any

import structlog
from flask import Flask, Response, g, request

log = structlog.get_logger()

# Only these keys ever reach a log line: what is not on the list cannot leak through it.
ALLOWED = frozenset(
    {
        "event",
        "level",
        "timestamp",
        "method",
        "route",
        "status",
        "milliseconds",
        "error",
        "endpoint",
        "exception",
        "code",
        "count",
        "lines",
        "accepted",
        "reason",
        "attempt",
        "port",
        "origin",  # of a push service
        "outcome",
    }
)


def configure_logs(level: str) -> None:
    """Set up structlog for this process; `level` is a name of the standard library's."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer(_where),
            _only_allowed,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        cache_logger_on_first_use=False,
    )


def register_logs(app: Flask) -> None:
    """Log one line a request, by route pattern: an id in a path is personal data or a secret."""

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def finish(response: Response) -> Response:
        started = g.pop("started", None)
        log.info(
            "request",
            method=request.method,
            route=request.url_rule.rule if request.url_rule else None,
            status=response.status_code,
            milliseconds=None if started is None else round((time.perf_counter() - started) * 1000),
        )
        return response


def _only_allowed(_logger: Any, _name: str, event: Any) -> Any:
    return {key: value for key, value in event.items() if key in ALLOWED}


def _where(exc_info: tuple[type[BaseException], BaseException, TracebackType | None]) -> list[str]:
    """Of an exception its type and the lines it passed; never its message, which may hold what a person typed."""
    kind, _, trace = exc_info
    places: list[str] = []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return [kind.__name__, *places]
