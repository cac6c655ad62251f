"""Keeping what an office recorded: one encrypted file that holds all of it, and the way back from it."""
