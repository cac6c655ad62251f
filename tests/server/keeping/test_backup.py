"""A backup is whole or is not there; what is restored from it is what was there."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import flask_migrate
import pyrage
import pytest
from flask import Flask
from sqlalchemy import select

from server import create_app
from server.accounts import service as accounts
from server.extensions import db
from server.instance import FILES
from server.keeping.archive import BadBackup
from server.keeping.backup import backup, rotate
from server.keeping.place import STAGE, NotEmpty
from server.keeping.restore import look, restore
from server.store import identity
from sync.ids import random_id
from tests.conftest import OFFICE, PASSWORD, PhoneOf, settings
from tests.databases import Databases
from tests.server.exchange.stage import bring, open_meeting
from tests.server.keeping.conftest import Restore

Kept = Callable[[], Path]
NEW = {"epoch", "stream", "enrolment_code", "user"}  # what a restore changes, see server/keeping/renewal.py


@pytest.fixture
def hearing(phone: PhoneOf) -> None:
    """A meeting with some people in it."""
    officer = phone("officer")
    meeting = open_meeting(phone("staff"), officer)
    for _ in range(3):
        meeting.check_in(officer, random_id())
    officer.push(meeting.stream)


def rows(app: Flask) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, in the order of the keys."""
    with app.app_context(), db.engine.connect() as connection:
        return {
            table.name: [dict(row) for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()]
            for table in db.metadata.sorted_tables
        }


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_what_is_restored_is_what_was_there_row_by_row_under_a_new_epoch(
    app: Flask, instance: Path, hearing: None, kept: Kept, restored: Restore, empty: Path
) -> None:
    blob = instance / "blobs" / "ab" / ("ab" + "c" * 41)
    blob.parent.mkdir(parents=True)
    blob.write_bytes(b"picture" * 30_000)
    before = rows(app)
    after_app = restored(kept())
    after = rows(after_app)
    assert {name for name in before if before[name] != after[name]} <= NEW
    assert [row["digest"] for row in before["stream"]] == [row["digest"] for row in after["stream"]]
    assert before["epoch"] != after["epoch"]
    for name in (
        "server_key.pem",
        "secret_key",
        "password_salt",
        "vapid_key.pem",
        "carrier_key.pem",
        f"blobs/ab/{blob.name}",
    ):
        assert (empty / name).read_bytes() == (instance / name).read_bytes()
        assert (empty / name).stat().st_mode & 0o077 == 0
    with after_app.app_context():
        assert identity.epoch() == after["epoch"][0]["value"]
        assert not (empty / STAGE).exists()


def test_a_backup_shows_nothing_of_what_it_holds_and_leaves_no_draft(
    app: Flask, instance: Path, hearing: None, kept: Kept, tmp_path: Path
) -> None:
    path = kept()
    content = path.read_bytes()
    assert content.startswith(b"age-encryption.org/v1")
    assert b"attendance" not in content
    assert b"PRIVATE KEY" not in content
    assert path.stat().st_mode & 0o077 == 0
    assert [each.name for each in tmp_path.glob(".*")] == []


@pytest.mark.parametrize("damage", ["cut", "byte", "key", "empty", "text"])
def test_a_backup_that_is_not_whole_is_refused_and_leaves_nothing_behind(
    app: Flask, hearing: None, kept: Kept, empty: Path, key: Any, damage: str
) -> None:
    path = kept()
    content = path.read_bytes()
    middle = len(content) // 2
    flipped = bytes([content[middle] ^ 1])
    changed = {
        "cut": content[:-1],
        "byte": content[:middle] + flipped + content[middle + 1 :],
        "key": content,
        "empty": b"",
        "text": "ไม่ใช่".encode(),
    }
    path.write_bytes(changed[damage])
    before = files(empty)
    other = type(key).generate()
    with pytest.raises(BadBackup) as said:
        restore(path, [other if damage == "key" else key], given=settings(empty))
    assert "Traceback" not in str(said.value)
    assert files(empty) == before


