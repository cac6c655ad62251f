"""Logs, entries and records in SQL: the only part of the server that writes them."""
