"""People of the office, their roles, their phones."""
