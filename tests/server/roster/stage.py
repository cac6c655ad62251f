"""An office with communities and a desk, and files of people as offices have them."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from openpyxl import Workbook  # type: ignore[import-untyped]  # ships no types
from sqlalchemy import select

from server.database import writing
from server.extensions import db
from server.store import service as store
from server.store.models import StoredEntry
from sync.entry import Draft
from sync.records import Record, value
from tests.names import Invented

COMMUNITIES = {"c1": "ชุมชนท่าน้ำสมมติ", "c2": "ชุมชนตรอกสายลมสมมติ", "c3": "สวนหลังบ้าน"}
HEADER = ("คำนำหน้า", "ชื่อ", "นามสกุล", "บ้านเลขที่", "ชุมชน", "โทรศัพท์")
FIELDS = ("title", "first", "last", "house", "community", "phone")


def communities(app: Flask, office: str) -> None:
    """Registers the communities; their people outside live in the sub-district `riverside`."""
    drafts = [
        Draft("community", key, {"name": {"th": name}, "subdistrict": "riverside"}, {}, {"name": [], "subdistrict": []})
        for key, name in COMMUNITIES.items()
    ]
    with app.app_context(), writing():
        store.append(f"office/{office}", drafts, office=office)


def rows_of(people: Iterable[Invented], fields: Sequence[str] = FIELDS) -> list[list[str]]:
    """People as rows of these fields."""
    return [[getattr(person, field) or "" for field in fields] for person in people]


def table(people: Iterable[Invented]) -> list[list[str]]:
    """People as rows, the header first."""
    return [list(HEADER), *rows_of(people)]


def as_csv(rows: Iterable[Sequence[str]], encoding: str = "utf-8-sig", delimiter: str = ",") -> bytes:
    """Rows as the bytes of a CSV file."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


def as_xlsx(rows: Iterable[Sequence[Any]]) -> bytes:
    """Rows as the bytes of a workbook."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def changed_part(workbook: bytes, part: str, content: bytes) -> bytes:
    """The workbook with other content in one part."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, content if name == part else old.read(name))
    return out.getvalue()


def send(desk: FlaskClient, content: bytes, name: str = "ทะเบียน.csv") -> Any:
    """Upload a file; gives the answer."""
    return desk.post("/api/rosters", query_string={"name": name}, data=content)


def sent(desk: FlaskClient, content: bytes) -> dict[str, Any]:
    """Upload a file that is fine; gives the preview."""
    answer = send(desk, content)
    assert answer.status_code == 201, answer.get_json()
    preview: dict[str, Any] = answer.get_json()
    return preview


def chosen(desk: FlaskClient, preview: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Choose something, the rest as it was; gives the new preview."""
    answer = desk.put(f"/api/rosters/{preview['id']}", json={**preview["choices"], **more})
    assert answer.status_code == 200, answer.get_json()
    after: dict[str, Any] = answer.get_json()
    return after


def go(desk: FlaskClient, roster: str, verb: str = "import") -> list[dict[str, Any]]:
    """Drive the steps to the end, as the desk's page does; gives what each said."""
    said: list[dict[str, Any]] = []
    for _ in range(200):
        answer = desk.post(f"/api/rosters/{roster}/{verb}")
        assert answer.status_code == 202, answer.get_json()
        said.append(answer.get_json())
        if said[-1]["state"] in ("whole", "undone"):
            return said
    raise AssertionError("the steps do not end")


def on_roll(app: Flask, office: str) -> list[Record]:
    """Everybody on the roll of the office."""
    from server.roster.roll import is_listed, residents

    with app.app_context():
        return [each for each in residents(office) if is_listed(each)]


def told(record: Record) -> tuple[Any, ...]:
    """A resident as comparable values."""
    name: Any = value(record, "name")
    address: Any = value(record, "address")
    house = address["house_no"] if address else ""
    return (record["stream"], name["title"], name["first"], name["last"] or "", house, value(record, "phone") or "")


def expected(people: Iterable[Invented]) -> list[tuple[Any, ...]]:
    """The same of people as they were written into a file."""
    key = {name: f"community/{key}" for key, name in COMMUNITIES.items()}
    return sorted((key[one.community], one.title, one.first, one.last or "", one.house, one.phone) for one in people)


def entries(app: Flask) -> list[str]:
    """Every entry's hash: what a refused file must leave as it was."""
    with app.app_context():
        return sorted(db.session.scalars(select(StoredEntry.hash)))


def left_behind(app: Flask) -> list[Path]:
    """Every file that waits for an import."""
    return sorted(path for path in (Path(app.config["INSTANCE_DIR"]) / "imports").rglob("*") if path.is_file())
