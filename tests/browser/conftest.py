"""The stage for the browser tests: a house (server and sender on a fresh folder), phones, a desk, a resident.

A *phone* is a Chromium with a folder of its own: it can be killed with SIGKILL and started again on the same data.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Error, Page, Playwright, ViewportSize

from tests.bench import crowd

ROOT = Path(__file__).parents[2]
FLAGS = [
    "--no-sandbox",  # the tests may run as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SMALL: ViewportSize = {"width": 360, "height": 640}
WIDE: ViewportSize = {"width": 1280, "height": 800}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker("browser")
    items.sort(key=lambda item: "test_rehearsal" not in str(item.path))  # the longest first: the others fit beside it


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


@dataclass
class House:
    """A running server with its sender. `demo` holds the accounts and enrolment codes that the demo printed."""

    url: str
    folder: Path
    demo: dict[str, Any]
    process: subprocess.Popen[bytes] = field(repr=False)


def start_house(folder: Path, *, filled: bool, extra: dict[str, str] | None = None) -> House:
    """A house with the sample: two hearings prepared, and also held if `filled`."""
    command(folder, "demo", *(["--filled", "all"] if filled else []))
    return serve_house(folder, extra, json.loads((folder / "demo.json").read_text("utf-8")))


def command(folder: Path, *words: str, typed: str = "", extra: dict[str, str] | None = None) -> str:
    """Runs `prachakhom …` on an instance folder, as an operator would; gives back what it printed."""
    env = {**os.environ, "INSTANCE_DIR": str(folder), "PYTHONPATH": str(ROOT), "COLUMNS": "200", **(extra or {})}
    line = [sys.executable, "-m", "server.cli", *words]
    done = subprocess.run(line, env=env, cwd=ROOT, input=typed, capture_output=True, text=True)
    assert done.returncode == 0, f"prachakhom {' '.join(words)}: {done.stdout}{done.stderr}"
    return done.stdout


def serve_house(
    folder: Path, extra: dict[str, str] | None = None, demo: dict[str, Any] | None = None, port: int | None = None
) -> House:
    """Serves what an instance folder holds; `demo` is what the demo printed, if it was loaded."""
    port = port or free_port()
    url = f"http://localhost:{port}"
    env = {**os.environ, "INSTANCE_DIR": str(folder), "PUBLIC_URL": url, "PYTHONPATH": str(ROOT), **(extra or {})}
    line = [sys.executable, "-m", "server.cli", "serve", "--port", str(port)]
    with (folder / "serve.log").open("wb") as log:
        process = subprocess.Popen(line, env=env, cwd=ROOT, stdout=log, stderr=log)
    wait_for(lambda: answers(f"{url}/healthz"), f"the server did not answer; see {folder / 'serve.log'}", 30)
    return House(url, folder, demo or {}, process)


@contextlib.contextmanager
def crowded_house(folder: Path, invited: int) -> Iterator[House]:
    """A house with the sample, whose second hearing invites so many people more."""
    folder.mkdir(mode=0o700)
    command(folder, "demo")
    crowd.invite(folder, invited)
    house = serve_house(folder, demo=json.loads((folder / "demo.json").read_text("utf-8")))
    yield house
    stop(house)


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def wait_for(true: Callable[[], Any], otherwise: str, seconds: float = 15) -> Any:
    """Asks again until it is true; fails with `otherwise` when the time is over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if got := true():
            return got
        time.sleep(0.05)
    raise AssertionError(otherwise)


def stop(house: House) -> None:
    house.process.send_signal(signal.SIGTERM)
    try:
        house.process.wait(15)
    except subprocess.TimeoutExpired:
        house.process.kill()
        raise


@pytest.fixture(scope="session")
def chromium() -> str:
    told = ROOT / ".cache" / "browser"
    return os.environ.get("CHROMIUM") or told.read_text("utf-8").strip()


@dataclass
class Phone:
    """One browser on a folder of its own."""

    launch: Callable[[], BrowserContext]
    folder: Path
    context: BrowserContext
    page: Page

    def offline(self, off: bool) -> None:
        self.context.set_offline(off)

    def kill(self) -> None:
        """SIGKILL to the browser's main process, as when a phone's battery is pulled."""
        os.kill(main_process(self.folder), signal.SIGKILL)
        with contextlib.suppress(Error):
            self.context.close()

    def start(self, *, offline: bool) -> Page:
        self.context = self.launch()
        self.context.set_offline(offline)
        self.page = self.context.pages[0] if self.context.pages else self.context.new_page()
        return self.page


def main_process(folder: Path) -> int:
    """Process id of the Chromium whose profile is `folder`: the one without `--type=`."""
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if f"--user-data-dir={folder}".encode() in words and not any(w.startswith(b"--type=") for w in words):
            return int(entry.name)
    raise AssertionError(f"no browser runs on {folder}")


def everything(main: int) -> list[int]:
    """The browser's main process and all below it."""
    below = []
    with contextlib.suppress(OSError):
        for thread in Path(f"/proc/{main}/task").iterdir():
            below += [int(child) for child in (thread / "children").read_text("ascii").split()]
    return [main, *(process for child in below for process in everything(child))]


@pytest.fixture
def phone_of(playwright: Playwright, chromium: str, tmp_path: Path) -> Iterator[Callable[..., Phone]]:
    """Gives out browsers: `phone_of("a")` is a phone of 360x640, `phone_of("desk", size=WIDE)` a desk."""
    made: list[Phone] = []

    def make(
        name: str,
        *,
        size: ViewportSize = SMALL,
        scripts: tuple[str, ...] = (),
        origin: str = "",
        flags: tuple[str, ...] = (),
    ) -> Phone:
        folder = tmp_path / f"browser-{name}"

        def launch() -> BrowserContext:
            context = playwright.chromium.launch_persistent_context(
                str(folder), executable_path=chromium, args=[*FLAGS, *flags], viewport=size, locale="th-TH",
                timezone_id="Asia/Bangkok", reduced_motion="reduce",
            )  # fmt: skip
            for script in scripts:
                context.add_init_script(script)
            if origin:
                context.grant_permissions(["notifications"], origin=origin)
            return context

        context = launch()
        phone = Phone(launch, folder, context, context.pages[0])
        made.append(phone)
        return phone

    yield make
    for phone in made:
        with contextlib.suppress(Error):
            phone.context.close()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A house where staff prepared two hearings and nothing was recorded yet."""
    folder = tmp_path / "instance"
    folder.mkdir(mode=0o700)
    running = start_house(folder, filled=False)
    yield running
    stop(running)


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[House]:
    """A house where both hearings were held."""
    folder = tmp_path / "instance"
    folder.mkdir(mode=0o700)
    running = start_house(folder, filled=True)
    yield running
    stop(running)
