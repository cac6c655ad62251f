"""Owns the sealed file: a text that only the holder of the server's carrier key can open (PROTOCOL.md section 6).

ECDH over P-256 with a pair made for this file alone, HKDF-SHA-256, AES-256-GCM. It hides; who wrote is told by the
signatures of the lines inside.
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.ids import b64, unb64
from sync.keys import KeyPair

TAG = "prachakhom/1/sealed"  # the first line of the file; the number is its version
_KEY, _NONCE, _POINT = 32, 12, 65  # bytes


class SealBroken(ValueError):
    """The file cannot be opened; `code` is `bundle_damaged`, or `bundle_elsewhere` if it is sealed to another key."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def seal(content: bytes, carrier: str) -> str:
    """The file: its version, the key it is sealed to, the key of the file, the ciphertext; a line each.

    Raises ValueError if `carrier` is no public key.
    """
    pair = KeyPair.generate()
    head = _head(carrier, pair.public)
    key, nonce = _secrets(pair, carrier, head)
    return f"{head}\n{b64(AESGCM(key).encrypt(nonce, content, head.encode()))}\n"


def unseal(text: str, carrier: KeyPair) -> bytes:
    """What was sealed to `carrier`. Raises SealBroken; then nothing of it is known to be true."""
    words = text.split()  # so a mail program that writes its own ends of lines does no harm
    if len(words) != 4 or words[0] != TAG:
        raise SealBroken("bundle_damaged")
    if words[1] != carrier.public:
        raise SealBroken("bundle_elsewhere")
    head = _head(words[1], words[2])
    try:
        key, nonce = _secrets(carrier, words[2], head)
        return AESGCM(key).decrypt(nonce, unb64(words[3]), head.encode())
    except (ValueError, InvalidTag) as error:
        raise SealBroken("bundle_damaged") from error


def _head(carrier: str, once: str) -> str:
    return "\n".join((TAG, carrier, once))


def _secrets(own: KeyPair, other: str, head: str) -> tuple[bytes, bytes]:
    point = unb64(other)
    if len(point) != _POINT:
        raise ValueError("not an uncompressed point")
    shared = own.private.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point))
    out = HKDF(SHA256(), _KEY + _NONCE, salt=None, info=head.encode()).derive(shared)
    return out[:_KEY], out[_KEY:]
