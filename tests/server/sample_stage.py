"""The sample hearing as a stage for tests: loaded once a session, copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from server import create_app
from server.demo import loader, people, recorded
from server.extensions import db
from tests.conftest import settings


def load(folder: Path, held: list[str]) -> None:
    """Loads what staff prepare, and the meetings in `held` as recorded."""
    app = create_app(settings(folder))
    with app.app_context():
        sample = loader.read_sample()
        account = {each.part: each.account for each in people.set_up(sample["district"]["name_th"])}
        loader.prepare(sample, [account["officer-a"], account["officer-b"]])
        if held:
            recorded.record(sample, held, received_by=account["officer-a"], approver=account["approver"])
        db.engine.dispose()


@pytest.fixture(scope="session")
def held_template(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance where both hearings of the sample were held and their decisions published."""
    folder = tmp_path_factory.mktemp("held") / "instance"
    shutil.copytree(template, folder)
    load(folder, ["m1", "m2"])
    return folder


@pytest.fixture
def held(held_template: Path, tmp_path: Path) -> Iterator[Flask]:
    """A server whose two hearings are over."""
    folder = tmp_path / "held"
    shutil.copytree(held_template, folder)
    app = create_app(settings(folder, WEB_DIST=folder / "no-dist", LOG_LEVEL="INFO"))
    yield app
    with app.app_context():
        db.engine.dispose()
