"""Owns the outer text of an exchange and of a file: one line of envelope, then lines of entries (PROTOCOL.md 5 and 6).

Reads the envelope only; each line is judged by itself, so that one bad line does not spoil the others.
"""

from typing import NotRequired, TypedDict, cast

from sync.canonical import Json, Malformed, canonical, parse
from sync.header import HASH, NAME, STREAM, matches

VERSION = 1
MAX_WANT = 100  # hashes that one side asks for of one stream
MAX_WORD = 40  # letters of a text in a report
REPORT_TEXTS = ("app", "schema")
REPORT_NUMBERS = ("now", "unsent", "unsigned", "files")


class Signature(TypedDict):
    """The signature of the head of one log."""

    log: str
    seq: int
    hash: str
    signature: str


class StreamPart(TypedDict):
    """What one side says of one stream. Vector and signatures stand where it speaks of the stream.

    `want`: hashes of lines of which it lacks a part.
    """

    digest: str
    vector: NotRequired[dict[str, list[Json]]]
    signatures: NotRequired[list[Signature]]
    want: NotRequired[list[str]]


class Result(TypedDict):
    """What became of a line that did not simply land."""

    log: str
    seq: int
    hash: str
    status: str
    reason: str


class Report(TypedDict):
    """How a client fares: its clock (milliseconds since 1970), its versions, what it has not sent."""

    now: int
    app: str
    schema: str
    unsent: int
    unsigned: int
    files: int


class Page(TypedDict):
    """The server's word for all the lines of an answer."""

    digest: str
    signature: str


class Envelope(TypedDict):
    """The first line. `report` stands in requests, what follows it in answers."""

    v: int
    epoch: str | None
    streams: dict[str, StreamPart]
    report: NotRequired[Report]
    results: NotRequired[list[Result]]
    more: NotRequired[bool]
    countersign: NotRequired[dict[str, str]]
    withdrawn: NotRequired[list[str]]
    page: NotRequired[Page]


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
    if "report" in envelope and not is_report(envelope["report"]):
        raise Malformed("report", "malformed_envelope")
    return cast(Envelope, envelope)


def _is_part(part: Json) -> bool:
    if not isinstance(part, dict) or not matches(HASH, part.get("digest")):
        return False
    vector, signatures, want = part.get("vector", {}), part.get("signatures", []), part.get("want", [])
    if not isinstance(vector, dict) or not isinstance(signatures, list) or not _is_want(want):
        return False
    return all(matches(NAME, log) and _is_head(head) for log, head in vector.items()) and all(
        map(_is_signature, signatures)
    )


def _is_want(want: Json) -> bool:
    return isinstance(want, list) and len(want) <= MAX_WANT and all(matches(HASH, one) for one in want)


def is_report(report: Json) -> bool:
    """Whether it has the form of a report."""
    if not isinstance(report, dict):
        return False
    texts = [report.get(name) for name in REPORT_TEXTS]
    numbers = [report.get(name) for name in REPORT_NUMBERS]
    return all(isinstance(text, str) and 0 < len(text) <= MAX_WORD and text.isprintable() for text in texts) and all(
        isinstance(number, int) and not isinstance(number, bool) and number >= 0 for number in numbers
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
