"""Owns the way from Python to the engine in TypeScript: one Node process, a line of JSON to a line of JSON."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

from sync.canonical import Malformed, canonical

ROOT = Path(__file__).parents[2]
BUNDLER = ROOT / "pwa" / "node_modules" / "rolldown" / "bin" / "cli.mjs"
SOURCE = ROOT / "tests" / "sync" / "twin.mjs"


class Twin:
    """The running twin. Every answer is the canonical text of what it gave, or `error: code` where it refused."""

    def __init__(self, folder: Path) -> None:
        # Bundled first: the oldest Node that we support does not run TypeScript by itself.
        script = folder / "twin.mjs"
        build = ["node", BUNDLER, SOURCE, "--format", "esm", "--platform", "node", "--file", script]
        subprocess.run(build, check=True, capture_output=True, timeout=120)
        self._process = subprocess.Popen(["node", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=20)

    def ask(self, question: str, **given: object) -> str:
        """Put a question; the answer as text."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        # ASCII with escapes, so that even half a surrogate pair arrives as it is.
        self._process.stdin.write(json.dumps({"ask": question, **given}) + "\n")
        self._process.stdin.flush()
        answer: dict[str, str] = json.loads(self._process.stdout.readline())
        assert "crash" not in answer, answer
        return f"error: {answer['error']}" if "error" in answer else answer["text"]


def ours(act: Callable[[], Any]) -> str:
    """What this engine gives, in the form of the twin's answer."""
    try:
        return canonical(act())
    except Malformed as refusal:
        return f"error: {refusal.code}"
