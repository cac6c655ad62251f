"""Owns key pairs, signatures and the texts that are signed (PROTOCOL.md 2): ECDSA P-256, SHA-256, 64 bytes r then s."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from sync.ids import b64, unb64

_ALGORITHM = ec.ECDSA(SHA256())
_HALF = 32  # bytes of r, and of s
_POINT = 65  # bytes of an uncompressed point; a compressed one would be a second spelling of the same key


@dataclass(frozen=True)
class KeyPair:
    """The key pair of one installation. The private half never travels and never enters the database."""

    private: ec.EllipticCurvePrivateKey

    @classmethod
    def generate(cls) -> Self:
        """Make a new pair."""
        return cls(ec.generate_private_key(ec.SECP256R1()))

    @classmethod
    def from_pem(cls, pem: bytes) -> Self:
        """Read a pair kept by `to_pem`. Raises ValueError if the file holds anything but a P-256 private key."""
        key = serialization.load_pem_private_key(pem, password=None)
        if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
            raise ValueError("not a P-256 private key")
        return cls(key)

    def to_pem(self) -> bytes:
        """The pair as an unencrypted PEM file; the caller guards the file."""
        return self.private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )

    @cached_property
    def public(self) -> str:
        """The public key: the uncompressed point, 65 bytes, in base64url."""
        point = self.private.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        return b64(point)

    def sign(self, text: str) -> str:
        """Sign a text; the signature is 64 bytes in base64url."""
        r, s = decode_dss_signature(self.private.sign(text.encode(), _ALGORITHM))
        return b64(r.to_bytes(_HALF, "big") + s.to_bytes(_HALF, "big"))


def verify(public: str, text: str, signature: str) -> bool:
    """Whether `signature` is of `text` by the holder of `public`. Never raises: what cannot be read is not valid."""
    try:
        raw, key = unb64(signature), _public_key(public)
        if len(raw) != 2 * _HALF:
            return False
        r, s = int.from_bytes(raw[:_HALF], "big"), int.from_bytes(raw[_HALF:], "big")
        key.verify(encode_dss_signature(r, s), text.encode(), _ALGORITHM)
    except (ValueError, InvalidSignature):
        return False
    return True


@lru_cache(maxsize=200)
def _public_key(public: str) -> ec.EllipticCurvePublicKey:
    """Unpacking a point takes as long as a verification; the same few phones come again and again."""
    point = unb64(public)
    if len(point) != _POINT:
        raise ValueError("not an uncompressed point")
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)


def head_text(stream: str, log: str, seq: int, hash: str) -> str:
    """What is signed to vouch for a log up to and including entry `seq`."""
    return "\n".join(("prachakhom/1/head", stream, log, str(seq), hash))


def enrolment_text(statement: str) -> str:
    """What the server signs when it enrols an installation."""
    return "\n".join(("prachakhom/1/enrolment", statement))


def carrier_text(key: str) -> str:
    """What the server signs to say which key files are sealed to."""
    return "\n".join(("prachakhom/1/carrier", key))


def countersign_text(epoch: str, stream: str, digest: str) -> str:
    """What the server signs to acknowledge that it holds a stream as far as `digest` says."""
    return "\n".join(("prachakhom/1/countersign", epoch, stream, digest))


def page_text(epoch: str, digest: str) -> str:
    """What the server signs of the lines of an answer (`digest` as PROTOCOL.md section 5 makes it)."""
    return "\n".join(("prachakhom/1/page", epoch, digest))
