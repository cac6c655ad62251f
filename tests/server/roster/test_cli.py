"""Importing a roll from a terminal: the same verbs, a bar, sentences in place of traces."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.testing import FlaskClient

from server.cli import main
from tests.databases import address_of
from tests.names import people
from tests.server.roster import stage
from tests.server.roster.stage import COMMUNITIES, HEADER, as_csv, as_xlsx, on_roll, table

NAMES = list(COMMUNITIES.values())


def run(folder: Path, *words: str) -> Result:
    settings = {"INSTANCE_DIR": str(folder), "DATABASE_URL": address_of(folder), "COLUMNS": "200"}
    return CliRunner().invoke(main, ["roster", *words], env=settings)


@pytest.mark.parametrize("verb", ["preview", "import"])
def test_a_command_of_a_bad_file_says_so_in_a_sentence_and_leaves_nothing(
    app: Flask, office: str, instance: Path, tmp_path: Path, verb: str
) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(b"%PDF-1.7")
    done = run(instance, verb, str(file), "--office", office)
    assert (done.exit_code, "roster_not_table" in done.output) == (1, True)
    assert stage.left_behind(app) == []


def test_a_roll_is_looked_at_imported_listed_and_undone_from_the_terminal(
    app: Flask, office: str, desk: FlaskClient, instance: Path, tmp_path: Path
) -> None:
    file = tmp_path / "roll.xlsx"
    file.write_bytes(as_xlsx(table(people(620, NAMES))))
    looked = run(instance, "preview", str(file), "--office", office)
    assert looked.exit_code == 0, looked.output
    assert re.search(r"new\W+620", looked.output)
    assert (stage.left_behind(app), on_roll(app, office)) == ([], [])
    done = run(instance, "import", str(file), "--office", office)
    assert done.exit_code == 0, done.output
    assert "620/620" in done.output
    assert len(on_roll(app, office)) == 620
    listed = run(instance, "list", "--office", office).output
    [name] = re.findall(r"[\w-]{22}", listed)
    undone = run(instance, "undo", name, "--office", office)
    assert (undone.exit_code, "0 people stay" in undone.output) == (0, True)
    assert on_roll(app, office) == []


def test_what_the_file_does_not_say_is_told_by_options(
    app: Flask, office: str, desk: FlaskClient, instance: Path, tmp_path: Path
) -> None:
    file = tmp_path / "roll.csv"
    file.write_bytes(as_csv([["x", "y"], ["นายสมชาย ใจดี", "ท่าน้ำ"], ["นางมาลี ใจดี", ""]]))
    options = [
        "--column",
        "full=1",
        "--column",
        "community=2",
        "--place",
        "ท่าน้ำ=community/c1",
        "--home",
        "subdistrict/riverside",
    ]
    done = run(instance, "import", str(file), "--office", office, *options)
    assert done.exit_code == 0, done.output
    assert sorted(each["stream"] for each in on_roll(app, office)) == ["community/c1", "subdistrict/riverside"]


def test_doubles_are_left_out_unless_the_option_says_otherwise(
    app: Flask, office: str, desk: FlaskClient, instance: Path, tmp_path: Path
) -> None:
    file = tmp_path / "roll.csv"
    row = ["นาย", "สมชาย", "ใจดี", "1", NAMES[0], ""]
    file.write_bytes(as_csv([HEADER, row, row]))
    assert run(instance, "import", str(file), "--office", office).exit_code == 0
    assert len(on_roll(app, office)) == 1


@pytest.mark.parametrize("options", [["--column", "full"], ["--column", "full=x"], ["--home", "community/nowhere"]])
def test_an_option_that_cannot_be_is_said_plainly(
    app: Flask, office: str, desk: FlaskClient, instance: Path, tmp_path: Path, options: list[str]
) -> None:
    file = tmp_path / "roll.csv"
    file.write_bytes(as_csv(table(people(3, NAMES))))
    done = run(instance, "import", str(file), "--office", office, *options)
    assert done.exit_code in (1, 2)
    assert isinstance(done.exception, SystemExit)
    assert stage.left_behind(app) == []
