"""Taking files in, saying which are held, showing them, and letting them go. Its verbs commit."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

from flask import current_app
from sqlalchemy import func, select

from sync.ids import b64

from .. import clock
from ..database import again, writing
from ..errors import Refusal
from ..extensions import db
from ..store import rows
from . import content, disk, uses
from .models import FORGOTTEN, HELD, Blob
from .uses import Missing

READ = 65_536  # bytes taken from a request at a time: what is lost at most when it is cut


@dataclass(frozen=True, slots=True)
class Span:
    """Which bytes of a file a request brings: from `first`, `length` of them, of `total`."""

    first: int
    length: int
    total: int


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a request: `new` and `held` mean that the office has the whole file. `offset`: bytes here now."""

    state: Literal["new", "held", "part"]
    offset: int


def held(office: str, hashes: Iterable[str]) -> set[str]:
    """Which of these files the office holds."""
    found: set[str] = set()
    for names in rows.chunks(hashes):
        query = select(Blob.sha256).where(Blob.office == office, Blob.sha256.in_(names), Blob.state == HELD)
        found |= {sha256 for sha256 in db.session.scalars(query) if disk.whole(sha256).is_file()}
    return found


def offset(office: str, uploader: str, sha256: str) -> tuple[int, bool]:
    """How many bytes of a file are here, of those that this uploader sent; and whether the office holds it whole."""
    row = _held(office, sha256)
    return (row.bytes, True) if row is not None else (disk.size(disk.coming(uploader, sha256)), False)


def receive(office: str, uploader: str, sha256: str, span: Span, body: IO[bytes]) -> Taken:
    """Take in a part of a file, or the whole; what arrived before a cut is kept.

    Raises:
        Refusal: `blob_forgotten`, `blob_large`, `blob_quota`, `blob_disk`, `blob_offset` (with how many bytes are
            here), `blob_hash` and what `content.examine` raises; after the last ones nothing of the file is left.
    """
    row = _row(office, sha256)
    if row is not None and row.state == FORGOTTEN:
        raise Refusal("blob_forgotten")
    if (whole := _held(office, sha256)) is not None:
        return Taken("held", whole.bytes)
    _may_take(uploader, sha256, span)
    db.session.rollback()  # a phone on a slow network must not hold a reader's view of the database
    path = disk.coming(uploader, sha256)
    size = _store(path, span, body)
    if size < span.total:
        return Taken("part", size)
    picture = _finish(path, sha256, span.total)
    if not _note(office, uploader, sha256, span.total, picture):
        let_go(sha256)
        raise Refusal("blob_forgotten")
    return Taken("new", span.total)


def path_of(office: str, sha256: str) -> Path | None:
    """Where a file of the office lies; None if it is not held."""
    return disk.whole(sha256) if _held(office, sha256) is not None else None


def read(office: str, sha256: str) -> bytes | None:
    """A file's bytes; None if it is not held."""
    path = path_of(office, sha256)
    try:
        return None if path is None else path.read_bytes()
    except FileNotFoundError:
        return None  # forgotten this moment


def shown(office: str, sha256: str, streams: set[str]) -> tuple[bytes, str]:
    """A file and its type, for somebody who may hold `streams`: one of them must name the file.

    Raises:
        Refusal: `not_found`, whether it is not here or not for him.
    """
    row = _held(office, sha256)
    content = read(office, sha256)
    if row is None or content is None or not uses.is_named_in(office, sha256, streams):
        raise Refusal("not_found")
    return content, row.type


def missing(office: str, stream: str) -> list[Missing]:
    """The files that the records of a stream name and the office lacks, and on which phone each lies still."""
    named = list(uses.files_of(stream))
    here = held(office, (sha256 for _, _, sha256, _ in named))
    lacking = [item for item in named if item[2] not in here]
    makers = uses.makers(hash for item in lacking for hash in item[3])
    nobody = ("", "")
    return [
        Missing(kind, record, sha256, *next((makers[hash] for hash in said if hash in makers), nobody))
        for kind, record, sha256, said in lacking
    ]


def _row(office: str, sha256: str) -> Blob | None:
    return db.session.get(Blob, (office, sha256), populate_existing=True)


def _held(office: str, sha256: str) -> Blob | None:
    row = _row(office, sha256)
    return row if row is not None and row.state == HELD and disk.whole(sha256).is_file() else None


def _may_take(uploader: str, sha256: str, span: Span) -> None:
    settings = current_app.config
    if span.total > settings["MAX_FILE"]:
        raise Refusal("blob_large")
    today = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    query = select(func.coalesce(func.sum(Blob.bytes), 0)).where(
        Blob.uploader == uploader, Blob.received_at >= clock.stamp(today)
    )
    begun = disk.begun(uploader) - disk.size(disk.coming(uploader, sha256))
    if (db.session.scalar(query) or 0) + begun + span.total > settings["MAX_FILES_DAY"]:
        raise Refusal("blob_quota")
    if disk.free() - span.total < settings["KEEP_FREE"]:
        raise Refusal("blob_disk")


def _store(path: Path, span: Span, body: IO[bytes]) -> int:
    """Write what comes as it comes; how many bytes are here then."""
    disk.begin_at(path, span.first)
    at, end = span.first, span.first + span.length
    try:
        while at < end and (part := body.read(min(READ, end - at))):
            if at == 0 and len(part) >= content.ENOUGH and content.type_of(part) is None:
                raise Refusal("blob_type")  # no need to wait for the rest
            disk.append(path, at, part)
            at += len(part)
    except Refusal as refusal:
        if refusal.code == "blob_type":
            disk.remove(path)
        raise
    except OSError as error:
        raise Refusal("blob_disk") from error
    return at


def _finish(path: Path, sha256: str, total: int) -> content.Picture:
    """Judge a file whose last byte has come, and give it its name; or leave nothing of it."""
    with disk.locked(path) as file:
        whole = file.read()
        if len(whole) != total:  # another request of the same uploader came between
            raise Refusal("blob_offset", {"offset": len(whole)})
        try:
            if b64(hashlib.sha256(whole).digest()) != sha256:
                raise Refusal("blob_hash")
            picture = content.examine(whole)
        except Refusal:
            disk.remove(path)
            raise
        disk.settle(path, file, sha256)
    return picture


@again
def _note(office: str, uploader: str, sha256: str, total: int, picture: content.Picture) -> bool:
    """Write down that a file is held; False if it was forgotten meanwhile."""
    with writing() as session:
        row = _row(office, sha256)
        if row is not None:
            return row.state == HELD
        session.add(
            Blob(
                office=office,
                sha256=sha256,
                type=picture.type,
                bytes=total,
                width=picture.width,
                height=picture.height,
                state=HELD,
                uploader=uploader,
                received_at=clock.stamp(),
            )
        )
        return True


def is_kept(sha256: str) -> bool:
    """Whether any office holds a file."""
    return db.session.scalar(select(Blob.office).where(Blob.sha256 == sha256, Blob.state == HELD).limit(1)) is not None


def let_go(sha256: str) -> None:
    """Delete the bytes, unless another office holds the same file."""
    if not is_kept(sha256):
        disk.remove(disk.whole(sha256))
