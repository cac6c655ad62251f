"""Whose turn it is to write into an SQLite file: one writer after another, in the order they came, in all processes.

SQLite lets one write at a time, and those that wait in its busy handler sleep, ever longer, whether it is free or not:
of many that write at once a few wait very long. Here each is woken by the one before it. Threads of a process stand in
a line; the first of it waits for a lock on a file beside the database, which the kernel lets go of with the process.
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache


class Turns:
    """The line of this process for one database, whose lock lies at `path`; "" if no other process can have it open."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._mutex = threading.Lock()
        self._gates: deque[threading.Lock] = deque()  # of those that wait, in the order they came
        self._is_taken = False
        self._file = (0, -1)  # the process that opened the lock, and how: a child does not share its parent's

    @contextmanager
    def mine(self) -> Iterator[None]:
        """Wait for this thread's turn, and have it. Whoever comes here again inside waits for itself for ever."""
        self._wait()
        try:
            with self._alone():
                yield
        finally:
            self._call_next()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the lock that other processes ask for, too."""
        if not self._path:
            yield
            return
        file = self._opened()
        fcntl.flock(file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)

    def _wait(self) -> None:
        with self._mutex:
            if not self._is_taken:
                self._is_taken = True
                return
            gate = threading.Lock()
            gate.acquire()
            self._gates.append(gate)
        gate.acquire()  # opened by the one before us

    def _call_next(self) -> None:
        with self._mutex:
            if self._gates:
                self._gates.popleft().release()
            else:
                self._is_taken = False

    def _opened(self) -> int:
        process, file = self._file
        if process != os.getpid():
            file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            self._file = (os.getpid(), file)
        return file


@cache
def turns_of(path: str) -> Turns:
    """The turns for the lock at `path`."""
    return Turns(path)
