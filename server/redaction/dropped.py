"""The private parts that an exchange deletes or does not take in, and the files that go with them."""

from __future__ import annotations

import time
from collections.abc import Iterable

from sqlalchemy.exc import DBAPIError

from sync.entry import Entry

from ..blobs import forgotten
from ..database import scrub, scrub_is_due
from ..logs import log
from ..store import removal

LOOK = 600  # seconds until a scrub that failed is tried again
_looked = [float("-inf")]


class Dropped:
    """The private parts that an exchange deletes or does not take in, and the files that go with them."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._files: set[str] = set()

    def by(self, stream: str, orders: Iterable[Entry]) -> None:
        """Note what redactions are about to delete."""
        self._texts += removal.private_texts(stream, orders)

    def refuse(self, stream: str, entries: list[Entry]) -> list[Entry]:
        """What arrives, without the parts that were removed here: they do not come back, whoever brings them."""
        kept = removal.bare(stream, entries)
        cut = [old.private_text for old, new in zip(entries, kept, strict=True) if old is not new]
        self._texts += cut
        return kept if cut else entries

    def forget(self, office: str) -> None:
        """Inside the transaction: files that only these parts named are not taken in again."""
        self._files = forgotten.forget_named(office, self._texts)

    def finish(self) -> None:
        """After it: their bytes go, too, and those of an earlier removal that were left.

        All lines landed, and that is what the caller hears, whatever becomes of it: it stays due.
        """
        if self._texts:
            forgotten.remove(self._files)
        elif time.monotonic() < _looked[0] + LOOK:
            return
        _looked[0] = time.monotonic()
        try:
            if self._texts or scrub_is_due():
                scrub()
        except DBAPIError as error:
            log.error("scrub_failed", error=type(error).__name__)
