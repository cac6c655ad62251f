"""The commands about streams as text: one as a file, a file taken in, what waits, and the history of a record."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TextIO

import click
from rich.progress import Progress
from rich.table import Table

from .terminal import console, new_file, opened, told

IDS = {"ignore_unknown_options": True}  # ids are base64url, and may begin with a dash


@click.command("export")
@click.argument("stream")
@click.option("--office", required=True, help="Id of the office.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The file to write.")
def export_stream(stream: str, office: str, out: Path) -> None:
    """Write a stream (meeting/…, topic/…) as plain text, whole and restorable. It holds personal data: guard it."""
    from .exchange import files

    with opened():
        lines = files.export(office, stream)
        first = told(next, lines)
        with new_file(out) as file:
            file.write(first.encode())
            number = sum(1 for line in lines if file.write(line.encode()))
        console.print(f"{number} entries of {stream} in {out}.")


@click.command("import")
@click.argument("file", type=click.File("r", encoding="utf-8"))
@click.option("--office", required=True, help="Id of the office.")
def import_file(file: TextIO, office: str) -> None:
    """Take in a file of lines: of `export`, or a bundle that a phone made. Once more changes nothing."""
    from .exchange import files

    became: Counter[str] = Counter()
    with opened(), Progress(console=console) as progress:
        bar = progress.add_task("Lines", total=None)
        pages = files.take_in(office, file)
        while page := told(next, pages, None):
            became.update(page)
            progress.update(bar, advance=page.total())
    table = Table("became", "lines")
    for status, number in sorted(became.items()):
        table.add_row(status, str(number))
    console.print(table)


@click.command()
@click.option("--office", required=True, help="Id of the office.")
def waiting(office: str) -> None:
    """Lines that came early and wait: whose, which, since when, and for what (gap, unsigned, part)."""
    from .phones import service

    with opened():
        table = Table("stream", "log", "lines", "waits for", "phone", "account", "since")
        for one in service.waiting(office):
            lines = f"{one['from']} to {one['to']}"
            table.add_row(
                one["stream"],
                one["log"],
                lines,
                one["reason"],
                one["label"],
                one["name"] or one["account"],
                one["since"],
            )
        console.print(table)


@click.command(context_settings=IDS)
@click.argument("record")
@click.option("--office", required=True, help="Id of the office.")
@click.option("--private", is_flag=True, help="Show private parts, too. Look only at what your task needs.")
def inspect(record: str, office: str, private: bool) -> None:
    """The history of a record, by its id: who said what, when, on which phone, instead of what, and why."""
    from .exchange import story

    with opened():
        found = story.stories(office, record, private=private)
        if not found:
            raise click.ClickException("Nothing is held under this id.")
        for one in found:
            console.print(f"{one.kind} {one.record} in {one.stream}")
            table = Table("#", "at", "who", "phone", "field", "value", "instead of", "why", "set aside")
            for step in one.steps:
                for number, (field, said) in enumerate(step.said.items() or [("", "")]):
                    head = (str(step.number), step.at, step.who, step.device) if number == 0 else ("", "", "", "")
                    over = ", ".join(map(str, step.over.get(field, [])))
                    tail = (step.why or "", step.quarantined or "") if number == 0 else ("", "")
                    table.add_row(*head, field, "(hidden or gone)" if said is None else said, over, *tail)
            console.print(table)
            for field, (state, value) in one.now.items():
                console.print(f"  now {field}: {state} {'(hidden)' if value is None else value}", highlight=False)


COMMANDS: tuple[click.Command, ...] = (export_stream, import_file, waiting, inspect)
