"""Checks that the engine in TypeScript gives for anything what the one in Python gives, so that all screens agree.

Both were written from PROTOCOL.md, each by itself; the shared cases hold them to it, and this holds them to each other.
"""

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync import bundle, ids, rules
from sync.canonical import canonical, parse
from sync.clock import Clock
from sync.counts import attendance_count, motion_count
from sync.entry import Draft, Entry, compose, parse_line
from sync.fold import fold
from sync.keys import KeyPair, verify
from sync.sealed import SealBroken, unseal
from sync.vector import digest
from tests.sync.generate import RULES, History, drafts, hashes, histories, names, texts, values
from tests.sync.generate_meeting import KEY, hearings, nearly_fitting
from tests.sync.twins import Twin, ours

NOT_SEEN = {"header_text", "salt", "body_text", "salt2", "private_text"}  # they are all in the line
SEEN = ["line", *({field.name for field in dataclasses.fields(Entry)} - NOT_SEEN)]
PAIR = KeyPair.generate()
# These look for what nobody thought of, and a question is cheap: more examples than a slice has elsewhere.
deep = settings(max_examples=max(250, settings().max_examples))
PLACE: dict[str, Any] = {
    "stream": "meeting/m1",
    "log": "L1",
    "seq": 1,
    "prev": "",
    "at": "0000000000001-0000",
    "by": "u1",
}

jsonish = st.lists(
    st.sampled_from(
        [*'{}[]:,"\\ \t\n\r', '"a"', '"\\u0061"', "1", "-0", "01", "1.0", "2e1", "null", "true", "NaN", "ก", "\ud800"]
    )
    | st.sampled_from(
        ["9007199254740991", "9007199254740992", '"\\ud83d\\ude00"', '"\\ude00"', "\ufeff", "\u00a0", "\x00"]
    ),
    max_size=12,
).map("".join)


@pytest.fixture(scope="module")
def twin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twin]:
    """The other engine, running."""
    with Twin(tmp_path_factory.mktemp("twin")) as running:
        yield running


def seen_of(line: str) -> dict[str, Any]:
    entry = parse_line(line)
    return {key: getattr(entry, key) for key in SEEN}


@deep
@given(text=jsonish | texts)
def test_a_text_is_read_alike_or_refused_alike(twin: Twin, text: str) -> None:
    assert twin.ask("parse", text=text) == ours(lambda: parse(text))


@given(value=values)
def test_a_value_has_one_canonical_text(twin: Twin, value: Any) -> None:
    assert twin.ask("parse", text=ours(lambda: value)) == ours(lambda: value)


@deep
@given(
    draft=drafts(),
    bites=st.lists(st.tuples(st.integers(0, 900), st.sampled_from(["", "\t", '"', "x", "\n", "{", "0"])), max_size=2),
)
def test_a_line_whole_or_bitten_is_read_alike(twin: Twin, draft: Draft, bites: list[tuple[int, str]]) -> None:
    """R0.2: what one side keeps the other does not refuse."""
    line = compose(draft, **PLACE).line
    for at, bite in bites:
        line = line[:at] + bite + line[at + 1 :]
    assert twin.ask("line", line=line) == ours(lambda: seen_of(line))


@given(draft=drafts(), part=st.sampled_from(["body", "private"]))
def test_a_line_without_a_part_is_read_alike(twin: Twin, draft: Draft, part: str) -> None:
    line = compose(draft, **PLACE).without(part).line
    assert twin.ask("line", line=line) == ours(lambda: seen_of(line))


@given(draft=drafts())
def test_a_line_that_a_phone_composes_says_here_what_it_said_there(twin: Twin, draft: Draft) -> None:
    answer = twin.ask("compose", draft=dataclasses.asdict(draft), place=PLACE)
    entry = parse_line(parse(answer))
    assert (entry.body, entry.private, entry.sets) == (draft.body, draft.private, draft.sets)
    assert (entry.kind, entry.record, entry.seq) == (draft.kind, draft.record, 1)


@deep
@given(history=histories())
def test_a_history_folds_alike(twin: Twin, history: History) -> None:
    """R0.2, R5.6: the same entries are the same record on the phone, on the desk and on the server."""
    told = {name: {"merge": rule.merge, "private": rule.private} for name, rule in RULES.items()}
    entries = [dataclasses.asdict(entry) for entry in history.entries]
    theirs = twin.ask("fold", entries=entries, rules=told, quarantined=history.quarantined)
    folded = fold(history.entries, RULES, history.quarantined)
    assert theirs == ours(lambda: {name: state.to_json() for name, state in folded.items()})
    of_no_kind = twin.ask("fold_kind", entries=entries, kind="constructor")
    assert of_no_kind == ours(lambda: {name: state.to_json() for name, state in fold(history.entries, None).items()})


@deep
@given(records=hearings())
def test_a_hearing_counts_alike(twin: Twin, records: list[Any]) -> None:
    """R5.6: what an officer sees in the hall is what is published."""
    assert twin.ask("attendance", records=records) == ours(lambda: attendance_count(records))
    for motion in ("q1", "q2"):
        assert twin.ask("motion", records=records, motion=motion) == ours(lambda m=motion: motion_count(records, m))


@deep
@given(asked=nearly_fitting())
def test_a_value_fits_its_form_alike(twin: Twin, asked: tuple[str, str, Any]) -> None:
    assert twin.ask("fits", input=asked) == ours(lambda: rules.fits(*asked))


