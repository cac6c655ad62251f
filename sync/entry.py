"""Owns the entry: one line read, written and chained (PROTOCOL.md 1).

An entry is immutable. Its identity is the hash of its header; its address is (log, seq).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sync.canonical import Json, Malformed, canonical, parse, parse_again
from sync.header import HASH, check_parts, matches, read_header
from sync.ids import hash_of, log_id, random_salt


@dataclass(frozen=True, slots=True)
class Entry:
    """One line, read. Texts are kept as they travelled; they are what is hashed, stored and forwarded."""

    stream: str
    log: str
    seq: int
    prev: str
    kind: str
    record: str
    sets: dict[str, list[str]]
    redacts: dict[str, str] | None
    at: str
    by: str
    commit: str
    seal: str
    hash: str
    header_text: str
    salt: str
    body_text: str
    salt2: str
    private_text: str
    # {} when the entry never had the part, None when it had and the part is withheld or redacted.
    body: dict[str, Json] | None
    private: dict[str, Json] | None

    @property
    def line(self) -> str:
        """The line as it travels, with its LF."""
        return "\t".join((self.header_text, self.salt, self.body_text, self.salt2, self.private_text)) + "\n"

    def without(self, part: str) -> "Entry":
        """The same entry redacted: `part` ("body" or "private") and its salt are empty, the header and hash stay."""
        if part == "body":
            return replace(self, salt="", body_text="", body=None if self.commit else {})
        if part == "private":
            return replace(self, salt2="", private_text="", private=None if self.seal else {})
        raise ValueError(f"no such part: {part}")


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wants to record, before it has a place in a log. `sets` names for each field what it covers."""

    kind: str
    record: str
    body: dict[str, Json]
    private: dict[str, Json]
    sets: dict[str, list[str]]
    redacts: dict[str, str] | None = None


def parse_line(line: str | bytes) -> Entry:
    """Read one line, with or without its LF.

    Raises Malformed: code `malformed_line` for what is not a line, `wrong_hash` when a part is not what the
    header commits to. That a line lacks a part is not judged here: only a redaction or the server may leave one out.
    """
    text, raw = _columns(line)
    header_text, salt, body_text, salt2, private_text = text
    header = read_header(header_text)
    body = _part("body", header.commit, salt, raw[1], raw[2])
    private = _part("private", header.seal, salt2, raw[3], raw[4])
    check_parts(header.sets, body, private)
    hash = hash_of(b"prachakhom/1/entry", raw[0])
    return Entry(*header, hash, header_text, salt, body_text, salt2, private_text, body, private)


def kept_line(columns: Sequence[str], hash: str) -> Entry:
    """A line that was read once, kept by its columns, and is read again: nothing is hashed or held against anything.

    Raises ValueError for what cannot have been read before.
    """
    header_text, salt, body_text, salt2, private_text = columns
    header = read_header(header_text)
    body = _kept_part(header.commit, body_text)
    private = _kept_part(header.seal, private_text)
    return Entry(*header, hash, header_text, salt, body_text, salt2, private_text, body, private)


def compose(draft: Draft, *, stream: str, log: str, seq: int, prev: str, at: str, by: str) -> Entry:
    """Turn a draft into the entry `seq` of a log: make salts and hashes. Raises Malformed if it breaks a rule."""
    salt, body_text, commit = _commitment("body", draft.body)
    salt2, private_text, seal = _commitment("private", draft.private)
    header: dict[str, Any] = {"v": 1, "stream": stream, "log": log, "seq": seq, "prev": prev}
    header |= {"kind": draft.kind, "record": draft.record, "sets": draft.sets}
    header |= {"redacts": draft.redacts} if draft.redacts else {}
    header |= {"at": at, "by": by, "commit": commit, "seal": seal}
    # Reading our own line back is the proof that others can read it.
    return parse_line("\t".join((canonical(header), salt, body_text, salt2, private_text)))


def genesis_draft(*, stream: str, key: str, nonce: str, statement: str, signature: str) -> Draft:
    """Entry 1 of a log: the public key, the nonce, and the enrolment signed by the server (PROTOCOL.md 2)."""
    enrolment = {"statement": statement, "signature": signature}
    body = {"key": key, "nonce": nonce, "enrolment": enrolment}
    return Draft("log", log_id(key, stream, nonce), body, {}, {field: [] for field in body})


def check_chain(entries: Iterable[Entry], after: tuple[int, str] | None = None) -> None:
    """Check that entries of one log follow each other, and follow `after`, the (seq, hash) of the last one held.

    Raises Malformed: code `gap` when an entry is missing, `wrong_hash` when one does not name the one before.
    """
    seq, prev = after or (0, "")
    for entry in entries:
        if entry.seq != seq + 1:
            raise Malformed(f"seq {entry.seq} after {seq}", "gap")
        if entry.prev != prev:
            raise Malformed(f"seq {entry.seq} does not name the entry before", "wrong_hash")
        seq, prev = entry.seq, entry.hash


def _columns(line: str | bytes) -> tuple[list[str], list[bytes]]:
    """The five columns as text, which is kept, and as bytes, which are parsed and hashed."""
    try:
        raw = (line if isinstance(line, bytes) else line.encode()).removesuffix(b"\n")
        columns = raw.decode().split("\t")
    except UnicodeError:
        raise Malformed("not UTF-8") from None
    if len(columns) != 5 or b"\n" in raw or b"\r" in raw:
        raise Malformed("not five columns in one line")
    return columns, raw.split(b"\t")


def _part(name: str, commitment: str, salt: str, raw_salt: bytes, text: bytes) -> dict[str, Json] | None:
    """Read one part and hold it against its commitment."""
    if not text and not salt:
        return None if commitment else {}
    if not text or not salt:
        raise Malformed(f"{name} and its salt go together")
    if not matches(HASH, salt):
        raise Malformed(f"salt of {name} is not 32 bytes")
    part = parse(text)
    if not isinstance(part, dict):
        raise Malformed(f"{name} is not an object")
    if hash_of(_TAGS[name], raw_salt, text) != commitment:
        raise Malformed(f"{name} is not what the header commits to", "wrong_hash")
    return part


def _kept_part(commitment: str, text: str) -> dict[str, Json] | None:
    if not text:
        return None if commitment else {}
    part: dict[str, Json] = parse_again(text)
    return part


def _commitment(name: str, part: dict[str, Json]) -> tuple[str, str, str]:
    """(salt, text, commitment) of a part; three empty texts where there is nothing to say."""
    if not part:
        return "", "", ""
    salt, text = random_salt(), canonical(part)
    try:
        return salt, text, hash_of(_TAGS[name], salt.encode(), text.encode())
    except UnicodeEncodeError:
        raise Malformed(f"{name} is not text") from None


_TAGS = {"body": b"prachakhom/1/body", "private": b"prachakhom/1/private"}
