"""Owns what must hold once everybody has synced until nothing moves: nothing lost, nothing added, all alike."""

from __future__ import annotations

from typing import Any

from sync.canonical import canonical
from sync.counts import attendance_count, motion_count
from sync.entry import check_chain, parse_line
from sync.keys import countersign_text, head_text, verify
from sync.vector import digest
from tests.sim.device import Device
from tests.sim.ledger import Ledger
from tests.sim.server import Server

ROLL_CALL, BY_HANDS = "motion-1", "motion-2"


def check(server: Server, devices: list[Device], ledger: Ledger, meeting: str) -> None:
    """Every invariant. Raises AssertionError with what does not hold."""
    nothing_is_lost(server, ledger)
    chains_verify(server, ledger)
    copies_agree(server, [device for device in devices if device.name not in ledger.revoked])
    quarantine_is_just(server, ledger)
    screens_show_what_was_said(server, ledger, meeting)


def nothing_is_lost(server: Server, ledger: Ledger) -> None:
    """R0.2: what anybody was told is saved, and anybody still holds, is here; a branch is kept beside the other."""
    entries, forks = server.entries(), {row.hash for row in server.forks()}
    held = {row.hash for row in entries}
    lost = ledger.due() - held - forks
    assert not lost, f"{len(lost)} lines are not on the server, one of them {sorted(lost)[0]}"
    written: dict[tuple[str, int], set[str]] = {}
    for statement in ledger.statements.values():
        written.setdefault(statement.address, set()).add(statement.hash)
    twice = {log: min(s for (at, s), hashes in written.items() if at == log and len(hashes) > 1) for log in
             {log for (log, _), hashes in written.items() if len(hashes) > 1}}  # fmt: skip
    for hash in forks & ledger.statements.keys():
        log, seq = ledger.statements[hash].address
        assert seq >= twice.get(log, seq + 1), f"{hash} is called a fork and nobody wrote there twice"
    unknown = {row.hash for row in entries if row.kind in KINDS} - ledger.statements.keys() - ledger.by_server
    assert not unknown, f"{len(unknown)} lines that nobody wrote"


KINDS = ("attendance", "vote", "tally", "opinion", "resident", "badge")


def chains_verify(server: Server, ledger: Ledger) -> None:
    """Every line is what its header commits to, follows the one before, and its log is signed to the end."""
    logs: dict[str, list[Any]] = {}
    redacted: set[tuple[str, str]] = set()
    for row in sorted(server.entries(), key=lambda row: (row.log, row.seq)):
        entry = parse_line("\t".join((row.header, row.salt, row.body, row.salt2, row.private)))
        assert (entry.hash, entry.log, entry.seq) == (row.hash, row.log, row.seq)
        logs.setdefault(row.log, []).append(entry)
        if entry.redacts is not None:
            redacted.add((entry.redacts["hash"], entry.redacts["part"]))
    keys, heads = {row.log: row for row in server.logs()}, {(row.log, row.seq): row for row in server.heads()}
    for log, entries in logs.items():
        check_chain(entries)
        last = entries[-1]
        assert (last.seq, log) in {(seq, at) for at, seq in heads}, f"the tail of {log} is not signed"
        signature = heads[log, last.seq].signature
        assert verify(keys[log].key, head_text(last.stream, log, last.seq, last.hash), signature)
        for entry in entries:
            for part in ("body", "private"):
                gone = (entry.hash, part) in redacted
                assert (getattr(entry, part) is None) <= gone, f"{part} of {entry.hash} is missing"
                commitment = entry.commit if part == "body" else entry.seal
                assert not (gone and commitment and getattr(entry, part) is not None), f"{entry.hash}: erased, and here"
    _vectors(server, logs)


def _vectors(server: Server, logs: dict[str, list[Any]]) -> None:
    with server.app.app_context():
        from server.store.identity import epoch

        now = epoch()
    for stream in server.streams():
        held = {log: [es[-1].seq, es[-1].hash] for log, es in logs.items() if es[0].stream == stream.name}
        assert stream.vector == held, f"the vector of {stream.name} is not what is held"
        assert stream.digest == digest({log: (seq, hash) for log, (seq, hash) in held.items()})
        assert verify(server.key, countersign_text(now, stream.name, stream.digest), stream.countersign)


def copies_agree(server: Server, devices: list[Device]) -> None:
    """R5.6: all copies of one scope hold the same vector and show the same records."""
    vectors = {row.name: row.vector for row in server.streams()}
    for device in devices:
        for stream in device.disk.copies:
            mine = {log: list(head) for log, head in device.vector(stream).items()}
            assert mine == vectors[stream], f"{device.name} and the server differ in {stream}"
            assert canonical(_told(device.folds(stream))) == canonical(_told(server.folds(stream))), (
                f"{device.name} and the server fold {stream} differently"
            )


def _told(folds: dict[tuple[str, str], dict[str, Any]]) -> dict[str, Any]:
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


def screens_show_what_was_said(server: Server, ledger: Ledger, meeting: str) -> None:
    """R5.6: each field is what the people who were there said; totals are what a hand would count."""
    counted = {row.hash for row in server.entries() if row.quarantined is None}
    folds = {key: fields for row in server.streams() for key, fields in server.folds(row.name).items()}
    for (kind, record, name), stands in ledger.values(counted).items():
        if kind == "badge" or name == "of_tomorrow":
            assert folds[kind, record][name]["state"] == "unknown"
            continue
        shown = folds[kind, record][name]
        wanted = "ok" if len(stands) == 1 else "conflict"
        assert shown["state"] == wanted, f"{kind} {record} {name}: {shown['state']}, people said {stands}"
        assert wanted == "conflict" or shown["value"] == stands[0], f"{kind} {record} {name}: {shown} not {stands[0]}"
    wanted, records = ledger.counts(counted), server.records(meeting)
    attendance, votes, hands = (
        attendance_count(records), motion_count(records, ROLL_CALL), motion_count(records, BY_HANDS)
    )  # fmt: skip
    found = {
        "present": attendance["present"],
        "aside": attendance["aside"],
        "votes": votes["options"],
        "abstain": votes["abstain"],
        "votes aside": votes["aside"],
        "hands": hands["options"],
    }
    assert found == wanted, f"counted {found}, by hand {wanted}"


def picture(server: Server) -> str:
    """Everything that entries made, as text: what a repetition must not change."""
    entries = sorted(
        (r.log, r.seq, r.header, r.salt, r.body, r.salt2, r.private, r.quarantined) for r in server.entries()
    )
    forks = sorted((row.log, row.seq, row.line) for row in server.forks())
    streams = sorted((row.name, row.digest, canonical(row.vector)) for row in server.streams())
    folds = [(row.name, canonical(_told(server.folds(row.name)))) for row in server.streams()]
    return repr((entries, forks, streams, sorted(folds)))
