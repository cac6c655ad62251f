"""Tables of the store. What was received is kept as the exact text; records and vectors are caches of it.

Keys are clustered as entry(log, seq) and record(stream, kind, record); no index starts with a random key, because one
over every entry's hash halves the rate of inserts once it no longer fits in memory.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ..extensions import Model

ID = String(64)
STREAM = String(80)
HASH = String(43)


class Office(Model):
    """A district office; every other row belongs to one."""

    __tablename__ = "office"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    opened_at: Mapped[str] = mapped_column(String(40))


class Epoch(Model):
    """One row: the random id of this database, changed when a backup is restored (PROTOCOL.md section 5)."""

    __tablename__ = "epoch"
    id: Mapped[int] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(String(22))
    since: Mapped[str] = mapped_column(String(40))


class Stream(Model):
    """What is synced as a unit, with its vector, digest and countersignature as of the last write.

    `want`: hashes of lines, admitted or waiting, of which a part is missing here (PROTOCOL.md section 5); null if none.
    """

    __tablename__ = "stream"
    name: Mapped[str] = mapped_column(STREAM, primary_key=True)
    office: Mapped[str] = mapped_column(ForeignKey("office.id"))
    vector: Mapped[dict[str, Any]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(HASH)
    countersign: Mapped[str] = mapped_column(String(86))
    n: Mapped[int] = mapped_column(default=0)
    want: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))

    __table_args__ = (Index("ix_stream_office_name", "office", "name"),)


class Log(Model):
    """The entries of one installation in one stream: whose it is and how far it is admitted.

    `waiting`: how many of its lines are kept in Waiting. `adopts`: what its genesis says it goes on for.
    """

    __tablename__ = "log"
    log: Mapped[str] = mapped_column(ID, primary_key=True)
    stream: Mapped[str] = mapped_column(ForeignKey("stream.name"), index=True)
    office: Mapped[str] = mapped_column(ForeignKey("office.id"))
    installation: Mapped[str] = mapped_column(ID)
    account: Mapped[str] = mapped_column(ID)
    key: Mapped[str] = mapped_column(String(100))
    roles: Mapped[list[str]] = mapped_column(JSON)  # at enrolment; what the account may now counts before them
    last_seq: Mapped[int] = mapped_column(default=0)
    last_hash: Mapped[str] = mapped_column(HASH, default="")
    waiting: Mapped[int] = mapped_column(default=0, server_default="0")
    adopts: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class Head(Model):
    """A verified signature of a log's head; pages of an answer end at one, so that a reader can check what it got."""

    __tablename__ = "head"
    log: Mapped[str] = mapped_column(ForeignKey("log.log"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    office: Mapped[str] = mapped_column(ForeignKey("office.id"))
    hash: Mapped[str] = mapped_column(HASH)
    signature: Mapped[str] = mapped_column(String(86))

    __table_args__ = ({"sqlite_with_rowid": False},)


class StoredEntry(Model):
    """One admitted line, its five columns as received. `quarantined`: reason code of the verdict in force, or null."""

    __tablename__ = "entry"
    log: Mapped[str] = mapped_column(ForeignKey("log.log"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    stream: Mapped[str] = mapped_column(STREAM)
    office: Mapped[str] = mapped_column(ForeignKey("office.id"))
    kind: Mapped[str] = mapped_column(ID)
    record: Mapped[str] = mapped_column(ID)
    hash: Mapped[str] = mapped_column(HASH)
    header: Mapped[str] = mapped_column(Text)
    salt: Mapped[str] = mapped_column(HASH)
    body: Mapped[str] = mapped_column(Text)
    salt2: Mapped[str] = mapped_column(HASH)
    private: Mapped[str] = mapped_column(Text)
    received_at: Mapped[str] = mapped_column(String(40))
    quarantined: Mapped[str | None] = mapped_column(String(80))

    __table_args__ = (
        Index("ix_entry_stream_record", "stream", "record", "kind"),
        {"sqlite_with_rowid": False},
    )


class Fork(Model):
    """A signed line whose address was taken by another line: kept, never folded, staff are told."""

    __tablename__ = "fork"
    log: Mapped[str] = mapped_column(ForeignKey("log.log"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    hash: Mapped[str] = mapped_column(HASH, primary_key=True)
    stream: Mapped[str] = mapped_column(STREAM)
    office: Mapped[str] = mapped_column(ForeignKey("office.id"))
    line: Mapped[str] = mapped_column(Text)
    received_at: Mapped[str] = mapped_column(String(40))

    __table_args__ = ({"sqlite_with_rowid": False},)


class Waiting(Model):
    """A line that came before it could be admitted (PROTOCOL.md section 5): kept under a quota, judged anew later.

    `carrier`: the installation that brought it, "" for a file. `reason`: gap, unsigned, part. `signature`: of this very
    head, verified, or null.
    """

    __tablename__ = "waiting"
    log: Mapped[str] = mapped_column(ForeignKey("log.log"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)  # early ones may name any number
    hash: Mapped[str] = mapped_column(HASH, primary_key=True)
    stream: Mapped[str] = mapped_column(STREAM, index=True)
    office: Mapped[str] = mapped_column(ForeignKey("office.id"))
    carrier: Mapped[str] = mapped_column(ID)
    reason: Mapped[str] = mapped_column(String(20))
    line: Mapped[str] = mapped_column(Text)
    signature: Mapped[str | None] = mapped_column(String(86))
    received_at: Mapped[str] = mapped_column(String(40))

    __table_args__ = ({"sqlite_with_rowid": False},)


class StoredRecord(Model):
    """The fold of one record. `lookup` finds it by what only a holder knows (the hash of a receipt, of a file)."""

    __tablename__ = "record"
    stream: Mapped[str] = mapped_column(ForeignKey("stream.name"), primary_key=True)
    kind: Mapped[str] = mapped_column(ID, primary_key=True)
    record: Mapped[str] = mapped_column(ID, primary_key=True)
    office: Mapped[str] = mapped_column(ForeignKey("office.id"))
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    conflict: Mapped[bool]
    lookup: Mapped[str | None] = mapped_column(HASH)

    __table_args__ = (
        Index("ix_record_office_kind_lookup", "office", "kind", "lookup"),
        {"sqlite_with_rowid": False},
    )
