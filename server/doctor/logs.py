"""One log from its first line to its last: hashes, chain, parts, genesis, signed heads, and columns made of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sync.canonical import Malformed
from sync.entry import Entry, parse_line
from sync.keys import head_text, verify

from . import line, raw
from .findings import Report
from .gathered import Gathered, statement_of
from .raw import Raw


@dataclass(slots=True)
class LogWalk:
    """Walks one log: `owner` is its row as stored, `heads` its signed heads by seq, `keys` the meeting's keys K."""

    report: Report
    owner: Raw
    heads: dict[int, Raw]
    keys: set[str]
    gathered: Gathered
    server_key: str
    seq: int = 0
    hash: str | None = ""  # of the line before; None where a line is missing or nobody knows its hash
    public: str = ""
    signed: int = 0  # seq of the last good signature

    def run(self, rows: Iterable[Raw]) -> Iterator[int]:
        """Check every row, a step for each; at the end what the log's row says of its last line."""
        self.public = raw.text(self.owner["key"])
        for row, following in _with_next(rows):
            self._check(row, following)
            yield 1
        self._finish()

    def place(self, seq: int | None = None) -> dict[str, Any]:
        """Where a line stands."""
        return {"stream": raw.text(self.owner["stream"]), "log": raw.text(self.owner["log"]), "seq": seq}

    def _check(self, row: Raw, following: Raw | None) -> None:
        where = self.place(row["seq"])
        if row["seq"] != self.seq + 1:
            self.report.add("gap", self.place(self.seq + 1), note=f"the next one held is {row['seq']}")
            self.hash = None
        columns = tuple(row[part] for part in line.PARTS)
        known = self._known_hash(row, following, columns[0])
        entry = _read(columns) if known == line.hash_of(b"prachakhom/1/entry", columns[0]) else None
        if entry is None:
            self._diagnose(columns, known, where)
        else:
            self._agree(entry, row, where)
        self.seq, self.hash = row["seq"], known
        self.gathered.count += 1
        self._check_head(row["seq"], known, where)

    def _known_hash(self, row: Raw, following: Raw | None, header: bytes) -> str:
        """The hash that the line must have, by those who name it: its column, the next line, a head, the log's row."""
        stored, found = raw.text(row["hash"]), line.hash_of(b"prachakhom/1/entry", header)
        if stored == found:
            return found
        seq = row["seq"]
        named = [_prev_of(following)] if following is not None and following["seq"] == seq + 1 else []
        named += [raw.text(self.heads[seq]["hash"])] if seq in self.heads else []
        named += [raw.text(self.owner["last_hash"])] if seq == self.owner["last_seq"] else []
        if found in named:
            at = raw.differs_at(row["hash"] or b"", found.encode())
            self.report.add("wrong_column", self.place(seq), part="hash", offset=at, note="the line itself is whole")
            return found
        return stored

    def _diagnose(self, columns: tuple[bytes, ...], known: str, where: dict[str, Any]) -> None:
        """Say which part of a line is wrong, and where as far as can be known."""
        flaws = list(line.flaws(columns, known, self.report.thorough))
        for flaw in flaws:
            more = {"offset": flaw.offset, "span": flaw.span, "was": flaw.was}
            self.report.add(flaw.code, where, part=flaw.part, **more)
        if not flaws:
            self.report.add("unreadable", where, part=_malformed(columns), note="although its hash is right")

    def _agree(self, entry: Entry, row: Raw, where: dict[str, Any]) -> None:
        """A whole line against its neighbour, its log and its columns."""
        if self.hash is not None and entry.prev != self.hash:
            self.report.add("broken_chain", where, part="header")
        said = {"log": entry.log, "seq": entry.seq, "stream": entry.stream, "kind": entry.kind, "record": entry.record}
        wanted = {**said, "office": raw.text(self.owner["office"])}
        for column, value in wanted.items():
            stored = row[column] if column == "seq" else raw.text(row[column])
            if stored != value:
                self.report.add("wrong_column", where, part=column)
        for name, value in (("stream", raw.text(self.owner["stream"])), ("by", raw.text(self.owner["account"]))):
            if getattr(entry, name) != value:
                self.report.add("wrong_column", where, part="header", note=f"its log's row names another {name}")
        if entry.seq == 1:
            self._check_genesis(entry, where)
        mark = row["quarantined"]
        self.gathered.take(entry, None if mark is None else raw.text(mark), where, self.keys)

    def _check_genesis(self, entry: Entry, where: dict[str, Any]) -> None:
        """The key, the log's id and the statement of enrolment, against each other and the log's row."""
        owner = {name: raw.text(self.owner[name]) for name in ("installation", "account", "office")}
        said = statement_of(entry, self.server_key)
        if said is None:
            self.report.add("not_enrolled", where, part="body")
            return
        key = str((entry.body or {}).get("key"))
        wanted = {**owner, "key": self.public, "roles": raw.value(self.owner["roles"])}
        for name, value in wanted.items():
            if said.get(name) != value:
                self.report.add("wrong_column", {**self.place(), "table": "log"}, part=name)
        self.public = key  # what the genesis says counts, when the row says otherwise

    def _check_head(self, seq: int, known: str, where: dict[str, Any]) -> None:
        """The signature of a head, if there is one at this line."""
        head = self.heads.pop(seq, None)
        if head is None:
            return
        self.report.saw("signatures")
        place = {**where, "table": "head"}
        if raw.text(head["hash"]) != known:
            self.report.add("wrong_column", place, part="hash", offset=raw.differs_at(head["hash"], known.encode()))
        text = head_text(where["stream"], where["log"], seq, known)
        if not verify(self.public, text, raw.text(head["signature"])):
            self.report.add("wrong_signature", place, part="signature")
        self.signed = seq

    def _finish(self) -> None:
        """The log's row, what is after the last signature, and the heads of lines that are not there."""
        last, place = self.owner["last_seq"], {**self.place(), "table": "log"}
        if self.seq < last:
            self.report.add("gap", self.place(self.seq + 1), note=f"the log's row ends at {last}")
        elif self.seq > last:
            self.report.add("wrong_column", place, part="last_seq")
        elif self.hash is not None and self.hash != raw.text(self.owner["last_hash"]):
            self.report.add("wrong_column", place, part="last_hash")
        if self.signed < self.seq:
            self.report.add("unsigned_tail", self.place(self.signed + 1))
        for seq in self.heads:
            self.report.add("unsigned_tail", {**self.place(seq), "table": "head"}, note="a head without a line")
        if self.seq:
            self.gathered.vector[raw.text(self.owner["log"])] = [self.seq, self.hash]


def _with_next(rows: Iterable[Raw]) -> Iterator[tuple[Raw, Raw | None]]:
    held: Raw | None = None
    for row in rows:
        if held is not None:
            yield held, row
        held = row
    if held is not None:
        yield held, None


def _read(columns: tuple[bytes, ...]) -> Entry | None:
    try:
        return parse_line(b"\t".join(columns))
    except Malformed:
        return None


def _malformed(columns: tuple[bytes, ...]) -> str:
    """The part that breaks a rule of the protocol although its hash is right."""
    for part, content in zip(line.PARTS, columns, strict=True):
        if part in ("body", "private") and content and line.unreadable_at(content) is not None:
            return part
    return "header"


def _prev_of(row: Raw) -> str:
    header = raw.value(row["header"])
    return str(header.get("prev")) if isinstance(header, dict) else ""
