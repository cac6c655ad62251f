"""From the text of an exchange to lines grouped by log. Pure: no database, no rights; each line is judged by itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sync import bundle
from sync.bundle import Envelope, Result, Signature
from sync.canonical import Malformed, parse
from sync.entry import Entry, parse_line

from ..errors import Refusal

MAX_LINES = 500
MAX_LINE = 200_000  # bytes; the longest text of the schema takes a quarter of it even if every letter is escaped
MAX_ENVELOPE = 2_000_000  # bytes of the first line
MAX_STREAMS = 2_000
MAX_LOGS = 5_000  # in the vector of one stream
MAX_SIGNATURES = 1_000


@dataclass(slots=True)
class Group:
    """The lines of one log, sorted by seq, each once, with the signatures that came for it."""

    log: str
    stream: str
    entries: list[Entry]
    signatures: list[Signature]


@dataclass(slots=True)
class Parcel:
    """A request, read: its envelope, its lines by log, and what is already known to be wrong."""

    envelope: Envelope
    groups: list[Group] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)


def read(data: bytes) -> Parcel:
    """Read the body of an exchange.

    Raises:
        Refusal: `malformed_envelope`, `unsupported_version`, `too_large`.
    """
    first, _, rest = data.partition(b"\n")
    if len(first) > MAX_ENVELOPE or rest.count(b"\n") > MAX_LINES:
        raise Refusal("too_large")
    try:
        envelope, _ = bundle.read(first)
    except Malformed as error:
        raise Refusal(error.code) from error
    _check_size(envelope)
    lines = rest.split(b"\n")
    if lines[-1] == b"":
        lines.pop()
    if len(lines) > MAX_LINES:
        raise Refusal("too_large")
    parcel = Parcel(envelope)
    _sort(parcel, lines)
    return parcel


def result_of(entry: Entry, status: str, reason: str) -> Result:
    """What is told about an entry that did not simply land."""
    return {"log": entry.log, "seq": entry.seq, "hash": entry.hash, "status": status, "reason": reason}


def _check_size(envelope: Envelope) -> None:
    parts = envelope["streams"].values()
    if len(parts) > MAX_STREAMS or any(len(part.get("vector", {})) > MAX_LOGS for part in parts):
        raise Refusal("too_large")
    if sum(len(part.get("signatures", [])) for part in parts) > MAX_SIGNATURES:
        raise Refusal("too_large")


def _sort(parcel: Parcel, lines: Iterable[bytes]) -> None:
    """Put each line into its log's group, or into the results."""
    groups: dict[str, dict[tuple[int, str], Entry]] = {}
    for line in lines:
        try:
            entry = _line(line)
        except Malformed as error:
            parcel.results.append(_result_of_bad(line, error.code))
            continue
        own = groups.setdefault(entry.log, {})
        if own and next(iter(own.values())).stream != entry.stream:
            parcel.results.append(result_of(entry, "refused", "unknown_log"))
            continue
        own[entry.seq, entry.hash] = entry
    for log, found in groups.items():
        entries = [found[address] for address in sorted(found)]
        part = parcel.envelope["streams"].get(entries[0].stream)
        signatures = [] if part is None else [item for item in part.get("signatures", []) if item["log"] == log]
        parcel.groups.append(Group(log, entries[0].stream, entries, signatures))


def _line(line: bytes) -> Entry:
    if len(line) > MAX_LINE:
        raise Malformed("longer than any line may be")
    return parse_line(line)


def _result_of_bad(line: bytes, code: str) -> Result:
    """A line that is none still names its address if its header can be read, so that a phone knows which it is."""
    log, seq = "", 0
    try:
        header = parse(line.split(b"\t", 1)[0].decode())
        if isinstance(header, dict):
            named, number = header.get("log"), header.get("seq")
            log = named[:64] if isinstance(named, str) else ""
            seq = number if isinstance(number, int) else 0
    except (Malformed, UnicodeDecodeError):
        pass
    status = "malformed" if code == "malformed_line" else "refused"
    return {"log": log, "seq": seq, "hash": "", "status": status, "reason": code}
