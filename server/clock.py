"""The wall clock of the server: Asia/Bangkok, ISO 8601 with a fixed offset, so that texts compare as times do."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

BANGKOK = timezone(timedelta(hours=7), "Asia/Bangkok")


def now() -> datetime:
    """The present moment in Bangkok time."""
    return datetime.now(BANGKOK)


def stamp(moment: datetime | None = None) -> str:
    """ISO 8601 to the second; equal widths, so `<` on texts is `<` on moments."""
    return (moment or now()).astimezone(BANGKOK).isoformat(timespec="seconds")


def milliseconds() -> int:
    """Milliseconds since 1970, what the hybrid logical clock ticks on."""
    return int(now().timestamp() * 1000)
