"""The secret files of one installation of the server: made once, mode 0600, never defaulted, never in the database.

`secret_key` signs cookies, `password_salt` peppers passwords, `server_key.pem` signs enrolments and countersigns
vectors, `vapid_key.pem` signs push requests, `carrier_key.pem` opens the files that phones seal. Losing one is an
incident: a missing file next to present ones stops the start, unless it is one that older versions did not have.
"""

from __future__ import annotations

import fcntl
import secrets
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from .config import Misconfigured
from .files import put_whole


@dataclass(frozen=True, slots=True, repr=False)
class Secrets:
    """What the files hold."""

    secret_key: str
    password_salt: str
    server_key: bytes
    vapid_key: bytes
    carrier_key: bytes


def _random_text() -> bytes:
    return secrets.token_urlsafe(48).encode()


def _private_key() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


FILES: dict[str, Callable[[], bytes]] = {
    "secret_key": _random_text,
    "password_salt": _random_text,
    "server_key.pem": _private_key,
    "vapid_key.pem": _private_key,
    "carrier_key.pem": _private_key,
}
# Made where it alone is missing: who comes from an older version has none yet. What was sealed to a lost one stays on
# the phone that sealed it, and is sealed again.
LATER = frozenset({"carrier_key.pem"})


def open_instance(folder: Path, *, create: bool, begun: Callable[[], bool] = lambda: False) -> Secrets:
    """Read the secret files of `folder`; on a first start make them, if `create` allows.

    `begun` tells of a database outside the folder whether it was used before; it is asked only where files are missing.

    Raises:
        Misconfigured: a file is missing, empty, or readable by others.
    """
    missing = [name for name in FILES if not (folder / name).exists()]
    if missing:
        _may_make(folder, missing, create, begun)
        _make_all(folder)
    texts = {name: _read(folder / name) for name in FILES}
    return Secrets(
        secret_key=texts["secret_key"].decode(),
        password_salt=texts["password_salt"].decode(),
        server_key=texts["server_key.pem"],
        vapid_key=texts["vapid_key.pem"],
        carrier_key=texts["carrier_key.pem"],
    )


def _may_make(folder: Path, missing: list[str], create: bool, begun: Callable[[], bool]) -> None:
    names = ", ".join(missing)
    if not create:
        raise Misconfigured(f"{folder} lacks {names}, and CREATE_SECRETS is no: run `prachakhom init` once")
    if LATER.issuperset(missing):
        return
    if len(missing) < len(FILES) or (folder / "prachakhom.sqlite3").exists() or begun():
        raise Misconfigured(f"{folder} has lost {names}: restore it from the backup of the secrets")


def _make_all(folder: Path) -> None:
    """Make every file, or none seen half written; a second process starting at once waits and makes nothing."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / ".making").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for name, make in FILES.items():
            if not (folder / name).exists():
                put_whole(folder / name, make())


def _read(path: Path) -> bytes:
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise Misconfigured(f"{path} can be read by others: run `chmod 600 {path}`")
    content = path.read_bytes()
    if not content.strip():
        raise Misconfigured(f"{path} is empty: restore it from the backup of the secrets")
    return content
