"""Tests of what carries the program to a server: the wheel, the units, the proxy."""
