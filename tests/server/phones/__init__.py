"""Tests of what the desk is told of phones."""
