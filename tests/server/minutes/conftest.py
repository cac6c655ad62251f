"""The sample hearing, held and published; what staff write into its minutes."""

from tests.server.minutes.stage import staff, write
from tests.server.sample_stage import held, held_template

__all__ = ["held", "held_template", "staff", "write"]
