"""Checks everything but the fold and the counts against the shared cases, whose hashes were made by openssl."""

from typing import Any

import pytest

from sync import bundle, ids, rules, vector
from sync.canonical import Malformed, canonical, parse
from sync.clock import Clock
from sync.entry import parse_line
from sync.keys import verify
from tests.sync.cases import cases


@pytest.mark.parametrize("case", cases("canonical"))
def test_a_value_has_the_expected_canonical_text_or_is_refused(case: dict[str, Any]) -> None:
    if "error" in case["expect"]:
        with pytest.raises(Malformed) as refusal:
            parse(case["text"])
        assert refusal.value.code == case["expect"]["error"]
    else:
        value = parse(case["text"]) if "text" in case else case["value"]
        assert canonical(value) == case["expect"]
        assert parse(case["expect"]) == value


@pytest.mark.parametrize("case", cases("line"))
def test_a_line_is_read_as_expected_or_refused(case: dict[str, Any]) -> None:
    """R0.2: a line is what was written, or it is refused with a stable code."""
    if "error" in case["expect"]:
        with pytest.raises(Malformed) as refusal:
            parse_line(case["line"])
        assert refusal.value.code == case["expect"]["error"]
    else:
        entry = parse_line(case["line"])
        assert {key: getattr(entry, key) for key in case["expect"]} == case["expect"]
        assert entry.line == case["line"].removesuffix("\n") + "\n"


@pytest.mark.parametrize("case", cases("ids"))
def test_an_id_is_made_as_expected(case: dict[str, Any]) -> None:
    """R5.6: two phones give the same person at the same hearing the same id."""
    function, given, expected = case["function"], case["input"], case["expect"]
    if function == "b64":
        assert ids.b64(bytes.fromhex(given[0])) == expected
    elif function == "unb64" and isinstance(expected, dict):
        with pytest.raises(ValueError, match=r".*"):
            ids.unb64(*given)
    elif function == "unb64":
        assert ids.unb64(*given).hex() == expected
    else:
        assert {"log_id": ids.log_id, "keyed_id": ids.keyed_id}[function](*given) == expected


@pytest.mark.parametrize("case", cases("digest"))
def test_a_vector_has_the_expected_digest(case: dict[str, Any]) -> None:
    held = {log: (seq, hash) for log, (seq, hash) in case["vector"].items()}
    assert vector.text(held) == case["text"]
    assert vector.digest(held) == case["expect"]


@pytest.mark.parametrize("case", cases("keys"))
def test_a_signature_is_judged_as_expected(case: dict[str, Any]) -> None:
    """R0.2: what was signed elsewhere is verified here."""
    assert verify(case["public"], case["text"], case["signature"]) is case["expect"]


@pytest.mark.parametrize("case", cases("clock"))
def test_a_clock_gives_the_expected_stamps(case: dict[str, Any]) -> None:
    clock = Clock(case["last"])
    for step in case["steps"]:
        if "tick" in step:
            assert clock.tick(step["tick"]) == step["expect"]
        else:
            clock.observe(step["observe"], step["now"])
        assert clock.last == step["expect"]


@pytest.mark.parametrize("case", cases("bundle"))
def test_a_bundle_is_split_as_expected_or_refused(case: dict[str, Any]) -> None:
    if "error" in case["expect"]:
        with pytest.raises(Malformed) as refusal:
            bundle.read(case["text"])
        assert refusal.value.code == case["expect"]["error"]
    else:
        envelope, lines = bundle.read(case["text"])
        found = {"epoch": envelope["epoch"], "streams": list(envelope["streams"]), "lines": lines}
        assert found == case["expect"]
        assert bundle.read(bundle.write(envelope, lines)) == (envelope, lines)


@pytest.mark.parametrize("case", cases("rules"))
def test_the_schema_answers_as_expected(case: dict[str, Any]) -> None:
    asked = {"may_write": rules.may_write, "stream_fits": rules.stream_fits, "keyed_record": rules.keyed_record}
    assert asked[case["function"]](*case["input"]) == case["expect"]
