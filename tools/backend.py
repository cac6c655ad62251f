"""Builds the wheel: server, engine, migrations and the built apps in one file that needs no Node and no compiler.

It is a build backend (PEP 517) that needs nothing but Python itself, so that nothing unlocked is downloaded to build
what is served; `pip wheel --no-deps .` uses it, and so does `make wheel`. The same sources give the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
NAME = f"{PROJECT['name']}-{PROJECT['version']}"
INFO = f"{NAME}.dist-info"
# Folder of the project -> where it lies in the wheel. server/config.py finds migrations and apps there.
PARTS = {"sync": "sync", "server": "server", "migrations": "server/migrations", "pwa/dist": "server/web"}
LEFT_OUT = ("__pycache__", "cases")  # examples are for the tests
KIND = ("Root-Is-Purelib: true", "Tag: py3-none-any")
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first moment that a ZIP can name


def build_wheel(wheel_directory: str, _settings: object = None, _metadata_directory: object = None) -> str:
    """Write the wheel into a folder; gives its name."""
    if not (ROOT / "pwa" / "dist" / "field.html").is_file():
        raise SystemExit("The apps are not built: run `make wheel`, which builds them first.")
    name = f"{NAME}-py3-none-any.whl"
    record: list[str] = []
    with zipfile.ZipFile(Path(wheel_directory) / name, "w", zipfile.ZIP_DEFLATED) as wheel:
        for path, content in (*files(), *metadata()):
            wheel.writestr(_entry(path), content)
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
            record.append(f"{path},sha256={digest},{len(content)}")
        wheel.writestr(_entry(f"{INFO}/RECORD"), "\n".join([*record, f"{INFO}/RECORD,,", ""]))
    return name


def build_sdist(_sdist_directory: str, _settings: object = None) -> str:
    """There is none: the repository is the source."""
    raise NotImplementedError("no sdist: the wheel is built from the repository")


def files() -> Iterator[tuple[str, bytes]]:
    """Every file of the program with its place in the wheel, in a fixed order."""
    for folder, place in PARTS.items():
        for path in sorted((ROOT / folder).rglob("*")):
            inner = path.relative_to(ROOT / folder)
            hidden = any(part.startswith(".") or part in LEFT_OUT for part in inner.parts)
            if path.is_file() and not hidden and path.suffix != ".pyc":
                yield f"{place}/{inner.as_posix()}", path.read_bytes()


def metadata() -> Iterator[tuple[str, bytes]]:
    """What an installer reads."""
    asked = (ROOT / "requirements" / "run.in").read_text("utf-8").splitlines()
    needs = [line.partition("#")[0].strip() for line in asked]
    lines = ["Metadata-Version: 2.1", f"Name: {PROJECT['name']}", f"Version: {PROJECT['version']}"]
    lines += [f"Summary: {PROJECT['description']}", f"Requires-Python: {PROJECT['requires-python']}"]
    lines += [f"Requires-Dist: {need}" for need in needs if need]
    scripts = [f"{name} = {target}" for name, target in PROJECT["scripts"].items()]
    yield f"{INFO}/METADATA", _text(*lines)
    yield f"{INFO}/WHEEL", _text("Wheel-Version: 1.0", "Generator: prachakhom", *KIND)
    yield f"{INFO}/entry_points.txt", _text("[console_scripts]", *scripts)
    # What was tested, with hashes: docs/operators.md installs these first, then the wheel with --no-deps.
    yield f"{INFO}/requirements.txt", (ROOT / "requirements" / "run.txt").read_bytes()


def _text(*lines: str) -> bytes:
    return "\n".join([*lines, ""]).encode()


def _entry(path: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(path, LONG_AGO)
    info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    return info


def main(folder: str) -> None:
    """Write the wheel and, beside it, the locked list of what it needs and the files that a server is set up with."""
    into = Path(folder)
    into.mkdir(parents=True, exist_ok=True)
    for old in into.glob("*.whl"):
        old.unlink()
    name = build_wheel(str(into))
    locked = (ROOT / "requirements" / "run.txt").read_text("utf-8")
    (into / "requirements.txt").write_text(re.sub(r"^#.*\n", "", locked, flags=re.MULTILINE), "utf-8")
    shutil.copytree(ROOT / "deploy", into / "deploy", dirs_exist_ok=True)
    print(f"  {into / name} ({(into / name).stat().st_size / 1_000_000:.1f} MB) and {into / 'requirements.txt'}")


if __name__ == "__main__":
    main(sys.argv[1])
