"""The sample hearing, held and published."""

from tests.server.sample_stage import held, held_template

__all__ = ["held", "held_template"]
