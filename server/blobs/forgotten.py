"""Letting files go for good: a file that is forgotten does not come back from any phone (PROTOCOL.md section 8)."""

from __future__ import annotations

from collections.abc import Iterable

from .. import clock
from ..database import again, writing
from ..extensions import db
from . import disk, uses
from .models import FORGOTTEN, Blob
from .service import let_go


@again
def forget(office: str, sha256: str) -> None:
    """Delete a file for good, so that no phone's copy brings it back."""
    with writing():
        _mark(office, sha256)
    remove([sha256])


def forget_named(office: str, privates: Iterable[str]) -> set[str]:
    """Forget the files that only these parts, redacted now, have named; gives their hashes.

    Runs in the transaction that redacts. Whoever committed it calls `remove`; what a crash leaves between the two is
    shown to nobody, and swept.
    """
    named = {sha256 for private in privates for sha256 in uses.named_in(private)}
    gone = named - uses.all_named(office) if named else set()
    for sha256 in sorted(gone):
        _mark(office, sha256)
    return gone


def remove(hashes: Iterable[str]) -> None:
    """Delete the bytes of forgotten files, whole ones and what is still arriving."""
    gone = set(hashes)
    for sha256 in gone:
        let_go(sha256)
    for path in disk.all_coming() if gone else ():
        if path.name in gone:
            disk.remove(path)


def _mark(office: str, sha256: str) -> None:
    row = db.session.get(Blob, (office, sha256), populate_existing=True)
    if row is None:
        row = Blob(office=office, sha256=sha256, type="", bytes=0, width=0, height=0, uploader="")
        row.received_at = clock.stamp()
        db.session.add(row)
    row.state = FORGOTTEN
