"""Phones that only send: they have their bytes ready, post them one after the other and note when each was answered.

    python -m tests.bench.sender FILE PORT PATH     FILE: a pickle of phones, each a list of (token, body, gzipped)

Prints `ready`, waits for a line on its input, posts, and prints what was answered as JSON: for each post
[phone, seconds, status, bytes of the answer as they travelled], and `bad`, the first answer that was not as hoped for.
It speaks HTTP by hand, so that of two cores the server gets nearly all.
"""

from __future__ import annotations

import gzip
import json
import pickle
import socket
import sys
import threading
import time
from pathlib import Path
from typing import Any

Post = tuple[str, bytes, bool]  # (token, body, whether it is gzipped)


def request_of(post: Post, path: str) -> bytes:
    """The bytes of a request as a phone makes it."""
    token, body, packed = post
    told = {
        "Host": "127.0.0.1",
        "Content-Type": "text/plain; charset=utf-8",
        "Authorization": f"Bearer {token}",
        "Accept-Encoding": "gzip",
        "Content-Length": str(len(body)),
    } | ({"Content-Encoding": "gzip"} if packed else {})
    head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    return f"POST {path} HTTP/1.1\r\n{head}\r\n".encode() + body


class Line:
    """A connection that is kept, and made again when the server has closed it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket: socket.socket | None = None

    def ask(self, request: bytes) -> tuple[int, bool, bytes]:
        """Send a request; gives (status, whether the answer is gzipped, the answer as it travelled)."""
        try:
            return self._ask(request)
        except (ConnectionError, EOFError):
            self.close()
            return self._ask(request)

    def close(self) -> None:
        """Hang up."""
        if self._socket is not None:
            self._socket.close()
        self._socket = None

    def _ask(self, request: bytes) -> tuple[int, bool, bytes]:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=120)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(request)
        got = b""
        while b"\r\n\r\n" not in got:
            got += self._more()
        head, _, body = got.partition(b"\r\n\r\n")
        told = head.lower()
        length = int(told.split(b"content-length: ", 1)[1].split(b"\r\n", 1)[0])
        parts, left = [body], length - len(body)
        while left > 0:
            parts.append(self._more())
            left -= len(parts[-1])
        if b"connection: close" in told:
            self.close()
        return int(head[9:12]), b"content-encoding: gzip" in told, b"".join(parts)

    def _more(self) -> bytes:
        assert self._socket is not None
        got = self._socket.recv(1 << 18)
        if not got:
            raise EOFError
        return got


def is_landed(answer: bytes, packed: bool) -> bool:
    """Whether an answer has nothing to say of any line: each simply landed, or was there already."""
    plain = gzip.decompress(answer) if packed else answer
    return b'"results"' not in plain.partition(b"\n")[0]


def send(phone: int, requests: list[bytes], port: int, told: dict[str, Any]) -> None:
    """Post in turn."""
    line = Line(port)
    for request in requests:
        began = time.perf_counter()
        status, packed, answer = line.ask(request)
        told["posts"].append((phone, time.perf_counter() - began, status, len(answer)))
        if status != 200 or not is_landed(answer, packed):
            plain = gzip.decompress(answer) if packed else answer
            told.setdefault("bad", f"{status} {plain[:1000]!r}")
    line.close()


def main() -> None:
    """One thread a phone."""
    phones: list[list[Post]] = pickle.loads(Path(sys.argv[1]).read_bytes())  # we wrote it
    port, path = int(sys.argv[2]), sys.argv[3]
    told: dict[str, Any] = {"posts": []}
    ready = [[request_of(post, path) for post in posts] for posts in phones]
    threads = [threading.Thread(target=send, args=(n, requests, port, told)) for n, requests in enumerate(ready)]
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
