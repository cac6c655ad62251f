"""Owns what a header may say, and that it agrees with the two parts (PROTOCOL.md 1). Judges form, never meaning."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from sync.canonical import Json, Malformed, parse

NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
STREAM = re.compile(r"(office|community|subdistrict|topic|meeting)/[A-Za-z0-9_-]{1,64}")
HASH = re.compile(r"[A-Za-z0-9_-]{43}")
STAMP = re.compile(r"[0-9a-f]{13}-[0-9a-f]{4}")
REASON = "why"  # belongs to its entry, stands in no `sets`

_KEYS = {"v", "stream", "log", "seq", "prev", "kind", "record", "sets", "at", "by", "commit", "seal"}
_TEXTS = {"stream": STREAM, "log": NAME, "kind": NAME, "record": NAME, "at": STAMP, "by": NAME}


class Header(NamedTuple):
    """What a header says, in the order of the fields of an Entry."""

    stream: str
    log: str
    seq: int
    prev: str
    kind: str
    record: str
    sets: dict[str, list[str]]
    redacts: dict[str, str] | None
    at: str
    by: str
    commit: str
    seal: str


def read_header(text: str) -> Header:
    """Read a header. Raises Malformed if it is not JSON or not of the right form. Nobody may change its `sets`.

    A header as everybody writes it, canonical and without `redacts`, is read and judged by one pattern; any other is
    judged key by key, with the same outcome.
    """
    usual = _USUAL.fullmatch(text)
    if usual is not None:
        at, by, commit, kind, log, prev, record, seal, seq, sets, stream = usual.groups()
        if (prev == "") == (seq == "1"):
            read = _sets_again if len(sets) < _SHORT else _sets
            return Header(stream, log, int(seq), prev, kind, record, read(sets), None, at, by, commit, seal)
    said = check_header(parse(text))
    return Header._make(said.get(key) for key in Header._fields)


def check_header(header: Json) -> dict[str, Any]:
    """Give back the header if its form is right. Raises Malformed otherwise."""
    if not isinstance(header, dict) or header.keys() - {"redacts"} != _KEYS:
        raise Malformed("header has other keys")
    if header["v"] != 1 or isinstance(header["v"], bool):
        raise Malformed("header is of another version")
    for key, pattern in _TEXTS.items():
        _demand(matches(pattern, header[key]), key)
    for key in ("commit", "seal"):
        _demand(header[key] == "" or matches(HASH, header[key]), key)
    _check_place(header["seq"], header["prev"])
    _check_sets(header["sets"])
    if "redacts" in header:
        _check_redaction(header["redacts"], header["sets"])
    return header


def check_parts(sets: Mapping[str, object], body: dict[str, Json] | None, private: dict[str, Json] | None) -> None:
    """Hold the keys of the two parts against `sets`. A part that is not there (None) cannot be checked."""
    are_whole = body is not None and private is not None and len(body) + len(private) == len(sets)
    if are_whole and {**(body or {}), **(private or {})}.keys() == sets.keys():
        return  # as nearly every line is: each field once, and no reason
    in_body, in_private = (set(part or {}) - {REASON} for part in (body, private))
    _demand(not in_body & in_private, "a field stands in both parts")
    found = in_body | in_private
    if body is None or private is None:
        _demand(found <= sets.keys(), "a part holds a field that the header does not set")
    else:
        _demand(found == sets.keys(), "the parts hold other fields than the header sets")
    for part in (body, private):
        _demand(isinstance((part or {}).get(REASON, ""), str), "why is not a text")


def matches(pattern: re.Pattern[str], value: object) -> bool:
    """Whether the value is a text and the pattern describes all of it."""
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _sets(text: str) -> dict[str, list[str]]:
    sets: dict[str, list[str]] = parse(text)
    _check_sets(sets)
    return sets


def _usual() -> re.Pattern[str]:
    name, hash = f"({NAME.pattern})", f"({HASH.pattern}|)"
    texts = {"at": f"({STAMP.pattern})", "by": name, "commit": hash, "kind": name, "log": name, "prev": hash}
    texts |= {"record": name, "seal": hash}
    written = ",".join(f'"{key}":"{pattern}"' for key, pattern in texts.items())
    stream = STREAM.pattern.replace("(", "(?:")
    seq, sets = "([1-9][0-9]{0,14})", r"(\{[^{}]*\})"
    return re.compile(rf'\{{{written},"seq":{seq},"sets":{sets},"stream":"({stream})","v":1\}}')


def _check_place(seq: object, prev: object) -> None:
    _demand(isinstance(seq, int) and not isinstance(seq, bool) and seq >= 1, "seq")
    _demand(prev == "" if seq == 1 else matches(HASH, prev), "prev")


def _check_sets(sets: object) -> None:
    if not isinstance(sets, dict) or REASON in sets:
        raise Malformed("sets")
    for covered in sets.values():
        _demand(isinstance(covered, list) and all(matches(HASH, item) for item in covered), "sets")


def _check_redaction(redacts: object, sets: object) -> None:
    if not isinstance(redacts, dict) or redacts.keys() != {"hash", "part"}:
        raise Malformed("redacts")
    _demand(matches(HASH, redacts["hash"]) and redacts["part"] in ("body", "private") and not sets, "redacts")


def _demand(holds: bool, what: str) -> None:
    if not holds:
        raise Malformed(what)


_USUAL = _usual()
_SHORT = 400  # characters of a text of `sets` that is worth keeping: the same forms set the same fields again and again
_sets_again = lru_cache(maxsize=500)(_sets)
