"""Tests of server/portal."""
