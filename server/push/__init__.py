"""Decisions go back to people: subscriptions, the outbox, and the sender process that empties it."""
