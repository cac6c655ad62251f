"""The command that prints: a paper of a hearing into a file."""

from __future__ import annotations

from pathlib import Path

import click

from .terminal import console, new_file, opened, told

IDS = {"ignore_unknown_options": True}  # ids are base64url, and may begin with a dash
PAPERS = ("sign-in", "opinions", "slips", "cards", "agenda", "notice")


@click.command("print", context_settings=IDS)
@click.argument("paper", type=click.Choice(PAPERS))
@click.argument("meeting")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The PDF to write.")
@click.option("--thai-digits", is_flag=True, help="Write numbers with Thai digits.")
@click.option("--blank", type=click.IntRange(0, 200), default=10, show_default=True, help="Empty rows below each list.")
@click.option("--slips", type=click.IntRange(1, 400), default=32, show_default=True, help="How many receipt slips.")
@click.option("--first", type=click.IntRange(1, 99_000), default=1, show_default=True, help="Number on the first slip.")
def print_paper(paper: str, meeting: str, out: Path, thai_digits: bool, blank: int, slips: int, first: int) -> None:
    """Print a paper of a hearing as PDF. The sheets to sign hold names: the file is readable by you alone."""
    from .print import service
    from .print.papers import Asked
    from .store import service as store

    with opened():
        asked = Asked(thai_digits=thai_digits, blank=blank, slips=slips, first=first)
        made = told(service.paper, told(store.office_of, f"meeting/{meeting}"), meeting, paper, asked)
    with new_file(out) as file:
        file.write(made)
    console.print(f"{paper} of {meeting} in {out}.")
