"""Checks what must hold of every text, value, line and log: nothing but Malformed is raised, and nothing is bent."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync import bundle
from sync.canonical import LARGEST_INTEGER, Malformed, _parse_strictly, _spell, canonical, parse
from sync.clock import Clock
from sync.entry import Draft, Entry, check_chain, compose, parse_line
from sync.fold import fold
from sync.header import Header, check_header, read_header
from sync.keys import KeyPair, head_text, verify
from sync.vector import digest, vector_of
from tests.sync.generate import drafts, values

PAIR = KeyPair.generate()
SIGNATURE = PAIR.sign("a head")
jsonish = st.text('{}[]":,.0123456789eE+-\\u d\tnltrufas\n\r', max_size=40)


def log_of(several: list[Draft]) -> list[Entry]:
    """The drafts as a log."""
    entries: list[Entry] = []
    for draft in several:
        prev = entries[-1].hash if entries else ""
        at = Clock(entries[-1].at if entries else "").tick(1)
        seq = len(entries) + 1
        entries.append(compose(draft, stream="meeting/m1", log="L1", seq=seq, prev=prev, at=at, by="u1"))
    return entries


def outcome(read: Callable[[Any], Any], given: object) -> tuple[Any, str | None]:
    """What reading gave, and the code of its refusal. Whatever else is raised makes the test fail."""
    try:
        return read(given), None
    except Malformed as refusal:
        return None, refusal.code


@given(st.text() | jsonish | st.text(st.characters(), max_size=20))
def test_reading_any_text_as_json_gives_a_value_or_malformed(text: str) -> None:
    value, code = outcome(parse, text)
    assert code == "malformed_line" or value == json.loads(text)


# Texts as somebody may spell them who does not keep to the protocol: fractions, repeated keys, any depth, any escape.
numbers = st.floats() | st.integers(-(2**54), 2**54) | st.integers()
anything = st.recursive(
    st.none() | st.booleans() | numbers | st.text(st.characters(), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=20,
)
spelled = st.builds(
    lambda value, tight, ascii: json.dumps(value, separators=(",", ":") if tight else None, ensure_ascii=ascii),
    anything,
    st.booleans(),
    st.booleans(),
)
AWKWARD = (
    *("1e16", "1e+16", "1E5", "1e-7", "[1.5]", '{"a":-0}', "-0.0", "1.0", " 1", "\ufeff1", "NaN", "[1,2.5]"),
    *('{"a":1,"a":1}', '{"a":1,"b":2,"a":1}', '{"e":"1.5"}', '{"a":":1.5"}', '"\\ud800"', '"\\u0000"', '"\x7f"'),
    *("[" * 8 + "]" * 8, "[" * 9 + "]" * 9, "[" * 2000, '"[[[[[[[[["', "\ud800", '"\ud800"'),
    *("9007199254740991", "9007199254740992", "-9007199254740991", "-9007199254740992", "9" * 40),
)


@given(spelled | jsonish | st.text())
def test_the_quick_reader_and_the_strict_one_agree_on_every_text(text: str) -> None:
    """R0.2: a reader that is faster and laxer than the protocol lets nothing in."""
    agree(text)


@pytest.mark.parametrize("text", AWKWARD, ids=ascii)
def test_the_quick_reader_and_the_strict_one_agree_where_one_is_lax(text: str) -> None:
    agree(text)


def agree(text: str) -> None:
    found = outcome(parse, text)
    assert found == outcome(_parse_strictly, text)
    if not any("\ud800" <= letter <= "\udfff" for letter in text):
        assert found == outcome(parse, text.encode())
    if found[1] is None:
        assert canonical(found[0]) == _spell(found[0])


@given(drafts(), st.data())
def test_the_pattern_for_usual_headers_and_the_rules_agree_on_every_header(draft: Draft, data: st.DataObject) -> None:
    text = log_of([draft])[0].header_text
    place = data.draw(st.integers(0, len(text) - 1))
    change = data.draw(st.sampled_from([text[place], "", " ", "0", "A", "-", "\\", "}", "{", '"', ",", "ก", "\n"]))
    damaged = text[:place] + change + text[place + 1 :]
    found, code = outcome(read_header, damaged)
    said, due = outcome(lambda text: check_header(parse(text)), damaged)
    assert code == due
    assert found is None or found == Header(*(said.get(key) for key in Header._fields))


@given(st.text() | st.binary() | jsonish)
def test_reading_anything_as_a_line_or_a_bundle_raises_nothing_but_malformed(text: str | bytes) -> None:
    assert outcome(parse_line, text)[1] in (None, "malformed_line", "wrong_hash")
    assert outcome(bundle.read, text)[1] in (None, "malformed_envelope", "unsupported_version")


@given(drafts(), st.data())
def test_a_damaged_line_is_read_as_another_entry_or_refused(draft: Draft, data: st.DataObject) -> None:
    """R0.2: whatever one changes in a line, either it is refused or it is no longer the entry that was signed."""
    entry = log_of([draft])[0]
    place = data.draw(st.integers(0, len(entry.line) - 2))
    change = data.draw(st.sampled_from(["", " ", "0", "A", "\t", "\n", "\r", "}", '"', "ก", "\ud800"]))
    damaged = entry.line[:place] + change + entry.line[place + 1 :]
    found, code = outcome(parse_line, damaged)
    assert code in (None, "malformed_line", "wrong_hash")
    assert found is None or found.hash != entry.hash or damaged == entry.line


@given(values)
def test_canonical_text_is_read_back_as_the_same_value(value: Any) -> None:
    text = canonical(value)
    assert canonical(parse(text)) == text
    assert json.dumps(parse(text), sort_keys=True) == json.dumps(value, sort_keys=True)


@given(values)
def test_every_spelling_of_a_value_has_one_canonical_text(value: Any) -> None:
    for spelling in (json.dumps(value), json.dumps(value, indent=1, ensure_ascii=False)):
        assert canonical(parse(spelling)) == canonical(value)


@given(st.integers())
def test_an_integer_is_read_exactly_or_refused(number: int) -> None:
    if abs(number) <= LARGEST_INTEGER:
        assert parse(str(number)) == number
    else:
        with pytest.raises(Malformed):
            parse(str(number))


@given(drafts())
def test_what_is_composed_is_read_back_and_verifies(draft: Draft) -> None:
    """R0.2: line, parts and hash survive the way; each part can be taken away without touching the hash."""
    entry = log_of([draft])[0]
    assert parse_line(entry.line) == parse_line(entry.line.encode()) == entry
    assert (entry.kind, entry.record, entry.sets) == (draft.kind, draft.record, draft.sets)
    assert (entry.body, entry.private) == (draft.body, draft.private)
    for part in ("body", "private"):
        redacted = parse_line(entry.without(part).line)
        assert redacted == entry.without(part)
        assert redacted.hash == entry.hash
        assert getattr(redacted, part) == (None if getattr(draft, part) else {})


@given(st.lists(drafts(), min_size=1, max_size=5), st.data())
def test_a_break_in_a_chain_is_found(several: list[Draft], data: st.DataObject) -> None:
    """R0.2: an entry left out, exchanged or replaced shows."""
    entries = log_of(several)
    check_chain(entries)
    cut = data.draw(st.integers(0, len(entries) - 1))
    check_chain(entries[cut:], after=(cut, entries[cut - 1].hash) if cut else None)
    if cut < len(entries) - 1:
        with pytest.raises(Malformed, match="gap"):
            check_chain(entries[:cut] + entries[cut + 1 :])
        forged = log_of(several[: cut + 1])  # other salts, so other hashes
        if forged[cut].hash != entries[cut].hash:
            with pytest.raises(Malformed, match="wrong_hash"):
                check_chain(forged + entries[cut + 1 :])


@given(st.lists(drafts(), min_size=1, max_size=3))
def test_a_signed_head_covers_its_log_and_redaction_keeps_chain_and_digest(several: list[Draft]) -> None:
    """R0.2: after every redaction the chain verifies, the vector is the same, and the signature holds."""
    entries = log_of(several)
    bare = [entry.without("body").without("private") for entry in entries]
    check_chain(bare)
    assert digest(vector_of(bare)) == digest(vector_of(reversed(entries)))
    assert vector_of(bare) == {"L1": (len(entries), entries[-1].hash)}
    assert fold(bare, None).keys() == fold(entries, None).keys()


@given(st.text(max_size=8), st.text(max_size=90) | st.binary(max_size=70).map(lambda raw: raw.hex()))
def test_verifying_anything_answers_and_never_raises(text: str, junk: str) -> None:
    assert verify(junk, text, junk) is False
    assert verify(PAIR.public, text, junk) is False
    assert verify(junk, "a head", SIGNATURE) is False


def test_a_signature_holds_for_its_text_only() -> None:
    """R0.2: the server signs and checks heads with keys that survive a restart."""
    again = KeyPair.from_pem(PAIR.to_pem())
    head = head_text("meeting/m1", "L1", 3, "h")
    assert again.public == PAIR.public
    assert verify(PAIR.public, head, again.sign(head))
    assert not verify(PAIR.public, head_text("meeting/m1", "L1", 4, "h"), again.sign(head))


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 2**41), st.integers(0, 2**41)), max_size=20))
def test_stamps_of_a_clock_only_grow(steps: list[tuple[bool, int, int]]) -> None:
    """R5.6: also when the phone's clock jumps, or others' stamps are read."""
    clock, stamps = Clock(), [""]
    for is_tick, now, other in steps:
        if is_tick:
            stamps.append(clock.tick(now))
        else:
            clock.observe(f"{other:013x}-0000", now)
            stamps.append(max(stamps[-1], clock.last))
    ticks = [stamp for stamp, (is_tick, *_) in zip(stamps[1:], steps, strict=True) if is_tick]
    assert ticks == sorted(set(ticks))
    assert all(len(stamp) == 18 for stamp in ticks)
