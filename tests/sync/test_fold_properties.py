"""Checks what must hold of the fold for every history, not only for the ones somebody thought of."""

import random
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from sync.canonical import canonical
from sync.fold import NOTHING, FieldState, fold
from tests.sync.generate import RULES, History, Told, histories


def folded(history: History) -> dict[str, FieldState]:
    return fold(history.entries, RULES, history.quarantined)


def texts(history: History) -> dict[str, str]:
    return {name: canonical(state.to_json()) for name, state in folded(history).items()}


@given(histories(), st.randoms(use_true_random=False))
def test_order_and_repetition_of_entries_change_nothing(history: History, shuffle: random.Random) -> None:
    """R5.6: a resend is harmless and order does not matter."""
    entries = history.entries + (shuffle.choices(history.entries, k=3) if history.entries else [])
    shuffle.shuffle(entries)
    assert texts(History(entries, history.quarantined)) == texts(history)


@given(histories(), st.randoms(use_true_random=False))
def test_a_line_that_arrives_in_pieces_gives_the_same_record(history: History, shuffle: random.Random) -> None:
    """R5.6: one carrier may bring the body, another the private part; only the whole matters."""
    pieces = [replace(entry, body=None) for entry in history.entries]
    pieces += [replace(entry, private=None) for entry in history.entries]
    shuffle.shuffle(pieces)
    assert texts(History(pieces, history.quarantined)) == texts(history)


@given(histories(), st.data())
def test_a_candidate_leaves_only_when_a_setter_names_it(history: History, data: st.DataObject) -> None:
    """R0.2: taking the last entry away, every candidate that was there before stays, unless that entry names it."""
    setters = [entry for entry in history.entries if entry.redacts is None]
    if not setters:
        return
    last = data.draw(st.sampled_from(setters))
    before = folded(History([e for e in history.entries if e is not last], history.quarantined))
    after = folded(history)
    for name, state in before.items():
        lost = set(state.candidates) - set(after[name].candidates if name in after else [])
        assert lost <= set(last.sets.get(name, []))


@given(histories())
def test_a_value_disappears_only_by_a_supersede_or_a_redaction_that_names_it(history: History) -> None:
    """R0.2: every value that nobody covered, took away, withheld or quarantined is still among the candidates."""
    after = folded(history)
    for entry in history.entries:
        for name in entry.sets:
            covered = any(entry.hash in other.sets.get(name, []) for other in history.entries)
            if not covered and entry.hash not in history.quarantined:
                assert entry.hash in after[name].candidates


@given(histories(verdicts=False), st.sampled_from(["body", "private"]), st.data())
def test_a_redaction_touches_only_the_fields_of_the_part_it_names(
    history: History, part: str, data: st.DataObject
) -> None:
    """R0.2: removing a name leaves the opinion."""
    if not history.entries:
        return
    target = data.draw(st.sampled_from(history.entries))
    redaction = Told("R", "srv", 99, "0000000000063-0000", {}, redacts={"hash": target.hash, "part": part})
    before, after = texts(history), texts(History([*history.entries, redaction], {}))
    touched = {name for name in target.sets if name in RULES and RULES[name].part == part}
    assert before.keys() == after.keys()
    assert {name for name in before if before[name] != after[name]} <= touched


@given(histories(verdicts=False), st.sampled_from(["body", "private"]), st.data())
def test_redacting_never_brings_an_older_value_back(history: History, part: str, data: st.DataObject) -> None:
    """R0.2: candidates are the same after a redaction, with verdict or without."""
    if not history.entries:
        return
    target = data.draw(st.sampled_from(history.entries))
    redaction = Told("R", "srv", 5, "0000000000063-0000", {}, redacts={"hash": target.hash, "part": part})
    before = folded(history)
    after = folded(History([*history.entries, redaction], {target.hash: ("0000000000064-0000", "srv", 9)}))
    for name, rule in RULES.items():
        if rule.part == part and name in before:
            assert after[name].candidates == before[name].candidates


@given(histories())
def test_each_state_means_what_it_says(history: History) -> None:
    """R0.2: ok has a value, conflict and partial show one, the others show none; nothing is both."""
    for name, state in folded(history).items():
        assert (state.value is not NOTHING) == (state.state in ("ok", "conflict", "partial"))
        assert state.candidates == sorted(set(state.candidates))
        assert state.waiting == sorted(set(state.waiting))
        assert state.candidates
        assert not set(state.candidates) & set(state.waiting)
        assert (state.state == "unknown") == (name not in RULES)
        assert state.state != "conflict" or len(state.candidates) > 1


@given(histories(verdicts=False, redactions=False))
def test_a_settlement_of_everything_shown_leaves_one_value(history: History) -> None:
    """R5.6: whoever sees all candidates and decides ends the conflict."""
    shown = folded(history)
    sets = {name: shown[name].candidates for name in shown if name in RULES and RULES[name].merge == "agree"}
    body, private = ({name: "ก" for name in sets if RULES[name].private is secret} for secret in (False, True))
    after = folded(History([*history.entries, Told("S", "d", 9, "0000000000064-0000", sets, body, private)], {}))
    for name in sets:
        assert (after[name].state, after[name].value, after[name].candidates) == ("ok", "ก", ["S"])
