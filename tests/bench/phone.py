"""The phone's engine in a real Chromium: a save, a first copy, and the weight of its code.

A page is built of the engine itself, an exchange that answers from memory, a bare IndexedDB and Dexie; the pairs that
are compared are taken in turn in that one page.
"""

from __future__ import annotations

import functools
import json
import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import sync_playwright

from server.config import ROOT
from tests.bench.figures import Figure
from tests.bench.stage import Stage
from tests.browser.conftest import FLAGS

SAVES, COPIES, RESIDENTS = 100, 3, 10_000


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


def save(stage: Stage) -> Figure:
    """One check-in saved (composed, hashed, sealed, on disk) against a bare strict put of the same row, ms."""
    pairs = _measured(stage, f"bench.save({SAVES})")
    return Figure(*_medians(pairs), f"{SAVES} of each in turn")


def first_copy(stage: Stage) -> Figure:
    """From the first answer to a hit in the search against `bulkAdd` of as many plain objects, ms."""
    pairs = _measured(stage, f"bench.firstCopy({RESIDENTS}, {COPIES * stage.scale.repeats})")
    searched, checked = (median(pair[name] for pair in pairs) for name in ("searched", "checked"))
    how = f"the search took {searched:.0f} ms of it; every line verified after {checked:.0f} ms"
    return Figure(*_medians(pairs), how)


def code(stage: Stage) -> Figure:
    """Our own code of the store and the exchange, with the libraries it stands on as the reference, kB."""
    weight = _built(stage)[1]
    how = f"{weight['whole'] / 1000:.1f} kB with the libraries; what is fetched when it is needed does not count"
    return Figure(weight["own"] / 1000, weight["whole"] / 1000, how)


def _medians(pairs: list[dict[str, float]]) -> tuple[float, float]:
    """The middle reference, and the middle ratio as a value to it: a busy moment slows both of a pair."""
    reference = median(pair["reference"] for pair in pairs)
    return median(pair["value"] / pair["reference"] for pair in pairs) * reference, reference


def _built(stage: Stage) -> tuple[Path, dict[str, int]]:
    def make() -> tuple[Path, dict[str, int]]:
        stage.tell("the page of the phone's engine")
        folder = stage.folder / "phone"
        line = ["node", str(ROOT / "pwa" / "tools" / "bench" / "build.mjs"), str(folder)]
        done = subprocess.run(line, cwd=ROOT / "pwa", capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(done.stderr)
        return folder, json.loads(done.stdout.splitlines()[-1])

    made: tuple[Path, dict[str, int]] = stage.once("phone page", make)
    return made


def _measured(stage: Stage, act: str) -> list[dict[str, float]]:
    stage.tell(act)
    with _served(_built(stage)[0]) as url, sync_playwright() as player:
        told = ROOT / ".cache" / "browser"
        chromium = os.environ.get("CHROMIUM") or told.read_text("utf-8").strip()
        profile = str(stage.folder / "profile")
        context = player.chromium.launch_persistent_context(profile, executable_path=chromium, args=FLAGS)
        page = context.pages[0]
        page.goto(url)
        page.wait_for_function("globalThis.bench")
        pairs: list[dict[str, float]] = page.evaluate(act)
        context.close()
    return pairs


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
