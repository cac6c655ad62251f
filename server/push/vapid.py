"""Who we say we are to a push service. Owns the key files of the sender and its signed headers (RFC 8292).

Keys lie in INSTANCE_DIR/vapid/<number>.pem, mode 0600. The one with the highest number is offered to browsers; older ones go
on signing for the subscriptions that were made with them.
"""

import hashlib
import os
import time
from base64 import urlsafe_b64encode
from pathlib import Path

from py_vapid import Vapid02

from sync.keys import KeyPair

LIFE = 12 * 3600  # seconds; under the 24 hours of RFC 8292, with room for a wrong clock
RENEW_BEFORE = 3600


def key_id(public: str) -> str:
    """Short name of a public key, kept with every subscription made with it."""
    return urlsafe_b64encode(hashlib.sha256(public.encode()).digest()).decode()[:16]


class Keys:
    """All keys of this instance; makes the first one where there is none."""

    def __init__(self, instance_dir: Path) -> None:
        folder = instance_dir / "vapid"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        files = sorted(folder.glob("*.pem"))
        if not files:
            files = [_new(folder / "0001.pem")]
        self._pem: dict[str, bytes] = {}
        for file in files:
            pem = file.read_bytes()
            self.public = KeyPair.from_pem(pem).public
            self._pem[key_id(self.public)] = pem

    def pem(self, key: str) -> bytes | None:
        """The private key named `key`, or None when its file is no longer here."""
        return self._pem.get(key)


def _new(file: Path) -> Path:
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process was first
        return file
    with os.fdopen(handle, "wb") as out:
        out.write(KeyPair.generate().to_pem())
    return file


class Headers:
    """Signed Authorization headers, made once for each (key, origin): a signature a message would cost more than the message."""

    def __init__(self, keys: Keys, subject: str) -> None:
        self._keys = keys
        self._subject = subject
        self._made: dict[tuple[str, str], tuple[float, str]] = {}

    def authorization(self, key: str, origin: str) -> str | None:
        """Value of the Authorization header for a push service, or None when we no longer have that key."""
        now = time.time()
        made = self._made.get((key, origin))
        if made is not None and made[0] - now > RENEW_BEFORE:
            return made[1]
        pem = self._keys.pem(key)
        if pem is None:
            return None
        expires = int(now) + LIFE
        claims = {"aud": origin, "exp": expires, "sub": self._subject}  # a fresh one each time: sign() writes into it
        header: str = Vapid02.from_pem(pem).sign(claims)["Authorization"]
        self._made[(key, origin)] = (expires, header)
        return header
