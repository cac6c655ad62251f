"""Owns the planted bugs: each breaks server or phone as a plausible mistake would, and the simulation must see it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import delete

from server.exchange import answer, chains, owners, rights
from server.extensions import db
from server.keeping import renewal
from server.store import identity, ledger, refold, rows
from server.store.models import StoredEntry
from sync.fold import NOTHING, FieldState, fold
from tests.sim import device as phones
from tests.sim import server as servers

Patch = pytest.MonkeyPatch
BUGS: dict[str, Callable[[Patch], None]] = {}


def bug(plant: Callable[[Patch], None]) -> Callable[[Patch], None]:
    """Put a bug on the list, by its name."""
    BUGS[plant.__name__] = plant
    return plant


@contextmanager
def planted(name: str, server: servers.Server) -> Iterator[None]:
    """While this lasts the bug is there, also in how hearings begin."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(server, "keep", {})
        BUGS[name](patch)
        yield


@bug
def contiguity_is_not_checked(patch: Patch) -> None:
    """A line after a gap is admitted."""
    real = chains._unfit

    def unfit(entry: Any, author: str, seq: int, prev: str, redacted: Any) -> Any:
        return real(entry, author, entry.seq - 1, entry.prev, redacted)

    patch.setattr(chains, "_unfit", unfit)


@bug
def a_salt_is_dropped(patch: Patch) -> None:
    """The salt of some private parts is not written down."""
    real = rows.row_of

    def row_of(entry: Any, *rest: Any) -> Any:
        return real(entry.without("private") if entry.seq % 7 == 0 else entry, *rest)

    patch.setattr(rows, "row_of", row_of)


@bug
def the_last_writer_wins(patch: Patch) -> None:
    """The server shows the later of two values as if nobody had said the other."""

    def last(*given: Any) -> dict[str, FieldState]:
        folded = fold(*given)
        return {
            name: FieldState("ok", s.candidates, s.waiting, s.value) if s.state == "conflict" else s
            for name, s in folded.items()
        }

    patch.setattr(refold, "fold", last)


@bug
def acknowledged_before_it_is_durable(patch: Patch) -> None:
    """A server that is killed comes back without what its last few requests wrote."""
    call, restart, lay = servers.Server.call, servers.Server.restart, servers.Server.lay
    requests = itertools.count()
    before: list[Any] = []

    def call_and_keep(self: Any, *given: Any, **named: Any) -> Any:
        if next(requests) % 4 == 0:
            restart(self)
            before[:] = [self.shelf.store()]
        return call(self, *given, **named)

    def come_back(self: Any) -> None:
        restart(self)
        if before:
            self.shelf.lay(before.pop())

    def lay_anew(self: Any, copy: Any) -> None:
        before.clear()
        lay(self, copy)

    def backup(self: Any) -> Any:
        restart(self)
        return self.shelf.store()

    patch.setattr(servers.Server, "call", call_and_keep)
    patch.setattr(servers.Server, "restart", come_back)
    patch.setattr(servers.Server, "lay", lay_anew)
    patch.setattr(servers.Server, "backup", backup)


@bug
def a_page_loses_its_last_line(patch: Patch) -> None:
    """Where a page is full its last line is left out."""
    real = answer._add

    def add(log: str, after: int, last: int, page: Any) -> Any:
        signature = real(log, after, last, page)
        if page.more and page.lines:
            page.lines.pop()
        return signature

    patch.setattr(answer, "_add", add)


@bug
def unsigned_tails_are_taken(patch: Patch) -> None:
    """What no signature covers is admitted."""
    patch.setattr(chains, "_covered", lambda entries, _good: {entry.hash for entry in entries})
    patch.setattr(chains, "_cut_unsigned", lambda *_: None)


@bug
def the_fold_goes_by_arrival(patch: Patch) -> None:
    """The provisional value is that of the line that came last."""

    def by_arrival(entries: Any, *rest: Any) -> dict[str, FieldState]:
        held = list(entries)
        folded = fold(held, *rest)
        for name, state in folded.items():
            values = [e.body[name] for e in held if e.body and name in e.body and e.hash in state.candidates]
            if state.state == "conflict" and values and state.value is not NOTHING:
                folded[name] = FieldState("conflict", state.candidates, state.waiting, values[0])
        return folded

    patch.setattr(refold, "fold", by_arrival)


