"""Runs migrations on the app's own engine. Tables are altered in batches, because SQLite cannot alter in place."""

from __future__ import annotations

from alembic import context
from flask import current_app

from server.extensions import db

MIGRATING = 7_310_731  # any number of our own; PostgreSQL keeps such locks per database


def run() -> None:
    """Migrate online; offline scripts are not offered."""
    with db.engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            # A batch rebuilds a table: with foreign keys on, dropping the old one would take its children along. Said
            # to the driver, because SQLite ignores the pragma inside a transaction.
            connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")
        options = current_app.extensions["migrate"].configure_args
        context.configure(connection=connection, target_metadata=db.metadata, **options)
        with context.begin_transaction():
            if connection.dialect.name == "postgresql":  # two that start at once migrate one after the other
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATING})")
            context.run_migrations()
        connection.commit()
        if sqlite:
            connection.connection.cursor().execute("PRAGMA foreign_keys = ON")


run()
