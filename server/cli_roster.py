"""The commands that import a roll of residents: look at a file, import it, list imports, undo one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from .terminal import console, opened, told

IDS = {"ignore_unknown_options": True}  # ids are base64url, and may begin with a dash
SHOWN = 20  # faults that are listed
Options = Callable[..., None]


def _of_a_file(command: Options) -> Options:
    """What `preview` and `import` are told of a file."""
    for option in (
        click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path)),
        click.option("--office", required=True, help="Id of the office."),
        click.option(
            "--column", "given", multiple=True, metavar="FIELD=N", help="Read column N (from 1) as this field."
        ),
        click.option("--home", help="Where rows without a community belong: community/… or subdistrict/…"),
        click.option("--place", "places", multiple=True, metavar="NAME=HOME", help="What a community's name means."),
        click.option(
            "--doubles",
            type=click.Choice(["leave", "same", "another"]),
            default="leave",
            show_default=True,
            help="Rows that may be somebody already there: left out, all the same people, or all other people.",
        ),
    ):
        command = option(command)
    return command


@click.group()
def roster() -> None:
    """Rolls of residents, from CSV and XLSX."""


@roster.command("preview")
@_of_a_file
def preview(file: Path, office: str, **given: Any) -> None:
    """Say what an import would do. Writes nothing, keeps nothing."""
    from .roster import service

    with opened():
        seen = _seen(file, office, given)
        told(service.forget, office, seen.id)
        _show(seen)


@roster.command("import")
@_of_a_file
def import_file(file: Path, office: str, **given: Any) -> None:
    """Import a file. A run that was cut is gone on with from the desk, or undone."""
    from .roster import service

    with opened():
        seen = _seen(file, office, given)
        _show(seen)
        try:
            _driven(lambda: service.advance(office, seen.id))
        except click.ClickException:
            service.forget(office, seen.id)
            raise
        console.print(f"Import {seen.id} is whole.")


@roster.command("undo", context_settings=IDS)
@click.argument("roster_id", metavar="ID")
@click.option("--office", required=True, help="Id of the office.")
def undo_import(roster_id: str, office: str) -> None:
    """Undo a whole import. Who was recorded at a hearing meanwhile stays, and is listed."""
    from .roster import show, undo

    with opened():
        _driven(lambda: undo.undo(office, roster_id))
        staying = show.kept(undo.kept(office, roster_id))
        console.print(f"Import {roster_id} is undone; {len(staying)} people stay.")
        for each in staying:
            console.print(f"  {each['record']} ({each['stream']})")


@roster.command("list")
@click.option("--office", required=True, help="Id of the office.")
def list_imports(office: str) -> None:
    """The imports of an office, the newest first."""
    from sync.records import value

    from .roster import service

    with opened():
        table = Table("import", "at", "file", "people", "state")
        for record, progress in service.imports(office):
            made: Any = value(record, "made") or {"at": "", "file": ""}
            table.add_row(progress.id, made["at"], made["file"], str(progress.created), progress.state)
        console.print(table)


def _seen(file: Path, office: str, given: dict[str, Any]) -> Any:
    """The file, with the choices that the options make."""
    from .roster import service
    from .roster.preview import Choices
    from .store.identity import SERVER

    seen = told(service.receive, office, SERVER, file.name, file.read_bytes())
    try:
        columns = {**seen.choices.columns, **{name: int(n) - 1 for name, n in _pairs(given["given"], "--column")}}
        rest = None if given["doubles"] == "leave" else given["doubles"]
        choices = Choices(columns, given["home"], dict(_pairs(given["places"], "--place")), rest=rest)
        return told(service.choose, office, seen.id, choices)
    except click.ClickException:
        service.forget(office, seen.id)
        raise


def _pairs(given: tuple[str, ...], option: str) -> list[tuple[str, str]]:
    pairs = [each.partition("=") for each in given]
    if any(not (name and told_) or (option == "--column" and not told_.isdecimal()) for name, _, told_ in pairs):
        raise click.BadParameter("write NAME=VALUE", param_hint=option)
    return [(name, told_) for name, _, told_ in pairs]


def _show(seen: Any) -> None:
    """Columns, counts, and the first faults."""
    names = {column: field for field, column in seen.choices.columns.items()}
    for column, header in enumerate(seen.table.header):
        read = "refused: ID numbers" if column in seen.table.refused else names.get(column, "not used")
        console.print(f"{column + 1:>3}  {header}: {read}", markup=False, highlight=False)
    table = Table("what", "rows", title=f"{seen.file}: {len(seen.table.lines)} rows")
    for outcome, rows in seen.judgement.counts.items():
        table.add_row(outcome, str(rows))
    console.print(table)
    faults = [each.fault for each in seen.judgement.rows if each.fault is not None]
    for fault in faults[:SHOWN]:
        console.print(fault.said, markup=False, highlight=False)
    if len(faults) > SHOWN:
        console.print(f"… and {len(faults) - SHOWN} more.")


def _driven(step: Callable[[], Any]) -> None:
    """Steps to the end, with a bar."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("residents", total=None)
        while True:
            progress = told(step)
            bar.update(task, completed=progress.done, total=max(progress.total, progress.done))
            if progress.state in ("whole", "undone"):
                return


COMMANDS = (roster,)
