"""The public pages: readable without script and without an account, printable, in Thai and English."""
