"""Owns the proof that docs/operators.md names every command of the terminal, and names none that does not exist."""

import re
from collections.abc import Iterator
from pathlib import Path

import click

from server.cli import main

PAGE = Path(__file__).parents[2] / "docs" / "operators.md"


def commands(group: click.Group, path: str = "prachakhom") -> Iterator[str]:
    """Every command below a group, as it is typed."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}"


def test_every_command_is_explained_to_operators_and_no_other() -> None:
    explained = re.findall(r"^\| `(prachakhom [a-z -]+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(explained) == sorted(commands(main))


def test_every_command_says_what_it_does() -> None:
    silent = [name for name, command in main.commands.items() if not command.help]
    assert silent == []
