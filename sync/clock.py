"""Owns the hybrid logical clock: stamps that never run backwards on one phone and follow what it has seen.

A stamp is 13 lower-case hex digits of milliseconds since 1970, `-`, 4 of a counter (PROTOCOL.md 1). It orders entries
for people; it never decides which of two statements is true.
"""

DAY = 24 * 60 * 60 * 1000  # milliseconds
_COUNTER_END = 0x10000


class Clock:
    """The clock of one installation. `last` is the last stamp given or adopted, empty at first."""

    def __init__(self, last: str = "") -> None:
        self.last = last

    def tick(self, now_ms: int) -> str:
        """The stamp of a new entry: later than every stamp given or adopted, even if the phone's clock fell back."""
        ms, counter = _read(self.last)
        ms, counter = (now_ms, 0) if now_ms > ms else (ms, counter + 1)
        if counter == _COUNTER_END:
            ms, counter = ms + 1, 0
        self.last = _write(ms, counter)
        return self.last

    def observe(self, at: str, now_ms: int) -> None:
        """Adopt a stamp that came from elsewhere, unless it is more than a day ahead: that clock is wrong, not ours."""
        ms, _ = _read(at)
        if at > self.last and ms <= now_ms + DAY:
            self.last = at


def _read(stamp: str) -> tuple[int, int]:
    if not stamp:
        return -1, 0
    ms, counter = stamp.split("-")
    return int(ms, 16), int(counter, 16)


def _write(ms: int, counter: int) -> str:
    return f"{ms:013x}-{counter:04x}"
