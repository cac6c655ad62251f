"""The command `prachakhom`: set up, serve, send, and the few things an administrator does from a terminal."""

from __future__ import annotations

import logging
import os
import sys
from typing import Any

import click
import flask_migrate
from flask import Flask
from rich.console import Console
from rich.table import Table

from . import create_app
from .config import Misconfigured
from .errors import TABLE, Refusal

console = Console()


def app(**given: Any) -> Flask:
    """The app, or a sentence that says what to set right."""
    try:
        return create_app(given)
    except Misconfigured as problem:
        raise click.ClickException(str(problem)) from problem


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Hearings of a district office, recorded offline, reconciled, answered."""


@main.command()
def init() -> None:
    """Make the secret files and bring the database to this version."""
    with app().app_context():
        migrate()
    console.print("The database is ready.")


def migrate() -> None:
    """Bring the database to this version; says nothing when it is there."""
    logging.getLogger("alembic").setLevel(logging.WARNING)
    flask_migrate.upgrade()


@main.command()
@click.option("--filled", type=click.Choice(["m1", "all"]), help="Also record a hearing as held: the first, or both.")
def demo(filled: str | None) -> None:
    """Load the sample hearing: accounts, residents, two hearings with their motions. A second run changes nothing."""
    from .serve import show_people

    with app().app_context():
        migrate()
        people = load_demo({"m1": ["m1"], "all": ["m1", "m2"]}.get(filled or "", []))
        show_people(console, people)


def load_demo(held: list[str]) -> list[Any]:
    """Loads the sample, the meetings in `held` with what was recorded there; gives its people."""
    from .demo import loader, people, recorded

    sample = loader.read_sample()
    everyone = people.set_up(sample["district"]["name_th"])
    account = {person.part: person.account for person in everyone}
    new = loader.prepare(sample, [account["officer-a"], account["officer-b"]])
    if held:
        new += recorded.record(sample, held, received_by=account["officer-a"], approver=account["approver"])
    console.print(f"Sample hearing: {new} records new." if new else "Sample hearing: nothing to add.")
    return everyone


@main.command()
@click.option("--demo", "with_demo", is_flag=True, help="Load the sample hearing first, the first meeting as held.")
@click.option("--port", type=int, envvar="PORT", default=8000, show_default=True)
@click.option("--workers", type=int, default=2, show_default=True)
def serve(with_demo: bool, port: int, workers: int) -> None:
    """Serve, with the push sender beside, until stopped."""
    from . import serve as serving

    os.environ["PORT"] = str(port)
    os.environ.setdefault("PUBLIC_URL", f"http://localhost:{port}")
    people = []
    with app().app_context():
        migrate()
        if with_demo:
            people = load_demo(["m1"])
        serving.show_addresses(console, port, os.environ["PUBLIC_URL"])
        if people:
            serving.show_people(console, people)
            serving.show_codes(console, people)
        serving.show_phone_help(console, port)
    sys.exit(serving.supervise(port, workers))


@main.command()
@click.option("--lease", type=float, default=180.0, show_default=True, help="Seconds that a claimed message is ours.")
def sender(lease: float) -> None:
    """Send push messages until stopped; `serve` starts one by itself."""
    from .push import sender as push_sender

    push_sender.main(app(), lease=lease)


@main.group()
def account() -> None:
    """Accounts of the office's staff."""


@account.command("add")
@click.argument("email")
@click.option("--office", required=True, help="Id of the office.")
@click.option("--name", required=True, help="Name as screens show it.")
@click.option("--role", "roles", multiple=True, required=True, help="administrator, officer, staff or approver.")
@click.password_option()
def add_account(email: str, office: str, name: str, roles: tuple[str, ...], password: str) -> None:
    """Create an account."""
    from .accounts import service

    with app().app_context():
        user = told(service.create_account, office=office, email=email, password=password, name=name, roles=list(roles))
        console.print(f"Account {user.pseudonym} for {email}.")


@main.group()
def office() -> None:
    """District offices."""


@office.command("add")
@click.argument("office_id")
@click.option("--name", required=True, help="Name as pages show it.")
def add_office(office_id: str, name: str) -> None:
    """Open an office; once more changes nothing."""
    from .accounts import service

    with app().app_context():
        told(service.open_office, office_id, name)
        console.print(f"Office {office_id} is open.")


@main.command("enrol-code")
@click.argument("account_id")
@click.option("--office", required=True, help="Id of the office.")
@click.option("--label", required=True, help="What the phone is called.")
def enrol_code(account_id: str, office: str, label: str) -> None:
    """A one-time code and its QR for one phone of an account."""
    from .accounts import service
    from .serve import show_qr

    running = app()
    with running.app_context():
        code, expires = told(service.issue_code, office, account_id, label)
        console.print(f"{label}: {code}, until {expires}")
        show_qr(console, f"{running.config['PUBLIC_URL']}/field#enrol={code}")


@main.group()
def push() -> None:
    """Push messages."""


@push.command("status")
def push_status() -> None:
    """How many messages stand in each state. Accepted is what a push service says, never that somebody has read it."""
    from .extensions import db
    from .push import queue

    with app().app_context():
        table = Table("state", "messages", title="Outbox")
        for state, n in queue.counts(db.session).items():
            table.add_row(state, str(n))
        console.print(table)


def told(verb: Any, *args: Any, **kwargs: Any) -> Any:
    """Calls a verb; a refusal becomes a sentence."""
    try:
        return verb(*args, **kwargs)
    except Refusal as refused:
        raise click.ClickException(f"{refused.code}: {TABLE[refused.code][1]} {refused.errors or ''}") from refused


if __name__ == "__main__":
    main()
