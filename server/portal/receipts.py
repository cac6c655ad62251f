"""Receipt codes of opinions as the server reads them; the phone makes them (pwa/src/store/receipt.ts says how). (R2.2b)

Twelve symbols of Crockford's base 32: ten random ones, two check symbols of a Reed-Solomon code over GF(32).
"""

from __future__ import annotations

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12
_READ_AS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789") | str.maketrans("ILO", "110")


def normal(typed: str) -> str:
    """A code as it is stored: capitals, Arabic digits, look-alike letters read as digits, all else dropped."""
    plain = typed.upper().translate(_READ_AS)
    return "".join(letter for letter in plain if letter.isascii() and letter.isalnum())


def fits(code: str) -> bool:
    """Whether a code in normal form has the right length and check symbols: else it was mistyped."""
    symbols = [ALPHABET.find(letter) for letter in code]
    return len(symbols) == LENGTH and -1 not in symbols and _remainder(symbols) == (0, 0)


def new() -> str:
    """A new code in normal form, for what the server itself takes in."""
    symbols = [secrets.randbelow(32) for _ in range(LENGTH - 2)]
    return "".join(ALPHABET[symbol] for symbol in (*symbols, *_remainder(symbols)))


def _remainder(symbols: list[int]) -> tuple[int, int]:
    """Remainder by (x + a)(x + a²) = x² + 6x + 8 over GF(32)."""
    high, low = 0, 0
    for symbol in symbols:
        lead = symbol ^ high
        high, low = low ^ _times(lead, 6), _times(lead, 8)
    return high, low


def _times(a: int, b: int) -> int:
    """Product in GF(32), by x⁵ + x² + 1."""
    product = 0
    for bit in range(5):
        if b >> bit & 1:
            product ^= a << bit
    for bit in range(8, 4, -1):
        if product >> bit & 1:
            product ^= 0b100101 << (bit - 5)
    return product
