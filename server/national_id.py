"""Notices what may be a national ID number, which this program never collects (PDPA data minimisation)."""

from __future__ import annotations

import re

_THIRTEEN_DIGITS = re.compile(r"(?<!\d)(?:\d[ -]?){12}\d(?!\d)")  # \d is any script's digit, Thai ones too


def holds_national_id(text: str) -> bool:
    """Whether a text holds 13 digits in a row, Arabic or Thai, also written in groups."""
    return _THIRTEEN_DIGITS.search(text) is not None
