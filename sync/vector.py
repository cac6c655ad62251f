"""Owns the vector of a stream and its digest, 32 bytes that say if two copies hold the same lines (PROTOCOL.md 3)."""

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from sync.canonical import canonical
from sync.entry import Entry
from sync.ids import digest_of

# Per log: seq of the last entry held, and its hash.
Vector: TypeAlias = dict[str, tuple[int, str]]


def text(vector: Mapping[str, tuple[int, str]]) -> str:
    """The canonical text of a vector: `{log: [seq, hash]}`."""
    return canonical({log: list(head) for log, head in vector.items()})


def digest(vector: Mapping[str, tuple[int, str]]) -> str:
    """The digest of a vector, in base64url."""
    return digest_of("prachakhom/1/digest", text(vector))


def vector_of(entries: Iterable[Entry]) -> Vector:
    """The vector of a copy that holds exactly these entries, each log from its start without a gap."""
    heads: Vector = {}
    for entry in entries:
        if entry.seq > heads.get(entry.log, (0, ""))[0]:
            heads[entry.log] = (entry.seq, entry.hash)
    return heads
