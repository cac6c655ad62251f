"""Who we say we are to a push service. Owns which key signs and the signed headers (RFC 8292).

`vapid_key.pem` in INSTANCE_DIR is offered to browsers. To rotate, rename it `vapid_key.<anything>.pem` and start again:
a renamed key goes on signing for the subscriptions that were made with it, until the browsers have taken the new one.
"""

import hashlib
import time
from pathlib import Path

from py_vapid import Vapid02

from sync.ids import b64
from sync.keys import KeyPair

LIFE = 12 * 3600  # seconds; under the 24 hours of RFC 8292, with room for a wrong clock
RENEW_BEFORE = 3600


def key_id(public: str) -> str:
    """Short name of a public key, kept with every subscription made with it."""
    return b64(hashlib.sha256(public.encode()).digest())[:16]


class Keys:
    """The keys of this instance: `public` is the one offered to browsers."""

    def __init__(self, instance_dir: Path) -> None:
        current = instance_dir / "vapid_key.pem"
        pairs = [file.read_bytes() for file in (*sorted(instance_dir.glob("vapid_key.*.pem")), current)]
        self._pem = {key_id(KeyPair.from_pem(pem).public): pem for pem in pairs}
        self.public = KeyPair.from_pem(pairs[-1]).public

    def pem(self, key: str) -> bytes | None:
        """The private key named `key`, or None when its file is no longer here."""
        return self._pem.get(key)


class Headers:
    """Signed Authorization headers, made once for each (key, origin): one each would cost more than the message."""

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
