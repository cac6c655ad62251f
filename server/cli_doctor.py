"""The commands that look after an installation: is what is stored whole (verify), is the house in order (doctor)?"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from . import create_app
from .config import Misconfigured
from .terminal import console, opened

if TYPE_CHECKING:
    from .doctor.checkup import Look


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For programs: one object.")
@click.option("--mend", is_flag=True, help="Put damaged lines right, by their hashes or from the phones.")
def verify(as_json: bool, mend: bool) -> None:
    """Recompute every hash, chain, signature and record from the stored lines, and name the first bad byte."""
    from .doctor import mending, service

    with opened():
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=console, disable=as_json or not console.is_terminal, transient=True) as bar:
            task = bar.add_task("verifying", total=service.amount())
            report = service.verify(lambda steps: bar.advance(task, steps))
        mended = mending.mend(report) if mend else mending.Mended()
    if as_json:
        found = [finding.to_json() for finding in report.findings]
        said = {"ok": not report.found, "looked_at": report.looked_at, "found": found}
        click.echo(json.dumps(said | ({"again": mended.again, "asked": mended.asked} if mend else {})))
    else:
        for sentence in report.sentences():
            console.print(sentence, markup=False, highlight=False, soft_wrap=True)
        seen = ", ".join(f"{count:,} {what}" for what, count in report.looked_at.items())
        console.print(f"Looked at {seen}: {'all is whole' if not report.found else f'{report.found} findings'}.")
        if mend and report.found:
            asked = f"{len(mended.asked)} are asked for from the phones" if mended.asked else "none need a phone"
            console.print(f"{len(mended.again)} lines are put right, {asked}. Run `prachakhom verify` again.")
    sys.exit(1 if report.found else 0)


COLOURS = {"ok": "green", "warn": "yellow", "bad": "bold red"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For programs: one object.")
def doctor(as_json: bool) -> None:
    """Look at settings, files, disk, clock, sender, backups: what is wrong, what to do. Exits 1 if anything is bad."""
    looks = _looks()
    if as_json:
        from .doctor.checkup import worst

        click.echo(json.dumps({"state": worst(looks), "looks": [look.to_json() for look in looks]}))
    elif console.is_terminal:
        table = Table("", "what", "found", "what to do", title="Prachakhom")
        for look in looks:
            table.add_row(f"[{COLOURS[look.state]}]{look.state}[/]", look.what, escape(look.said), escape(look.advice))
        console.print(table)
    else:
        for look in looks:
            said = f"{look.state:4}  {look.what}: {look.said} {look.advice}".rstrip()
            console.print(said, markup=False, highlight=False, soft_wrap=True)
    sys.exit(1 if any(look.state == "bad" for look in looks) else 0)


def _looks() -> list[Look]:
    """A server that cannot even start is a finding, too."""
    from .doctor.checkup import Look, checkup

    try:
        running = create_app({"CREATE_SECRETS": "no", "LOG_LEVEL": "CRITICAL"})
    except Misconfigured as problem:
        return [Look("settings", "bad", str(problem), "Set it right; docs/settings.md explains each.")]
    with running.app_context():
        return [Look("settings", "ok", "Every setting can be read, and no secret is lost."), *checkup()]


COMMANDS: tuple[click.Command, ...] = (verify, doctor)
