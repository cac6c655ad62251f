"""The files of deploy/: units that may do no more than they must, a proxy that agrees with the settings."""

from __future__ import annotations

import configparser
import re
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from flask import Flask, request

from server import config, create_app
from server.accounts.rules import rule
from server.cli import main
from server.config import Misconfigured
from server.roster import reader
from tests.conftest import settings
from tests.rules import house

UNITS = house.ROOT / "deploy" / "systemd"
SERVICES = sorted(UNITS.glob("*.service"))
CADDY = (house.ROOT / "deploy" / "Caddyfile").read_text("utf-8")
ENVIRONMENT = (house.ROOT / "deploy" / "environment").read_text("utf-8")
# What keeps a program that was taken over from doing more than serve (systemd.exec(5)).
GUARDS = {
    "NoNewPrivileges": "yes",
    "CapabilityBoundingSet": "",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "ProtectKernelTunables": "yes",
    "ProtectKernelModules": "yes",
    "ProtectControlGroups": "yes",
    "RestrictSUIDSGID": "yes",
    "RestrictNamespaces": "yes",
    "MemoryDenyWriteExecute": "yes",
    "SystemCallArchitectures": "native",
    "UMask": "0077",
    "StateDirectory": "prachakhom",
    "StateDirectoryMode": "0700",
    "User": "prachakhom",
}


def unit(name: str) -> configparser.ConfigParser:
    """A unit, read as strictly as may be: a key that stands twice is an error, lists of calls aside."""
    read = configparser.ConfigParser(interpolation=None, strict=True)
    read.optionxform = str  # type: ignore[assignment,method-assign]  # systemd tells upper from lower case
    text = (UNITS / name).read_text("utf-8").replace("SystemCallFilter=~", "SystemCallFilterNot=~")
    read.read_string(text)
    return read


def given() -> dict[str, str]:
    """What the environment file sets."""
    return dict(re.findall(r"^#?([A-Z_]+)=(.*)$", ENVIRONMENT, re.MULTILINE))


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_a_unit_can_write_its_own_folder_and_little_else(path: Path) -> None:
    service = unit(path.name)["Service"]
    assert {name: service.get(name) for name in GUARDS} == GUARDS
    assert service["EnvironmentFile"] == "/etc/prachakhom/environment"
    assert service["WorkingDirectory"] == given()["INSTANCE_DIR"]


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_a_unit_calls_a_command_that_exists_with_options_that_exist(path: Path) -> None:
    words = unit(path.name)["Service"]["ExecStart"].split()
    program, name, *rest = words
    assert program == "/opt/prachakhom/venv/bin/prachakhom"
    command = main.commands[name]
    known = {option for each in command.params if isinstance(each, click.Option) for option in each.opts}
    assert [word for word in rest if word.startswith("--") and word not in known] == []
    named = re.findall(r"\$\{(\w+)\}", " ".join(rest))
    assert [name for name in named if name not in given()] == [], "what a unit reads stands in the environment file"


def test_every_timer_has_its_service_and_is_made_up_after_a_pause() -> None:
    for path in UNITS.glob("*.timer"):
        assert path.with_suffix(".service") in SERVICES
        timer = unit(path.name)["Timer"]
        assert timer["Persistent"] == "yes"
        assert timer["OnCalendar"]


def test_the_environment_file_sets_what_the_server_knows() -> None:
    known = {setting.name for setting in config.SETTINGS}
    assert sorted(set(given()) - known) == ["BACKUP_KEY"], "BACKUP_KEY is an argument of the backup unit"
    values = config.load({name: value for name, value in given().items() if name in known and value})
    assert values["PUBLIC_URL"].startswith("https://")
    assert values["LISTEN"] == "127.0.0.1", "nothing but the proxy reaches the port"
    assert values["TRUSTED_PROXIES"] == 1


def test_the_proxy_leads_to_where_the_server_listens() -> None:
    assert f"reverse_proxy {given()['LISTEN']}:{given()['PORT']} {{" in CADDY
    assert f"\n{given()['PUBLIC_URL'].removeprefix('https://')} {{\n" in CADDY


def test_the_proxy_takes_whatever_the_server_would_take_and_not_much_more() -> None:
    (megabytes,) = re.findall(r"max_size (\d+)MB", CADDY)
    largest = max(reader.MAX_BYTES, config.load({})["MAX_BODY"])
    assert largest < int(megabytes) * 1_000_000 < 2 * largest


def test_the_proxy_makes_no_certificate_on_demand_keeps_no_log_and_says_https_only() -> None:
    said = "\n".join(line for line in CADDY.splitlines() if not line.strip().startswith("#"))
    assert not re.search(r"on_demand|\blog\b|\bencode\b|trusted_proxies|header_up", said)
    assert said.count('Strict-Transport-Security "max-age=31536000"') == 2


@pytest.fixture
def caller(instance: Path) -> Callable[..., str]:
    def address(proxies: int, **headers: str) -> str:
        app: Flask = create_app(settings(instance, TRUSTED_PROXIES=proxies))

        @app.get("/who")
        @rule("public")
        def who() -> str:
            return f"{request.remote_addr} {request.scheme} {request.host}"

        answer = app.test_client().get("/who", headers={name.replace("_", "-"): text for name, text in headers.items()})
        return answer.text

    return address


FORWARDED = {"X_Forwarded_For": "6.6.6.6, 9.9.9.9", "X_Forwarded_Proto": "https", "X_Forwarded_Host": "evil.example"}


@pytest.mark.only("sqlite")
@pytest.mark.parametrize(
    ("proxies", "said"),
    [(0, "127.0.0.1 http localhost"), (1, "9.9.9.9 https localhost"), (2, "6.6.6.6 http localhost")],
)
def test_so_many_proxies_are_believed_and_never_a_host(caller: Callable[..., str], proxies: int, said: str) -> None:
    assert caller(proxies, **FORWARDED) == said


@pytest.mark.parametrize("number", ["-1", "4", "one"])
def test_a_number_of_proxies_that_cannot_be_stops_the_start(number: str) -> None:
    with pytest.raises(Misconfigured, match="TRUSTED_PROXIES"):
        config.load({"TRUSTED_PROXIES": number})
