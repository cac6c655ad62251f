"""Reading a body without ever holding more of it than allowed: counted as it arrives, and again as it unpacks."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Protocol

from ..errors import Refusal

CHUNK = 65_536
GZIP = 31  # zlib's window bits for the gzip format alone


class Readable(Protocol):
    """A stream of bytes."""

    def read(self, size: int, /) -> bytes:
        """Up to `size` bytes; none at the end."""


def read_body(stream: Readable, encoding: str, *, largest: int, inflated: int) -> bytes:
    """The body, unpacked. It counts for itself, because a chunked body announces no length.

    Args:
        encoding: the Content-Encoding; empty, `identity` or `gzip`.
        largest: bytes allowed as they arrive.
        inflated: bytes allowed after unpacking.
    Raises:
        Refusal: `too_large`; `bad_encoding` for another encoding, for what is no whole gzip, for anything after it.
    """
    chunks = _counted(stream, largest)
    match encoding.strip().lower():
        case "" | "identity":
            return b"".join(chunks)
        case "gzip":
            return _unpacked(chunks, inflated)
        case _:
            raise Refusal("bad_encoding")


def _counted(stream: Readable, largest: int) -> Iterator[bytes]:
    total = 0
    while chunk := stream.read(CHUNK):
        total += len(chunk)
        if total > largest:
            raise Refusal("too_large")
        yield chunk


def _unpacked(chunks: Iterator[bytes], inflated: int) -> bytes:
    unpacker = zlib.decompressobj(GZIP)
    parts: list[bytes] = []
    room = inflated
    try:
        for chunk in chunks:
            pending = chunk
            while pending and not unpacker.eof:
                part = unpacker.decompress(pending, room + 1)
                room -= len(part)
                if room < 0:
                    raise Refusal("too_large")
                parts.append(part)
                pending = unpacker.unconsumed_tail
            if unpacker.unused_data or pending:
                raise Refusal("bad_encoding")
    except zlib.error as error:
        raise Refusal("bad_encoding") from error
    if not unpacker.eof:
        raise Refusal("bad_encoding")
    return b"".join(parts)
