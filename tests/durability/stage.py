"""A house to be killed: a database that syncs its commits, an office, staff with two hearings, phones of officers."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from sqlalchemy import make_url, select

from server import create_app
from server.accounts import service as accounts
from server.doctor import service as doctor
from server.extensions import db
from server.store.models import StoredEntry
from tests.conftest import OFFICE, PASSWORD, migrated, settings
from tests.databases import Databases, PostgreSQL, address_of
from tests.durability.load import Book, Gate, Pusher, Wire
from tests.durability.victim import Postmaster, kill
from tests.phone import Phone
from tests.server.exchange.stage import open_meeting

Held = dict[str, dict[int, str]]  # log -> seq -> hash


@dataclass
class House:
    """A folder with its database. `postmaster` is None where the database is a file."""

    folder: Path
    app: Flask
    postmaster: Postmaster | None

    @property
    def server_key(self) -> str:
        """The public key that the server signs by."""
        return str(self.app.extensions["server_key"].public)

    def held(self) -> Held:
        """Every line of the database, seen from a process that nobody killed."""
        with self.app.app_context():
            found: Held = {}
            for log, seq, hash in db.session.execute(select(StoredEntry.log, StoredEntry.seq, StoredEntry.hash)):
                found.setdefault(log, {})[seq] = hash
            db.session.remove()
            db.engine.dispose()
        return found

    def faults(self) -> list[str]:
        """What `prachakhom verify` finds: chains, signatures, vectors, digests, folded records, the file itself."""
        with self.app.app_context():
            report = doctor.verify()
            db.session.remove()
            db.engine.dispose()
        return [finding.sentence for finding in report.findings]

    def enrolled(self, *roles: str) -> Phone:
        """A phone of a new account."""
        with self.app.app_context():
            user = accounts.create_account(
                office=OFFICE,
                email=f"p{next(_numbers)}@example.org",
                password=PASSWORD,
                name="สมหญิง",
                roles=list(roles),
            )
            code, _ = accounts.issue_code(user.office, user.pseudonym, "เครื่องทดสอบ")
        return Phone.enrol(self.app.test_client(), code)

    def pushers(self, number: int, seed: str) -> tuple[list[Pusher], Book, Gate]:
        """Phones that are about to push into two new meetings, their book and their gate. They speak to no port yet."""
        staff, officers = self.enrolled("staff"), [self.enrolled("officer") for _ in range(number)]
        meetings = open_meeting(staff, *officers), open_meeting(staff, *officers)
        book, gate = Book(), Gate()
        made = [
            Pusher(phone, meetings, self.server_key, book, gate, random.Random(f"{seed}/{at}"))
            for at, phone in enumerate(officers)
        ]
        with self.app.app_context():
            db.engine.dispose()
        return made, book, gate


_numbers = itertools.count(1)


@contextmanager
def houses() -> Iterator[Callable[[str, Path], House]]:
    """Makes houses with an open office; what runs for them is ended afterwards."""
    taken: list[Postmaster] = []

    def make(kind: str, folder: Path) -> House:
        migrated(stock, kind, folder)
        postmaster = _taken_over(folder) if kind == "postgres" else None
        if postmaster is not None:
            taken.append(postmaster)
        app = create_app(settings(folder))
        with app.app_context():
            accounts.open_office(OFFICE, "สำนักงานเขตทดสอบ")
        return House(folder, app, postmaster)

    postgres = PostgreSQL()  # of its own: nobody else's tests are to lose theirs
    stock = Databases(postgres)
    try:
        yield make
    finally:
        for postmaster in taken:
            kill(postmaster.family)
            postmaster.reap()
        postgres.stop()


def _taken_over(folder: Path) -> Postmaster:
    """Kill the PostgreSQL of the tests, which does not sync, and start it again as an office would run it."""
    data = Path(str(make_url(address_of(folder)).query["host"]))
    postmaster = Postmaster(data)
    kill(postmaster.family)
    postmaster.start()
    return postmaster


def at(pushers: list[Pusher], port: int) -> None:
    """Tell the phones where the server is."""
    for pusher in pushers:
        pusher.phone.client = Wire(port)  # type: ignore[assignment]  # as much of a client as a phone uses
