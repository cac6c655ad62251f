"""What is done in the processes that gunicorn starts to answer (`--config python:server.workers`).

The app is loaded once, before they part, so that they share its memory.
"""

from __future__ import annotations

import gc
from typing import Any

from .extensions import db


def pre_fork(_server: Any, _worker: Any) -> None:
    """What was loaded stays for ever: it is not looked through for garbage, which would write to what is shared."""
    gc.collect()
    gc.freeze()


def post_fork(server: Any, _worker: Any) -> None:
    """A connection to a database serves one process: the pool of the first one is left to it."""
    with server.app.wsgi().app_context():
        db.engine.dispose(close=False)


def post_worker_init(_worker: Any) -> None:
    """Look for garbage in rings less often: the lines of a push look like a leak, and are gone with its answer."""
    gc.set_threshold(20_000, 20, 50)
