"""Watches the system calls of running processes by ptrace, in plain Python: what is written, synced, answered.

It can also let a call fail with an error of our choice, or stop the world at one. Nothing of a process is seen twice: a
call that changes nothing on a disk or a socket is let through unread. Linux on x86-64 and ARM64.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

SEIZE, INTERRUPT, RESUME, DETACH, INFO, POKE_USER, GET_SET, SET_SET = 0x4206, 0x4207, 24, 17, 0x420E, 6, 0x4204, 0x4205
OPTIONS = 0x1 | 0x2 | 0x4 | 0x8  # stops of system calls are marked; forks, vforks and threads are watched too
ALL, MINE = 0x40000000, 0x20000000  # __WALL, __WNOTHREAD: only what this thread watches, not other children
SYSTEM_CALL = signal.SIGTRAP | 0x80
ENTRY, EXIT = 1, 2
CALLS = {
    "x86_64": {
        1: "write", 18: "pwrite64", 20: "writev", 296: "pwritev", 328: "pwritev2", 44: "sendto", 46: "sendmsg",
        74: "fsync", 75: "fdatasync", 77: "ftruncate", 285: "fallocate",
    },
    "aarch64": {
        64: "write", 68: "pwrite64", 66: "writev", 70: "pwritev", 287: "pwritev2", 206: "sendto", 211: "sendmsg",
        82: "fsync", 83: "fdatasync", 46: "ftruncate", 47: "fallocate",
    },
}.get(platform.machine(), {})  # fmt: skip
SYNCS = frozenset({"fsync", "fdatasync"})
SYNCED = "synced"
_libc = ctypes.CDLL(None, use_errno=True)
_libc.ptrace.restype = ctypes.c_long
_libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]


@dataclass(frozen=True, slots=True)
class Call:
    """A system call as it begins: who, what, on which file or socket, the first bytes of a `sendto` or `write`.

    A sync that ended well is told once more, as `synced`.
    """

    thread: int
    name: str
    target: str
    data: bytes = b""

    @property
    def answers(self) -> bool:
        """Whether it begins an answer of HTTP."""
        return self.data.startswith(b"HTTP/1.")

    @property
    def syncs(self) -> bool:
        """Whether it brings a file to the disk."""
        return self.name in SYNCS

    @property
    def writes(self) -> bool:
        """Whether it changes a file."""
        return self.name not in (*SYNCS, SYNCED) and not self.name.startswith("send") and self.target.startswith("/")


# What is to become of a call that is about to begin: None lets it happen, a number is the error it fails with.
Judge = Callable[[Call], int | None]


class Tracer:
    """Watches processes with all their threads and what they fork, from `with` to its end; `calls` in their order."""

    def __init__(self, processes: list[int], judge: Judge = lambda _call: None) -> None:
        self.calls: list[Call] = []
        self._processes, self._judge = processes, judge
        self._known: set[int] = set()
        self._syncing: dict[int, Call] = {}  # thread -> its sync that has not ended
        self._failing: dict[int, int] = {}  # thread -> the error its call is to give
        self._ready, self._over = threading.Event(), False
        self._broken: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Tracer:
        self._thread.start()
        self._ready.wait(20)
        if self._broken is not None:
            raise self._broken
        return self

    def __exit__(self, *_: object) -> None:
        self._over = True
        for thread in list(self._known):  # wakes the watching thread by any stop of a process; only it may ask ptrace
            with contextlib.suppress(ProcessLookupError):
                os.kill(thread, signal.SIGCONT)
        self._thread.join(20)
        if self._broken is not None:
            raise self._broken

    def _run(self) -> None:
        try:
            for process in self._processes:
                with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
                    self._seize(process)
            self._ready.set()
            while self._known and not self._over:
                self._one_stop()
            self._let_go()
        except BaseException as error:
            self._broken = error
            self._ready.set()

    def _seize(self, process: int) -> None:
        for thread in os.listdir(f"/proc/{process}/task"):
            _ptrace(SEIZE, int(thread), 0, OPTIONS)
            _ptrace(INTERRUPT, int(thread))
            self._known.add(int(thread))

    def _one_stop(self, resume: int = RESUME) -> None:
        thread, status = os.waitpid(-1, ALL | MINE)
        self._known.add(thread)
        if os.WIFEXITED(status) or os.WIFSIGNALED(status):
            self._known.discard(thread)
            return
        number = os.WSTOPSIG(status)
        if number == SYSTEM_CALL and resume == RESUME:
            self._look(thread)
        is_signal = number != SYSTEM_CALL and status >> 16 == 0
        with contextlib.suppress(ProcessLookupError):  # killed while it stood
            _ptrace(resume, thread, 0, number if is_signal else 0)

    def _let_go(self) -> None:
        for thread in list(self._known):
            with contextlib.suppress(ProcessLookupError):
                _ptrace(INTERRUPT, thread)
        waiting = set(self._known)
        while waiting:
            try:
                thread, status = os.waitpid(-1, ALL | MINE)
            except ChildProcessError:
                return
            number = os.WSTOPSIG(status) if os.WIFSTOPPED(status) else 0
            is_signal = number not in (0, SYSTEM_CALL) and status >> 16 == 0
            with contextlib.suppress(ProcessLookupError):
                _ptrace(DETACH, thread, 0, number if is_signal else 0)
            waiting.discard(thread)

    def _look(self, thread: int) -> None:
        buffer = ctypes.create_string_buffer(88)
        with contextlib.suppress(ProcessLookupError):
            _ptrace(INFO, thread, len(buffer), ctypes.addressof(buffer))
            if buffer.raw[0] == EXIT:
                self._ended(thread, struct.unpack_from("<q", buffer.raw, 24)[0])
                return
            number, first, second, third = struct.unpack_from("<4Q", buffer.raw, 24)
            if buffer.raw[0] != ENTRY or number not in CALLS:
                return
            call = _call(thread, CALLS[number], first, second, third)
            self.calls.append(call)
            if call.syncs:
                self._syncing[thread] = call
            error = self._judge(call)
            if error is not None:
                self._failing[thread] = error
                _forget_call(thread)

    def _ended(self, thread: int, gave: int) -> None:
        sync = self._syncing.pop(thread, None)
        if thread in self._failing:
            _give(thread, -self._failing.pop(thread))
        elif sync is not None and gave == 0:
            self.calls.append(replace(sync, name=SYNCED))


def _call(thread: int, name: str, descriptor: int, address: int, size: int) -> Call:
    try:
        target = os.readlink(f"/proc/{thread}/fd/{descriptor}")
    except OSError:
        target = "?"
    data = b""
    if name in ("sendto", "write"):
        with contextlib.suppress(OSError), open(f"/proc/{thread}/mem", "rb", buffering=0) as memory:
            memory.seek(address)
            data = memory.read(min(size, 16))
    return Call(thread, name, target, data)


def _ptrace(request: int, thread: int, address: int = 0, data: int = 0) -> None:
    if _libc.ptrace(request, thread, address, data) < 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))


def _forget_call(thread: int) -> None:
    """Let the call that begins be none: the kernel finds no call of this number."""
    if platform.machine() == "x86_64":
        _ptrace(POKE_USER, thread, 120, 2**64 - 1)  # orig_rax
    else:
        _registers(SET_SET, thread, 0x404, ctypes.c_int(-1))


def _give(thread: int, value: int) -> None:
    """Let the call that ends give this."""
    if platform.machine() == "x86_64":
        _ptrace(POKE_USER, thread, 80, value & (2**64 - 1))  # rax
    else:
        registers = (ctypes.c_uint64 * 34)()
        _registers(GET_SET, thread, 1, registers)
        registers[0] = value & (2**64 - 1)
        _registers(SET_SET, thread, 1, registers)


def _registers(request: int, thread: int, which: int, held: ctypes.Array[ctypes.c_uint64] | ctypes.c_int) -> None:
    vector = (ctypes.c_uint64 * 2)(ctypes.addressof(held), ctypes.sizeof(held))
    _ptrace(request, thread, which, ctypes.addressof(vector))


def is_allowed() -> bool:
    """Whether this machine lets us watch a process of our own."""
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        with Tracer([child.pid]):
            pass
        return bool(CALLS) and Path("/proc/self/fd").is_dir()
    except OSError:
        return False
    finally:
        child.communicate(b"\n", timeout=20)
