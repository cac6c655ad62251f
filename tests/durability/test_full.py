"""Disks that fail: full, or unable to sync. The phone is refused clearly, keeps all, and delivers when it is over."""

from __future__ import annotations

import errno
import os
import resource

import pytest

from tests.databases import FILE
from tests.durability.conftest import Stage
from tests.durability.tracer import Call, Tracer, is_allowed
from tests.durability.victim import until

TRIES = 3
ROOM = 60_000  # bytes that a file may hold: enough for what the server says, not for its journal
MUCH = 40  # lines that bring the journal above that


def refused(stage: Stage) -> None:
    """Pushes that cannot be kept are not acknowledged, and none is called wrong."""
    before = dict(stage.pusher.acknowledged)
    for _ in range(TRIES):
        assert not stage.push()
    assert stage.pusher.acknowledged == before
    assert stage.pusher.book.busy > 0, "nobody was told that the server cannot take it just now"


def delivered(stage: Stage) -> None:
    """When the disk is well again the phone gets rid of everything, and all of it is whole."""
    until(stage.send, "the phone does not go on")
    assert stage.faults() == []


@pytest.mark.parametrize("error", [errno.EIO, errno.ENOSPC] if os.environ.get("PROVE") else [errno.EIO])
def test_a_disk_that_cannot_sync_acknowledges_nothing(stage: Stage, error: int) -> None:
    """R5.6: an fsync that fails is an answer 503, not an acknowledgement; PostgreSQL even starts anew."""
    if not is_allowed():
        return

    def judge(call: Call) -> int | None:
        return error if call.syncs and stage.is_kept(call) else None

    with Tracer(stage.processes, judge) as tracer:
        refused(stage)
    assert any(call.syncs for call in tracer.calls)
    delivered(stage)


def test_a_disk_that_is_full_acknowledges_nothing(stage: Stage) -> None:
    if not is_allowed():
        return

    def judge(call: Call) -> int | None:
        return errno.ENOSPC if call.writes and stage.is_kept(call) else None

    with Tracer(stage.processes, judge):
        refused(stage)
    delivered(stage)


@pytest.mark.only("sqlite")
def test_a_file_that_may_not_grow_acknowledges_nothing(stage: Stage) -> None:
    """The same by a limit that the kernel itself keeps, which needs no watching."""
    (worker,) = stage.web.workers
    assert stage.push(MUCH)
    assert (stage.house.folder / f"{FILE}-wal").stat().st_size > ROOM
    before = resource.prlimit(worker, resource.RLIMIT_FSIZE, (ROOM, resource.RLIM_INFINITY))
    refused(stage)
    resource.prlimit(worker, resource.RLIMIT_FSIZE, before)
    delivered(stage)
