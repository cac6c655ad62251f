"""The commands that keep what was recorded: make a key, back up, restore."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.progress import Progress, TaskID
from rich.table import Table

from .terminal import answering, console, opened

FILE = click.Path(path_type=Path, dir_okay=False)
READABLE = click.Path(path_type=Path, dir_okay=False, exists=True)
passphrase_option = click.option(
    "--passphrase-file", type=READABLE, help="A file whose first line is the passphrase of the key."
)


@click.command("backup-key")
@click.argument("file", type=FILE)
@passphrase_option
def backup_key(file: Path, passphrase_file: Path | None) -> None:
    """Make the key that opens backups: keep FILE where the server is not. Tells the public half, for `backup --to`."""
    from .keeping import sealing

    with _answering():
        public = sealing.make_key(file, _passphrase(passphrase_file))
    console.print(f"{file} opens backups made with:  --to {public}", soft_wrap=True)
    console.print("Keep two copies of it away from this server. Without it no backup can be read.")


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--to", multiple=True, required=True, help="Public key (age1…), or a file of them; may be repeated.")
@click.option("--keep", type=click.IntRange(min=1), help="Of a folder: remove the oldest backups beyond so many.")
@click.option("--check/--no-check", default=True, help="Read it back before it gets its name.", show_default=True)
def backup(target: Path, to: tuple[str, ...], keep: int | None, check: bool) -> None:
    """Write everything of this moment, encrypted, to TARGET: a new file, or a folder. The server goes on meanwhile."""
    from .keeping import backup as keeping
    from .keeping import sealing

    if keep is not None and not target.is_dir():
        raise click.ClickException("--keep is for a folder of backups.")
    with opened(), _answering(), _bars() as bars:
        made = keeping.backup(target, sealing.recipients(_keys(to)), check=check, step=bars)
        gone = [] if keep is None else keeping.rotate(target, keep)
    console.print(f"{made.path}: {made.rows} rows, {made.files} files, {made.size} bytes.", soft_wrap=True)
    for path in gone:
        console.print(f"{path.name} is removed.")


@click.command()
@click.argument("file", type=READABLE)
@click.option("--key", type=READABLE, required=True, help="The file that `backup-key` made.")
@passphrase_option
def restore(file: Path, key: Path, passphrase_file: Path | None) -> None:
    """Restore a backup into an empty instance and an empty database; phones then bring back what came after it."""
    from .keeping import restore as keeping
    from .keeping import sealing

    with answering(), _answering(), _bars() as bars:
        keys = sealing.read_key(key, _passphrase(passphrase_file))
        restored = keeping.restore(file, keys, step=bars)
    console.print(f"Restored: {restored.rows} rows, {restored.files} files, as of {restored.made}.")
    if restored.withdrawn:
        console.print(
            f"{restored.withdrawn} push messages waited in the backup; they are withdrawn, nobody is told twice."
        )
    table = Table(
        "installation", "label", "account", "shut out since", title="Phones and desks, as the backup knew them"
    )
    for one in restored.installations:
        table.add_row(one.installation, one.label, one.account, one.revoked_at or "")
    console.print(table)
    console.print(
        "Whatever was shut out, closed or changed after the backup is as it was before: look through the list,"
    )
    console.print(
        "Everybody signs in anew, with the password of then; who set a new one since, or should not return, see to it."
    )
    console.print(
        "`prachakhom revoke` what is lost or stolen, then start the server and let every phone and desk sync."
    )
    console.print(
        "They bring back what came later. Publish nothing before they have; `prachakhom verify` looks at all of it."
    )


@click.command()
@click.option("--office", required=True, help="Id of the office.")
def mend(office: str) -> None:
    """Make pages of decisions again that a restore lost, where that gives what was published. Tells nobody twice."""
    from .decisions import mend as mending

    with opened():
        mended = mending.mend(office)
    for decision in mended.again:
        console.print(f"The page of {decision} is there again.")
    for decision in mended.by_hand:
        console.print(f"The page of {decision} would not be what was published: look at it at the desk, publish anew.")
    if not mended.again and not mended.by_hand:
        console.print("No page is missing.")


class _Bars:
    """A progress bar for each thing that is done."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, what: str, done: int, total: int) -> None:
        if what not in self._tasks:
            self._tasks[what] = self._progress.add_task(what, total=total)
        self._progress.update(self._tasks[what], completed=done, total=total)


@contextmanager
def _bars() -> Iterator[_Bars]:
    with Progress(console=console) as progress:
        yield _Bars(progress)


@contextmanager
def _answering() -> Iterator[None]:
    """What can go wrong with a file, a key or the place becomes a sentence."""
    from .keeping.archive import BadBackup
    from .keeping.place import NotEmpty
    from .keeping.sealing import BadKey

    try:
        yield
    except (BadBackup, BadKey, NotEmpty) as problem:
        raise click.ClickException(str(problem)) from problem
    except OSError as problem:
        raise click.ClickException(f"{problem.strerror or problem}: {problem.filename or ''}".rstrip(": ")) from problem


def _passphrase(file: Path | None) -> str | None:
    if file is None:
        return None
    lines = file.read_text("utf-8").splitlines()
    if not lines or not lines[0]:
        raise click.ClickException(f"{file} is empty: its first line is the passphrase.")
    return lines[0]


def _keys(said: tuple[str, ...]) -> list[str]:
    """Public keys, each given itself or in a file, one a line."""
    keys: list[str] = []
    for text in said:
        lines = [text] if text.startswith("age1") else Path(text).read_text("utf-8").splitlines()
        keys += [line for line in lines if line and not line.startswith("#")]
    return keys


COMMANDS: tuple[click.Command, ...] = (backup_key, backup, restore, mend)
