"""The form of a backup inside its encryption: a plain tar, so that it can be read without this program.

    head.json                      what it is: format, moment, number of the migration, epoch
    secrets/<name>                 the instance's secret files
    tables/<table>/<number>.jsonl  rows, one JSON object a line, in portions; the same for both kinds of database
    blobs/<2>/<sha256>             files that entries refer to
    manifest.json                  last: rows of each table, files, SHA-256 of every byte before it

It is made and read in one pass, a portion at a time, so its size does not matter to memory.
"""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol

FORMAT = 1
BLOCK = tarfile.BLOCKSIZE
CHUNK = 65_536
LARGEST = 64_000_000  # bytes of a member that is held in memory; a portion of rows is far below
HEAD, MANIFEST = "head.json", "manifest.json"


class BadBackup(Exception):
    """The file is no whole backup; the argument is a sentence for an administrator."""


class Members(Protocol):
    """Who takes in the members of a backup, in their order."""

    def small(self, name: str, content: bytes) -> None:
        """A member that was read whole."""

    def open_blob(self, name: str) -> Callable[[bytes], object] | None:
        """Where the bytes of a file go; None: nowhere. It is called with b"" when the file is whole."""


class Packing:
    """Makes the bytes of the tar and the manifest that ends it."""

    def __init__(self) -> None:
        self._sum = hashlib.sha256()
        self.rows: dict[str, int] = {}
        self.files = 0

    def small(self, name: str, content: bytes) -> Iterator[bytes]:
        """A member whose content is at hand."""
        yield from self._member(name, len(content), (content,))

    def portion(self, table: str, number: int, lines: list[bytes]) -> Iterator[bytes]:
        """A portion of the rows of a table."""
        self.rows[table] = self.rows.get(table, 0) + len(lines)
        yield from self.small(f"tables/{table}/{number:08}.jsonl", b"".join(lines))

    def file(self, name: str, size: int, parts: Iterable[bytes]) -> Iterator[bytes]:
        """A member that is read while it is packed; `parts` must be of `size` bytes together."""
        self.files += 1
        yield from self._member(name, size, parts)

    def end(self) -> Iterator[bytes]:
        """The manifest, and the end of the tar."""
        told = {"rows": self.rows, "files": self.files, "sha256": self._sum.hexdigest()}
        yield from self._member(MANIFEST, len(content := json.dumps(told).encode()), (content,))
        yield b"\0" * (2 * BLOCK)

    def _member(self, name: str, size: int, parts: Iterable[bytes]) -> Iterator[bytes]:
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600
        yield self._counted(info.tobuf(tarfile.USTAR_FORMAT))
        written = 0
        for part in parts:
            written += len(part)
            yield self._counted(part)
        if written != size:
            raise OSError(f"{name} changed while it was read")
        yield self._counted(b"\0" * (-size % BLOCK))

    def _counted(self, part: bytes) -> bytes:
        self._sum.update(part)
        return part


class Unpacking(io.RawIOBase):
    """Takes the bytes of the tar as they come and hands out its members; `finish` says whether it was whole."""

    def __init__(self, members: Members) -> None:
        self._members = members
        self._sum = hashlib.sha256()
        self._buffer = bytearray()
        self._name = ""
        self._left = self._padding = 0
        self._sink: Callable[[bytes], object] | None = None
        self._content: bytearray | None = None
        self._rows: dict[str, int] = {}
        self._files = 0
        self._due = ""  # the sum before the member that is being read
        self._told: dict[str, Any] | None = None
        self.failure: BaseException | None = None

    def writable(self) -> bool:
        """Bytes come by `write`."""
        return True

    def write(self, data: Any) -> int:
        """Take in some bytes. What goes wrong is kept in `failure`, because the decryption would wrap it."""
        try:
            self._buffer += data
            while self._step():
                pass
        except BaseException as error:
            self.failure = error
            raise
        return len(data)

    def finish(self) -> None:
        """Raises BadBackup if the end is missing, or is not what the manifest says."""
        told = self._told
        if told is None:
            raise BadBackup("The backup ends too early: it was cut off.")
        if told.get("sha256") != self._due or told.get("rows") != self._rows or told.get("files") != self._files:
            raise BadBackup("The backup does not hold what its own list says.")

    def _step(self) -> bool:
        """One header, part of a member, or padding; False when more bytes are needed."""
        if self._left or self._name:
            return self._take()
        if self._padding:
            return self._skip()
        if len(self._buffer) < BLOCK:
            return False
        header = bytes(self._buffer[:BLOCK])
        del self._buffer[:BLOCK]
        if self._told is not None:
            return True  # the zeros at the end
        self._due = self._sum.hexdigest()
        self._sum.update(header)
        self._begin(header)
        return True

    def _begin(self, header: bytes) -> None:
        try:
            info = tarfile.TarInfo.frombuf(header, "utf-8", "strict")
        except (tarfile.HeaderError, UnicodeDecodeError) as error:
            raise BadBackup("This is no backup of Prachakhom.") from error
        self._name, self._left, self._padding = info.name, info.size, -info.size % BLOCK
        if info.name.startswith("blobs/"):
            self._content, self._sink = None, self._members.open_blob(info.name)
            self._files += 1
        elif info.size > LARGEST:
            raise BadBackup("The backup holds a part that is larger than any may be.")
        else:
            self._content, self._sink = bytearray(), None

    def _take(self) -> bool:
        part = bytes(self._buffer[: self._left])
        if not part and self._left:
            return False
        del self._buffer[: len(part)]
        self._left -= len(part)
        self._sum.update(part)
        if self._content is not None:
            self._content += part
        elif self._sink is not None and part:
            self._sink(part)
        if self._left == 0:
            self._ended()
        return True

    def _ended(self) -> None:
        name, self._name = self._name, ""
        if self._content is None:
            if self._sink is not None:
                self._sink(b"")
            return
        content = bytes(self._content)
        if name == MANIFEST:
            self._told = read_object(content)
            return
        if name.startswith("tables/"):
            table = name.split("/")[1]
            self._rows[table] = self._rows.get(table, 0) + content.count(b"\n")
        self._members.small(name, content)

    def _skip(self) -> bool:
        if len(self._buffer) < self._padding:
            return False
        self._sum.update(self._buffer[: self._padding])
        del self._buffer[: self._padding]
        self._padding = 0
        return True


def read_object(content: bytes) -> dict[str, Any]:
    """A JSON object. Raises BadBackup."""
    try:
        said = json.loads(content)
    except ValueError as error:
        raise BadBackup("The backup holds a part that cannot be read.") from error
    if not isinstance(said, dict):
        raise BadBackup("The backup holds a part that cannot be read.")
    return said


def read_rows(content: bytes) -> list[dict[str, Any]]:
    """The rows of a portion. Raises BadBackup."""
    return [read_object(line) for line in content.split(b"\n") if line]
