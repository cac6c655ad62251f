"""Owns all chance and all time of a simulated hearing: ids, salts, keys, signatures and clocks follow from one seed."""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from server import clock
from sync import keys
from sync.ids import b64
from sync.keys import KeyPair

BEGINNING = datetime(2026, 11, 25, 9, 0, tzinfo=clock.BANGKOK)
ORDER = 2**255  # below the order of P-256


class Chance:
    """The dice and the clock."""

    def __init__(self, seed: str) -> None:
        self.dice = random.Random(seed)
        self.now = BEGINNING

    def begin(self, name: str) -> random.Random:
        """Fresh dice, named: what a step draws does not depend on the steps before, so that steps can be left out."""
        self.dice.seed(name)
        return self.dice

    def pass_time(self, seconds: float) -> None:
        """Let time pass."""
        self.now += timedelta(seconds=seconds)

    @property
    def milliseconds(self) -> int:
        """Since 1970, as a phone with a right clock sees it."""
        return int(self.now.timestamp() * 1000)

    def pair(self) -> KeyPair:
        """A new key pair."""
        return KeyPair(ec.derive_private_key(self.dice.randrange(1, ORDER), ec.SECP256R1()))

    def _choice(self, options: Sequence[Any]) -> Any:
        return options[self.dice.randrange(len(options))]

    @contextmanager
    def rules(self) -> Iterator[Chance]:
        """While this lasts, `secrets` and the server's clock are these."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(keys, "_ALGORITHM", ec.ECDSA(SHA256(), deterministic_signing=True))
            patch.setattr(secrets, "token_bytes", self.dice.randbytes)
            patch.setattr(secrets, "token_urlsafe", lambda count=32: b64(self.dice.randbytes(count)))
            patch.setattr(secrets, "choice", self._choice)
            patch.setattr(secrets, "randbelow", self.dice.randrange)
            patch.setattr(clock, "now", lambda: self.now)
            patch.setattr(KeyPair, "generate", self.pair)
            yield self
