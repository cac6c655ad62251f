"""What a check found: where it lies, as exactly as can be known, and the sentence an operator reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

MOST = 100  # findings kept in full; the others are only counted

# code -> what it means. What a place is called (stream, log, seq, part, table, column) stands in front.
CODES: dict[str, str] = {
    "altered": "is not what was recorded: its hash differs",
    "unreadable": "cannot be read as what the protocol says",
    "broken_chain": "does not name the line before it",
    "gap": "lines are missing",
    "wrong_column": "a column says something else than the line",
    "not_enrolled": "the log does not begin with an enrolment signed by this server",
    "wrong_signature": "the signature is not of this line by the key of its log",
    "unsigned_tail": "lines after the last signature, or a head that is not there",
    "missing_part": "a part is missing, and no redaction names it",
    "wrong_id": "the record's id is not what its fields make it",
    "unjudged": "its quarantine is not what the verdicts say",
    "wrong_vector": "the vector is not what the lines say",
    "wrong_digest": "the digest is not the one of the vector",
    "wrong_countersign": "the countersignature is not of this digest by this server",
    "wrong_count": "the number of lines is not what is there",
    "orphan": "lines of a log that no row describes",
    "stale_record": "the folded record is not what its lines fold to",
    "missing_record": "a record that its lines fold to is not there",
    "extra_record": "a record that no line speaks of",
    "unfounded_publication": "a publication that no entry of the office's log announces",
    "missing_publication": "an entry announces a publication that is not there",
    "unfounded_minutes": "adopted minutes that no entry of the hearing announces",
    "missing_file": "a file that was received is not there",
    "altered_file": "a file is not what its name says",
    "broken_database": "the database itself says that its file is damaged",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong.

    `offset` is the byte within the line (the five columns joined by tabs, from 0) or within the column named, where
    what is there departs from what must be; None where a hash only says that something between `span` differs. `was` is
    the byte that stood there, where the hash proves it.
    """

    code: str
    where: dict[str, Any]
    part: str = ""
    offset: int | None = None
    span: tuple[int, int] | None = None
    was: int | None = None
    note: str = ""

    @property
    def sentence(self) -> str:
        """What a terminal shows."""
        place = ", ".join(f"{name} {value}" for name, value in self.where.items() if value not in ("", None))
        said = f"{place}: {self.part + ' ' if self.part else ''}{CODES[self.code]}"
        if self.offset is not None:
            said += (
                f", at byte {self.offset}" if self.code != "unreadable" else f"; it reads as far as byte {self.offset}"
            )
        elif self.span is not None:
            said += f", somewhere in bytes {self.span[0]} to {self.span[1] - 1}"
        if self.was is not None:
            said += f" (0x{self.was:02x} stood there)"
        return said + (f"; {self.note}" if self.note else "") + "."

    def to_json(self) -> dict[str, Any]:
        """The same for a program."""
        span = list(self.span) if self.span else None
        told = {"code": self.code, **self.where, "part": self.part, "offset": self.offset, "span": span}
        return {**told, "was": self.was, "note": self.note, "sentence": self.sentence}


@dataclass(slots=True)
class Report:
    """All that was found, in the order of streams, logs and lines, and how much was looked at."""

    findings: list[Finding] = field(default_factory=list)
    found: int = 0
    looked_at: dict[str, int] = field(default_factory=dict)

    def add(self, code: str, where: dict[str, Any], **more: Any) -> None:
        """Take down a finding."""
        self.found += 1
        if len(self.findings) < MOST:
            self.findings.append(Finding(code, dict(where), **more))

    def saw(self, what: str, count: int = 1) -> None:
        """Count what was looked at."""
        self.looked_at[what] = self.looked_at.get(what, 0) + count

    @property
    def thorough(self) -> bool:
        """Whether a finding is still worth a search for its byte: that costs seconds each."""
        return self.found < 10

    def sentences(self) -> Iterator[str]:
        """Every finding as a sentence."""
        return (finding.sentence for finding in self.findings)
