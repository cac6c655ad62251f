"""Owns the outer text of an exchange and of a file: one line of envelope, then lines of entries (PROTOCOL.md 5 and 6).

Reads the envelope only; each line is judged by itself, so that one bad line does not spoil the others.
"""

from typing import NotRequired, TypedDict, cast

from sync.canonical import Json, Malformed, canonical, parse
from sync.header import HASH, NAME, STREAM, matches

VERSION = 1


class Signature(TypedDict):
    """The signature of the head of one log."""

    log: str
    seq: int
    hash: str
    signature: str


class StreamPart(TypedDict):
    """What one side says of one stream. Vector and signatures stand where it speaks of the stream."""

    digest: str
    vector: NotRequired[dict[str, list[Json]]]
    signatures: NotRequired[list[Signature]]


class Result(TypedDict):
    """What became of a line that did not simply land."""

    log: str
    seq: int
    hash: str
    status: str
    reason: str


class Envelope(TypedDict):
    """The first line. The last three keys stand in answers only."""

    v: int
    epoch: str | None
    streams: dict[str, StreamPart]
    results: NotRequired[list[Result]]
    more: NotRequired[bool]
    countersign: NotRequired[dict[str, str]]


def read(text: str | bytes) -> tuple[Envelope, list[str]]:
    """Split a text into its envelope and its lines (without LF).

    Raises Malformed with code `malformed_envelope` or `unsupported_version`.
    """
    try:
        decoded = text.decode() if isinstance(text, bytes) else text
        first, *lines = decoded.split("\n")
        envelope = parse(first)
    except (Malformed, UnicodeDecodeError) as error:
        raise Malformed(str(error), "malformed_envelope") from None
    if lines and lines[-1] == "":
        lines.pop()
    return _check(envelope), lines


def write(envelope: Envelope, lines: list[str]) -> str:
    """Join an envelope and lines, with or without their LF, into the text that travels."""
    return "".join(line.removesuffix("\n") + "\n" for line in (canonical(envelope), *lines))


def _check(envelope: Json) -> Envelope:
    if not isinstance(envelope, dict) or not isinstance(envelope.get("streams"), dict):
        raise Malformed("not an envelope", "malformed_envelope")
    if envelope.get("v") != VERSION or isinstance(envelope["v"], bool):
        raise Malformed("another version", "unsupported_version")
    epoch_is_right = "epoch" in envelope and (envelope["epoch"] is None or matches(NAME, envelope["epoch"]))
    streams_are_right = all(matches(STREAM, name) and _is_part(part) for name, part in envelope["streams"].items())
    if not epoch_is_right or not streams_are_right:
        raise Malformed("epoch or a stream", "malformed_envelope")
    return cast(Envelope, envelope)


def _is_part(part: Json) -> bool:
    if not isinstance(part, dict) or not matches(HASH, part.get("digest")):
        return False
    vector, signatures = part.get("vector", {}), part.get("signatures", [])
    if not isinstance(vector, dict) or not isinstance(signatures, list):
        return False
    return all(matches(NAME, log) and _is_head(head) for log, head in vector.items()) and all(
        map(_is_signature, signatures)
    )


def _is_head(head: Json) -> bool:
    return isinstance(head, list) and len(head) == 2 and _is_seq(head[0]) and matches(HASH, head[1])


def _is_signature(item: Json) -> bool:
    if not isinstance(item, dict) or item.keys() != {"log", "seq", "hash", "signature"}:
        return False
    return (
        matches(NAME, item["log"])
        and _is_seq(item["seq"])
        and matches(HASH, item["hash"])
        and isinstance(item["signature"], str)
    )


def _is_seq(value: Json) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1
