"""A stream as a file: the same text as an exchange (PROTOCOL.md section 6), whole, and taken in from one.

The text holds personal data; a file of a phone is sealed, one of `export` is not, and none is signed as a whole. Each
line in it is judged as if its own phone had brought it, so a file can be taken in twice, from anybody, in any state of
the server.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice, takewhile
from typing import TextIO

from sqlalchemy import select

from sync import bundle
from sync.bundle import Envelope, Signature, StreamPart
from sync.canonical import Json, Malformed, parse
from sync.sealed import TAG

from ..accounts.rules import Actor
from ..errors import Refusal
from ..extensions import db
from ..store import identity, rows
from ..store.models import Head, Stream, Waiting
from . import carrier
from .parcel import MAX_LINE, MAX_LINES, MAX_SIGNATURES
from .service import exchange

MAX_PAGES = 200  # of a file that comes by the doorway; a phone that recorded for weeks fills ten

Heads = dict[tuple[str, int], tuple[str, Signature]]  # (log, seq) -> its stream, and the signature of that head
Named = list[tuple[str, Signature]]


def export(office: str, name: str) -> Iterator[str]:
    """The text of a stream, line by line: an envelope with every signed head, then its logs from their beginning, each
    with the lines of it that wait.

    The log that began first comes first: who opened a meeting stands before those whom it lets in.

    Raises:
        Refusal: `not_found` if the office has no such stream.
    """
    row = db.session.scalar(select(Stream).where(Stream.name == name, Stream.office == office))
    if row is None:
        raise Refusal("not_found")
    heads = db.session.scalars(select(Head).where(Head.log.in_(row.vector)).order_by(Head.log, Head.seq)).all()
    waiting = db.session.scalars(select(Waiting).where(Waiting.stream == name).order_by(Waiting.seq)).all()
    signed: list[Head | Waiting] = [*heads, *(line for line in waiting if line.signature is not None)]
    part: StreamPart = {
        "digest": row.digest,
        "vector": row.vector,
        "signatures": [{"log": h.log, "seq": h.seq, "hash": h.hash, "signature": h.signature or ""} for h in signed],
    }
    yield bundle.write({"v": bundle.VERSION, "epoch": identity.epoch(), "streams": {name: part}}, [])
    began = sorted((line, log) for log in row.vector for line in [_began(log)])
    for _, log in began:
        last = row.vector[log][0]
        for start in range(0, last, MAX_LINES):
            yield from (f"{line}\n" for line in rows.lines(log, start, min(start + MAX_LINES, last)))
        yield from (line.line for line in waiting if line.log == log)


def _began(log: str) -> str:
    (line,) = rows.lines(log, 0, 1)
    return str(_header(line)["at"])


def receive(office: str, data: bytes) -> Counter[str]:
    """Take in a file that somebody brought, sealed or plain; what became of its lines: status -> number.

    Raises:
        Refusal: `bundle_unreadable`, `bundle_damaged`, `bundle_elsewhere`, `unsupported_version`: nothing has changed;
            `too_large`: what went in before stays, and is taken in again without harm.
    """
    became: Counter[str] = Counter()
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise Refusal("bundle_unreadable") from error
    try:
        for number, page in enumerate(take_in(office, io.StringIO(text)), 1):
            became.update(page)
            if number > MAX_PAGES:
                raise Refusal("too_large")
    except Refusal as refusal:
        raise Refusal("bundle_unreadable" if refusal.code == "malformed_envelope" else refusal.code) from refusal
    return became


def take_in(office: str, file: TextIO) -> Iterator[Counter[str]]:
    """Take in a file of lines, page by page; after each page, what became of its lines: status -> number.

    A line that is here already, or that simply lands, is counted as `held`.

    Raises:
        Refusal: `malformed_envelope`, `unsupported_version`, `bundle_unreadable` (no UTF-8), what `carrier.opened` and
            an exchange raise. What went in before stays.
    """
    try:
        first = file.readline()
        if first.split() == [TAG]:
            file = io.StringIO(carrier.opened(first + file.read()))
            first = file.readline()
        envelope, _ = bundle.read(first)
    except (Malformed, UnicodeDecodeError) as error:
        raise Refusal(getattr(error, "code", "malformed_envelope")) from error
    heads: Heads = {
        (one["log"], one["seq"]): (name, one)
        for name, part in envelope["streams"].items()
        for one in part.get("signatures", [])
    }
    for page, signatures in _readable(_pages(file, heads)):
        answer, _ = bundle.read(exchange(_carrier(office), _request(envelope, page, signatures).encode()))
        told = Counter(result["status"] for result in answer.get("results", []))
        told["held"] += len(page) - told.total()
        yield told


def _readable(pages: Iterator[tuple[list[str], Named]]) -> Iterator[tuple[list[str], Named]]:
    """The pages, until one is no text."""
    try:
        yield from pages
    except UnicodeDecodeError as error:
        raise Refusal("bundle_unreadable") from error


def _carrier(office: str) -> Actor:
    """Who brings a file: nobody in particular, who receives nothing. Rights are those of each line's author."""
    return Actor("", 0, "", office, frozenset(), installation=None, revoked=True)


def _pages(file: TextIO, heads: Heads) -> Iterator[tuple[list[str], Named]]:
    """Pages of one log each, which end at a signed head wherever there is one: nothing beyond it would be admitted."""
    waiting: list[str] = []
    while True:
        waiting += islice(iter(lambda: file.readline(MAX_LINE + 1), ""), MAX_LINES - len(waiting))
        if not waiting:
            return
        of = _address(waiting[0])[0]
        page = list(takewhile(lambda line: _address(line)[0] == of, waiting))  # noqa: B023  # used up at once
        named = [(number, heads[key]) for number, line in enumerate(page, 1) if (key := _address(line)) in heads]
        end = named[-1][0] if len(page) == MAX_LINES and named else len(page)
        yield page[:end], [signature for number, signature in named if number <= end][-MAX_SIGNATURES:]
        waiting = waiting[end:]


def _address(line: str) -> tuple[str, int]:
    """Log and seq of a line, as far as its header can be read; judging it is the doorway's."""
    header = _header(line)
    log, seq = header.get("log"), header.get("seq")
    return (log, seq) if isinstance(log, str) and isinstance(seq, int) else ("", 0)


def _header(line: str) -> dict[str, Json]:
    try:
        header = parse(line.partition("\t")[0])
    except Malformed:
        return {}
    return header if isinstance(header, dict) else {}


def _request(envelope: Envelope, page: list[str], signatures: Named) -> str:
    streams: dict[str, StreamPart] = {
        name: {"digest": part["digest"], "vector": {}, "signatures": [one for of, one in signatures if of == name]}
        for name, part in envelope["streams"].items()
    }
    return bundle.write({"v": envelope["v"], "epoch": envelope["epoch"], "streams": streams}, page)
