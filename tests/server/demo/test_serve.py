"""`prachakhom serve --demo` as its own process: it comes up, says how it is reached, keeps the data, stops cleanly."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner

from server.cli import main
from tests.server.push.stage import ROOT, WAIT, free_port, until


def environment(folder: Path) -> dict[str, str]:
    ours = ("DATABASE_URL", "PUBLIC_URL", "PORT")
    plain = {name: text for name, text in os.environ.items() if name not in ours}
    return {**plain, "INSTANCE_DIR": str(folder / "instance"), "WEB_DIST": str(folder / "no-dist")}


def up(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://localhost:{port}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def serve_once(folder: Path) -> tuple[str, str]:
    """Starts, waits until it answers, reads the first page, stops by SIGTERM: what it printed, and the page."""
    port = free_port()
    command = [sys.executable, "-m", "server.cli", "serve", "--demo", "--port", str(port), "--workers", "1"]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment(folder), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        until(lambda: up(port), "the server")
        with urllib.request.urlopen(f"http://localhost:{port}/", timeout=WAIT) as answer:
            page = answer.read().decode()
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=WAIT)
        assert process.returncode == 0, said
    finally:
        process.kill()
        process.wait()
    assert not up(port), "nothing goes on after the stop"
    assert f"http://localhost:{port}/field" in said
    return said, page


def test_one_command_serves_the_demo_and_a_second_start_keeps_the_data(tmp_path: Path) -> None:
    said, page = serve_once(tmp_path)
    assert "ลอกท่อก่อน" in page, "the first hearing was held and its decisions published"
    assert "officer-a@bkl.example" in said
    assert "adb reverse" in said, "how a real phone reaches it"
    assert len(re.findall(r"/field#enrol=[0-9A-Z]{4}-[0-9A-Z]{4}", said)) == 2
    again, same_page = serve_once(tmp_path)
    assert "nothing to add" in again
    password = re.search(r"staff@bkl\.example\W+(\S+)", said)
    assert password is not None
    assert password[1] in again
    assert re.sub(r"\d+:\d+", "", same_page) == re.sub(r"\d+:\d+", "", page)


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    for name, text in environment(tmp_path).items():
        monkeypatch.setenv(name, text)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return CliRunner()


def test_an_administrator_sets_up_an_office_an_account_and_a_phone(command: CliRunner) -> None:
    assert command.invoke(main, ["init"]).exit_code == 0
    assert command.invoke(main, ["office", "add", "one", "--name", "สำนักงานเขตหนึ่ง"]).exit_code == 0
    told = ["account", "add", "a@one.example", "--office", "one", "--name", "ก", "--role", "officer"]
    made = command.invoke(main, [*told, "--password", "a long enough password"])
    assert made.exit_code == 0, made.output
    account = made.output.split()[1]
    phone = command.invoke(main, ["enrol-code", account, "--office", "one", "--label", "เครื่อง 1"])
    assert phone.exit_code == 0, phone.output
    assert "/field#enrol=" in phone.output
    assert command.invoke(main, ["push", "status"]).exit_code == 0


def test_a_refusal_is_a_sentence_and_not_a_trace(command: CliRunner) -> None:
    command.invoke(main, ["init"])
    wrong = command.invoke(main, ["enrol-code", "nobody", "--office", "one", "--label", "x"])
    assert wrong.exit_code == 1
    assert "unknown_account" in wrong.output
    assert "Traceback" not in wrong.output
