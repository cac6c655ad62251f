"""Owns the shape of feature folders: the same file names everywhere, so that a newcomer knows where to look."""

from collections import defaultdict
from pathlib import PurePosixPath

from tests.rules import house

FEATURE = {"__init__.py", "models.py", "schemas.py", "service.py", "routes.py"}
# What a folder holds beside the files of every feature, and why it has a file of its own.
BESIDE = {
    # identity: the server's key and epoch; own_log, own_logs: writing and reading its logs; ledger: admitting lines;
    # removal: bytes that a redaction deletes and refuses;
    # refold, rows: caches and SQL
    "store": {"identity.py", "own_log.py", "own_logs.py", "ledger.py", "removal.py", "refold.py", "rows.py"},
    # reader: limits; parcel, chains: lines by log, what follows what; owners, rights, scope: who may; answer: pages;
    # verdicts: what was set aside, and letting it count; placing, early: what would become of lines, what waits;
    # former: who might once hold what; wanted: parts that are missing; adopting: logs that go on for a lost key;
    # reports: what phones say of themselves
    "exchange": {
        "reader.py",
        "parcel.py",
        "chains.py",
        "owners.py",
        "rights.py",
        "scope.py",
        "answer.py",
        "verdicts.py",
        "placing.py",
        "former.py",
        "early.py",
        "wanted.py",
        "adopting.py",
        "reports.py",
        "routine.py",  # an exchange with nothing new, past the ORM
        "doorstep.py",  # and before Flask
        "files.py",  # a stream as a file, out and in
        "carrier.py",  # the key that phones seal files to
        "story.py",  # the history of a record as a person reads it
        "homecoming.py",  # the server's own lines that come back after a restore
    },
    # who may call what; codes that people type; limits of tries; what administrators mend later; links for passwords;
    # standing: shutting a phone out; callers: who shows a token
    "accounts": {"rules.py", "codes.py", "sign_in.py", "upkeep.py", "reset.py", "standing.py", "callers.py"},
    # what a file is by its bytes; where it lies; who names it; what is let go for good; what administrators remove
    "blobs": {"content.py", "disk.py", "uses.py", "forgotten.py", "upkeep.py"},
    "decisions": {"totals.py", "mend.py"},  # the figures of a snapshot; pages that a restore lost
    # a process of its own, cut at what can be tested without a network
    "push": {"allow.py", "message.py", "outcome.py", "post.py", "queue.py", "sender.py", "vapid.py"},
    # reader, workbook, table: files; columns, people, faults: what rows say; likeness, roll, preview, plan: what an
    # import would do; shelf: where it waits; undo: the way back; show: how a preview is told
    "roster": {
        "reader.py",
        "workbook.py",
        "table.py",
        "columns.py",
        "people.py",
        "faults.py",
        "likeness.py",
        "roll.py",
        "preview.py",
        "plan.py",
        "shelf.py",
        "undo.py",
        "show.py",
    },
    # findings: what is wrong and where; raw: rows as bytes; line, logs, gathered, streams, records, beside: what is
    # recomputed, from one line outwards
    "doctor": {
        "findings.py",
        "raw.py",
        "line.py",
        "logs.py",
        "gathered.py",
        "streams.py",
        "records.py",
        "beside.py",
        "waiting.py",
        "mending.py",  # what is put right, and what phones are asked for
        # checkup: the looks of `doctor`; ground: what a server stands on; stored: what the database tells
        "checkup.py",
        "ground.py",
        "stored.py",
    },
    # the form of the file; its encryption; rows out and in; the two acts; where to; what makes a restored database new
    "keeping": {"archive.py", "sealing.py", "tables.py", "backup.py", "restore.py", "place.py", "renewal.py"},
    "phones": {"logs.py"},  # the logs of a stream as somebody looks at them
    "redaction": {"dropped.py"},  # what an exchange deletes, or does not take in
    "print": {"papers.py", "people.py"},  # what each paper says; who stands on the sheets to sign
    "typeset": {"numbers.py", "qr.py"},  # digits, days and what may be set; QR codes as pictures
    # gather: what is read; parts, people, words: what the records say; edits: what staff wrote; checks: what stands
    # against it; layout: the official paper; file, docx: what is handed out
    "minutes": {
        "gather.py",
        "parts.py",
        "people.py",
        "words.py",
        "edits.py",
        "checks.py",
        "layout.py",
        "file.py",
        "docx.py",
    },
    "portal": {"show.py", "hearing.py", "receipts.py"},  # how a page writes; the figures of a hearing; receipt codes
    "demo": {
        "loader.py",
        "people.py",
        "recorded.py",
    },  # what staff prepare; accounts; what officers would have recorded
}


def test_every_feature_folder_of_the_server_holds_the_agreed_files() -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for path in house.under(("server/",), ".py"):
        parts = PurePosixPath(path).parts
        if len(parts) == 3:
            found[parts[1]].add(parts[2])
    assert set(found) - set(BESIDE) == set(), "a folder that is not agreed"
    strange = {folder: sorted(names - FEATURE - BESIDE[folder]) for folder, names in found.items()}
    assert {folder: names for folder, names in strange.items() if names} == {}
