"""Checks the counts against the shared cases (R5.5, R5.6), in any order of the records."""

import random
from typing import Any

import pytest

from sync.counts import attendance_count, motion_count
from tests.sync.cases import cases


@pytest.mark.parametrize("case", cases("counts"))
def test_a_meeting_counts_as_expected_whatever_the_order_of_its_records(case: dict[str, Any]) -> None:
    """R5.6: one person is one attendance; what contradicts stands beside the total."""
    shuffle, records = random.Random(case["name"]), list(case["records"])
    for _ in range(6):
        shuffle.shuffle(records)
        count = motion_count(records, case["motion"]) if "motion" in case else attendance_count(records)
        assert count == case["expect"]
