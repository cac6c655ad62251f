"""The demo's accounts and enrolment codes. Owns INSTANCE_DIR/demo.json, mode 0600, where their passwords stand."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import current_app

from sync.ids import random_id

from ..accounts import codes, service
from ..accounts.models import EnrolmentCode
from ..extensions import db

OFFICE = "bkl"
DOMAIN = "bkl.example"
CODES_LAST = timedelta(days=30)
# local part -> (name on screens, roles); the two officers also get a phone each
PEOPLE: dict[str, tuple[str, list[str]]] = {
    "admin": ("ผู้ดูแลระบบ (สมมติ)", ["administrator"]),
    "staff": ("เจ้าพนักงานพัฒนาสังคม (สมมติ)", ["staff"]),
    "approver": ("ผู้อนุมัติเผยแพร่ (สมมติ)", ["approver"]),
    "officer-a": ("เจ้าหน้าที่ภาคสนาม ก (สมมติ)", ["officer"]),
    "officer-b": ("เจ้าหน้าที่ภาคสนาม ข (สมมติ)", ["officer"]),
}
PHONES = {"officer-a": "เครื่อง ก", "officer-b": "เครื่อง ข"}


@dataclass(frozen=True, slots=True)
class Person:
    """An account of the demo as a visitor signs in with it."""

    part: str
    email: str
    password: str
    account: str
    name: str
    roles: list[str]
    code: str = ""

    @property
    def url(self) -> str:
        """What this officer's QR holds, in a fragment that no server or log sees; empty without a phone."""
        return f"{current_app.config['PUBLIC_URL']}/field#enrol={self.code}" if self.code else ""


def set_up(office_name: str) -> list[Person]:
    """The demo's office, accounts and unused enrolment codes; makes only what is missing."""
    service.open_office(OFFICE, office_name)
    kept = _read()
    for part in PEOPLE:  # written before the accounts, so that no account can exist without its password
        kept.setdefault(part, {"password": secrets.token_urlsafe(9), "account": random_id()})
    _write(kept)
    for part, (name, roles) in PEOPLE.items():
        if service.account(OFFICE, kept[part]["account"]) is None:
            service.create_account(
                office=OFFICE,
                email=f"{part}@{DOMAIN}",
                password=kept[part]["password"],
                name=name,
                roles=roles,
                pseudonym=kept[part]["account"],
            )
    for part, label in PHONES.items():
        if not _unused(kept[part].get("code", "")):
            kept[part]["code"], _ = service.issue_code(OFFICE, kept[part]["account"], label, lifetime=CODES_LAST)
    _write(kept)
    return [
        Person(
            part,
            f"{part}@{DOMAIN}",
            kept[part]["password"],
            kept[part]["account"],
            name,
            roles,
            kept[part].get("code", ""),
        )
        for part, (name, roles) in PEOPLE.items()
    ]


def _unused(code: str) -> bool:
    plain = codes.normal(code)
    row = db.session.get(EnrolmentCode, codes.selector(plain)) if plain else None
    return row is not None and codes.usable(row) and codes.fits(plain, row)


def _file() -> Path:
    folder: Path = current_app.config["INSTANCE_DIR"]
    return folder / "demo.json"


def _read() -> dict[str, dict[str, Any]]:
    try:
        kept: dict[str, dict[str, Any]] = json.loads(_file().read_text("utf-8"))
    except FileNotFoundError:
        return {}
    return kept


def _write(kept: dict[str, dict[str, Any]]) -> None:
    draft = _file().with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        json.dump(kept, out, ensure_ascii=False, indent=1)
    draft.rename(_file())