def test_every_kind_has_the_same_rules(twin: Twin) -> None:
    roles = ["officer", "staff", "approver", "administrator", "server"]
    for kind, definition in rules.SCHEMA["$defs"].items():
        for role in roles:
            for field in ("of a later version", *definition["properties"]):
                asked = [kind, [field], [role]]
                assert twin.ask("may_write", input=asked) == ours(lambda a=asked: rules.may_write(*a))
        for stream in ("office/o", "community/c", "subdistrict/s", "topic/t", "meeting/m"):
            assert twin.ask("stream_fits", input=[kind, stream]) == ours(
                lambda k=kind, s=stream: rules.stream_fits(k, s)
            )


moments = st.integers(0, 2**45)
stamps = st.builds(lambda ms, counter: f"{ms:013x}-{counter:04x}", moments, st.sampled_from([0, 1, 0xFFFE, 0xFFFF]))


@deep
@given(last=st.just("") | stamps, steps=st.lists(st.tuples(moments, st.none() | stamps), max_size=6))
def test_a_clock_ticks_alike(twin: Twin, last: str, steps: list[tuple[int, str | None]]) -> None:
    def ticks() -> list[str]:
        clock, given_stamps = Clock(last), []
        for now, seen in steps:
            if seen is not None:
                clock.observe(seen, now)
            given_stamps.append(clock.tick(now))
        return given_stamps

    assert twin.ask("clock", last=last, steps=steps) == ours(ticks)


@given(heads=st.dictionaries(names, st.tuples(st.integers(1, 2**53 - 1), hashes), max_size=4))
def test_a_vector_has_one_digest_and_an_envelope_one_text(twin: Twin, heads: dict[str, tuple[int, str]]) -> None:
    assert twin.ask("digest", vector=heads) == ours(lambda: digest(heads))
    part = {"digest": digest(heads), "vector": {log: list(head) for log, head in heads.items()}}
    text = bundle.write({"v": 1, "epoch": None, "streams": {"meeting/m1": part}}, ["a", "b\n"])
    assert twin.ask("bundle", text=text) == ours(lambda: text)


odd = st.none() | names | hashes | st.integers(-1, 2) | st.booleans() | st.just([]) | st.just({})
heads_said = st.dictionaries(names | texts, st.lists(odd, min_size=1, max_size=3), max_size=2) | odd
signature = st.fixed_dictionaries({"log": names, "seq": st.integers(0, 2), "hash": hashes, "signature": names})
said = {"vector": heads_said, "signatures": st.lists(signature | odd, max_size=2) | odd}
stream_parts = st.fixed_dictionaries({"digest": hashes | odd}, optional=said)
streams = st.dictionaries(st.sampled_from(["meeting/m1", "topic/t", "meeting/", "x/y"]), stream_parts | odd, max_size=2)
envelopes = st.fixed_dictionaries({"v": st.just(1) | odd, "epoch": st.none() | odd, "streams": streams | odd})


@deep
@given(envelope=envelopes, lines=jsonish)
def test_an_envelope_is_taken_alike_or_refused_alike(twin: Twin, envelope: dict[str, Any], lines: str) -> None:
    text = f"{canonical(envelope)}\n{lines}".replace("\ud800", "")  # bytes that are UTF-8 hold no half characters
    assert twin.ask("bundle", text=text) == ours(lambda: bundle.write(*bundle.read(text)))


@given(parent=texts, member=texts)
def test_ids_are_made_alike(twin: Twin, parent: str, member: str) -> None:
    """R5.6: two devices at one door give one person one attendance."""
    asked = [KEY, "vote", parent, member]
    assert twin.ask("keyed_id", input=asked) == ours(lambda: ids.keyed_id(KEY, "vote", parent, member))
    assert twin.ask("log_id", input=[KEY, parent, member]) == ours(lambda: ids.log_id(KEY, parent, member))
    for kind in ("attendance", "vote", "tally", "opinion"):
        fields = {"motion": parent, "resident": member, "post": member}
        theirs = twin.ask("keyed_record", input=[KEY, kind, "meeting/m1", fields])
        assert theirs == ours(lambda k=kind, f=fields: rules.keyed_record(KEY, k, "meeting/m1", f))


@given(text=texts)
def test_each_verifies_what_the_other_signed(twin: Twin, text: str) -> None:
    """R0.2: the server can tell whose line it is, and the phone whose word it has."""
    public, signature = parse(twin.ask("sign", text=text))
    assert verify(public, text, signature)
    assert not verify(public, text + "x", signature)
    assert twin.ask("verify", input=[PAIR.public, text, PAIR.sign(text)]) == "true"
    assert twin.ask("verify", input=[PAIR.public, text + "x", PAIR.sign(text)]) == "false"


@given(text=texts)
def test_the_server_opens_what_a_phone_sealed_to_it_and_nobody_else_does(twin: Twin, text: str) -> None:
    file = parse(twin.ask("seal", text=text, key=PAIR.public))
    assert isinstance(file, str)
    assert unseal(file, PAIR) == text.encode()
    with pytest.raises(SealBroken, match="bundle_elsewhere"):
        unseal(file, KeyPair.generate())
    other = KeyPair.generate()
    with pytest.raises(SealBroken, match="bundle_damaged"):
        unseal(file.replace(PAIR.public, other.public), other)
