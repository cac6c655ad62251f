"""The minutes of hearings as later hearings adopted them, frozen."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database to this step."""
    op.create_table(
        "adopted_minutes",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("office", sa.String(length=64), nullable=False),
        sa.Column("meeting", sa.String(length=64), nullable=False),
        sa.Column("adopted_at", sa.String(length=64), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("at", sa.String(length=40), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("entry", sa.String(length=43), nullable=False),
        sa.Column("sha256", sa.String(length=43), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["office"], ["office.id"], name="fk_adopted_minutes_office_office"),
        sa.PrimaryKeyConstraint("id", name="pk_adopted_minutes"),
        sa.UniqueConstraint("office", "meeting", name="uq_adopted_minutes_meeting"),
    )


def downgrade() -> None:
    """Take this step back."""
    op.drop_table("adopted_minutes")
