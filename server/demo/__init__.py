"""An invented district hearing to try the product with: people, what staff prepare, what was recorded if asked for."""
