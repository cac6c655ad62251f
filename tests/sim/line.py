"""Owns the line between a phone and the server, and every way in which it fails."""

from __future__ import annotations

import gzip
import random
from contextlib import suppress
from typing import TYPE_CHECKING

from tests.sim.server import Killed, Server

if TYPE_CHECKING:
    from tests.sim.device import Device

FAULTS = (
    "cut_request", "cut_answer", "early_end", "dies_before", "dies_after", "disk_full", "twice", "shuffled", "replayed",
    "gap", "unsigned", "two_tabs", "altered",
)  # fmt: skip
STATEMENTS = 12  # a fault inside a transaction strikes at one of its first writing statements, or at its commit


class Line:
    """Carries requests; the one that the dice name meets the fault."""

    def __init__(
        self, server: Server, dice: random.Random, fault: str, requests: list[tuple[str, bytes]], device: Device
    ) -> None:
        self._server, self._dice, self._fault, self._device = server, dice, fault, device
        self._requests = requests
        self._turn = dice.choice([0, 0, 1]) if fault else -1
        self.what = "it did not come to it"
        self.forgotten = False  # the server does not know this phone
        self.count = 0

    def __call__(self, token: str, text: str) -> tuple[int, str]:
        """One request and its answer. Raises Cut where none comes."""
        data = text.encode()
        self._requests.append((token, data))
        self._turn -= 1
        if self._fault and self._turn == -1:
            answer: tuple[int, str] = getattr(self, f"_{self._fault}")(token, data)
            return answer
        return self._post(token, data)

    def _post(self, token: str, data: bytes) -> tuple[int, str]:
        self.count += 1
        status, text = self._server.post(token, data)
        self.forgotten |= status == 401
        return status, text

    def _lost(self) -> tuple[int, str]:
        from tests.sim.device import Cut

        raise Cut(self.what)

    def _cut_request(self, token: str, data: bytes) -> tuple[int, str]:
        """The rest never comes; what came may look whole, be shorter than it says, or be half of a gzip."""
        how = self._dice.choice(["whole", "short", "gzip"])
        packed = gzip.compress(data, 1, mtime=0) if how == "gzip" else data
        place = self._dice.randrange(len(packed))
        self.what = f"request ({how}) cut at byte {place} of {len(packed)}"
        declared = len(packed) if how == "short" else None
        headers = {"HTTP_CONTENT_ENCODING": "gzip"} if how == "gzip" else {}
        self._server.call("/sync", packed[:place], token, declared=declared, **headers)
        return self._lost()

    def _cut_answer(self, token: str, data: bytes) -> tuple[int, str]:
        self._post(token, data)
        self.what = "the answer does not come"
        return self._lost()

    def _early_end(self, token: str, data: bytes) -> tuple[int, str]:
        """Something between phone and server ends the answer early, and the phone is not told."""
        status, text = self._post(token, data)
        place = self._dice.randrange(len(text.encode()))
        self.what = f"the answer ends at byte {place} of {len(text.encode())}"
        return status, text.encode()[:place].decode(errors="ignore")

    def _dies_before(self, token: str, data: bytes) -> tuple[int, str]:
        self.what = "the server dies before the commit"
        with self._server.failing(Killed(), self._dice.randrange(STATEMENTS)), suppress(Killed):
            self._post(token, data)
        self._server.restart()
        return self._lost()

    def _dies_after(self, token: str, data: bytes) -> tuple[int, str]:
        self.what = "the server dies after the commit and before the answer"
        self._post(token, data)
        self._server.restart()
        return self._lost()

    def _disk_full(self, token: str, data: bytes) -> tuple[int, str]:
        """What cannot be made durable is not acknowledged: whatever is answered then is told to the phone."""
        with self._server.failing(None, self._dice.randrange(STATEMENTS)):
            status, text = self._post(token, data)
        self.what = f"the disk of the server is full: {status}"
        return status, text

    def _twice(self, token: str, data: bytes) -> tuple[int, str]:
        self.what = "the request comes twice"
        self._post(token, data)
        return self._post(token, data)

    def _shuffled(self, token: str, data: bytes) -> tuple[int, str]:
        first, *lines = data.split(b"\n")[:-1]
        self._dice.shuffle(lines)
        self.what = f"{len(lines)} lines come in another order, some twice"
        lines += lines[: max(0, min(2, 40 - len(lines)))]
        return self._post(token, b"\n".join([first, *lines, b""]))

    def _replayed(self, token: str, data: bytes) -> tuple[int, str]:
        old_token, old = self._dice.choice(self._requests)
        self.what = "a request of before comes again first"
        self._post(old_token, old)
        return self._post(token, data)

    def _gap(self, token: str, data: bytes) -> tuple[int, str]:
        first, *lines = data.split(b"\n")[:-1]
        if len(lines) > 1:
            lines.pop(self._dice.randrange(len(lines) - 1))
        self.what = "a line in the middle does not come"
        return self._post(token, b"\n".join([first, *lines, b""]))

    def _unsigned(self, token: str, data: bytes) -> tuple[int, str]:
        first, rest = data.split(b"\n", 1)
        self.what = "the signatures do not come"
        start = first.find(b'"signatures":[')
        while start >= 0:
            end = first.index(b"]", start)
            first = first[: start + 14] + first[end:]
            start = first.find(b'"signatures":[', start + 14)
        return self._post(token, first + b"\n" + rest)

    def _altered(self, token: str, data: bytes) -> tuple[int, str]:
        place = self._dice.randrange(len(data))
        self.what = f"byte {place} of {len(data)} is another one"
        self._post(token, data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        return self._lost()

    def _two_tabs(self, token: str, data: bytes) -> tuple[int, str]:
        """Another tab of the same phone asks from the same disk, and its answer is read first."""
        self.what = "another tab exchanges in between"
        self._device.exchange(lambda other, text: self._post(other, text.encode()))
        return self._post(token, data)
