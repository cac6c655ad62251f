"""Enrolment codes: eight letters of Crockford's base 32, shown as 4-4.

The first four find the code, the last four are its secret: so tries are counted per code, and a hall full of phones
behind one address is never locked out. Five wrong tries burn a code: 20 bits against five tries, one chance in 200,000.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from flask import current_app

from sync.ids import b64

from .. import clock
from .models import EnrolmentCode

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
TRIES = 5
_LOOKALIKES = str.maketrans("OIL", "011")


def fresh() -> str:
    """A new code, eight letters."""
    return "".join(secrets.choice(ALPHABET) for _ in range(8))


def shown(code: str) -> str:
    """As people read it: 4-4."""
    return f"{code[:4]}-{code[4:]}"


def normal(typed: str) -> str:
    """What a person typed, as a code: case, spaces and look-alike letters do not matter."""
    letters = "".join(letter for letter in typed.upper() if letter.isascii() and letter.isalnum())
    return letters.translate(_LOOKALIKES)[:8]


def selector(code: str) -> str:
    """The half that finds the code."""
    return code[:4]


def digest(code: str) -> str:
    """Keyed hash of a code: without the server's secret a stolen table gives no code."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    return b64(hmac.new(key, b"enrolment\n" + code.encode(), hashlib.sha256).digest())


def usable(row: EnrolmentCode) -> bool:
    """Not used, not burnt, not expired."""
    return row.used_at is None and row.tries < TRIES and row.expires_at > clock.stamp()


def fits(code: str, row: EnrolmentCode) -> bool:
    """Is this the row's code? In constant time."""
    return hmac.compare_digest(digest(code), row.secret_hash)
