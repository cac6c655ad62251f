"""What every command of the terminal shares: the app behind it, and a sentence in place of a trace."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import click
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from rich.console import Console
from sqlalchemy.exc import DataError, DBAPIError

from . import MIGRATIONS, create_app
from .config import Misconfigured
from .database import what_is_wrong
from .errors import TABLE, Refusal
from .extensions import db

# What goes into a file or another program is not squeezed: an id cut in two is no use to anybody.
console = Console(width=None if sys.stdout.isatty() else 200)


def app(**given: Any) -> Flask:
    """The app, or a sentence that says what to set right."""
    try:
        return create_app(given)
    except Misconfigured as problem:
        raise click.ClickException(str(problem)) from problem


@contextmanager
def answering() -> Iterator[None]:
    """A database that is away, or refuses a value, becomes a sentence."""
    try:
        yield
    except DataError as problem:
        raise click.ClickException("A value is too long for the database, or holds a sign it cannot keep.") from problem
    except DBAPIError as problem:
        said = f"{what_is_wrong(problem)} If it is new, run `prachakhom init` once."
        raise click.ClickException(said) from problem


@contextmanager
def opened() -> Iterator[Flask]:
    """The app in its context, on a database that is there and of this version; else a sentence that says what to do.

    Makes nothing: a command that is called in the wrong folder must not leave secret files or an empty database there.
    """
    running = app(CREATE_SECRETS="no")
    with running.app_context(), answering():
        _check_version()
        yield running


def _check_version() -> None:
    path = db.engine.url.database
    if db.engine.dialect.name == "sqlite" and path and not Path(path).exists():
        raise click.ClickException(f"There is no database at {path}: run `prachakhom init` once.")
    with db.engine.connect() as connection:
        here = set(MigrationContext.configure(connection).get_current_heads())
    if here != set(ScriptDirectory(str(MIGRATIONS)).get_heads()):
        raise click.ClickException("The database is not of this version: run `prachakhom init`.")


def told(verb: Any, *args: Any, **kwargs: Any) -> Any:
    """Calls a verb; a refusal becomes a sentence."""
    try:
        return verb(*args, **kwargs)
    except Refusal as refused:
        raise click.ClickException(f"{refused.code}: {TABLE[refused.code][1]} {refused.errors or ''}") from refused


@contextmanager
def new_file(path: Path) -> Iterator[IO[bytes]]:
    """A file for what may hold names: for us alone, whole or not there. What has its name already is left as it is."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as problem:
        raise click.ClickException(f"{path} cannot be written: {problem.strerror}.") from problem
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
    except BaseException as problem:
        path.unlink(missing_ok=True)
        if isinstance(problem, OSError):
            raise click.ClickException(f"{path} cannot be written: {problem.strerror}.") from problem
        raise
