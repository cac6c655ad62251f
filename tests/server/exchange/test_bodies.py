"""Bodies and envelopes that are none, too large or spoilt get a coded answer and change nothing."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from collections.abc import Callable

import pytest
from flask import Flask

from tests.phone import Phone
from tests.server.exchange.stage import send, stream_of

SPOILT: dict[str, Callable[[bytes], bytes]] = {
    "cut": lambda packed: packed[:-9],
    "longer": lambda packed: packed + b"x",
    "broken": lambda packed: packed[:20] + bytes(4) + packed[24:],
    "plain": lambda _: b"no gzip",
    "empty": lambda _: b"",
}


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    ("envelope", "code"),
    [
        (b"", "malformed_envelope"),
        (b"\n\n", "malformed_envelope"),
        (b"null", "malformed_envelope"),
        (b"\x00", "malformed_envelope"),
        (b"\xff", "malformed_envelope"),
        (b"[" * 1_000_000, "malformed_envelope"),
        (b'{"v":1}', "malformed_envelope"),
        (b'{"v":1,"epoch":null,"streams":{"x":{}}}', "malformed_envelope"),
        (b'{"v":1,"epoch":null,"streams":[]}', "malformed_envelope"),
        (b'{"v":1.0,"epoch":null,"streams":{}}', "malformed_envelope"),
        (b'{"v":1,"v":1,"epoch":null,"streams":{}}', "malformed_envelope"),
        (b'{"v":2,"epoch":null,"streams":{}}', "unsupported_version"),
    ],
)
def test_an_envelope_that_is_none_refuses_the_request(officer: Phone, envelope: bytes, code: str) -> None:
    answer = officer.post(envelope)
    assert (answer.status, answer.code) == (400, code)


@pytest.mark.usefixtures("unchanged")
def test_a_million_empty_lines_are_too_large(officer: Phone) -> None:
    answer = officer.post(officer.request() + "\n" * 1_000_000)
    assert (answer.status, answer.code) == (413, "too_large")


@pytest.mark.usefixtures("unchanged")
def test_more_than_500_lines_are_too_large(officer: Phone) -> None:
    assert send(officer, lambda _: ["x"] * 501).code == "too_large"
    assert send(officer, lambda _: ["x"] * 500).status == 200


@pytest.mark.usefixtures("unchanged")
def test_a_huge_vector_is_too_large(officer: Phone) -> None:
    hash = "A" * 43
    vector = {f"log{number}": [1, hash] for number in range(6_000)}
    envelope = {"v": 1, "epoch": None, "streams": {"meeting/x": {"digest": hash, "vector": vector}}}
    assert officer.post(json.dumps(envelope)).code == "too_large"


class Endless:
    """A body that never stops; it counts how much of it was read."""

    def __init__(self, size: int) -> None:
        self.left = size
        self.given = 0

    def read(self, size: int = -1) -> bytes:
        amount = min(self.left, size if size >= 0 else self.left)
        self.left -= amount
        self.given += amount
        return b"x" * amount

    def readline(self, size: int = -1) -> bytes:
        return self.read(size)


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("chunked", [False, True], ids=["with its length", "chunked"])
def test_a_body_of_100_megabytes_is_refused_before_it_is_read(app: Flask, officer: Phone, chunked: bool) -> None:
    body = Endless(100_000_000)
    length = {"wsgi.input_terminated": True, "CONTENT_LENGTH": ""} if chunked else {"CONTENT_LENGTH": "100000000"}
    answer = officer.client.post(
        "/sync",
        environ_overrides={"wsgi.input": body, **length},
        headers={"Authorization": f"Bearer {officer.token}"},
    )
    assert (answer.status_code, answer.get_json()["code"]) == (413, "too_large")
    assert body.given <= app.config["MAX_BODY"] + 2 * 65_536


@pytest.mark.usefixtures("unchanged")
def test_a_gzip_bomb_never_unfolds(app: Flask, officer: Phone) -> None:
    bomb = gzip.compress(b"\n" * 200_000_000, 9)
    tracemalloc.start()
    answer = officer.post(bomb, Content_Encoding="gzip")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (answer.status, answer.code) == (413, "too_large")
    assert peak < 2.5 * app.config["MAX_INFLATED"]


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT.keys())
def test_a_gzip_that_is_not_whole_is_bad_encoding(officer: Phone, spoil: Callable[[bytes], bytes]) -> None:
    packed = gzip.compress(officer.request(stream_of(officer)).encode())
    answer = officer.post(spoil(packed), Content_Encoding="gzip")
    assert (answer.status, answer.code) == (400, "bad_encoding")


@pytest.mark.usefixtures("unchanged")
def test_an_encoding_we_do_not_know_is_bad_encoding(officer: Phone) -> None:
    assert officer.post(officer.request(), Content_Encoding="br").code == "bad_encoding"


def test_a_whole_gzip_lands(officer: Phone) -> None:
    packed = gzip.compress(officer.request(stream_of(officer)).encode())
    assert officer.post(packed, Content_Encoding="gzip").results == []
