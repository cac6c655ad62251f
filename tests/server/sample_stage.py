"""The sample hearing as a stage for tests: loaded once a session, copied for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from flask import Flask

from server import create_app
from server.demo import loader, people, recorded
from server.extensions import db
from tests.conftest import settings
from tests.databases import Databases


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
def held_template(
    templates: Callable[[str], Path], stock: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Path]:
    """For each kind of database an instance where both hearings of the sample were held, the decisions published."""

    def make(kind: str) -> Path:
        folder = tmp_path_factory.mktemp("held") / "instance"
        stock.copy(templates(kind), folder)
        load(folder, ["m1", "m2"])
        return folder

    return cache(make)


@pytest.fixture
def held(
    held_template: Callable[[str], Path], database: str, new_instance: Callable[[Path, str], Path]
) -> Iterator[Flask]:
    """A server whose two hearings are over."""
    folder = new_instance(held_template(database), "held")
    app = create_app(settings(folder, WEB_DIST=folder / "no-dist", LOG_LEVEL="INFO"))
    yield app
    with app.app_context():
        db.engine.dispose()
