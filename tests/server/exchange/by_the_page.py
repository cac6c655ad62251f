"""A client made from sync/PROTOCOL.md alone: nothing of this project is imported, so the page is enough or this fails.

`post` is what carries it: (path, headers, body) -> (status, body), with `Content-Type` and the token in the headers.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils

Post = Callable[[str, dict[str, str], bytes], tuple[int, bytes]]
Line = dict[str, Any]  # header, with the keys "hash", "line", "body", "private" beside
ECDSA = ec.ECDSA(hashes.SHA256())


def b64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def un64(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def sha(*parts: str) -> bytes:
    return hashlib.sha256("\n".join(parts).encode()).digest()


def canonical(value: Any) -> str:
    """Section 3; enough for vectors, whose keys are ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def read(line: str) -> Line:
    """Section 1: five columns; the header's hash is the name of the entry, its commitments must hold."""
    header_text, salt, body, salt2, private = line.removesuffix("\n").split("\t")
    header: Line = json.loads(header_text)
    for part, grain, text, commit in (("body", salt, body, "commit"), ("private", salt2, private, "seal")):
        if text:
            assert header[commit] == b64(sha(f"prachakhom/1/{part}", grain, text))
        header[part] = json.loads(text) if text else {}
    return header | {"hash": b64(sha("prachakhom/1/entry", header_text)), "line": line}


class Client:
    """One installation: enrols, copies what it may hold, writes, sends."""

    def __init__(self, post: Post, code: str, label: str) -> None:
        self.post, self.key, self.now = post, ec.generate_private_key(ec.SECP256R1()), ""
        self.public = b64(self.key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint))  # fmt: skip
        asked = json.dumps({"code": code, "key": self.public, "label": label}).encode()
        status, answer = post("/api/installations", {"Content-Type": "application/json"}, asked)
        assert status == 201, answer
        self.me: dict[str, Any] = json.loads(answer)
        self.epoch: str | None = None
        self.held: dict[str, dict[tuple[str, int], Line]] = {}  # stream -> (log, seq) -> line
        self.logs: dict[str, str] = {}  # stream -> own log

    # sections 2 and 3 -------------------------------------------------------------------------------------------------
    def sign(self, text: str) -> str:
        r, s = utils.decode_dss_signature(self.key.sign(text.encode(), ECDSA))
        return b64(r.to_bytes(32, "big") + s.to_bytes(32, "big"))

    def check(self, text: str, signature: str) -> None:
        raw = un64(signature)
        pair = utils.encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), un64(self.me["server_key"]))
        point.verify(pair, text.encode(), ECDSA)

    def vector(self, stream: str) -> dict[str, list[Any]]:
        ends: dict[str, list[Any]] = {}
        for (log, seq), line in sorted(self.held.get(stream, {}).items()):
            ends[log] = [seq, line["hash"]]
        return ends

    def digest(self, stream: str) -> str:
        return b64(sha("prachakhom/1/digest", canonical(self.vector(stream))))

    def keyed(self, stream: str, kind: str, member: str) -> str:
        """The id that any phone would give this record of a meeting, by the key in the meeting's first entry."""
        key = next(one["private"]["key"] for one in self.held[stream].values() if "key" in one["private"])
        text = "\n".join(("prachakhom/1/id", kind, stream.partition("/")[2], member))
        return b64(hmac.new(un64(key), text.encode(), hashlib.sha256).digest()[:16])

    # sections 1 and 4: writing ----------------------------------------------------------------------------------------
    def write(self, stream: str, kind: str, record: str, body: dict[str, Any], private: dict[str, Any]) -> Line:
        """One entry at the end of the own log; a log begins with its genesis."""
        if stream not in self.logs:
            nonce = b64(secrets.token_bytes(16))
            self.logs[stream] = b64(sha("prachakhom/1/log", self.public, stream, nonce)[:16])
            enrolment = {"statement": self.me["statement"], "signature": self.me["signature"]}
            genesis = {"key": self.public, "nonce": nonce, "enrolment": enrolment}
            self.write(stream, "log", self.logs[stream], genesis, {})
        seq, before = self.vector(stream).get(self.logs[stream], [0, ""])
        salt, text = b64(secrets.token_bytes(32)), canonical(body)
        salt2, hidden = (b64(secrets.token_bytes(32)), canonical(private)) if private else ("", "")
        header = {
            "v": 1, "stream": stream, "log": self.logs[stream], "seq": seq + 1, "prev": before, "kind": kind,
            "record": record, "sets": {field: [] for field in (body | private)}, "at": self.tick(),
            "by": self.me["account"], "commit": b64(sha("prachakhom/1/body", salt, text)),
            "seal": b64(sha("prachakhom/1/private", salt2, hidden)) if private else "",
        }  # fmt: skip
        line = read("\t".join((json.dumps(header), salt, text, salt2, hidden)) + "\n")
        self.held.setdefault(stream, {})[(line["log"], line["seq"])] = line
        return line

    def tick(self) -> str:
        wall = f"{int(time.time() * 1000):013x}-0000"
        high, low = (self.now or "0-0").split("-")
        self.now = wall if wall > self.now else f"{high}-{int(low, 16) + 1:04x}"
        return self.now

    # section 5 --------------------------------------------------------------------------------------------------------
    def exchange(self) -> None:
        """Asks and answers until both sides hold the same; refuses whatever does not verify."""
        known: dict[str, dict[str, list[Any]]] = {}  # what the server last said that it holds
        for _ in range(20):
            envelope, lines = self.ask(known)
            assert not envelope.get("results"), envelope["results"]
            self.epoch = envelope["epoch"]
            for line in map(read, lines):
                self.held.setdefault(line["stream"], {})[(line["log"], line["seq"])] = line
            for stream, said in envelope["streams"].items():
                self.held.setdefault(stream, {})
                known[stream] = said.get("vector", known.get(stream, {}))
            for stream, signature in envelope.get("countersign", {}).items():
                if envelope["streams"].get(stream, {}).get("digest") == self.digest(stream):
                    self.check(f"prachakhom/1/countersign\n{self.epoch}\n{stream}\n{self.digest(stream)}", signature)
            if not envelope["streams"] and not envelope.get("more"):
                return
        raise AssertionError("the two never came to hold the same")

    def ask(self, known: dict[str, dict[str, list[Any]]]) -> tuple[dict[str, Any], list[str]]:
        """One request: digests of all, vector, signatures and lines of the streams that are known to differ."""
        streams: dict[str, Any] = {stream: {"digest": self.digest(stream)} for stream in self.held}
        sent: list[str] = []
        for stream, theirs in known.items():
            mine, log = self.vector(stream), self.logs.get(stream, "")
            streams[stream]["vector"] = mine
            seq, head = mine.get(log, [0, ""])
            if seq > theirs.get(log, [0, ""])[0]:
                text = f"prachakhom/1/head\n{stream}\n{log}\n{seq}\n{head}"
                streams[stream]["signatures"] = [{"log": log, "seq": seq, "hash": head, "signature": self.sign(text)}]
                ours = sorted(self.held[stream].items())
                sent += [line["line"] for (of, n), line in ours if of == log and n > theirs.get(log, [0, ""])[0]]
        envelope = json.dumps({"v": 1, "epoch": self.epoch, "streams": streams})
        headers = {"Authorization": f"Bearer {self.me['token']}", "Content-Type": "text/plain; charset=utf-8"}
        status, answer = self.post("/sync", headers, f"{envelope}\n{''.join(sent)}".encode())
        assert status == 200, answer
        first, *rest = answer.decode().splitlines(keepends=True)
        return json.loads(first), rest