def test_what_fails_half_way_is_undone(
    app: Flask, hearing: None, kept: Kept, empty: Path, key: Any, monkeypatch: pytest.MonkeyPatch, restored: Restore
) -> None:
    path, before = kept(), files(empty)
    monkeypatch.setattr("server.keeping.renewal.renew", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        restore(path, [key], given=settings(empty))
    assert files(empty) == before
    monkeypatch.undo()
    assert rows(restored(path))["entry"] == rows(app)["entry"]


def test_what_fails_after_the_rows_are_in_is_undone_too(
    app: Flask, hearing: None, kept: Kept, empty: Path, key: Any, monkeypatch: pytest.MonkeyPatch, restored: Restore
) -> None:
    """A database that holds all, while the server's key is taken away again, would help nobody."""
    path, before = kept(), files(empty)
    upgrade = flask_migrate.upgrade

    def only_once(**to: str) -> None:
        if not to:
            raise OSError("the disk is full")
        upgrade(**to)

    monkeypatch.setattr("server.keeping.restore.flask_migrate.upgrade", only_once)
    with pytest.raises(OSError, match="full"):
        restore(path, [key], given=settings(empty))
    assert files(empty) == before
    monkeypatch.undo()
    assert rows(restored(path))["entry"] == rows(app)["entry"]


def test_a_restore_ends_every_session_and_changes_nothing_else_of_an_account(
    app: Flask, hearing: None, kept: Kept, restored: Restore
) -> None:
    before = rows(app)["user"]
    after = rows(restored(kept()))["user"]
    assert before
    for was, now in zip(before, after, strict=True):
        assert was.pop("fs_uniquifier") != now.pop("fs_uniquifier")
        assert was == now


def test_lines_that_wait_and_what_phones_reported_are_kept_too(
    app: Flask, phone: PhoneOf, kept: Kept, restored: Restore
) -> None:
    officer, carrier = phone("officer"), phone("officer")
    meeting = open_meeting(phone("staff"), officer, carrier)
    for _ in range(5):
        meeting.check_in(officer, random_id())
    own = officer.mine(meeting.stream)
    bring(carrier, officer, own[:4], [own[1]])
    before = rows(app)
    assert len(before["waiting"]) == 2
    again = restored(kept())
    after = rows(again)
    assert {name: after[name] for name in ("waiting", "log", "phone_report")} == {
        name: before[name] for name in ("waiting", "log", "phone_report")
    }
    carrier.client = again.test_client()
    assert bring(carrier, officer, own[4:]).results == []
    assert rows(again)["waiting"] == []


def test_an_instance_that_holds_something_is_never_overwritten(
    app: Flask, instance: Path, hearing: None, kept: Kept, key: Any, empty: Path, restored: Restore
) -> None:
    path, before = kept(), rows(app)
    with pytest.raises(NotEmpty, match="not empty"):
        restore(path, [key], given=settings(instance))
    assert rows(app) == before
    (empty / "secret_key").write_text("of somebody else")
    with pytest.raises(NotEmpty, match="another instance"):
        restore(path, [key], given=settings(empty))


def test_a_database_that_was_only_set_up_is_empty_enough(
    hearing: None, kept: Kept, key: Any, template: Path, new_instance: Callable[[Path, str], Path], app: Flask
) -> None:
    folder = new_instance(template, "set-up")
    for name in FILES:
        (folder / name).unlink()
    assert restore(kept(), [key], given=settings(folder)).rows == sum(map(len, rows(app).values()))


def test_a_backup_from_before_the_carrier_key_is_restored_and_the_key_made(
    hearing: None, kept: Kept, key: Any, empty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = {name: make for name, make in FILES.items() if name != "carrier_key.pem"}
    monkeypatch.setattr("server.keeping.backup.FILES", older)
    path = kept()
    assert "carrier_key.pem" not in look(path, [key]).secrets
    restore(path, [key], given=settings(empty))
    assert (empty / "carrier_key.pem").stat().st_mode & 0o077 == 0


def test_a_backup_of_a_newer_version_says_so(
    app: Flask, kept: Kept, key: Any, empty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.keeping.tables.version_of", lambda _: "9999_what_is_to_come")
    path = kept()
    with pytest.raises(BadBackup, match="newer version"):
        restore(path, [key], given=settings(empty))


def test_a_disk_that_is_full_leaves_no_backup(
    app: Flask, key: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with app.app_context(), pytest.raises(OSError, match="No space"):
        backup(tmp_path / "b.age", [key.to_public()])
    assert list(tmp_path.glob("*.age")) == list(tmp_path.glob(".*.part")) == []


def test_only_the_newest_backups_of_a_folder_are_kept(tmp_path: Path) -> None:
    names = [f"prachakhom-2026110{day}-030000.age" for day in range(1, 6)]
    for name in [*names, "prachakhom.txt", "another-20261101-030000.age"]:
        (tmp_path / name).touch()
    assert [path.name for path in rotate(tmp_path, 2)] == names[:3]
    assert {path.name for path in tmp_path.iterdir()} == {*names[3:], "prachakhom.txt", "another-20261101-030000.age"}


def content(tar: tarfile.TarFile, name: str) -> bytes:
    """A file of the archive."""
    file = tar.extractfile(name)
    assert file is not None
    return file.read()


def test_what_a_backup_holds_can_be_read_without_this_program(app: Flask, hearing: None, kept: Kept, key: Any) -> None:
    """It is a tar of JSON lines inside age, and ends with a list that counts them."""
    plain = io.BytesIO(pyrage.decrypt(kept().read_bytes(), [key]))
    with tarfile.open(fileobj=plain) as tar:
        names = tar.getnames()
        assert names[0] == "head.json"
        assert names[-1] == "manifest.json"
        told = json.loads(content(tar, "manifest.json"))
        entries = content(tar, "tables/entry/00000001.jsonl").splitlines()
    assert told["rows"]["entry"] == len(entries) == len(rows(app)["entry"])


def test_a_backup_of_one_kind_of_database_becomes_the_other(
    app: Flask, hearing: None, kept: Kept, key: Any, database: str, stock: Databases, tmp_path: Path
) -> None:
    folder = tmp_path / "other"
    stock.new("postgres" if database == "sqlite" else "sqlite", folder)
    before = rows(app)
    restore(kept(), [key], given=settings(folder))
    other = create_app(settings(folder, CREATE_SECRETS="no"))
    after = rows(other)
    assert {name for name in before if before[name] != after[name]} <= NEW
    with other.app_context():
        accounts.create_account(
            office=OFFICE, email="new@example.org", password=PASSWORD, name="คนใหม่", roles=["staff"]
        )  # numbers go on after those that came
        db.engine.dispose()
    stock.drop(folder)


def test_a_restored_server_says_of_every_stream_that_is_the_same_that_it_is(
    phone: PhoneOf, kept: Kept, restored: Restore
) -> None:
    """PROTOCOL.md 5: so that a phone knows of the rest that it is lost, and sends nothing in vain."""
    staff = phone("staff")
    first = open_meeting(staff)
    path = kept()
    second = open_meeting(staff)
    staff.client = restored(path).test_client()
    told = staff.post(staff.request(lines=[])).envelope
    assert told is not None
    assert set(told["streams"]) == {f"office/{staff.office}"} - set(staff.copies)
    assert first.stream in told["countersign"]
    assert second.stream not in {*told["streams"], *told["countersign"]}
