"""Settings and secret files: typed, documented, never defaulted where they guard something."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from server import config, create_app
from server import instance as secret_files
from server.config import Misconfigured
from tests.conftest import settings


def test_a_first_start_makes_every_secret_readable_by_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "instance"
    secrets = secret_files.open_instance(folder, create=True)
    assert {stat.S_IMODE((folder / name).stat().st_mode) for name in secret_files.FILES} == {0o600}
    assert len(secrets.secret_key) >= 48
    assert secret_files.open_instance(folder, create=False).server_key == secrets.server_key


def test_two_servers_have_no_secret_in_common(tmp_path: Path) -> None:
    first = secret_files.open_instance(tmp_path / "a", create=True)
    second = secret_files.open_instance(tmp_path / "b", create=True)
    for name in ("secret_key", "password_salt", "server_key", "vapid_key"):
        assert getattr(first, name) != getattr(second, name)


def test_it_refuses_to_start_where_it_may_not_make_secrets(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="prachakhom init"):
        create_app(settings(tmp_path / "instance", CREATE_SECRETS="no"))
    assert not (tmp_path / "instance").exists()


@pytest.mark.parametrize("name", secret_files.FILES)
def test_it_refuses_to_start_when_others_can_read_a_secret(instance: Path, name: str) -> None:
    (instance / name).chmod(0o640)
    with pytest.raises(Misconfigured, match="chmod 600"):
        create_app(settings(instance))


@pytest.mark.parametrize("name", sorted(set(secret_files.FILES) - secret_files.LATER))
def test_a_lost_secret_stops_the_start_instead_of_being_replaced(instance: Path, name: str) -> None:
    (instance / name).unlink()
    with pytest.raises(Misconfigured, match="backup"):
        create_app(settings(instance))
    assert not (instance / name).exists()


def test_who_comes_from_a_version_without_the_carrier_key_gets_one_unless_secrets_may_not_be_made(
    instance: Path,
) -> None:
    (instance / "carrier_key.pem").unlink()
    with pytest.raises(Misconfigured, match="prachakhom init"):
        create_app(settings(instance, CREATE_SECRETS="no"))
    create_app(settings(instance))
    assert stat.S_IMODE((instance / "carrier_key.pem").stat().st_mode) == 0o600


def test_a_database_without_its_secrets_stops_the_start(instance: Path) -> None:
    for name in ("secret_key", "password_salt", "server_key.pem", "vapid_key.pem"):
        (instance / name).unlink()
    with pytest.raises(Misconfigured, match="backup"):
        create_app(settings(instance))


def test_an_empty_secret_stops_the_start(instance: Path) -> None:
    (instance / "secret_key").write_bytes(b"")
    with pytest.raises(Misconfigured, match="empty"):
        create_app(settings(instance))


def test_secrets_never_show_in_a_repr(tmp_path: Path) -> None:
    secrets = secret_files.open_instance(tmp_path / "instance", create=True)
    assert secrets.secret_key not in repr(secrets)


def test_a_setting_of_the_wrong_kind_is_named() -> None:
    with pytest.raises(Misconfigured, match="PORT"):
        config.load({"PORT": "eighty"})
    with pytest.raises(Misconfigured, match="CREATE_SECRETS"):
        config.load({"CREATE_SECRETS": "perhaps"})


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "9000")
    monkeypatch.setenv("PUBLIC_URL", "https://example.org/")
    values = config.load()
    assert (values["PORT"], values["PUBLIC_URL"]) == (9000, "https://example.org")
    assert config.flask_settings(values)["SESSION_COOKIE_SECURE"] is True


def test_the_database_stands_in_the_instance_folder_unless_told_otherwise(tmp_path: Path) -> None:
    values = config.load({"INSTANCE_DIR": tmp_path})
    assert values["DATABASE_URL"] == f"sqlite:///{tmp_path / 'prachakhom.sqlite3'}"


@pytest.mark.parametrize("short", ["postgres", "postgresql", "postgresql+psycopg"])
def test_a_postgresql_address_may_be_spelt_as_elsewhere(short: str) -> None:
    values = config.load({"DATABASE_URL": f"{short}://me:secret@db.example/hearings"})
    assert values["DATABASE_URL"] == "postgresql+psycopg://me:secret@db.example/hearings"


@pytest.mark.parametrize(
    "wrong", ["hearings", "mysql://me:secret@db/x", "postgresql://me:secret@db", "postgresql://me:secret@db:x/y"]
)
def test_a_wrong_address_of_a_database_is_told_without_its_password(wrong: str) -> None:
    with pytest.raises(Misconfigured, match="DATABASE_URL") as told:
        config.load({"DATABASE_URL": wrong})
    assert "secret" not in str(told.value)


@pytest.mark.only("postgres")
def test_a_used_database_without_its_secrets_stops_the_start_wherever_it_is(instance: Path) -> None:
    for name in secret_files.FILES:
        (instance / name).unlink()
    with pytest.raises(Misconfigured, match="backup"):
        create_app(settings(instance))
    assert not (instance / "secret_key").exists()
