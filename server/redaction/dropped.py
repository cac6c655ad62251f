"""The private parts that an exchange deletes or does not take in, and the files that go with them."""

from __future__ import annotations

from collections.abc import Iterable

from sync.entry import Entry

from ..blobs import forgotten
from ..database import scrub
from ..store import removal


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
        """After it: their bytes go, too."""
        if self._texts:
            forgotten.remove(self._files)
            scrub()
