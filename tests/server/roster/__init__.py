"""Tests of importing a roll of residents."""
