"""Every setting, from the environment; secrets come from files (server/instance.py), never by default."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

Kind = Literal["text", "number", "path", "flag"]
PACKAGE = Path(__file__).resolve().parent
ROOT = PACKAGE.parent
# Run from a checkout, or installed from a wheel, which carries migrations and apps inside this package.
CHECKOUT = (ROOT / "pyproject.toml").is_file()
BASE = ROOT if CHECKOUT else Path.cwd()  # where relative paths start
MIGRATIONS = (ROOT if CHECKOUT else PACKAGE) / "migrations"
WEB = ROOT / "pwa" / "dist" if CHECKOUT else PACKAGE / "web"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its environment name, its default (None: derived), what it means."""

    name: str
    default: str | None
    meaning: str
    kind: Kind = "text"


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "INSTANCE_DIR",
        "instance",
        "Folder of the database and the secret files; relative to the project, installed to the working folder.",
        "path",
    ),
    Setting(
        "DATABASE_URL",
        None,
        "Address of the database, SQLite or PostgreSQL; by default prachakhom.sqlite3 in INSTANCE_DIR.",
    ),
    Setting("CREATE_SECRETS", "yes", "May a first start make the secret files? yes or no.", "flag"),
    Setting("PUBLIC_URL", "http://localhost:8000", "Address under which phones and residents reach this server."),
    Setting("PORT", "8000", "Port to serve on.", "number"),
    Setting("LISTEN", "0.0.0.0", "Address of this machine to serve on; 127.0.0.1 where a proxy stands beside."),  # noqa: S104
    Setting("TRUSTED_PROXIES", "0", "How many reverse proxies stand in front and say who calls.", "number"),
    Setting("WEB_DIST", None, "Folder of the built field and desk apps; by default those that came along.", "path"),
    Setting("MAX_BODY", "4000000", "Largest request body, as it arrives, in bytes.", "number"),
    Setting("MAX_INFLATED", "16000000", "Largest request body after decompression, in bytes.", "number"),
    Setting("MAX_FILE", "10000000", "Largest photo or signature, in bytes.", "number"),
    Setting("MAX_FILES_DAY", "500000000", "Bytes of files that one phone or desk browser may send a day.", "number"),
    Setting("KEEP_FREE", "500000000", "Bytes that files leave free on the disk.", "number"),
    Setting("ORPHAN_DAYS", "30", "Days after which a file that no entry names may be swept.", "number"),
    Setting("ENROLMENT_MINUTES", "15", "How long an enrolment code may be used.", "number"),
    Setting("SIGN_IN_LIMIT", "10 per minute", "Tries to sign in, per account."),
    Setting("SMALLEST_GROUP", "5", "The smallest group that may be published.", "number"),
    Setting("PUSH_HOSTS", "", "Push hosts allowed beside the well-known ones, separated by commas."),
    Setting("VAPID_SUBJECT", "mailto:webmaster@localhost", "Contact that push services are given."),
    Setting("BACKUP_FOLDER", None, "Folder where backups arrive; doctor tells how old the newest is.", "path"),
    Setting("LOG_LEVEL", "INFO", "Least severe level that is logged."),
)


_SPELLING = "write postgresql://user:password@host/name or sqlite:////folder/file.sqlite3"


class Misconfigured(RuntimeError):
    """The server must not start; the message says what to do."""


def load(given: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Settings by name, typed; `given` goes before the environment.

    Raises:
        Misconfigured: a value that cannot be read as its kind.
    """
    values: dict[str, Any] = {}
    for setting in SETTINGS:
        raw = (given or {}).get(setting.name, os.environ.get(setting.name, setting.default))
        values[setting.name] = _typed(setting, raw)
    if values["DATABASE_URL"] is None:
        values["DATABASE_URL"] = f"sqlite:///{values['INSTANCE_DIR'] / 'prachakhom.sqlite3'}"
    values["DATABASE_URL"] = _database(values["DATABASE_URL"])
    values["WEB_DIST"] = values["WEB_DIST"] or WEB
    if not 0 <= values["TRUSTED_PROXIES"] <= 3:
        raise Misconfigured("TRUSTED_PROXIES must be the number of proxies in front of the server: 0, 1, 2 or 3")
    values["PUBLIC_URL"] = values["PUBLIC_URL"].rstrip("/")
    return values


def _typed(setting: Setting, raw: Any) -> Any:
    if raw is None:
        return None
    match setting.kind:
        case "number":
            return _number(setting, raw)
        case "path":
            return BASE / Path(raw)  # an absolute path stays as it is
        case "flag":
            return _flag(setting, raw)
        case _:
            return str(raw)


def _number(setting: Setting, raw: Any) -> int:
    try:
        return int(raw)
    except ValueError as error:
        raise Misconfigured(f"{setting.name} must be a whole number, not {raw!r}") from error


def _flag(setting: Setting, raw: Any) -> bool:
    if raw in (True, False):
        return bool(raw)
    if str(raw).lower() not in ("yes", "no"):
        raise Misconfigured(f"{setting.name} must be yes or no, not {raw!r}")
    return str(raw).lower() == "yes"


def _database(text: str) -> str:
    """The address, with the driver we use spelt out. What is said never repeats it: it may hold a password."""
    for short in ("postgresql://", "postgres://"):
        if text.startswith(short):
            text = f"postgresql+psycopg://{text.removeprefix(short)}"
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise Misconfigured(f"DATABASE_URL is no address of a database; {_SPELLING}") from None
    if url.drivername not in ("sqlite", "sqlite+pysqlite", "postgresql+psycopg"):
        raise Misconfigured(f"DATABASE_URL names {url.drivername}, which is not supported; {_SPELLING}")
    if url.get_backend_name() == "postgresql" and not url.database:
        raise Misconfigured(f"DATABASE_URL names no database; {_SPELLING}")
    return text


def flask_settings(values: Mapping[str, Any]) -> dict[str, Any]:
    """What Flask and its extensions want to be told, derived from our settings."""
    https = values["PUBLIC_URL"].startswith("https://")
    return {
        "SQLALCHEMY_DATABASE_URI": values["DATABASE_URL"],
        "SESSION_COOKIE_NAME": "prachakhom",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": https,
        "REMEMBER_COOKIE_HTTPONLY": True,
        "REMEMBER_COOKIE_SAMESITE": "Lax",
        "REMEMBER_COOKIE_SECURE": https,
        "MAX_CONTENT_LENGTH": values["MAX_BODY"],
        "WTF_CSRF_CHECK_DEFAULT": False,  # server/accounts/rules.py asks for the token where a cookie signs in
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,  # a reverse proxy may strip the referrer; the token suffices
        "SECURITY_URL_PREFIX": "/auth",
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},  # else it asks the DNS
        "SECURITY_PASSWORD_LENGTH_MIN": 12,
        "SECURITY_SEND_REGISTER_EMAIL": False,
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "API_TITLE": "Prachakhom",
        "API_VERSION": "1",
        "OPENAPI_VERSION": "3.1.0",
        "OPENAPI_URL_PREFIX": "/api",
        "OPENAPI_JSON_PATH": "openapi.json",
        "PROPAGATE_EXCEPTIONS": False,
    }
