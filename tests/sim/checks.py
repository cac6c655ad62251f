"""Owns what must hold once everybody has synced until nothing moves: nothing lost, nothing added, all alike."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from server.store.models import StoredEntry, Waiting
from sync.canonical import canonical
from sync.counts import attendance_count, motion_count
from sync.entry import Entry, check_chain
from sync.fold import position_of
from sync.keys import countersign_text, head_text
from sync.rules import rules_of
from sync.vector import Vector, digest
from tests.sim.device import Device
from tests.sim.disk import read_line, verified
from tests.sim.ledger import Ledger
from tests.sim.server import Server

if TYPE_CHECKING:
    from tests.sim.hearing import World

ROLL_CALL, BY_HANDS = "motion-1", "motion-2"
KINDS = ("attendance", "vote", "tally", "opinion", "resident", "badge")
SERVER_ACCOUNT = "server"
LOOKED_AT = 0.1  # of the hearings are also looked at as an administrator would
Folds = dict[tuple[str, str], dict[str, Any]]


def check(world: World, *, whole: bool) -> None:
    """Every invariant. Raises AssertionError with what does not hold. `whole`: also what takes long."""
    server, ledger = world.server, world.ledger
    folds = server.folds()
    logs = nothing_is_lost(server, ledger)
    chains_verify(server, logs)
    copies_agree(world, folds)
    only_what_must_waits(server, ledger, logs)
    quarantine_is_just(server, ledger)
    screens_show_what_was_said(world, folds, logs)
    if whole:
        erased_bytes_are_gone(world, logs)
        if world.dice.random() < LOOKED_AT:
            found = server.found_wrong()
            assert not found, f"verify finds {found}"


def nothing_is_lost(server: Server, ledger: Ledger) -> dict[str, list[Entry]]:
    """R0.2: what anybody was told is saved, and anybody still holds, is here; a branch is kept beside the other."""
    entries, forks = server.entries(), {row.hash for row in server.forks()}
    held = {row.hash for row in entries}
    lost = ledger.due() - held - forks
    assert not lost, f"{len(lost)} lines are not on the server, one of them {sorted(lost)[0]}"
    twice: dict[str, int] = {}
    for (log, seq), hashes in ledger.written.items():
        if len(hashes) > 1:
            twice[log] = min(seq, twice.get(log, seq))
    for hash in forks & ledger.statements.keys():
        log, seq = ledger.statements[hash].address
        assert seq >= twice.get(log, seq + 1), f"{hash} is called a fork and nobody wrote there twice"
    ours = {row.log for row in server.logs() if row.account == SERVER_ACCOUNT}
    unknown = {row.hash for row in entries if row.kind in KINDS and row.log not in ours} - ledger.statements.keys()
    assert not unknown, f"{len(unknown)} lines that nobody wrote"
    logs: dict[str, list[Entry]] = {}
    for row in sorted(entries, key=lambda row: (row.log, row.seq)):
        entry = _entry(row)
        assert (entry.hash, entry.log, entry.seq) == (row.hash, row.log, row.seq)
        logs.setdefault(row.log, []).append(entry)
    return logs


def _entry(row: Any) -> Entry:
    return read_line("\t".join((row.header, row.salt, row.body, row.salt2, row.private)))


def chain_verifies(server: Server, log: str) -> None:
    """The lines of one log follow each other and are what their headers commit to, also those that lost a part."""
    check_chain(
        _entry(row) for row in sorted(server.rows(StoredEntry, StoredEntry.log == log), key=lambda row: row.seq)
    )


def is_whole(server: Server, row: Any) -> None:
    """A line that had lost a part has it again."""
    (now,) = server.rows(StoredEntry, (StoredEntry.log == row.log) & (StoredEntry.seq == row.seq))
    assert now.private == row.private, f"{row.hash} was asked for, brought, and is not whole"


def named_by(logs: dict[str, list[Entry]]) -> set[tuple[str, str]]:
    """(hash, part) that redactions name."""
    said = [entry.redacts for entries in logs.values() for entry in entries if entry.redacts is not None]
    return {(redacts["hash"], redacts["part"]) for redacts in said}


def chains_verify(server: Server, logs: dict[str, list[Entry]]) -> None:
    """Every line is what its header commits to, follows the one before, and its log is signed to the end."""
    redacted = named_by(logs)
    keys, heads = {row.log: row for row in server.logs()}, {(row.log, row.seq): row for row in server.heads()}
    for log, entries in logs.items():
        check_chain(entries)
        last = entries[-1]
        assert (log, last.seq) in heads, f"the tail of {log} is not signed"
        signature = heads[log, last.seq].signature
        assert verified(keys[log].key, head_text(last.stream, log, last.seq, last.hash), signature)
        for entry in entries:
            for part in ("body", "private"):
                gone = (entry.hash, part) in redacted
                assert (getattr(entry, part) is None) <= gone, f"{part} of {entry.hash} is missing"
                commitment = entry.commit if part == "body" else entry.seal
                assert not (gone and commitment and getattr(entry, part) is not None), f"{entry.hash}: erased, and here"
    now = server.epoch()
    for stream in server.streams():
        held = {log: [es[-1].seq, es[-1].hash] for log, es in logs.items() if es[0].stream == stream.name}
        assert stream.vector == held, f"the vector of {stream.name} is not what is held"
        vector: Vector = {log: (es[-1].seq, es[-1].hash) for log, es in logs.items() if es[0].stream == stream.name}
        assert stream.digest == digest(vector)
        assert verified(server.key, countersign_text(now, stream.name, stream.digest), stream.countersign)


def only_what_must_waits(server: Server, ledger: Ledger, logs: dict[str, list[Entry]]) -> None:
    """What came early waits until what it waits for is here, and leaves when it is written again elsewhere."""
    rows = server.rows(Waiting)
    count = Counter(row.log for row in rows)
    counted = {row.log: row.waiting for row in server.logs() if row.waiting}
    assert counted == dict(count), f"lines wait in {dict(count)}, and the logs say {counted}"
    held = {entry.hash for entries in logs.values() for entry in entries} | {row.hash for row in server.forks()}
    redacted, adopted = named_by(logs), _adopted(ledger, logs)
    for row in rows:
        entry, last = read_line(row.line), logs[row.log][-1]
        assert row.hash not in held, f"{row.hash} waits and is here"
        follows = (entry.seq, entry.prev) == (last.seq + 1, last.hash)
        assert not (follows and row.reason == "gap"), f"{row.hash} waits for nothing"
        assert not (follows and row.signature and row.reason == "unsigned"), f"{row.hash} is signed and waits"
        assert row.hash not in adopted, f"{row.hash} was written again and waits"
        assert not (entry.private and (row.hash, "private") in redacted), f"{row.hash} waits with what was erased"


def _adopted(ledger: Ledger, logs: dict[str, list[Entry]]) -> set[str]:
    """The unsigned lines that another log holds, written again to the last of them."""
    found: set[str] = set()
    for entries in logs.values():
        said: Any = (entries[0].body or {}).get("adopts")
        hash = said["until"] if said else ""
        seq, prev = ledger.dropped.get(hash, (0, ""))
        if not said or len(entries) <= seq - said["after"]:
            continue
        while seq > said["after"]:  # along this chain: a phone laid back may have written others in the same places
            found.add(hash)
            hash, (seq, prev) = prev, ledger.dropped.get(prev, (0, ""))
    return found


def copies_agree(world: World, folds: dict[str, Folds]) -> None:
    """R5.6: all copies of one scope hold the same vector and show the same records.

    The fold of a copy follows from its lines alone: of phones that hold the same, the screen of one is made.
    """
    vectors = {row.name: row.vector for row in world.server.streams()}
    seen: set[tuple[str, Any]] = set()
    devices = [device for device in world.devices if device.name not in world.ledger.revoked]
    world.dice.shuffle(devices)
    for device in devices:
        assert "meeting/hall-1" in device.disk.copies, f"{device.name} does not hold its meeting"
        for stream in device.disk.copies:
            mine = {log: list(head) for log, head in device.vector(stream).items()}
            assert mine == vectors.get(stream, {}), f"{device.name} and the server differ in {stream}"
            if (stream, device.identity(stream)) not in seen:
                seen.add((stream, device.identity(stream)))
                _folds_agree(device, stream, folds.get(stream, {}))


def _folds_agree(device: Device, stream: str, server: Folds) -> None:
    """An older app shows nothing of what it does not know, and all else as everybody does."""
    mine = device.folds(stream)
    known = {key: {n: s for n, s in fields.items() if _knows(device, key[0], n)} for key, fields in mine.items()}
    theirs = {key: {n: s for n, s in fields.items() if _knows(device, key[0], n)} for key, fields in server.items()}
    assert canonical(_told(known)) == canonical(_told(theirs)), (
        f"{device.name} and the server fold {stream} differently"
    )
    for key, fields in mine.items():
        for name, state in fields.items():
            if not _knows(device, key[0], name):
                assert state["state"] == "unknown", f"{device.name} makes something of {key} {name}"
                assert state["candidates"] == server[key][name]["candidates"]


def _knows(device: Device, kind: str, name: str) -> bool:
    return device.rules is rules_of or name in (device.rules(kind) or {})


def _told(folds: Folds) -> dict[str, Any]:
    return {f"{kind} {record}": fields for (kind, record), fields in folds.items() if fields}


def quarantine_is_just(server: Server, ledger: Ledger) -> None:
    """What a phone wrote after it was shut out is set aside, and nothing else is."""
    for row in server.entries():
        statement = ledger.statements.get(row.hash)
        if statement is None:
            continue
        since = ledger.revoked.get(statement.device)
        if row.quarantined is not None:
            assert since is not None or row.quarantined == "wrong_id", f"{row.hash} is in quarantine: {row.quarantined}"
        elif since is not None and not ledger.restored:
            assert statement.step < since, f"{row.hash} was written by a phone that was shut out, and counts"


def redacted_then_set_aside(server: Server, logs: dict[str, list[Entry]]) -> set[str]:
    """The entries in quarantine whose private part was redacted before the last verdict on them."""
    ours = sorted((e for es in logs.values() for e in es if e.by == SERVER_ACCOUNT), key=position_of)
    aside = {row.hash for row in server.entries() if row.quarantined is not None}
    verdicts = {entry.record: position_of(entry) for entry in ours if entry.kind == "verdict"}
    private = [(e.redacts["hash"], position_of(e)) for e in ours if e.redacts and e.redacts["part"] == "private"]
    return {hash for hash, place in private if hash in aside and place < verdicts[hash]}


def screens_show_what_was_said(world: World, by_stream: dict[str, Folds], logs: dict[str, list[Entry]]) -> None:
    """R5.6: each field is what the people who were there said; totals are what a hand would count."""
    server, ledger = world.server, world.ledger
    counted = {row.hash for row in server.entries() if row.quarantined is None}
    folds = {key: fields for records in by_stream.values() for key, fields in records.items()}
    ghosts = redacted_then_set_aside(server, logs)
    for (kind, record, name), stands in ledger.values(counted, ghosts).items():
        shown = folds[kind, record][name]
        if kind == "badge" or name == "of_tomorrow":
            assert shown["state"] == "unknown"
            continue
        wanted = "ok" if len(stands) == 1 else "conflict"
        assert shown["state"] == wanted, f"{kind} {record} {name}: {shown['state']}, people said {stands}"
        assert wanted == "conflict" or shown["value"] == stands[0], f"{kind} {record} {name}: {shown} not {stands[0]}"
    records = [
        {"stream": "meeting/hall-1", "kind": kind, "record": record, "fields": fields}
        for (kind, record), fields in by_stream["meeting/hall-1"].items()
    ]
    attendance, votes = attendance_count(records), motion_count(records, ROLL_CALL)  # type: ignore[arg-type]  # Record
    found = {
        "present": attendance["present"],
        "aside": attendance["aside"],
        "votes": votes["options"],
        "abstain": votes["abstain"],
        "votes aside": votes["aside"],
        "hands": motion_count(records, BY_HANDS)["options"],  # type: ignore[arg-type]  # Record
    }
    wanted_counts = ledger.counts(counted, ghosts)
    assert found == wanted_counts, f"counted {found}, by hand {wanted_counts}"


def erased_bytes_are_gone(world: World, logs: dict[str, list[Entry]]) -> None:
    """No byte of an erased part in any table, file or export, nor on any phone that heard of it.

    Looked for are the salts, which nobody can make twice, and the names that were given to one person only.
    """
    redacted = named_by(logs)
    if not redacted:
        return
    for device in world.devices:
        heard = {pair for stream in device.disk.copies for pair in device.redactions(stream)}
        kept = [e for e in device.disk.everything() if e.private and (e.hash, "private") in heard]
        assert not kept, f"{device.name} still holds the private part of {kept[0].kind} {kept[0].record}"
    gone = {hash for hash, part in redacted if part == "private"}
    needles = [needle for hash in gone for needle in world.needles.get(hash, ())]
    # What was written again after a fork is another entry, which is removed by itself.
    names = [name for name, said_by in world.bearers.items() if said_by <= gone]
    needles += [spelled for name in names for spelled in (name.encode(), json.dumps(name)[1:-1].encode())]
    world.server.restart()
    stored = world.server.shelf.bytes()
    exported = "".join(world.server.export(stream) for stream in ("meeting/hall-1", "topic/canal")).encode()
    for needle in needles:
        assert needle not in stored, f"{needle!r} was erased and is in the database"
        assert needle not in exported, f"{needle!r} was erased and is exported"


def scope_is_kept(world: World, out: list[str]) -> None:
    """A phone that may no longer hold a stream has deleted it, unless something of it is still to be delivered."""
    for device in world.devices:
        if device.account in out:
            for stream in ("meeting/hall-1", "topic/canal"):
                is_here = bool(device.disk.copies.get(stream))
                assert not is_here or device.disk.unseen(stream), f"{device.name} still holds {stream}"


def picture(server: Server) -> str:
    """Everything that entries made, as text: what a repetition must not change."""
    entries = sorted(
        (r.log, r.seq, r.header, r.salt, r.body, r.salt2, r.private, r.quarantined) for r in server.entries()
    )
    forks = sorted((row.log, row.seq, row.line) for row in server.forks())
    streams = sorted((row.name, row.digest, canonical(row.vector)) for row in server.streams())
    folds = [(name, canonical(_told(folded))) for name, folded in server.folds().items()]
    return repr((entries, forks, streams, sorted(folds)))
