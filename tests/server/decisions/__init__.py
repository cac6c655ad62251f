"""Tests of server/decisions."""
