"""Lines that came early, lines that are asked for, logs that go on for others, and what phones report of themselves."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database to this step."""
    op.add_column("stream", sa.Column("want", sa.JSON(), nullable=True))
    op.add_column("log", sa.Column("waiting", sa.Integer(), server_default="0", nullable=False))
    op.add_column("log", sa.Column("adopts", sa.JSON(), nullable=True))
    op.add_column("installation", sa.Column("report", sa.String(length=43), nullable=True))
    op.create_table(
        "waiting",
        sa.Column("log", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=43), nullable=False),
        sa.Column("stream", sa.String(length=80), nullable=False),
        sa.Column("office", sa.String(length=64), nullable=False),
        sa.Column("carrier", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("signature", sa.String(length=86), nullable=True),
        sa.Column("received_at", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["log"], ["log.log"], name="fk_waiting_log_log"),
        sa.ForeignKeyConstraint(["office"], ["office.id"], name="fk_waiting_office_office"),
        sa.PrimaryKeyConstraint("log", "seq", "hash", name="pk_waiting"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_waiting_stream", "waiting", ["stream"])
    op.create_table(
        "phone_report",
        sa.Column("installation", sa.String(length=64), nullable=False),
        sa.Column("office", sa.String(length=64), nullable=False),
        sa.Column("at", sa.String(length=40), nullable=False),
        sa.Column("skew_ms", sa.BigInteger(), nullable=False),
        sa.Column("app", sa.String(length=40), nullable=False),
        sa.Column("schema", sa.String(length=40), nullable=False),
        sa.Column("unsent", sa.BigInteger(), nullable=False),
        sa.Column("unsigned", sa.BigInteger(), nullable=False),
        sa.Column("files", sa.BigInteger(), nullable=False),
        sa.Column("holds", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["installation"], ["installation.id"], name="fk_phone_report_installation_installation"
        ),
        sa.ForeignKeyConstraint(["office"], ["office.id"], name="fk_phone_report_office_office"),
        sa.PrimaryKeyConstraint("installation", name="pk_phone_report"),
    )


def downgrade() -> None:
    """Take this step back."""
    op.drop_table("phone_report")
    op.drop_index("ix_waiting_stream", table_name="waiting")
    op.drop_table("waiting")
    op.drop_column("installation", "report")
    op.drop_column("log", "adopts")
    op.drop_column("log", "waiting")
    op.drop_column("stream", "want")
