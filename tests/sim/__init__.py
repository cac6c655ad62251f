"""A hearing, simulated: the real server, phones that fail in every way phones do, and one seed that decides it all."""
