"""Rolls of residents, read in from CSV and XLSX: looked at first, written in steps, undone as a whole."""
