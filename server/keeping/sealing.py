"""The encryption of backups: age, to public keys, so that the server that makes them cannot read them.

The private key lies in a file that `age` itself would read; it may be locked with a passphrase, as `age -p` does.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

import pyrage

from .archive import CHUNK, BadBackup, Members, Unpacking

Identity = Any  # pyrage ships no types
LOCKED = b"age-encryption.org/v1"


class BadKey(Exception):
    """A key or passphrase that does not do; the argument is a sentence for an administrator."""


def make_key(path: Path, passphrase: str | None) -> str:
    """Make a key pair, write the private half to a new file of mode 0600; gives the public half.

    Raises:
        FileExistsError: a key is never overwritten.
    """
    identity = pyrage.x25519.Identity.generate()
    public = str(identity.to_public())
    text = f"# Prachakhom: opens backups that were made --to {public}\n{identity}\n".encode()
    content = text if passphrase is None else pyrage.passphrase.encrypt(text, passphrase)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return public


def read_key(path: Path, passphrase: str | None) -> list[Identity]:
    """The private keys in a file. Raises BadKey."""
    content = path.read_bytes()
    if content.startswith(LOCKED):
        if passphrase is None:
            raise BadKey(f"{path} is locked: name the file of its passphrase with --passphrase-file.")
        try:
            content = pyrage.passphrase.decrypt(content, passphrase)
        except pyrage.DecryptError as error:
            raise BadKey(f"The passphrase does not open {path}.") from error
    lines = [line.strip() for line in content.decode("utf-8", "replace").splitlines()]
    try:
        found = [pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except pyrage.IdentityError as error:
        raise BadKey(f"{path} holds no key of age.") from error
    if not found:
        raise BadKey(f"{path} holds no key of age.")
    return found


def recipients(texts: Iterable[str]) -> list[Any]:
    """Public keys, read. Raises BadKey."""
    try:
        return [pyrage.x25519.Recipient.from_str(text.strip()) for text in texts]
    except pyrage.RecipientError as error:
        raise BadKey(
            "That is no public key of age: it begins with age1, and `prachakhom backup-key` tells it."
        ) from error


class _Pulled:
    """A file that is made while it is read."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self._parts = parts
        self._rest = b""
        self.failure: BaseException | None = None

    def read(self, size: int = CHUNK, /) -> bytes:
        try:
            while not self._rest:
                self._rest = next(self._parts)
        except StopIteration:
            return b""
        except BaseException as error:
            self.failure = error
            raise
        part, self._rest = self._rest[:size], self._rest[size:]
        return part


def seal(parts: Iterator[bytes], out: IO[bytes], keys: Iterable[Any]) -> None:
    """Encrypt what `parts` give into `out`; what they raise is raised."""
    pulled = _Pulled(parts)
    try:
        pyrage.encrypt_io(pulled, out, list(keys))
    except BaseException:
        if pulled.failure is not None:
            raise pulled.failure from None
        raise


def unseal(path: Path, keys: Iterable[Identity], members: Members) -> None:
    """Decrypt a backup and hand out its members.

    Raises:
        BadBackup: it is cut, changed, of another key, or no backup; also after members were handed out.
    """
    unpacking = Unpacking(members)
    with path.open("rb") as file:
        try:
            pyrage.decrypt_io(file, unpacking, list(keys))
        except (pyrage.DecryptError, OSError) as error:
            if unpacking.failure is not None:
                raise unpacking.failure from None
            raise BadBackup(_why(str(error), path)) from error
    unpacking.finish()


def _why(said: str, path: Path) -> str:
    if "matching keys" in said:
        return f"The key does not open {path}: the backup was made for another one."
    return f"{path} was changed or cut off, or is no backup: it cannot be decrypted ({said})."
