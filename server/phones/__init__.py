"""How phones and their logs fare, for the desk: what they hold, what waits, what was set aside."""
