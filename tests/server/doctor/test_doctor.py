"""`doctor` says what is not in order, what it means and what to do, and names nobody."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import text

from server import clock
from server.cli import main
from server.demo.loader import read_sample
from server.doctor import checkup, ground, stored
from server.extensions import db
from tests.conftest import PhoneOf
from tests.databases import address_of
from tests.server.exchange.stage import open_meeting, picture

SOUND = {
    "PUBLIC_URL": "https://prachakhom.example.go.th",
    "VAPID_SUBJECT": "mailto:a@example.go.th",
    "TRUSTED_PROXIES": 1,
}


def told(app: Flask, look: Callable[[], Any]) -> dict[str, str]:
    """State by what was looked at."""
    with app.app_context():
        db.session.rollback()
        return {each.what: each.state for each in look()}


def do(app: Flask, statement: str, **values: object) -> None:
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text(statement), values)


def run(folder: Path, *words: str, **more: str) -> Result:
    settings = {"INSTANCE_DIR": str(folder), "DATABASE_URL": address_of(folder), **more}
    return CliRunner().invoke(main, ["doctor", *words], env=settings)


@pytest.fixture
def sound(instance: Path, tmp_path: Path) -> dict[str, Any]:
    """Settings that nothing is wrong with."""
    web, backup = tmp_path / "web", tmp_path / "backups"
    for folder in (web, backup):
        folder.mkdir()
    for name in ground.PAGES:
        (web / name).write_text("x")
    (backup / "prachakhom-20260101-000000.age").write_bytes(b"x")
    return {**SOUND, "INSTANCE_DIR": instance, "WEB_DIST": web, "BACKUP_FOLDER": backup}


def of(config: dict[str, Any], look: Callable[[dict[str, Any]], Any]) -> dict[str, str]:
    return {each.what: each.state for each in look(config)}


def test_a_sound_house_is_ok_throughout_and_exits_with_zero(
    sound: dict[str, Any], instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored, "DURABLE", ("synchronous_commit",))  # the PostgreSQL of the tests does not sync
    result = run(instance, "--json", **{name: str(value) for name, value in sound.items()})
    found = json.loads(result.output)
    assert {each["what"]: each["said"] for each in found["looks"] if each["state"] != "ok"} == {}
    assert (found["state"], result.exit_code) == ("ok", 0)
    assert len(found["looks"]) >= 13


def test_what_is_bad_is_told_in_lines_elsewhere_and_in_a_table_on_a_terminal(
    sound: dict[str, Any], instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(sound["WEB_DIST"])
    given = {name: str(value) for name, value in sound.items()}
    plain = run(instance, **given)
    assert plain.exit_code == 1
    assert "bad   apps: The apps are not there" in plain.output
    assert "─" not in plain.output
    monkeypatch.setattr("server.cli_doctor.console._force_terminal", True)
    assert "apps" in run(instance, **given).output


@pytest.mark.parametrize(
    ("url", "state"),
    [
        ("https://prachakhom.example.go.th", "ok"),
        ("http://localhost:8000", "warn"),
        ("http://prachakhom.example.go.th", "bad"),
        ("https://a.example/path", "bad"),
        ("https://user:secret@a.example", "bad"),
        ("a.example", "bad"),
        ("ftp://a.example", "bad"),
    ],
)
def test_the_address_must_be_one_that_phones_can_use(sound: dict[str, Any], url: str, state: str) -> None:
    looks = list(ground.address({**sound, "PUBLIC_URL": url}))
    assert looks[0].state == state
    assert looks[0].advice or state == "ok"
    assert "secret" not in str(looks)


def test_tls_without_a_trusted_proxy_is_noticed(sound: dict[str, Any]) -> None:
    assert of({**sound, "TRUSTED_PROXIES": 0}, ground.address)["proxy"] == "warn"


@pytest.mark.only("sqlite")
def test_secret_files_that_others_can_read_are_bad(sound: dict[str, Any], instance: Path) -> None:
    assert of(sound, ground.secrets) == {"secrets": "ok"}
    (instance / "prachakhom.sqlite3").chmod(0o644)
    assert of(sound, ground.secrets) == {"secrets": "bad"}


def test_a_demo_on_a_public_address_is_bad(sound: dict[str, Any], instance: Path) -> None:
    (instance / "demo.json").write_text("{}")
    (instance / "demo.json").chmod(0o600)
    assert of(sound, ground.secrets)["demo"] == "bad"


@pytest.mark.parametrize(("free", "state"), [(10e9, "ok"), (1e9, "warn"), (0.1e9, "bad")])
def test_a_full_disk_is_told_in_time(
    sound: dict[str, Any], monkeypatch: pytest.MonkeyPatch, free: float, state: str
) -> None:
    usage = type("Usage", (), {"total": 20e9, "free": free})
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usage)
    assert of(sound, ground.disk) == {"disk": state, "backup disk": state}


@pytest.mark.parametrize(("hours", "state"), [(1, "ok"), (30, "warn"), (200, "bad")])
def test_backups_that_grew_old_are_told(sound: dict[str, Any], hours: int, state: str) -> None:
    (made,) = sound["BACKUP_FOLDER"].iterdir()
    os.utime(made, (time.time() - hours * 3600,) * 2)
    assert of(sound, ground.backups) == {"backups": state}


def test_no_folder_no_backup_and_an_empty_one_are_told(sound: dict[str, Any]) -> None:
    (made,) = sound["BACKUP_FOLDER"].iterdir()
    made.write_bytes(b"")
    assert of(sound, ground.backups) == {"backups": "bad"}
    assert of({**sound, "BACKUP_FOLDER": sound["BACKUP_FOLDER"] / "gone"}, ground.backups) == {"backups": "bad"}
    assert of({**sound, "BACKUP_FOLDER": None}, ground.backups) == {"backups": "warn"}


def test_a_clock_that_went_back_or_a_line_of_tomorrow_is_told(app: Flask, phone: PhoneOf) -> None:
    staff = phone("staff")
    open_meeting(staff)
    assert told(app, stored.time_of_day)["clock"] == "ok"
    staff.clock.observe(f"{clock.milliseconds() + 3_600_000:013x}-0000", clock.milliseconds())
    staff.write(next(iter(staff.logs)), "motion", "m1", {"question": "ก"})
    staff.push(next(iter(staff.logs)))
    assert told(app, stored.time_of_day)["clock"] == "warn"
    do(app, 'UPDATE "entry" SET "received_at" = :at', at="2999-01-01T00:00:00+07:00")
    assert told(app, stored.time_of_day)["clock"] == "bad"


@pytest.mark.only("postgres")
def test_a_database_that_answers_before_the_disk_has_it_is_bad(held: Flask) -> None:
    assert told(held, stored.durable) == {"durability": "bad"}


@pytest.mark.only("sqlite")
def test_a_file_opened_otherwise_is_bad(held: Flask) -> None:
    assert told(held, stored.durable) == {"durability": "ok"}
    with held.app_context():
        db.session.rollback()
        raw = db.engine.raw_connection()
        raw.cursor().execute("PRAGMA synchronous = NORMAL")
        raw.close()  # back into the pool, from where the next question takes it
        assert [look.state for look in stored.durable()] == ["bad"]


def test_a_sender_that_does_not_send_is_told(held: Flask) -> None:
    assert told(held, stored.sender) == {"sender": "ok"}
    publication = 'SELECT "id" FROM "publication" LIMIT 1'
    row = f"""INSERT INTO "outbox" ("office", "publication", "subscription", "state", "attempts", "lease_until",
        "next_at", "expires_at", "short") SELECT "office", "id", 's', :state, 0, 0, :due, 9999999999999, :no
        FROM "publication" WHERE "id" = ({publication})"""
    do(held, row, state="waiting", due=clock.milliseconds() - 20 * 60_000, no=False)
    assert told(held, stored.sender) == {"sender": "bad"}
    do(held, 'UPDATE "outbox" SET "state" = \'ours\'')
    assert told(held, stored.sender) == {"sender": "ok", "push": "warn"}


def test_a_phone_that_was_silent_for_long_is_counted_and_not_named(app: Flask, phone: PhoneOf) -> None:
    phone("officer")
    assert told(app, stored.phones) == {"phones": "ok"}
    do(app, 'UPDATE "installation" SET "enrolled_at" = :old, "last_seen" = :old', old="2020-01-01T00:00:00+07:00")
    with app.app_context():
        (look,) = stored.phones()
    assert look.state == "warn"
    assert look.said.startswith("1 phones")
    assert "เครื่องทดสอบ" not in look.said + look.advice


def test_quarantine_and_forks_are_counted(app: Flask, phone: PhoneOf) -> None:
    staff, officer = phone("staff"), phone("officer")
    meeting = open_meeting(staff, officer)
    assert told(app, stored.set_aside) == {"quarantine": "ok"}
    officer.write(meeting.stream, "decision", "d1", {"title": "ก"})
    officer.push(meeting.stream)
    assert told(app, stored.set_aside) == {"quarantine": "warn"}


def test_a_log_without_its_last_signature_is_bad(held: Flask) -> None:
    assert told(held, stored.tails) == {"signatures": "ok"}
    do(held, 'DELETE FROM "head" WHERE "log" = (SELECT min("log") FROM "head")')
    assert told(held, stored.tails) == {"signatures": "bad"}


def test_a_published_decision_without_its_page_is_bad(held: Flask) -> None:
    assert told(held, stored.publications) == {"publications": "ok"}
    do(held, 'DELETE FROM "outbox"')
    do(held, 'DELETE FROM "publication" WHERE "decision" = (SELECT min("decision") FROM "publication")')
    assert told(held, stored.publications) == {"publications": "bad"}


def test_a_database_of_another_version_is_bad_and_nothing_else_is_asked_of_it(held: Flask) -> None:
    do(held, "UPDATE alembic_version SET version_num = '0001'")
    with held.app_context():
        looks = checkup.checkup()
    assert looks[-1].what == "database"
    assert looks[-1].state == "bad"
    assert "prachakhom init" in looks[-1].advice


def test_a_server_that_cannot_start_is_a_finding_and_nothing_is_made(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["doctor", "--json"], env={"INSTANCE_DIR": str(tmp_path)})
    found = json.loads(result.output)
    assert [(each["what"], each["state"]) for each in found["looks"]] == [("settings", "bad")]
    assert result.exit_code == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.only("postgres")
def test_a_database_that_is_away_is_a_finding_without_its_password(instance: Path) -> None:
    away = "postgresql://me:secret@127.0.0.1:1/hearings"
    result = CliRunner().invoke(main, ["doctor"], env={"INSTANCE_DIR": str(instance), "DATABASE_URL": away})
    assert result.exit_code == 1
    assert "bad   database: PostgreSQL does not answer" in result.output
    assert "secret@" not in result.output


def test_it_names_nobody_and_changes_nothing(held: Flask) -> None:
    before = picture(held)
    with held.app_context():
        said = json.dumps([look.to_json() for look in checkup.checkup()], ensure_ascii=False)
    names = [text for each in read_sample()["residents"] for text in (each["first_name"], each["phone"]) if text]
    assert [name for name in names if name in said] == []
    assert picture(held) == before
