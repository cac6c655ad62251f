"""Lends the measurements the stage of the browser tests."""

from tests.browser.conftest import chromium, phone_of  # noqa: F401  # fixtures are found by their names
