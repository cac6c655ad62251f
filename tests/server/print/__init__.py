"""Tests of server/print."""
