"""Phones that only send: they have their bytes ready, post them one after the other and note when each was answered.

    python -m tests.bench.sender FILE PORT PATH     FILE: a pickle of phones, each a list of (token, body, gzipped)

Prints `ready`, waits for a line on its input, posts, and prints what was answered as JSON: for each post
[phone, seconds, status, bytes of the answer as they travelled], and `bad`, the first answer that was not as hoped for.
"""

from __future__ import annotations

import gzip
import http.client
import json
import pickle
import sys
import threading
import time
from pathlib import Path
from typing import Any

Post = tuple[str, bytes, bool]  # (token, body, whether it is gzipped)


def headers_of(token: str, packed: bool) -> dict[str, str]:
    """The headers that a phone sends."""
    told = {"Content-Type": "text/plain; charset=utf-8", "Authorization": f"Bearer {token}", "Accept-Encoding": "gzip"}
    return told | ({"Content-Encoding": "gzip"} if packed else {})


def is_landed(answer: bytes, encoding: str | None) -> bool:
    """Whether an answer has nothing to say of any line: each simply landed, or was there already."""
    plain = gzip.decompress(answer) if encoding == "gzip" else answer
    return b'"results"' not in plain.partition(b"\n")[0]


def send(phone: int, posts: list[Post], port: int, path: str, told: dict[str, Any]) -> None:
    """Posts in turn, on one connection, which is made again when the server has closed it."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    for token, body, packed in posts:
        began = time.perf_counter()
        try:
            line.request("POST", path, body, headers_of(token, packed))
            answer = line.getresponse()
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            line.close()
            line.request("POST", path, body, headers_of(token, packed))
            answer = line.getresponse()
        content = answer.read()
        told["posts"].append((phone, time.perf_counter() - began, answer.status, len(content)))
        if answer.status != 200 or not is_landed(content, answer.getheader("Content-Encoding")):
            told.setdefault("bad", f"{answer.status} {content[:300]!r}")
    line.close()


def main() -> None:
    """One thread a phone."""
    phones: list[list[Post]] = pickle.loads(Path(sys.argv[1]).read_bytes())  # we wrote it
    port, path = int(sys.argv[2]), sys.argv[3]
    told: dict[str, Any] = {"posts": []}
    threads = [threading.Thread(target=send, args=(n, posts, port, path, told)) for n, posts in enumerate(phones)]
    print("ready", flush=True)  # noqa: T201  # read by who started it
    sys.stdin.readline()
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told["seconds"] = time.perf_counter() - began
    print(json.dumps(told))  # noqa: T201  # read by who started it


if __name__ == "__main__":
    main()
