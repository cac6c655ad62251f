"""Files that entries name by their hash: how they come in, are kept, shown, and go."""
