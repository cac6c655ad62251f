"""A first copy as a staff phone makes it, and the bare read of the same rows that it is held against.

python -m tests.bench.copying FILE      the bare read of the database whose address is pickled there
"""

from __future__ import annotations

import gzip
import json
import pickle
import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import psycopg
from sqlalchemy import make_url

from sync import bundle
from sync.bundle import StreamPart
from tests.bench.sender import Post

Ask = Callable[[Post], tuple[int, bool, bytes]]  # posts, and gives (status, whether gzipped, the answer)

COLUMNS = "header, salt, body, salt2, private"


def first_copy(ask: Ask, token: str) -> tuple[float, int]:
    """A staff phone that holds nothing asks until it has everything; gives (seconds, lines)."""
    lines = 0
    vectors: dict[str, dict[str, Any]] = {}
    digests: dict[str, str] = {}
    epoch = None
    began = time.perf_counter()
    for _ in range(10_000):
        spoken: dict[str, StreamPart] = {
            name: {"digest": digests[name], "vector": vector} for name, vector in vectors.items()
        }
        body = bundle.write({"v": 1, "epoch": epoch, "streams": spoken}, []).encode()
        status, packed, answer = ask((token, body, False))
        assert status == 200, answer
        head, _, rest = (gzip.decompress(answer) if packed else answer).partition(b"\n")
        envelope = orjson.loads(head)
        epoch = envelope["epoch"]
        lines += rest.count(b"\n")
        for name, part in envelope["streams"].items():
            held = vectors.setdefault(name, {})
            held.update({one["log"]: [one["seq"], one["hash"]] for one in part.get("signatures", [])})
            digests[name] = part["digest"] if held == part["vector"] else "A" * 43
        if not envelope.get("more"):
            return time.perf_counter() - began, lines
    raise RuntimeError("the first copy does not come to its end")


def bare_read(address: str) -> tuple[float, int]:
    """The same lines read by nothing but the driver, a page at a time."""
    query = f"SELECT {COLUMNS} FROM entry ORDER BY log, seq"
    connection: Any
    if address.startswith("sqlite:///"):
        connection = sqlite3.connect(address.removeprefix("sqlite:///"))
    else:
        url = make_url(address).set(drivername="postgresql")
        connection = psycopg.connect(url.render_as_string(hide_password=False))
    began, lines, size = time.perf_counter(), 0, 0
    cursor = connection.execute(query)
    while rows := cursor.fetchmany(500):
        page = ("\n".join(map("\t".join, rows)) + "\n").encode()
        lines, size = lines + len(rows), size + len(page)
    took = time.perf_counter() - began
    connection.close()
    return took, lines


def main() -> None:
    """The bare read."""
    address = pickle.loads(Path(sys.argv[1]).read_bytes())  # we wrote it
    print(json.dumps(bare_read(address)))  # noqa: T201  # read by who started it


if __name__ == "__main__":
    main()
