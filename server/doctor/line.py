"""One line against its hashes: which part was altered, and at which byte as far as that can be known. Pure.

A hash says only that something differs. But a single changed byte can be searched for: of all texts that differ from
what is there in one byte, exactly one has the hash that was recorded.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from sync.canonical import Malformed, parse
from sync.header import HASH, check_header
from sync.ids import b64, unb64

PARTS = ("header", "salt", "body", "salt2", "private")
ANY_BYTE = 2_000  # longest text that is searched for any one changed byte: about a second
ANY_BIT = 12_000  # longest text that is searched for one changed bit


@dataclass(frozen=True, slots=True)
class Flaw:
    """An altered part of a line: `offset` within the line and `was` if the byte is known, else `span`."""

    part: str
    offset: int | None
    span: tuple[int, int]
    was: int | None = None
    code: str = "altered"


def hash_of(*lines: bytes) -> str:
    """SHA-256 of lines joined by LF, in base64url, of bytes that need not be text."""
    return b64(hashlib.sha256(b"\n".join(lines)).digest())


def span_of(columns: tuple[bytes, ...], part: str) -> tuple[int, int]:
    """Where a part lies within the line: its first byte, and the one after its last."""
    index = PARTS.index(part)
    start = sum(len(column) + 1 for column in columns[:index])
    return start, start + len(columns[index])


def header_flaw(columns: tuple[bytes, ...], known: str, search: bool) -> Flaw:
    """The flaw of a header whose hash is not `known`."""
    return _flaw(columns, "header", b"prachakhom/1/entry\n", b"", known, search)


def part_flaw(columns: tuple[bytes, ...], part: str, known: str, search: bool) -> Flaw | None:
    """What is wrong with `body` or `private` and its salt, held against the commitment; None if nothing is."""
    index = PARTS.index(part)
    salt, content = columns[index - 1], columns[index]
    tag = f"prachakhom/1/{part}\n".encode()
    if not salt and not content:
        return None
    if known and hash_of(tag[:-1], salt, content) == known:
        return None
    span = (span_of(columns, PARTS[index - 1])[0], span_of(columns, part)[1])
    if not known:
        return Flaw(part, span[0], span)  # the header never committed to a part
    if re.fullmatch(HASH.pattern.encode(), salt) is None:
        return _flaw(columns, PARTS[index - 1], tag, b"\n" + content, known, search)
    for name, before, after in ((part, tag + salt + b"\n", b""), (PARTS[index - 1], tag, b"\n" + content)):
        flaw = _flaw(columns, name, before, after, known, search)
        if flaw.offset is not None:
            return flaw
    return Flaw(part, None, span)


def flaws(columns: tuple[bytes, ...], known: str, search: bool) -> Iterator[Flaw]:
    """Every part of a line that is wrong; `known` is the hash that the header must have."""
    header: bytes | None = columns[0]
    if hash_of(b"prachakhom/1/entry", columns[0]) != known:
        flaw = header_flaw(columns, known, search)
        yield flaw
        header = _mended(columns[0], flaw)
    for part, commitment in _committed(header).items():
        found = part_flaw(columns, part, commitment, search)
        if found is not None:
            yield found


def _flaw(columns: tuple[bytes, ...], part: str, before: bytes, after: bytes, known: str, search: bool) -> Flaw:
    content, span = columns[PARTS.index(part)], span_of(columns, part)
    found = sought(content, before, after, known) if search else None
    if found is not None:
        return Flaw(part, span[0] + found[0], span, found[1])
    stop = unreadable_at(content) if part in ("header", "body", "private") else _not_base64_at(content)
    return Flaw(part, None if stop is None else span[0] + stop, span, None, "altered" if stop is None else "unreadable")


def sought(content: bytes, before: bytes, after: bytes, known: str) -> tuple[int, int] | None:
    """(offset, the byte that stood there) of the one byte whose change gives `content` the hash `known`."""
    try:
        wanted = unb64(known)
    except ValueError:
        return None
    if len(content) > ANY_BIT:
        return None
    changes = range(1, 256) if len(content) <= ANY_BYTE else tuple(1 << bit for bit in range(8))
    head = hashlib.sha256(before)
    for at, byte in enumerate(content):
        rest = content[at + 1 :] + after
        for change in changes:
            tried = head.copy()
            tried.update(bytes((byte ^ change,)) + rest)
            if tried.digest() == wanted:
                return at, byte ^ change
        head.update(content[at : at + 1])
    return None


def unreadable_at(content: bytes) -> int | None:
    """The byte from which a text is not JSON in UTF-8 any more; None if it reads."""
    try:
        read = content.decode()
        json.loads(read)
    except UnicodeDecodeError as error:
        return error.start
    except json.JSONDecodeError as error:
        return len(error.doc[: error.pos].encode())
    except RecursionError:
        return 0
    return next((at for at, byte in enumerate(content) if byte in b"\t\r\n"), None)


def _not_base64_at(content: bytes) -> int | None:
    letters = re.match(rb"[A-Za-z0-9_-]*", content)
    good = len(letters[0]) if letters else 0
    return None if good == len(content) == 43 else min(good, 43)


def _mended(header: bytes, flaw: Flaw) -> bytes | None:
    """The header as it was recorded, if its one changed byte is known."""
    if flaw.offset is None or flaw.was is None:
        return None
    return header[: flaw.offset] + bytes((flaw.was,)) + header[flaw.offset + 1 :]


def _committed(header: bytes | None) -> dict[str, str]:
    """What a header commits its two parts to; nothing where the header itself is not known."""
    try:
        said = check_header(parse((header or b"").decode()))
    except (Malformed, UnicodeDecodeError):
        return {}
    return {"body": said["commit"], "private": said["seal"]}
