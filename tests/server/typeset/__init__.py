"""Tests of typesetting."""
