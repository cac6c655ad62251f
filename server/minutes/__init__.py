"""Owns the minutes of a hearing: made from its records, edited as a draft, adopted at a later hearing (R5.3)."""
