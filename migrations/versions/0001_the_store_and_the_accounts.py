"""The store and the accounts. The database gets its epoch here: it has one from its first moment."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta, timezone

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database to this step."""
    epoch = op.create_table(
        "epoch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(length=22), nullable=False),
        sa.Column("since", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_epoch"),
    )
    since = datetime.now(timezone(timedelta(hours=7))).isoformat(timespec="seconds")
    op.bulk_insert(epoch, [{"id": 1, "value": secrets.token_urlsafe(16), "since": since}])
    op.create_table(
        "office",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("opened_at", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_office"),
    )
    op.create_table(
        "role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("description", sa.String(length=255), nullable=True),
        sa.Column("permissions", sa.UnicodeText(), nullable=True),
        sa.Column("update_datetime", sa.DateTime(), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_role"),
        sa.UniqueConstraint("name", name="uq_role_name"),
    )
    op.create_table(
        "stream",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("office", sa.String(length=64), nullable=False),
        sa.Column("vector", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=43), nullable=False),
        sa.Column("countersign", sa.String(length=86), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["office"], ["office.id"], name="fk_stream_office_office"),
        sa.PrimaryKeyConstraint("name", name="pk_stream"),
    )
    op.create_index("ix_stream_office_name", "stream", ["office", "name"])

    op.create_table(
        "user",
        sa.Column("office", sa.String(length=64), nullable=False),
        sa.Column("pseudonym", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("username", sa.String(length=255), nullable=True),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("last_login_at", sa.DateTime(), nullable=True),
        sa.Column("current_login_at", sa.DateTime(), nullable=True),
        sa.Column("last_login_ip", sa.String(length=64), nullable=True),
        sa.Column("current_login_ip", sa.String(length=64), nullable=True),
        sa.Column("login_count", sa.Integer(), nullable=True),
        sa.Column("tf_primary_method", sa.String(length=64), nullable=True),
        sa.Column("tf_totp_secret", sa.String(length=255), nullable=True),
        sa.Column("tf_phone_number", sa.String(length=128), nullable=True),
        sa.Column("us_totp_secrets", sa.Text(), nullable=True),
        sa.Column("us_phone_number", sa.String(length=128), nullable=True),
        sa.Column("fs_webauthn_user_handle", sa.String(length=64), nullable=True),
        sa.Column("mf_recovery_codes", sa.UnicodeText(), nullable=True),
        sa.Column("create_datetime", sa.DateTime(), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False),
        sa.Column("update_datetime", sa.DateTime(), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False),
        sa.ForeignKeyConstraint(["office"], ["office.id"], name="fk_user_office_office"),
        sa.PrimaryKeyConstraint("id", name="pk_user"),
        sa.UniqueConstraint("email", name="uq_user_email"),
        sa.UniqueConstraint("fs_uniquifier", name="uq_user_fs_uniquifier"),
        sa.UniqueConstraint("fs_webauthn_user_handle", name="uq_user_fs_webauthn_user_handle"),
        sa.UniqueConstraint("pseudonym", name="uq_user_pseudonym"),
        sa.UniqueConstraint("us_phone_number", name="uq_user_us_phone_number"),
        sa.UniqueConstraint("username", name="uq_user_username"),
    )
    op.create_table(
        "enrolment_code",
        sa.Column("selector", sa.String(length=4), nullable=False),
        sa.Column("office", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("secret_hash", sa.String(length=43), nullable=False),
        sa.Column("expires_at", sa.String(length=40), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["office"], ["office.id"], name="fk_enrolment_code_office_office"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_enrolment_code_user_id_user"),
        sa.PrimaryKeyConstraint("selector", name="pk_enrolment_code"),
    )
    op.create_table(
        "installation",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("office", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("token_hash", sa.String(length=43), nullable=False),
        sa.Column("enrolled_at", sa.String(length=40), nullable=False),
        sa.Column("last_seen", sa.String(length=40), nullable=True),
        sa.Column("revoked_at", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["office"], ["office.id"], name="fk_installation_office_office"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_installation_user_id_user"),
        sa.PrimaryKeyConstraint("id", name="pk_installation"),
        sa.UniqueConstraint("token_hash", name="uq_installation_token_hash"),
    )
    op.create_table(
        "log",
        sa.Column("log", sa.String(length=64), nullable=False),
        sa.Column("stream", sa.String(length=80), nullable=False),
        sa.Column("office", sa.String(length=64), nullable=False),
        sa.Column("installation", sa.String(length=64), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("last_hash", sa.String(length=43), nullable=False),
        sa.ForeignKeyConstraint(["office"], ["office.id"], name="fk_log_office_office"),
        sa.ForeignKeyConstraint(["stream"], ["stream.name"], name="fk_log_stream_stream"),
        sa.PrimaryKeyConstraint("log", name="pk_log"),
    )
    op.create_index("ix_log_stream", "log", ["stream"])

    op.create_table(
        "record",
        sa.Column("stream", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("record", sa.String(length=64), nullable=False),
        sa.Column("office", sa.String(length=64), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("conflict", sa.Boolean(), nullable=False),
        sa.Column("lookup", sa.String(length=43), nullable=True),
        sa.ForeignKeyConstraint(["office"], ["office.id"], name="fk_record_office_office"),
        sa.ForeignKeyConstraint(["stream"], ["stream.name"], name="fk_record_stream_stream"),
        sa.PrimaryKeyConstraint("stream", "kind", "record", name="pk_record"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_record_office_kind_lookup", "record", ["office", "kind", "lookup"])

    op.create_table(
        "roles_users",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name="fk_roles_users_role_id_role"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_roles_users_user_id_user"),
        sa.PrimaryKeyConstraint("user_id", "role_id", name="pk_roles_users"),
    )
    op.create_table(
        "entry",
        sa.Column("log", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("stream", sa.String(length=80), nullable=False),
        sa.Column("office", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("record", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=43), nullable=False),
        sa.Column("header", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(length=43), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("salt2", sa.String(length=43), nullable=False),
        sa.Column("private", sa.Text(), nullable=False),
        sa.Column("received_at", sa.String(length=40), nullable=False),
        sa.Column("quarantined", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(["log"], ["log.log"], name="fk_entry_log_log"),
        sa.ForeignKeyConstraint(["office"], ["office.id"], name="fk_entry_office_office"),
        sa.PrimaryKeyConstraint("log", "seq", name="pk_entry"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_entry_stream_record", "entry", ["stream", "record", "kind"])

    op.create_table(
        "fork",
        sa.Column("log", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=43), nullable=False),
        sa.Column("stream", sa.String(length=80), nullable=False),
        sa.Column("office", sa.String(length=64), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("received_at", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["log"], ["log.log"], name="fk_fork_log_log"),
        sa.ForeignKeyConstraint(["office"], ["office.id"], name="fk_fork_office_office"),
        sa.PrimaryKeyConstraint("log", "seq", "hash", name="pk_fork"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "head",
        sa.Column("log", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("office", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=43), nullable=False),
        sa.Column("signature", sa.String(length=86), nullable=False),
        sa.ForeignKeyConstraint(["log"], ["log.log"], name="fk_head_log_log"),
        sa.ForeignKeyConstraint(["office"], ["office.id"], name="fk_head_office_office"),
        sa.PrimaryKeyConstraint("log", "seq", name="pk_head"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Take this step back."""
    op.drop_table("head")
    op.drop_table("fork")
    op.drop_table("entry")
    op.drop_table("roles_users")
    op.drop_table("record")
    op.drop_table("log")
    op.drop_table("installation")
    op.drop_table("enrolment_code")
    op.drop_table("user")
    op.drop_table("stream")
    op.drop_table("role")
    op.drop_table("office")
    op.drop_table("epoch")
