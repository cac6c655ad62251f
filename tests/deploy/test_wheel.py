"""The wheel alone, in an environment of its own: it holds the apps and the migrations, and serves without Node."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import sysconfig
import urllib.request
import venv
import zipfile
from pathlib import Path

import pytest

from tests.rules import house
from tests.server.push.stage import WAIT, free_port, until

VERSIONS = sorted(path.stem for path in (house.ROOT / "migrations" / "versions").glob("*.py"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built as `make wheel` does."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, house.ROOT / "tools" / "backend.py", folder], check=True, capture_output=True)
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of commands of a fresh environment with the wheel; its needs are lent by the tests."""
    folder = tmp_path_factory.mktemp("environment") / "env"
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    said = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        check=True,
        capture_output=True,
        text=True,
    )
    lent = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    Path(said.stdout.strip(), "lent.pth").write_text("\n".join(lent), "utf-8")
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "-q", "--no-deps", "--no-index", wheel]
    subprocess.run(pip, check=True, capture_output=True, env=_bare())
    return folder / "bin"


def _bare() -> dict[str, str]:
    """The environment without anything that leads to the checkout or to settings of this one."""
    ours = ("PYTHONPATH", "DATABASE_URL", "PUBLIC_URL", "PORT", "INSTANCE_DIR", "WEB_DIST")
    return {name: text for name, text in os.environ.items() if name not in ours}


def call(installed: Path, here: Path, *words: str) -> str:
    """What the installed command says, called in a folder."""
    command = [installed / "prachakhom", *words]
    done = subprocess.run(command, cwd=here, env=_bare(), capture_output=True, text=True, timeout=WAIT)
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


def test_the_same_sources_make_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    subprocess.run([sys.executable, house.ROOT / "tools" / "backend.py", tmp_path], check=True, capture_output=True)
    assert (tmp_path / wheel.name).read_bytes() == wheel.read_bytes()


def test_the_wheel_holds_what_it_serves_and_nothing_of_the_workshop(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for due in ("web/field.html", "web/desk.html", "web/service-worker.js", f"migrations/versions/{VERSIONS[-1]}.py"):
        assert f"server/{due}" in names
    assert "sync/schema.json" in names
    assert "server/portal/templates/portal/base.html" in names
    tracked = {path for path in house.under(("server/", "sync/"), "") if not path.startswith("sync/cases/")}
    assert sorted(tracked - set(names)) == [], "every file of the program is there"
    assert [name for name in names if name.split("/")[0] in ("tests", "pwa", "docs", "node_modules")] == []
    assert [name for name in names if name.endswith((".ts", ".svelte", ".pyc", ".map")) or "/." in name] == []


def test_what_the_wheel_asks_for_is_what_is_locked(wheel: Path) -> None:
    whole = zipfile.ZipFile(wheel)
    info = next(name for name in whole.namelist() if name.endswith("METADATA"))
    asked = re.findall(r"^Requires-Dist: ([\w-]+)", whole.read(info).decode(), re.MULTILINE)
    locked = (wheel.parent / "requirements.txt").read_text("utf-8")
    assert asked
    assert [name for name in asked if not re.search(rf"^{name}(\[.*\])?==", locked, re.MULTILINE | re.IGNORECASE)] == []
    assert locked.count("--hash=sha256:") >= len(asked)


def test_a_server_runs_from_the_wheel_in_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    where = "import server, sync; print(server.__file__, sync.__file__)"
    said = subprocess.run(
        [installed / "python", "-c", where], cwd=tmp_path, env=_bare(), capture_output=True, text=True, check=True
    ).stdout
    assert str(house.ROOT) not in said, "the checkout is out of reach"
    assert "ready" in call(installed, tmp_path, "init")
    assert {path.name for path in tmp_path.iterdir()} == {"instance"}
    call(installed, tmp_path, "office", "add", "one", "--name", "สำนักงานเขตหนึ่ง")
    assert "all is whole" in call(installed, tmp_path, "verify")
    port = free_port()
    process = subprocess.Popen(
        [installed / "prachakhom", "serve", "--port", str(port), "--workers", "1"],
        cwd=tmp_path, env=_bare(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        until(lambda: process.poll() is not None or answers(port), "the server")
        home, field, health = (fetch(port, path) for path in ("/", "/field", "/healthz"))
        assert "สำนักงานเขตหนึ่ง" in home
        script = re.search(r'src="(/assets/[^"]+\.js)"', field)
        assert script is not None
        assert fetch(port, script[1])
        assert fetch(port, "/service-worker.js")
        assert '"version":"' in health.replace(" ", "")
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            said, _ = process.communicate(timeout=WAIT)
        finally:
            process.kill()
    assert process.returncode == 0, said


def test_a_database_is_migrated_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    """Down to the first step and up again: each migration is in the wheel."""
    call(installed, tmp_path, "init")
    program = (
        "import flask_migrate, server\n"
        "with server.create_app({'LOG_LEVEL': 'CRITICAL'}).app_context():\n"
        "    flask_migrate.downgrade(revision='0001')\n"
        "    flask_migrate.upgrade()\n"
        "    flask_migrate.check()\n"
    )
    command = [installed / "python", "-c", program]
    done = subprocess.run(command, cwd=tmp_path, env=_bare(), capture_output=True, text=True, timeout=WAIT)
    assert done.returncode == 0, done.stderr


def answers(port: int) -> bool:
    try:
        return bool(fetch(port, "/healthz"))
    except OSError:
        return False


def fetch(port: int, path: str) -> str:
    with urllib.request.urlopen(f"http://localhost:{port}{path}", timeout=WAIT) as answer:
        return str(answer.read().decode())
