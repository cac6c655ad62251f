"""How the database is opened and written: SQLite's pragmas, one queue of writers, one commit a verb.

`writing()` is the only way to a write transaction. On SQLite it takes a lock of ours and then BEGIN IMMEDIATE: writers
of this process queue in turn instead of sleeping in SQLite's busy handler, which starves; other processes wait by
busy_timeout.
On PostgreSQL it is a plain READ COMMITTED transaction, and the verbs lock the stream's row first.
"""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask_sqlalchemy.session import Session
from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import scoped_session

from .extensions import db

BUSY_MILLISECONDS = 20_000
_queue = threading.Lock()
_holder = threading.local()


def prepare_engine(engine: Engine) -> None:
    """Hook pragmas and BEGIN onto an SQLite engine; any other engine is left as it is."""
    if engine.dialect.name != "sqlite":
        return
    event.listen(engine, "do_connect", _keep_private)
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)


def _keep_private(_dialect: Any, _record: Any, arguments: list[Any], _named: Any) -> None:
    """The file holds personal data: only we may read it. SQLite gives the files beside it (-wal, -shm) its mode."""
    name = str(arguments[0]) if arguments else ""
    path = Path(name)
    if name in ("", ":memory:") or name.startswith("file:") or not path.parent.is_dir():
        return
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            path.chmod(0o600)
    except OSError:
        return  # not ours to open or change: SQLite says what is wrong with it


def _on_connect(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin for us: _on_begin does
    for pragma in (
        f"busy_timeout = {BUSY_MILLISECONDS}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",  # a redacted byte is overwritten, not only unlinked
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _on_begin(connection: Connection) -> None:
    mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {mode}")


@contextmanager
def writing() -> Iterator[scoped_session[Session]]:
    """One write transaction: yields the session, commits at the end, rolls back on any exception.

    Verbs of a service open it once; what they call (`store.append`, …) must not. What the session read before
    is let go, because a read snapshot cannot be raised to a writer.

    Raises:
        RuntimeError: opened inside itself, or with changes already pending.
    """
    if getattr(_holder, "held", False):
        raise RuntimeError("a service commits once: writing() does not nest")
    session = db.session
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("changes were made outside writing()")
    session.rollback()
    sqlite = db.engine.dialect.name == "sqlite"
    with _turn(sqlite):
        try:
            if sqlite:
                session.connection(execution_options={"sqlite_begin": "IMMEDIATE"})
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise


@contextmanager
def _turn(queued: bool) -> Iterator[None]:
    """Wait for this process's turn to write."""
    if queued:
        _queue.acquire()
    _holder.held = True
    try:
        yield
    finally:
        _holder.held = False
        if queued:
            _queue.release()
