"""The commands that look after an installation: is what is stored whole (verify), is the house in order (doctor)?"""

from __future__ import annotations

import json
import sys

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from .terminal import console, opened


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For programs: one object.")
def verify(as_json: bool) -> None:
    """Recompute every hash, chain, signature and record from the stored lines, and name the first bad byte."""
    from .doctor import service

    with opened():
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=console, disable=as_json or not console.is_terminal, transient=True) as bar:
            task = bar.add_task("verifying", total=service.amount())
            report = service.verify(lambda steps: bar.advance(task, steps))
    if as_json:
        found = [finding.to_json() for finding in report.findings]
        click.echo(json.dumps({"ok": not report.found, "looked_at": report.looked_at, "found": found}))
    else:
        for sentence in report.sentences():
            console.print(sentence, markup=False, highlight=False, soft_wrap=True)
        seen = ", ".join(f"{count:,} {what}" for what, count in report.looked_at.items())
        console.print(f"Looked at {seen}: {'all is whole' if not report.found else f'{report.found} findings'}.")
    sys.exit(1 if report.found else 0)


COMMANDS: tuple[click.Command, ...] = (verify,)
