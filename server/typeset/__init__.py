"""How the server makes paper: one way from data to an A4 PDF, for every feature that prints."""
