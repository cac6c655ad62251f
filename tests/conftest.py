"""The vocabulary of the tests: app, client, runner, office, account(role), phone(role).

What needs a database runs on both kinds: a test that asks for the fixture `database`, by itself or through others, is
run once for SQLite and once for PostgreSQL. `--database sqlite` runs one kind, for the impatient.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner

from server import create_app
from server.accounts import service as accounts
from server.accounts.models import User
from server.extensions import db, limiter
from tests.databases import KINDS, Databases, address_of, databases
from tests.phone import Phone

OFFICE = "testoffice"
PASSWORD = "a long enough password"
# argon2 as weak as it gets: tests hash many passwords and guard none.
QUICK_HASH = {"argon2__time_cost": 1, "argon2__memory_cost": 8, "argon2__parallelism": 1}

AccountOf = Callable[..., User]
PhoneOf = Callable[..., Phone]
SignedIn = Callable[..., FlaskClient]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Which databases the tests of the server run on."""
    parser.addoption("--database", choices=[*KINDS, "both"], default="both", help="database(s) of the server's tests")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One run for each kind of database, or for the one that a test is about (`only`)."""
    if "database" in metafunc.fixturenames:
        asked = metafunc.config.getoption("--database")
        kinds = KINDS if asked == "both" else (asked,)
        only = metafunc.definition.get_closest_marker("only")
        metafunc.parametrize("database", [kind for kind in kinds if only is None or kind in only.args])


def settings(folder: Path, **more: object) -> dict[str, object]:
    """Settings for a server that lives in `folder` and keeps the environment out."""
    return {
        "INSTANCE_DIR": folder,
        "DATABASE_URL": address_of(folder),
        "PUBLIC_URL": "http://localhost",
        "CREATE_SECRETS": "yes",
        "WEB_DIST": folder / "no-build",  # tests do not depend on what was built last
        "LOG_LEVEL": "CRITICAL",
        "TESTING": True,
        "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": QUICK_HASH,
        **more,
    }


def migrated(stock: Databases, kind: str, folder: Path) -> Path:
    """An instance folder with secrets and a migrated, empty database."""
    stock.new(kind, folder)
    app = create_app(settings(folder))
    with app.app_context():
        flask_migrate.upgrade()
        db.engine.dispose()
    return folder


@pytest.fixture(scope="session")
def stock() -> Iterator[Databases]:
    """Makes and copies databases."""
    with databases() as made:
        yield made


@pytest.fixture(scope="session")
def templates(stock: Databases, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The migrated, empty instance folder of each kind of database, made once and copied for each test."""
    return cache(lambda kind: migrated(stock, kind, tmp_path_factory.mktemp(kind) / "instance"))


@pytest.fixture
def template(database: str, templates: Callable[[str], Path]) -> Path:
    """An instance folder to be copied: see `new_instance`."""
    return templates(database)


@pytest.fixture
def new_instance(stock: Databases, tmp_path: Path) -> Iterator[Callable[[Path, str], Path]]:
    """Copies an instance folder with its database, for this test alone."""
    made: list[Path] = []

    def copy(template: Path, name: str) -> Path:
        made.append(tmp_path / name)
        stock.copy(template, made[-1])
        return made[-1]

    yield copy
    for folder in made:
        stock.drop(folder)


@pytest.fixture
def instance(template: Path, new_instance: Callable[[Path, str], Path]) -> Path:
    """This test's own instance folder."""
    return new_instance(template, "instance")


@pytest.fixture
def app(instance: Path) -> Iterator[Flask]:
    """A server on a fresh database."""
    app = create_app(settings(instance))
    with app.app_context():
        limiter.reset()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Somebody without cookie or token."""
    return app.test_client()


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    """Runs the app's commands."""
    return app.test_cli_runner()


@pytest.fixture
def office(app: Flask) -> str:
    """The id of an office that is open."""
    with app.app_context():
        accounts.open_office(OFFICE, "สำนักงานเขตทดสอบ")
    return OFFICE


@pytest.fixture
def account(app: Flask, office: str) -> AccountOf:
    """Makes accounts: `account("staff")`, `account("staff", "approver")`; the password is PASSWORD."""
    made: list[str] = []

    def make(*roles: str, name: str = "สมหญิง ตั้งใจ") -> User:
        made.append("")
        number = len(made)
        with app.app_context():
            user = accounts.create_account(
                office=office,
                email=f"{roles[0]}{number}@example.org",
                password=PASSWORD,
                name=name,
                roles=list(roles),
                pseudonym=f"{roles[0]}{number}",
            )
            db.session.refresh(user, ["roles"])
            for role in user.roles:
                db.session.refresh(role)
            db.session.refresh(user)
            db.session.expunge_all()
            return user

    return make


@pytest.fixture
def phone(app: Flask, account: AccountOf) -> PhoneOf:
    """Makes enrolled phones: `phone("officer")` has an account of its own, `phone(user=…)` is of that account."""

    def make(*roles: str, user: User | None = None) -> Phone:
        owner = user or account(*roles)
        with app.app_context():
            code, _ = accounts.issue_code(owner.office, owner.pseudonym, "เครื่องทดสอบ")
        return Phone.enrol(app.test_client(), code)

    return make


@pytest.fixture
def signed_in(app: Flask, account: AccountOf) -> SignedIn:
    """Makes browsers that are signed in: `signed_in("staff")`; their CSRF token goes along by itself."""

    def make(*roles: str, user: User | None = None) -> FlaskClient:
        owner = user or account(*roles)
        browser = app.test_client()
        token = browser.get("/auth/login", headers={"Accept": "application/json"}).get_json()["response"]["csrf_token"]
        browser.environ_base["HTTP_X_CSRFTOKEN"] = token
        answer = browser.post("/auth/login", json={"email": owner.email, "password": PASSWORD})
        assert answer.status_code == 200, answer.get_json()
        return browser

    return make
