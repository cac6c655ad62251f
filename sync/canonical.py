"""Owns the two faces of a JSON value: strict reading of text, and the one text by which values compare.

PROTOCOL.md sections 1 and 3. Nothing is ever re-serialised to be verified: what is hashed is the text that travelled.
Canonical text serves comparison (the fold) and the digest of a vector.

Texts are read by the hundred thousand, so there are two readers with one answer. The quick one is lax: it keeps the
last of repeated keys, and takes fractions. Text that it gives back letter by letter holds no repeated key, and no other
spelling of anything; what is left to ask is then little. Whatever it does not give back the strict one judges.
"""

import json
import re
from typing import Any, Never, TypeAlias

import orjson

# Null, boolean, integer, text, list, object; written as Any because mypy cannot narrow a recursive alias usefully.
Json: TypeAlias = Any

LARGEST_INTEGER = 2**53 - 1
DEEPEST = 8
_LONGEST_INTEGER_TEXT = len(str(-LARGEST_INTEGER))


class Malformed(ValueError):
    """Text that is not what the protocol says. `code` is stable and may travel; `detail` helps who debugs."""

    def __init__(self, detail: str, code: str = "malformed_line") -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


def parse(text: str | bytes) -> Json:
    """Read one JSON value, strictly (PROTOCOL.md 1). Raises Malformed, and nothing else, on any text."""
    try:
        raw = text if isinstance(text, bytes) else text.encode()
        value = orjson.loads(raw)
        is_same = orjson.dumps(value, option=orjson.OPT_STRICT_INTEGER) == raw
    except (ValueError, TypeError):  # not JSON, a lone surrogate, an integer beyond 2^53-1, deeper than it reads
        return _parse_strictly(text)
    if not is_same or _may_hold_fraction(raw):
        return _parse_strictly(text)
    if raw.count(b"{") + raw.count(b"[") > DEEPEST:
        _check(value, depth=1)
    return value


def parse_again(text: str) -> Json:
    """Read text that `parse` has read before: of that the quick reader alone gives the same."""
    return orjson.loads(text)


def canonical(value: Json) -> str:
    """The canonical text of a value: equal values have equal text, in every language (PROTOCOL.md 3)."""
    try:
        text = orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
    except TypeError:  # a lone surrogate, a huge integer, nested too deep
        return _spell(value)
    # What is no number would be written as null, unseen.
    return _spell(value) if "null" in text else text


def _may_hold_fraction(raw: bytes) -> bool:
    """Whether text that the quick reader gave back may hold a fraction or an exponent outside its strings."""
    suspicious = b"." in raw or b"e+" in raw or b"e-" in raw
    return suspicious and _FRACTION.search(raw) is not None


def _parse_strictly(text: str | bytes) -> Json:
    try:
        value = _DECODER.decode(text.decode() if isinstance(text, bytes) else text)
    except json.JSONDecodeError as error:
        raise Malformed(f"not JSON: {error.msg} at {error.pos}") from None
    except UnicodeDecodeError:
        raise Malformed("not UTF-8") from None
    except RecursionError:
        raise Malformed("too deep") from None
    _check(value, depth=1)
    return value


def _spell(value: Json) -> str:
    if isinstance(value, dict):
        # Python orders text by code point, which is the order of UTF-8 bytes.
        return "{" + ",".join(f"{_spell(key)}:{_spell(value[key])}" for key in sorted(value)) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(_spell(item) for item in value) + "]"
    # For texts, json escapes exactly what the protocol lists; integers, booleans and null have one form only.
    return _ENCODER.encode(value)


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise Malformed("repeated key")
    return made


def _integer(text: str) -> int:
    if len(text) > _LONGEST_INTEGER_TEXT or text == "-0" or abs(int(text)) > LARGEST_INTEGER:
        raise Malformed("not an integer within 2^53-1")
    return int(text)


def _no_number(text: str) -> Never:
    raise Malformed(f"not an integer: {text[:20]}")


def _check(value: Json, depth: int) -> None:
    """Refuse lone surrogates, and lists or objects below the eighth level."""
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, dict | list):
        if depth > DEEPEST:
            raise Malformed("too deep")
        for item in value:
            _check(item, depth + 1)
        for item in value.values() if isinstance(value, dict) else ():
            _check(item, depth + 1)


def _check_text(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Malformed("lone surrogate") from None


_FRACTION = re.compile(rb"(?:^|[:,\[])-?[0-9]+[.e]")
_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_integer, parse_float=_no_number, parse_constant=_no_number
)
_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False)
