"""How long the property tests of the engine run: a slice in `make test`, whole with PROVE=1 in `make prove`."""

import os

from hypothesis import HealthCheck, settings

# The slice is the same every time, so that a red test is about the change at hand; the proof looks further each time.
settings.register_profile("slice", max_examples=60, deadline=None, derandomize=True, database=None)
settings.register_profile(
    "prove", max_examples=1000, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("prove" if os.environ.get("PROVE") else "slice")
