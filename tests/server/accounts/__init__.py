"""Tests of accounts, codes and rules."""
