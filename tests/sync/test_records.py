"""Checks the view of a folded record."""

from sync.fold import fold
from sync.records import candidates, conflicts, provisional, record_of, sound, state, value
from sync.rules import rules_of
from tests.sync.generate import Told

RULES = rules_of("vote")
A = Told("A", "p1", 2, "0000000000001-0000", {"choice": [], "channel": []}, {"choice": "yes", "channel": "letter"})
B = Told("B", "p2", 2, "0000000000002-0000", {"choice": []}, {"choice": "no"})
RECORD = record_of("meeting/m1", "vote", "v1", fold([A, B], RULES))


def test_a_value_is_final_or_it_is_the_default() -> None:
    """R0.2: what people have not decided is never shown as decided."""
    assert value(RECORD, "channel") == "letter"
    assert value(RECORD, "choice") is None
    assert value(RECORD, "choice", "undecided") == "undecided"
    assert provisional(RECORD, "choice") == "no"
    assert provisional(RECORD, "channel") == "letter"
    assert provisional(RECORD, "motion", "q0") == "q0"


def test_what_a_person_has_to_decide_is_listed() -> None:
    """R5.6: a conflict is data that somebody sees."""
    assert conflicts(RECORD) == ["choice"]
    assert [state(RECORD, field) for field in ("choice", "channel", "motion")] == ["conflict", "ok", "absent"]


def test_a_settlement_covers_what_was_shown() -> None:
    """R5.6: the `sets` of a draft are the candidates at hand, none for a field that nobody set."""
    sets = candidates(RECORD, ["choice", "motion"])
    assert sets == {"choice": ["A", "B"], "motion": []}
    settled = fold([A, B, Told("R", "d1", 2, "0000000000003-0000", sets, {"choice": "yes", "motion": "q1"})], RULES)
    assert settled["choice"].to_json() == {"state": "ok", "value": "yes", "candidates": ["R"]}


def test_a_value_of_another_form_counts_as_contradicted() -> None:
    odd = record_of(
        "meeting/m1", "vote", "v1", fold([Told("A", "p1", 2, A.at, {"choice": []}, {"choice": [1]})], RULES)
    )
    assert sound(odd)["fields"]["choice"] == {"state": "conflict", "candidates": ["A"]}
    assert sound(RECORD) == RECORD
