"""What the tests of keeping share: a key, and servers that are restored from a backup."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyrage
import pytest
from flask import Flask

from server import create_app
from server.extensions import db
from server.keeping.backup import backup
from server.keeping.restore import restore
from tests.conftest import settings
from tests.databases import Databases
from tests.server.sample_stage import held, held_template

__all__ = ["held", "held_template"]

Restore = Callable[[Path], Flask]


@pytest.fixture(scope="session")
def key() -> Any:
    """A private key of backups."""
    return pyrage.x25519.Identity.generate()


@pytest.fixture
def keep(key: Any, tmp_path: Path) -> Callable[[Flask], Path]:
    """Makes a backup of a server, as it is at that moment."""
    made: list[Path] = []

    def make(app: Flask) -> Path:
        made.append(tmp_path / f"kept{len(made)}.age")
        with app.app_context():
            backup(made[-1], [key.to_public()])
        return made[-1]

    return make


@pytest.fixture
def kept(app: Flask, keep: Callable[[Flask], Path]) -> Callable[[], Path]:
    """Makes a backup of the app."""
    return lambda: keep(app)


@pytest.fixture
def empty(stock: Databases, database: str, tmp_path: Path) -> Iterator[Path]:
    """The folder of an instance that is not there yet, with an empty database where the database is a server's."""
    folder = tmp_path / "restored"
    stock.new(database, folder)
    yield folder
    stock.drop(folder)


@pytest.fixture
def restored(empty: Path, key: Any) -> Iterator[Restore]:
    """Restores a backup into an empty instance; gives the server on it."""
    apps: list[Flask] = []

    def make(path: Path) -> Flask:
        restore(path, [key], given=settings(empty))
        apps.append(create_app(settings(empty, CREATE_SECRETS="no")))
        return apps[-1]

    yield make
    for app in apps:
        with app.app_context():
            db.engine.dispose()
