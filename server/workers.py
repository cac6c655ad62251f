"""What is done in each process that gunicorn starts to answer (`--config python:server.workers`)."""

from __future__ import annotations

import gc
from typing import Any


def post_worker_init(_worker: Any) -> None:
    """Look for garbage in rings less often: the lines of a push look like a leak, and are gone with its answer.

    What was there before the first request stays for ever and is not looked through again.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
