"""The terminal of an administrator: what each command does, and that it says what is wrong in a sentence."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.testing import FlaskClient

from server.cli import main
from server.extensions import db
from server.store import service as store
from sync.ids import random_id
from sync.records import value
from tests.conftest import OFFICE, PASSWORD, AccountOf, PhoneOf, SignedIn
from tests.databases import address_of
from tests.phone import Phone
from tests.server.exchange.stage import open_meeting

OTHER = "น้ำใจงามนำทาง"  # sara am: one letter here, two as sign-in spells it

# Every command that needs a database, with arguments that would do.
NEEDY = [
    ["account", "add", "a@example.org", "--office", "x", "--name", "ก", "--role", "staff", "--password", PASSWORD],
    ["account", "password", "a@example.org", "--password", PASSWORD],
    ["account", "reset", "a@example.org"],
    ["account", "close", "a@example.org"],
    ["account", "reopen", "a@example.org"],
    ["office", "add", "x", "--name", "ก"],
    ["enrol-code", "x", "--office", "x", "--label", "ก"],
    ["installations", "--office", "x"],
    ["revoke", "x"],
    ["quarantined", "--office", "x"],
    ["admit", "x", "--reason", "ก"],
    ["redact", "x", "--reason", "ก", "--yes"],
    ["export", "meeting/x", "--office", "x", "--out", "never.txt"],
    ["import", "/dev/null", "--office", "x"],
    ["waiting", "--office", "x"],
    ["inspect", "x", "--office", "x"],
    ["minutes", "x", "--out", "x.pdf"],
    ["blobs", "list", "--office", "x"],
    ["roster", "list", "--office", "x"],
    ["push", "status"],
    ["print", "notice", "x", "--out", "x.pdf"],
    ["verify"],
    ["sender"],
    ["backup", "x.age", "--to", "age1" + "q" * 58],
    ["mend", "--office", "x"],
]


def run(folder: Path, *words: str) -> Result:
    settings = {"INSTANCE_DIR": str(folder), "DATABASE_URL": address_of(folder)}
    return CliRunner().invoke(main, list(words), env={**settings, "COLUMNS": "300"})


def narrow(folder: Path, *words: str) -> str:
    """What a terminal of 80 columns shows."""
    settings = {"INSTANCE_DIR": str(folder), "DATABASE_URL": address_of(folder)}
    return CliRunner().invoke(main, list(words), env={**settings, "COLUMNS": "80"}).output


def is_plain(result: Result) -> bool:
    """Ended by a sentence, not by an exception of ours."""
    return result.exit_code == 1 and isinstance(result.exception, SystemExit) and "Traceback" not in result.output


def test_every_command_but_those_that_set_up_is_in_the_list() -> None:
    named = {words[0] for words in NEEDY}
    assert set(main.commands) - named == {"doctor", "init", "serve", "demo", "backup-key", "restore"}


@pytest.mark.parametrize("words", NEEDY, ids=" ".join)
def test_a_command_in_an_empty_folder_says_what_to_do_and_leaves_nothing(tmp_path: Path, words: list[str]) -> None:
    result = run(tmp_path, *words)
    assert is_plain(result), result.output
    assert "prachakhom init" in result.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.only("sqlite")
@pytest.mark.parametrize("words", NEEDY, ids=" ".join)
def test_a_command_on_a_database_that_is_not_there_says_what_to_do(instance: Path, words: list[str]) -> None:
    path = instance / "prachakhom.sqlite3"
    for file in instance.glob("prachakhom.sqlite3*"):
        file.unlink()
    result = run(instance, *words)
    assert is_plain(result), result.output
    assert "prachakhom init" in result.output
    assert not path.exists()


@pytest.mark.only("sqlite")
@pytest.mark.parametrize("words", NEEDY, ids=" ".join)
def test_a_command_on_a_database_of_another_version_says_what_to_do(instance: Path, words: list[str]) -> None:
    for file in instance.glob("prachakhom.sqlite3*"):
        file.unlink()
    sqlite3.connect(instance / "prachakhom.sqlite3").close()
    result = run(instance, *words)
    assert is_plain(result), result.output
    assert "prachakhom init" in result.output


@pytest.mark.only("sqlite")
def test_a_file_that_is_no_database_is_told_in_a_sentence(instance: Path) -> None:
    for file in instance.glob("prachakhom.sqlite3*"):
        file.unlink()
    (instance / "prachakhom.sqlite3").write_bytes(b"no database at all" * 100)
    result = run(instance, "push", "status")
    assert is_plain(result), result.output
    assert "does not answer" in result.output


@pytest.mark.only("postgres")
@pytest.mark.parametrize("words", [*NEEDY, ["init"], ["demo"]], ids=" ".join)
def test_a_command_says_that_postgresql_is_away_and_never_the_password(instance: Path, words: list[str]) -> None:
    away = {"INSTANCE_DIR": str(instance), "DATABASE_URL": "postgresql://me:secret@127.0.0.1:1/hearings"}
    result = CliRunner().invoke(main, words, env=away)
    assert is_plain(result), result.output
    assert "PostgreSQL does not answer" in result.output
    assert "secret" not in result.output


def test_the_database_can_be_read_by_its_owner_alone(tmp_path: Path) -> None:
    """It holds personal data; so do the files that SQLite keeps beside it."""
    assert run(tmp_path / "new", "init").exit_code == 0
    held = sqlite3.connect(tmp_path / "new" / "prachakhom.sqlite3")
    held.execute("SELECT count(*) FROM office").fetchall()
    run(tmp_path / "new", "office", "add", "x", "--name", "ก")
    modes = {file.name: oct(file.stat().st_mode & 0o777) for file in (tmp_path / "new").glob("prachakhom*")}
    held.close()
    assert {"prachakhom.sqlite3", "prachakhom.sqlite3-wal", "prachakhom.sqlite3-shm"} <= set(modes)
    assert set(modes.values()) == {"0o600"}


@pytest.mark.only("sqlite")
def test_a_database_that_others_could_read_is_closed_to_them(instance: Path) -> None:
    path = instance / "prachakhom.sqlite3"
    path.chmod(0o644)
    assert run(instance, "push", "status").exit_code == 0
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_phone_that_was_lost_is_found_and_shut_out(instance: Path, phone: PhoneOf) -> None:
    officer = phone("officer")
    listed = run(instance, "installations", "--office", OFFICE)
    assert officer.installation in listed.output
    assert "officer1@example.org" in listed.output
    assert "เครื่องทดสอบ" in listed.output
    assert officer.installation in narrow(instance, "installations", "--office", OFFICE)
    assert run(instance, "revoke", officer.installation).exit_code == 0
    assert officer.client.get("/api/me", headers={"Authorization": f"Bearer {officer.token}"}).status_code == 401
    again = run(instance, "revoke", officer.installation)
    assert again.exit_code == 0
    unknown = run(instance, "revoke", "nothing")
    assert is_plain(unknown)
    assert "not_found" in unknown.output


def sign_in(browser: FlaskClient, email: str, password: str) -> int:
    told = browser.get("/auth/login", headers={"Accept": "application/json"}).get_json()
    header = {"X-CSRFToken": told["response"]["csrf_token"]}
    return browser.post("/auth/login", json={"email": email, "password": password}, headers=header).status_code


def test_a_new_password_signs_out_everywhere_and_signs_in(
    app: Flask, instance: Path, account: AccountOf, signed_in: SignedIn
) -> None:
    user = account("staff")
    browser = signed_in(user=user)
    assert browser.get("/api/me").status_code == 200
    result = run(instance, "account", "password", user.email, "--password", OTHER)
    assert result.exit_code == 0, result.output
    assert browser.get("/api/me").status_code == 401
    assert sign_in(app.test_client(), user.email, PASSWORD) == 400
    assert sign_in(app.test_client(), user.email, OTHER) == 200


def test_a_closed_account_is_shut_out_with_its_phones_until_it_is_reopened(
    app: Flask, instance: Path, account: AccountOf, signed_in: SignedIn, phone: PhoneOf
) -> None:
    user = account("staff")
    browser, staff = signed_in(user=user), phone(user=user)
    assert run(instance, "account", "close", user.email).exit_code == 0
    assert browser.get("/api/me").status_code == 401
    assert sign_in(app.test_client(), user.email, PASSWORD) == 400
    staff.write("topic/late", "topic", "late", {"name": {"th": "สาย"}})
    assert set(staff.push("topic/late").results) == {("quarantined", "not_allowed")}
    assert run(instance, "account", "reopen", user.email.upper()).exit_code == 0
    assert sign_in(app.test_client(), user.email, PASSWORD) == 200
    staff.write("topic/late", "topic", "late", {"about": "อีกครั้ง"})
    assert staff.push("topic/late").results == []


def test_a_password_in_thai_signs_in_as_it_was_typed(app: Flask, instance: Path, office: str) -> None:
    words = ["account", "add", "a@example.org", "--office", office, "--name", "ก", "--role", "staff"]
    made = run(instance, *words, "--password", OTHER)
    assert made.exit_code == 0, made.output
    assert sign_in(app.test_client(), "a@example.org", OTHER) == 200


@pytest.mark.parametrize(("password", "code"), [("short", "invalid_input"), (PASSWORD, "unknown_account")])
def test_a_password_that_cannot_be_set_is_a_sentence(instance: Path, password: str, code: str, office: str) -> None:
    result = run(instance, "account", "password", "nobody@example.org", "--password", password)
    assert is_plain(result)
    assert "unknown_account" in result.output
    words = ["account", "add", "b@example.org", "--office", office, "--name", "ก", "--role", "staff"]
    made = run(instance, *words, "--password", password)
    assert (code in made.output) == (password != PASSWORD)


def test_what_was_quarantined_counts_once_somebody_says_why(app: Flask, instance: Path, phone: PhoneOf) -> None:
    """Nothing recorded is ever stuck: a phone that was shut out too early had honest check-ins on it."""
    staff, officer = phone("staff"), phone("officer")
    meeting = open_meeting(staff, officer)
    entry = meeting.check_in(officer, random_id())
    run(instance, "revoke", officer.installation)
    assert ("quarantined", "not_allowed") in officer.push(meeting.stream).results
    listed = run(instance, "quarantined", "--office", OFFICE)
    assert entry.hash in listed.output
    assert entry.hash in narrow(instance, "quarantined", "--office", OFFICE)
    assert "not_allowed" in listed.output
    assert attendance(app, meeting.stream, entry.record) is None
    assert run(instance, "admit", entry.hash, "--reason", "เครื่องถูกยกเลิกก่อนส่ง").exit_code == 0
    assert attendance(app, meeting.stream, entry.record) == {"capacity": "resident", "voting": True}
    assert entry.hash not in run(instance, "quarantined", "--office", OFFICE).output
    assert standing(staff, meeting.stream, entry.hash) == {"state": "admitted", "reason": "เครื่องถูกยกเลิกก่อนส่ง"}


@pytest.mark.parametrize(
    ("reason", "code"), [("เหตุ", "not_found"), (" ", "invalid_input"), ("ก" * 81, "invalid_input")]
)
def test_only_what_is_quarantined_is_admitted_and_only_for_a_reason(
    instance: Path, phone: PhoneOf, reason: str, code: str
) -> None:
    officer = phone("officer")
    meeting = open_meeting(phone("staff"), officer)
    entry = meeting.check_in(officer, random_id())
    officer.push(meeting.stream)
    result = run(instance, "admit", entry.hash, "--reason", reason)
    assert is_plain(result)
    assert code in result.output


@pytest.mark.parametrize("command", [["revoke"], ["admit", "--reason", "เหตุ"], ["redact", "--yes", "--reason", "เหตุ"]])
def test_an_id_may_begin_with_a_dash(instance: Path, command: list[str]) -> None:
    result = run(instance, *command, "-" + "A" * 42)
    assert is_plain(result)
    assert "not_found" in result.output


def attendance(app: Flask, stream: str, record: str) -> object:
    """The standing of an attendance as the server has it folded; None without a record."""
    with app.app_context():
        db.session.rollback()
        found = store.record(stream, "attendance", record)
        return None if found is None else value(found, "standing")


def standing(phone: Phone, stream: str, entry: str) -> object:
    """The verdict on an entry as another copy gets it."""
    phone.sync()
    return phone.fold(stream, "verdict", entry)["standing"].value
