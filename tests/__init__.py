"""Tests mirror the code: tests/sync, tests/server, tests/browser; rules/ and docs/ hold the house to its word."""
