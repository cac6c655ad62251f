"""Who the server is: its key (kept outside the database), its epoch, its own log in each stream."""

from __future__ import annotations

from flask import current_app, g
from sqlalchemy import select

from sync.ids import log_id
from sync.keys import KeyPair

from ..extensions import db
from .models import Epoch

SERVER = "server"  # the installation and the account that the server writes as


def server_key() -> KeyPair:
    """The key pair that signs enrolments, countersigns vectors and heads the server's logs."""
    pair: KeyPair = current_app.extensions["server_key"]
    return pair


def epoch() -> str:
    """The random id of this database; a migration made it, restoring a backup renews it. Read once a request."""
    if "epoch" not in g:
        g.epoch = db.session.scalars(select(Epoch.value)).one()
    return str(g.epoch)


def server_log(stream: str) -> str:
    """The id of the server's log in `stream`: it follows from the epoch, so a restored database forks nothing."""
    return log_id(server_key().public, stream, epoch())
