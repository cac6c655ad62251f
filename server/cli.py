"""The command `prachakhom`: set up, serve, send, and the few things an administrator does from a terminal."""

from __future__ import annotations

import logging
import os
import sys
from typing import Any

import click
import flask_migrate
from rich.table import Table

from . import cli_blobs, cli_doctor, cli_keeping, cli_minutes, cli_roster, cli_stream
from .cli_office import COMMANDS
from .cli_print import print_paper
from .terminal import answering, app, console, opened


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Hearings of a district office, recorded offline, reconciled, answered."""


@main.command()
def init() -> None:
    """Make the secret files and bring the database to this version."""
    with app().app_context(), answering():
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

    with app().app_context(), answering():
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
@click.option("--web-only", is_flag=True, help="Leave the push sender to a unit of its own.")
def serve(with_demo: bool, port: int, workers: int, web_only: bool) -> None:
    """Serve, with the push sender beside, until stopped."""
    from . import serve as serving

    os.environ["PORT"] = str(port)
    os.environ.setdefault("PUBLIC_URL", f"http://localhost:{port}")
    people = []
    running = app()
    with running.app_context(), answering():
        migrate()
        if with_demo:
            people = load_demo(["m1"])
        serving.show_addresses(console, port, os.environ["PUBLIC_URL"])
        if people:
            serving.show_people(console, people)
            serving.show_codes(console, people)
        serving.show_phone_help(console, port)
    if web_only:
        serving.web_only(port, workers, running.config["LISTEN"])
    sys.exit(serving.supervise(port, workers, running.config["LISTEN"]))


@main.command()
@click.option("--lease", type=float, default=180.0, show_default=True, help="Seconds that a claimed message is ours.")
def sender(lease: float) -> None:
    """Send push messages until stopped; `serve` starts one by itself."""
    from .push import sender as push_sender

    with opened() as running:
        pass
    push_sender.main(running, lease=lease)


@main.group()
def push() -> None:
    """Push messages."""


@push.command("status")
def push_status() -> None:
    """How many messages stand in each state. Accepted is what a push service says, never that somebody has read it."""
    from .extensions import db
    from .push import queue

    with opened():
        table = Table("state", "messages", title="Outbox")
        for state, n in queue.counts(db.session).items():
            table.add_row(state, str(n))
        console.print(table)


main.add_command(print_paper)
for command in (
    *COMMANDS,
    *cli_blobs.COMMANDS,
    *cli_doctor.COMMANDS,
    *cli_keeping.COMMANDS,
    *cli_minutes.COMMANDS,
    *cli_roster.COMMANDS,
    *cli_stream.COMMANDS,
):
    main.add_command(command)

if __name__ == "__main__":
    main()
