"""Every word of the public pages, by language."""

from typing import Any

from .english import ENGLISH
from .thai import THAI

WORDS: dict[str, dict[str, Any]] = {"th": THAI, "en": ENGLISH}
