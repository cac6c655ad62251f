"""Writers of an SQLite file wait in a line, each woken by the one before it: in a full hall none is starved (R0.2)."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from server.turns import Turns

HOLD = """
import sys
from server.turns import Turns
with Turns(sys.argv[1]).mine():
    print("mine", flush=True)
    sys.stdin.readline()
"""


def until(holds: Callable[[], object]) -> None:
    """Wait for what `holds()` tells."""
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_threads_have_their_turn_in_the_order_they_came(tmp_path: Path) -> None:
    turns, order = Turns(str(tmp_path / "turn")), list[int]()
    threads = [threading.Thread(target=lambda n=n: _note(turns, order, n)) for n in range(8)]
    with turns.mine():
        for number, thread in enumerate(threads, 1):
            thread.start()
            until(lambda: len(turns._gates) == number)  # noqa: B023  # asked at once
        assert order == []
    for thread in threads:
        thread.join(20)
    assert order == [*range(8)]


def _note(turns: Turns, order: list[int], number: int) -> None:
    with turns.mine():
        order.append(number)


def test_another_process_waits_until_the_first_is_done_or_dead(tmp_path: Path) -> None:
    path = str(tmp_path / "turn")
    for end in (subprocess.Popen.kill, lambda holder: holder.stdin.close()):
        with subprocess.Popen(
            [sys.executable, "-c", HOLD, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as holder:
            assert holder.stdout is not None
            assert holder.stdout.readline() == "mine\n"
            order: list[int] = []
            waiter = threading.Thread(target=_note, args=(Turns(path), order, 1))
            waiter.start()
            time.sleep(0.1)
            assert order == []
            end(holder)
            waiter.join(20)
            assert order == [1]


def test_a_turn_is_given_on_when_the_work_fails(tmp_path: Path) -> None:
    turns, order = Turns(str(tmp_path / "turn")), list[int]()
    try:
        with turns.mine():
            raise ZeroDivisionError
    except ZeroDivisionError:
        _note(turns, order, 1)
    assert order == [1]
