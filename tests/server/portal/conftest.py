"""The sample hearing, held and published, and somebody who reads about it."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.server.sample_stage import held, held_template

__all__ = ["held", "held_template"]


@pytest.fixture
def resident(held: Flask) -> FlaskClient:
    """Somebody who refuses cookies."""
    return held.test_client(use_cookies=False)
