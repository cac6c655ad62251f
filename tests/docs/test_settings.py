"""Owns the proof that docs/settings.md lists every setting of server/config.py, with its default."""

import re
from pathlib import Path

from server.config import SETTINGS

PAGE = Path(__file__).parents[2] / "docs" / "settings.md"


def documented() -> dict[str, str]:
    """Setting -> default, as the page says."""
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    return {name: default.strip("` ") for name, default in rows}


def test_every_setting_is_documented_with_its_default() -> None:
    assert documented() == {
        setting.name: setting.default if setting.default is not None else "derived" for setting in SETTINGS
    }


def test_the_page_lists_settings_in_the_order_of_the_code() -> None:
    assert list(documented()) == [setting.name for setting in SETTINGS]
