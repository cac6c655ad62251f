"""Tests of server/push."""
