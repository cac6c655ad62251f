"""Proofs that what was acknowledged stays: the server killed under load, system calls watched, disks that fail."""
