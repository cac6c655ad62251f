"""What the tests of the public pages share: how a page is read, and how somebody changes a record."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

from flask import Flask

from server.database import writing
from server.demo.people import OFFICE
from server.store import service as store
from sync.entry import Draft

VOID = {"meta", "link", "input", "br", "img"}


class Well(HTMLParser):
    """Fails on markup that is not closed as it was opened; collects headings, labels and attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, text or "") for name, text in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, text or "") for name, text in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag


def words(page: str) -> str:
    """What a person reads, spaces made one."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page))


def write(app: Flask, stream: str, kind: str, record: str, body: dict[str, Any], see: bool = True) -> None:
    with app.app_context(), writing():
        sets = store.shown(stream, kind, record, body) if see else {field: [] for field in body}
        store.append(stream, [Draft(kind, record, body, {}, sets)], office=OFFICE)