@bug
def own_entries_are_not_covered(patch: Patch) -> None:
    """A phone that says something again leaves its earlier word standing."""
    real = phones.Device.shown

    def shown(self: Any, stream: str, kind: str, record: str, fields: Any) -> Any:
        own = {entry.hash for entry in self.disk.copies.get(stream, {}).get(self.disk.own.get(stream), [])}
        return {
            name: [h for h in hashes if h not in own]
            for name, hashes in real(self, stream, kind, record, fields).items()
        }

    patch.setattr(phones.Device, "shown", shown)


@bug
def a_fork_is_written_over(patch: Patch) -> None:
    """Of two lines at one address the later one stays."""

    def write_over(log: Any, entries: Any) -> None:
        for entry in entries:
            place = (StoredEntry.log == entry.log) & (StoredEntry.seq == entry.seq)
            db.session.execute(delete(StoredEntry).where(place))
            rows.insert(StoredEntry, [rows.row_of(entry, log.office, "", None)])

    patch.setattr(ledger, "keep_forks", write_over)


@bug
def the_vector_is_not_rewritten(patch: Patch) -> None:
    """What lands is not said in the vector of its stream."""
    real = ledger.add

    def add(stream: Any, *rest: Any, **more: Any) -> None:
        before = stream.vector
        real(stream, *rest, **more)
        if len(before) > 2:
            stream.vector = before

    patch.setattr(ledger, "add", add)


@bug
def who_was_shut_out_still_counts(patch: Patch) -> None:
    """The rights of a phone that was shut out are not asked for."""
    real = rights.reason_to_quarantine

    def reason(entry: Any, standing: Any, *rest: Any) -> Any:
        return real(entry, owners.Standing(standing.roles, revoked=False), *rest)

    patch.setattr(rights, "reason_to_quarantine", reason)


@bug
def erased_bytes_stay(patch: Patch) -> None:
    """A redaction is kept and not carried out."""
    real = ledger._obey

    def obey(stream: Any, entry: Any) -> None:
        if entry.redacts is None:
            real(stream, entry)

    patch.setattr(ledger, "_obey", obey)


@bug
def a_restored_server_keeps_its_epoch(patch: Patch) -> None:
    """Its own logs then go on where others hold other lines."""
    real = renewal.renew

    def renew(connection: Any, tables: Any) -> Any:
        kept = identity.epoch()
        made = real(connection, tables)
        connection.execute(tables["epoch"].update().values(value=kept))
        return made

    patch.setattr(servers, "renew", renew)


@bug
def what_was_acknowledged_is_not_sent_again(patch: Patch) -> None:
    """Phones go by what the server said before it came back from a backup."""
    read = phones.Device._read

    def believe(self: Any, text: str) -> Any:
        envelope, lines = read(self, text)
        return {**envelope, "epoch": self.disk.epoch or envelope["epoch"]}, lines

    def lacking(self: Any, stream: str, log: str, _theirs: Any) -> Any:
        entries = self.disk.copies[stream].get(log, [])
        return entries[self.disk.acked.get(log, 0) :] if log in self.disk.mine else []

    def acknowledged(self: Any, *given: Any) -> Any:
        before = dict(self.disk.acked)
        acknowledge(self, *given)
        self.disk.acked = {log: max(seq, before.get(log, 0)) for log, seq in self.disk.acked.items()}

    acknowledge = phones.Device._acknowledge
    patch.setattr(phones.Device, "_read", believe)
    patch.setattr(phones.Device, "_lacking", lacking)
    patch.setattr(phones.Device, "_acknowledge", acknowledged)


@bug
def what_is_withdrawn_goes_at_once(patch: Patch) -> None:
    """A phone deletes a stream before it has delivered its own lines of it."""
    patch.setattr(phones.Disk, "unsent", lambda *_: False)


@bug
def a_part_is_made_up(patch: Patch) -> None:
    """A phone that lost a part goes on as if there had never been one."""
    patch.setattr(phones.Device, "wanted", lambda *_: [])
