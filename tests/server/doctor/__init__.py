"""Tests of what verifies and looks after an installation."""
