"""The command that writes the minutes of a hearing into a file."""

from __future__ import annotations

from pathlib import Path

import click

from .terminal import console, new_file, opened, told

IDS = {"ignore_unknown_options": True}  # ids are base64url, and may begin with a dash


@click.command(context_settings=IDS)
@click.argument("meeting")
@click.option("--format", "form", type=click.Choice(["pdf", "docx"]), default="pdf", show_default=True)
@click.option("--digits", type=click.Choice(["thai", "arabic"]), default="thai", show_default=True)
@click.option("--copy", type=click.Choice(["office", "public"]), default="office", show_default=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The file to write.")
def minutes(meeting: str, form: str, digits: str, copy: str, out: Path) -> None:
    """Write the minutes of a hearing: as they stand, or as they were adopted. The office's copy holds names."""
    from .minutes import file, service
    from .store import service as store

    with opened():
        office = told(store.office_of, f"meeting/{meeting}")
        title, layout = told(service.paper, office, meeting, public=copy == "public")
        made = told(file.made, layout, title, form, digits)
    with new_file(out) as written:
        written.write(made)
    console.print(f"{title}: {out}")


COMMANDS = (minutes,)
