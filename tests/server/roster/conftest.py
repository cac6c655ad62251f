"""The desk of an office with three communities."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import SignedIn
from tests.server.roster import stage


@pytest.fixture
def desk(app: Flask, office: str, signed_in: SignedIn) -> FlaskClient:
    """A browser of staff."""
    stage.communities(app, office)
    return signed_in("staff")
