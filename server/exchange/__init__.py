"""The doorway: phones give the lines the server lacks and get the lines they lack (PROTOCOL.md section 5)."""
