"""How the database is opened, written and read: SQLite's pragmas, PostgreSQL's session, one commit a verb.

`writing()` is the only way to a write transaction. On SQLite it waits for its turn (turns.py) and then takes BEGIN
IMMEDIATE; whoever writes without a turn, a migration or another program, is waited for by busy_timeout.
On PostgreSQL it is a plain READ COMMITTED transaction, and the verbs lock the stream's row first: what they read after
that is what the writer before them committed. Two that cross are run `again`.
"""

from __future__ import annotations

import functools
import os
import stat
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from flask_sqlalchemy.session import Session
from psycopg.errors import DeadlockDetected, SerializationFailure, UniqueViolation
from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import scoped_session

from .extensions import db
from .glance import as_sqlalchemy
from .turns import Turns, turns_of

BUSY_MILLISECONDS = 20_000
SCRUB_MILLISECONDS = 500  # a checkpoint waits for readers, and writers wait for it
CONNECT_SECONDS = 10
IDLE_MILLISECONDS = 60_000  # a transaction that does nothing for so long is given up: it may hold a stream
PAUSES = (0.02, 0.1, 0.3)  # seconds before a verb is run again
_holder = threading.local()
Given = ParamSpec("Given")
Made = TypeVar("Made")


def engine_options(address: str) -> dict[str, Any]:
    """What SQLAlchemy is told besides the address. PostgreSQL's own settings of the role or database do not matter.

    A lock is waited for as long as on SQLite; a connection that died, because the server was restarted, is replaced.
    """
    url = make_url(address)
    if url.get_backend_name() != "postgresql":
        return {}
    session = {
        "timezone": "UTC",
        "lock_timeout": str(BUSY_MILLISECONDS),
        "idle_in_transaction_session_timeout": str(IDLE_MILLISECONDS),
        "synchronous_commit": "on",  # acknowledged means on disk
    }
    given = str(url.query.get("options", ""))
    told: dict[str, Any] = {"options": " ".join([given, *(f"-c {name}={value}" for name, value in session.items())])}
    if "connect_timeout" not in url.query:
        told["connect_timeout"] = CONNECT_SECONDS
    return {"isolation_level": "READ COMMITTED", "pool_pre_ping": True, "connect_args": told}


def is_begun(address: str) -> bool:
    """Whether a PostgreSQL database already holds our tables (of a file its own existence says so).

    Raises:
        OperationalError: it does not answer.
    """
    if make_url(address).get_backend_name() != "postgresql":
        return False
    engine = create_engine(address, **engine_options(address))
    try:
        return bool(inspect(engine).has_table("epoch"))
    finally:
        engine.dispose()


def prepare_engine(engine: Engine) -> None:
    """Hook pragmas and BEGIN onto an SQLite engine; any other engine is left as it is."""
    if engine.dialect.name != "sqlite":
        return
    event.listen(engine, "do_connect", _keep_private)
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)


def _keep_private(_dialect: Any, _record: Any, arguments: list[Any], _named: Any) -> None:
    """The file holds personal data: only we may read it. SQLite gives the files beside it (-wal, -shm) its mode.

    A file that is there is never opened here: closing it would let go of what SQLite has locked in it for this process,
    and whoever else uses the file and leaves would take the journal along, with what was committed after that.
    """
    name = str(arguments[0]) if arguments else ""
    path = Path(name)
    if name in ("", ":memory:") or name.startswith("file:") or not path.parent.is_dir():
        return
    try:
        if not path.exists():
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
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
        "wal_autocheckpoint = 4000",  # pages, 16 MB: the same page is then moved home once for many pushes
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
    with _turn():
        try:
            if db.engine.dialect.name == "sqlite":
                session.connection(execution_options={"sqlite_begin": "IMMEDIATE"})
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise


@contextmanager
def _turn() -> Iterator[None]:
    """Wait for this thread's turn to write, where there is only one writer at a time."""
    with _turns().mine() if db.engine.dialect.name == "sqlite" else nullcontext():
        _holder.held = True
        try:
            yield
        finally:
            _holder.held = False


def _turns() -> Turns:
    file = db.engine.url.database or ""
    in_memory = file in ("", ":memory:") or file.startswith("file:")
    return turns_of("" if in_memory else f"{file}-turn")


def scrub() -> None:
    """After something was deleted for good: no copy of it stays in SQLite's file, nor in its journal.

    A row that is deleted is overwritten where it lies (`secure_delete`). But rows move when a page is split, and what
    they leave in its gap stays: only a file that is written anew has no such copies. It takes a second for some hundred
    megabytes, and a removal is rare. Whoever reads for long just now keeps the journal from being cut, and nobody is
    held up for it: the next one does it. PostgreSQL's dead rows wait for its vacuum.

    Raises:
        DBAPIError: the disk is full, perhaps; it stays due.
    """
    if db.engine.dialect.name != "sqlite":
        return
    db.session.rollback()
    # The driver's own connection: _on_begin would open a transaction around it, and there VACUUM is refused.
    with _turn(), as_sqlalchemy("VACUUM", db.engine.dialect), closing(db.engine.raw_connection()) as connection:
        cursor = connection.cursor()
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA user_version = 0")
        for pragma in (f"busy_timeout = {SCRUB_MILLISECONDS}", "wal_checkpoint(TRUNCATE)"):
            cursor.execute(f"PRAGMA {pragma}").fetchall()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        cursor.close()


def owe_scrub() -> None:
    """Inside the transaction that deletes: the file of SQLite itself says that `scrub` is due, until it was done."""
    if db.engine.dialect.name == "sqlite":
        db.session.connection().exec_driver_sql("PRAGMA user_version = 1")


def scrub_is_due() -> bool:
    """Whether copies of what was deleted may still be in the file: a scrub failed, or its process was killed."""
    if db.engine.dialect.name != "sqlite":
        return False
    return bool(db.session.connection().exec_driver_sql("PRAGMA user_version").scalar())


def look_at_once() -> None:
    """What this session reads from here on, until its transaction ends, is one state of the database.

    SQLite gives every transaction that; on PostgreSQL a page of many statements must ask for it, or a vector could be
    older than the lines it is told with.
    """
    db.session.rollback()
    if db.engine.dialect.name == "postgresql":
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def again(verb: Callable[Given, Made]) -> Callable[Given, Made]:
    """Runs a verb anew when another transaction crossed it: a deadlock, or two that made the same row at once.

    The verb must do all its reading inside its own `writing()`; on the next run it finds what the other one made. What
    stays wrong is raised. SQLite has one writer at a time, so nothing crosses there.
    """

    @functools.wraps(verb)
    def run(*args: Given.args, **kwargs: Given.kwargs) -> Made:
        for pause in PAUSES:
            try:
                return verb(*args, **kwargs)
            except DBAPIError as error:
                if not isinstance(error.orig, DeadlockDetected | SerializationFailure | UniqueViolation):
                    raise
            time.sleep(pause)
        return verb(*args, **kwargs)

    return run


def what_is_wrong(error: DBAPIError) -> str:
    """A sentence for an administrator. Only what is said of the connection is repeated: the rest may show rows."""
    if isinstance(error, OperationalError) and db.engine.dialect.name == "postgresql":
        said = str(error.orig).strip().splitlines()[0]
        return f"PostgreSQL does not answer: {said}. Is it running, and is DATABASE_URL right?"
    return f"The database does not answer ({type(error).__name__}). Is the disk full, is it locked?"
