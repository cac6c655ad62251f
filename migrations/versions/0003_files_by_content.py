"""Which files an office holds; the bytes lie on disk, beside the database."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database to this step."""
    op.create_table(
        "blob",
        sa.Column("office", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=43), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("uploader", sa.String(length=66), nullable=False),
        sa.Column("received_at", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["office"], ["office.id"], name="fk_blob_office_office"),
        sa.PrimaryKeyConstraint("office", "sha256", name="pk_blob"),
    )
    op.create_index("ix_blob_uploader", "blob", ["uploader", "received_at"])


def downgrade() -> None:
    """Back to before this step; the files stay on disk and are no longer known."""
    op.drop_table("blob")
