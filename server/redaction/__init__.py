"""Removing personal data from what was recorded, for a person who asks for it (R5.4): the bytes go, the chain stays."""
