"""What a server stands on: settings, secret files, apps, disk, backups, and the version of its database."""

from __future__ import annotations

import os
import shutil
import stat
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from ..config import MIGRATIONS
from ..extensions import db
from ..instance import FILES
from .checkup import Look, Looks, graded

HERE = ("localhost", "127.0.0.1", "::1")
GIGABYTE = 1_000_000_000
HOUR, DAY = 3600.0, 86_400.0
PAGES = ("field.html", "desk.html", "service-worker.js", "manifest.webmanifest")

Settings = Mapping[str, Any]


def address(config: Settings) -> Looks:
    """PUBLIC_URL, as phones and residents must be able to use it."""
    url = str(config["PUBLIC_URL"])
    parts = urlsplit(url)
    whole = parts.scheme in ("http", "https") and parts.hostname and not parts.path and not parts.query
    if not whole or "@" in parts.netloc:
        yield Look(
            "address", "bad", "PUBLIC_URL is no plain address.", "Write https://name, with nothing after the name."
        )
    elif parts.scheme == "https" and parts.hostname not in HERE:
        yield Look("address", "ok", f"Known as {url}.")
    elif parts.hostname in HERE:
        said = f"Known as {url}: only this machine reaches that, and codes for phones lead nowhere."
        yield Look("address", "warn", said, "Set PUBLIC_URL to the https address of the office.")
    else:
        said = "PUBLIC_URL is not https: browsers then allow no app, no keys and no push."
        yield Look("address", "bad", said, "Put TLS in front (deploy/Caddyfile) and write https://.")
    if parts.scheme == "https" and config["TRUSTED_PROXIES"] == 0:
        said = "TLS is done by a proxy, but TRUSTED_PROXIES is 0: every caller looks like the proxy."
        yield Look(
            "proxy", "warn", said, "Set TRUSTED_PROXIES=1 where one proxy stands in front, and LISTEN=127.0.0.1."
        )


def contact(config: Settings) -> Looks:
    """VAPID_SUBJECT, whom push services write to."""
    subject = str(config["VAPID_SUBJECT"])
    if not subject.startswith(("mailto:", "https://")) or "localhost" in subject:
        said = "VAPID_SUBJECT is no address that a push service can write to; some refuse our messages for it."
        yield Look("contact", "warn", said, "Set VAPID_SUBJECT=mailto:… to the office's webmaster.")
    else:
        yield Look("contact", "ok", "Push services know whom to write to.")


def secrets(config: Settings) -> Looks:
    """The secret files and their folder: ours, and nobody else's to read."""
    folder: Path = config["INSTANCE_DIR"]
    named = [folder, *(folder / name for name in FILES), *folder.glob("vapid_key.*.pem"), *folder.glob("*.sqlite3*")]
    there = {path: path.stat() for path in named if path.exists()}
    open_to_others = [path.name for path, found in there.items() if stat.S_IMODE(found.st_mode) & 0o077]
    foreign = [path.name for path, found in there.items() if found.st_uid != os.geteuid()]
    if open_to_others:
        said = f"Others can read {', '.join(sorted(open_to_others))} in INSTANCE_DIR."
        yield Look("secrets", "bad", said, "chmod 600 the files and chmod 700 the folder.")
    elif foreign:
        said = f"{', '.join(sorted(foreign))} in INSTANCE_DIR belong to another user than this command runs as."
        yield Look("secrets", "warn", said, "Run `prachakhom` as the user of the server.")
    else:
        yield Look("secrets", "ok", "Only the server's user reads the secret files.")
    if (folder / "demo.json").exists():
        bad = str(config["PUBLIC_URL"]).startswith("https://")
        said = "This is the demo, whose passwords lie in a file."
        yield Look("demo", "bad" if bad else "warn", said, "For real hearings begin with an empty INSTANCE_DIR.")


def apps(config: Settings) -> Looks:
    """The built apps."""
    missing = [name for name in PAGES if not (config["WEB_DIST"] / name).is_file()]
    if missing:
        said = f"The apps are not there ({', '.join(missing)}): /field and /desk answer 503."
        yield Look("apps", "bad", said, "Install the wheel, or build them by `make setup`; is WEB_DIST right?")
    else:
        yield Look("apps", "ok", "The field and desk apps are built.")


def disk(config: Settings) -> Looks:
    """Room for what phones bring."""
    for what, folder in (("disk", config["INSTANCE_DIR"]), ("backup disk", config["BACKUP_FOLDER"])):
        if folder is None or not folder.is_dir():
            continue
        usage = shutil.disk_usage(folder)
        said = f"{usage.free / GIGABYTE:.1f} GB free of {usage.total / GIGABYTE:.1f}."
        short = -usage.free / GIGABYTE  # the less, the worse
        yield graded(what, short, -2.0, -0.2, said, "Make room: when it is full, phones keep what they hold and wait.")


def backups(config: Settings) -> Looks:
    """How old the newest backup is. That it can be read back, only a drill shows."""
    from ..keeping.backup import NAME

    folder: Path | None = config["BACKUP_FOLDER"]
    advice = "See `prachakhom backup`, and the timer in deploy/systemd."
    if folder is None:
        yield Look("backups", "warn", "BACKUP_FOLDER is not set, so nobody looks whether backups are made.", advice)
        return
    made = [path.stat() for path in folder.glob("*") if NAME.fullmatch(path.name)] if folder.is_dir() else []
    whole = [each.st_mtime for each in made if each.st_size > 0]
    if not whole:
        yield Look("backups", "bad", "There is no backup in BACKUP_FOLDER.", advice)
        return
    age = time.time() - max(whole)
    said = f"The newest of {len(whole)} is {age / HOUR:.0f} hours old."
    yield graded("backups", age, 26 * HOUR, 7 * DAY, said, advice)


def version() -> Looks:
    """The database answers, and is of this version."""
    path = db.engine.url.database
    if db.engine.dialect.name == "sqlite" and path and not Path(path).exists():
        yield Look("database", "bad", "There is no database yet.", "Run `prachakhom init` once.")
        return
    with db.engine.connect() as connection:
        here = set(MigrationContext.configure(connection).get_current_heads())
    due = set(ScriptDirectory(str(MIGRATIONS)).get_heads())
    if here != due:
        said = (
            f"The database is of version {', '.join(sorted(here)) or 'none'}, the program of {', '.join(sorted(due))}."
        )
        yield Look("database", "bad", said, "Take a backup, then run `prachakhom init`.")
    else:
        yield Look("database", "ok", f"{db.engine.dialect.name} answers, at version {', '.join(sorted(here))}.")


LOOKS: tuple[Callable[[Settings], Looks], ...] = (address, contact, secrets, apps, disk, backups)
