"""The floor: a bare process that parses the same lines, computes the same hashes and writes the same rows of entries
and records to the same kind of database, a commit a batch, and nothing else. The folds of records are given to it.

    python -m tests.bench.floor FILE ADDRESS      FILE: a pickle of batches; prints {"seconds", "cpu"} as JSON
"""

from __future__ import annotations

import hashlib
import json
import pickle
import sqlite3
import sys
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import psycopg
from sqlalchemy import make_url

# `quarantined` stays null.
ENTRY = (
    "log", "seq", "stream", "office", "kind", "record", "hash", "header", "salt", "body", "salt2", "private",
    "received_at",
)  # fmt: skip
RECORD = ("stream", "kind", "record", "office", "fields", "conflict", "lookup")
STREAM = ("name", "office", "vector", "digest", "countersign", "n")
LOG = ("log", "stream", "office", "installation", "account", "key", "roles", "last_seq", "last_hash")
AT = "2025-11-15T13:30:00+07:00"
OFFICE = "bench"
Row = tuple[Any, ...]
Write = Callable[[list[Row], list[Row], list[Row]], None]


def hashed(tag: str, *texts: bytes) -> str:
    """The protocol's hash of some texts."""
    return urlsafe_b64encode(hashlib.sha256(b"\n".join((tag.encode(), *texts))).digest())[:43].decode()


def rows_of(text: bytes) -> list[Row]:
    """The rows of the lines of a request."""
    rows: list[Row] = []
    for line in text[:-1].split(b"\n")[1:]:
        header, salt, body, salt2, private = line.split(b"\t")
        said = orjson.loads(header)
        for name, commitment, salted, part in (
            ("body", said["commit"], salt, body),
            ("private", said["seal"], salt2, private),
        ):
            if part:
                orjson.loads(part)
                assert hashed(f"prachakhom/1/{name}", salted, part) == commitment
        rows.append(
            (
                said["log"], said["seq"], said["stream"], OFFICE, said["kind"], said["record"],
                hashed("prachakhom/1/entry", header), header.decode(), salt.decode(), body.decode(),
                salt2.decode(), private.decode(), AT,
            )
        )  # fmt: skip
    return rows


def record_rows(records: list[Row]) -> list[Row]:
    """The rows of the records that a request touches."""
    return [
        (stream, kind, record, OFFICE, orjson.dumps(fields).decode(), False, lookup)
        for stream, kind, record, fields, lookup in records
    ]


def into_sqlite(path: str, *, durable: bool = True) -> Write:
    """Writes rows to a file as the server opens it."""
    db = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode = WAL", f"synchronous = {'FULL' if durable else 'OFF'}", "secure_delete = ON"):
        db.execute(f"PRAGMA {pragma}")
    entry, record = (
        f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
        for name, columns in (("entry", ENTRY), ("record", RECORD))
    )

    def write(entries: list[Row], new: list[Row], changed: list[Row]) -> None:
        db.execute("BEGIN IMMEDIATE")
        db.executemany(entry, entries)
        db.executemany(record.replace("INSERT", "INSERT OR REPLACE", 1), new + changed)
        db.execute("COMMIT")

    return write


def into_postgres(address: str) -> Write:
    """Writes rows with COPY, without the checks of foreign keys."""
    url = make_url(address)
    db = psycopg.connect(url.set(drivername="postgresql").render_as_string(hide_password=False), autocommit=False)
    db.execute("SET session_replication_role = replica")
    db.commit()

    def copy(table: str, columns: tuple[str, ...], rows: list[Row]) -> None:
        with db.cursor().copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN".encode()) as into:
            for row in rows:
                into.write_row(row)

    def write(entries: list[Row], new: list[Row], changed: list[Row]) -> None:
        copy("entry", ENTRY, entries)
        if changed:
            old = "DELETE FROM record WHERE stream = %s AND kind = %s AND record = %s"
            db.cursor().executemany(old, [row[:3] for row in changed])
        copy("record", RECORD, new + changed)
        db.commit()

    return write


def writer(address: str, *, durable: bool = True) -> Write:
    """What writes to the database at this address."""
    if address.startswith("sqlite:///"):
        return into_sqlite(address.removeprefix("sqlite:///"), durable=durable)
    return into_postgres(address)


def main() -> None:
    """Writes all batches, and tells the time."""
    batches = pickle.loads(Path(sys.argv[1]).read_bytes())  # we wrote it
    write = writer(sys.argv[2])
    seen: set[Row] = set()
    began, busy = time.perf_counter(), time.process_time()
    for batch in batches:
        entries = rows_of(batch.text)
        new: list[Row] = []
        changed: list[Row] = []
        for row in record_rows(batch.records):
            (changed if row[:3] in seen else new).append(row)
            seen.add(row[:3])
        write(entries, new, changed)
    took, busy = time.perf_counter() - began, time.process_time() - busy
    print(json.dumps({"seconds": took, "cpu": busy}))  # noqa: T201  # read by who started it


if __name__ == "__main__":
    main()
