"""The commands about files: which are held, and removing what nobody names."""

from __future__ import annotations

import click
from rich.table import Column, Table

from .terminal import console, opened


@click.group()
def blobs() -> None:
    """Files (photos, signatures) that entries name by their hash."""


@blobs.command("list")
@click.option("--office", required=True, help="Id of the office.")
def list_blobs(office: str) -> None:
    """The files of an office: how large, since when, whether an entry names them."""
    from .blobs import upkeep

    with opened():
        table = Table(Column("file", no_wrap=True, min_width=43), "type", "bytes", "state", "named", "received")
        for row, named in upkeep.every(office):
            table.add_row(row.sha256, row.type, str(row.bytes), row.state, "yes" if named else "no", row.received_at)
        console.print(table)


@blobs.command("sweep")
@click.option("--days", type=click.IntRange(min=1), help="Only what came so long ago; by default ORPHAN_DAYS.")
def sweep(days: int | None) -> None:
    """Remove files that no entry names, and beginnings that nobody went on with."""
    from .blobs import upkeep

    with opened() as running:
        swept = upkeep.sweep(running.config["ORPHAN_DAYS"] if days is None else days)
        console.print(
            f"Removed {swept.orphans} files that nothing names, {swept.beginnings} beginnings, {swept.strays} strays."
        )


COMMANDS: tuple[click.Command, ...] = (blobs,)
