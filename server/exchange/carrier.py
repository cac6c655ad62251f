"""The carrier key: what phones seal their files to, so that whoever carries one cannot read it (PROTOCOL.md section 6).

It is a pair of its own: the server's signing key signs and does nothing else.
"""

from __future__ import annotations

import io

from flask import current_app

from sync.keys import KeyPair, carrier_text
from sync.sealed import SealBroken, unseal

from ..errors import Refusal
from ..store import identity
from . import reader

GZIPPED = b"\x1f\x8b"


def told() -> dict[str, str]:
    """The public half, and the server's signature of it."""
    key = _pair().public
    return {"key": key, "signature": identity.server_key().sign(carrier_text(key))}


def opened(text: str) -> str:
    """The text of a sealed file.

    Raises:
        Refusal: `bundle_elsewhere` if it is sealed to another server's key, `bundle_damaged`, `too_large`.
    """
    try:
        content = unseal(text, _pair())
        if content.startswith(GZIPPED):
            content = _unpacked(content)
        return content.decode()
    except SealBroken as error:
        raise Refusal(error.code) from error
    except UnicodeDecodeError as error:
        raise Refusal("bundle_damaged") from error


def _pair() -> KeyPair:
    pair: KeyPair = current_app.extensions["carrier_key"]
    return pair


def _unpacked(content: bytes) -> bytes:
    try:
        room: int = current_app.config["MAX_INFLATED"]
        return reader.read_body(io.BytesIO(content), "gzip", largest=len(content), inflated=room)
    except Refusal as refusal:
        raise Refusal("bundle_damaged" if refusal.code == "bad_encoding" else refusal.code) from refusal
