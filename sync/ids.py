"""Owns how ids, salts and hashes are made and spelled: base64url without padding (PROTOCOL.md 1 to 3)."""

import base64
import binascii
import hashlib
import hmac
import secrets
from functools import lru_cache

ID_BYTES = 16
SALT_BYTES = 32
_URL_SAFE = bytes.maketrans(b"+/", b"-_")


def b64(data: bytes) -> str:
    """Spell bytes as base64url without padding."""
    return binascii.b2a_base64(data, newline=False).translate(_URL_SAFE, b"=").decode()


def unb64(text: str) -> bytes:
    """Read base64url without padding. Raises ValueError for any other spelling, so that bytes have one text only."""
    data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if b64(data) != text:
        raise ValueError("not base64url without padding")
    return data


def digest_of(*lines: str) -> str:
    """SHA-256 of lines joined by LF, spelled in base64url. The first line is the tag that says what is hashed."""
    return hash_of("\n".join(lines).encode())


def hash_of(*lines: bytes) -> str:
    """The same of lines that are bytes."""
    return b64(hashlib.sha256(b"\n".join(lines)).digest())


def random_id() -> str:
    """A new id: 128 random bits."""
    return b64(secrets.token_bytes(ID_BYTES))


def random_salt() -> str:
    """A new salt: 32 random bytes. Without it a short value could be guessed from its commitment."""
    return b64(secrets.token_bytes(SALT_BYTES))


def log_id(key: str, stream: str, nonce: str) -> str:
    """The id of a log, from the public key of its installation, its stream and a nonce (the server's is its epoch)."""
    lines = "\n".join(("prachakhom/1/log", key, stream, nonce))
    return b64(hashlib.sha256(lines.encode()).digest()[:ID_BYTES])


def keyed_id(key: str, kind: str, parent: str, member: str) -> str:
    """The id that two phones give to the same thing without talking: see PROTOCOL.md 3.

    `key` is the text of `meeting.key` (32 bytes in base64url). Raises ValueError if it is not base64url.
    """
    message = "\n".join(("prachakhom/1/id", kind, parent, member))
    return b64(hmac.digest(_key_of(key), message.encode(), "sha256")[:ID_BYTES])


@lru_cache(maxsize=100)
def _key_of(key: str) -> bytes:
    return unb64(key)
