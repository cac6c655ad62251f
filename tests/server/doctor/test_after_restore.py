"""A restored server that phones brought home is as whole as one that never died (R5.5)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from flask import Flask

from server.doctor import service, stored
from tests.conftest import PhoneOf
from tests.server.keeping.conftest import Restore, empty, keep, kept, key, restored
from tests.server.keeping.test_coming_back import Story, moved

__all__ = ["empty", "keep", "kept", "key", "restored"]


def wrong(app: Flask) -> list[str]:
    with app.app_context():
        return list(service.verify().sentences())


def test_nothing_is_wrong_after_a_backup_after_its_restore_and_after_phones_came_back(
    app: Flask, phone: PhoneOf, kept: Callable[[], Path], restored: Restore
) -> None:
    story = Story(app, phone, kept)
    assert wrong(app) == []
    after = restored(story.backup)
    assert wrong(after) == []
    moved(after, story.staff, *story.officers)
    for each in (story.officers[0], story.staff, *story.officers):
        each.bring_back()
        assert wrong(after) == []
    with after.app_context():
        assert [look.state for look in stored.tails()] == ["ok"]
