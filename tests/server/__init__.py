"""Tests of the server, a folder for each of its folders."""
