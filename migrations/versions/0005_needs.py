"""Needs, supports, comments, and each need's events."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "need",
        sa.Column("number", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=40), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("category", sa.String(length=8), nullable=False),
        sa.Column("place", sa.String(length=60), nullable=False),
        sa.Column("estate_id", sa.Uuid(), nullable=True),
        sa.Column("households_affected", sa.Integer(), nullable=True),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("author_account_id", sa.Uuid(), nullable=True),
        sa.Column("author_resident_id", sa.Uuid(), nullable=True),
        sa.Column("on_behalf_name", sa.String(length=60), nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=True),
        sa.Column("cycle_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("merged_into_id", sa.Uuid(), nullable=True),
        sa.Column("cost_fen", sa.BigInteger(), nullable=True),
        sa.Column("cost_note", sa.String(length=200), nullable=False),
        sa.Column("owners_decision", sa.Boolean(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("rejection_reason", sa.String(length=40), nullable=True),
        sa.Column("rejection_text", sa.String(length=300), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submission_key", sa.String(length=64), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("community_code", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("cost_fen >= 0", name=op.f("ck_need_cost_not_negative")),
        sa.CheckConstraint("households_affected > 0", name=op.f("ck_need_households_affected_positive")),
        sa.CheckConstraint("merged_into_id <> id", name=op.f("ck_need_not_merged_into_itself")),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["account.id"], name=op.f("fk_need_answered_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["author_account_id"], ["account.id"], name=op.f("fk_need_author_account_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["author_resident_id"],
            ["resident.id"],
            name=op.f("fk_need_author_resident_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["community_code"],
            ["region.code"],
            name=op.f("fk_need_community_code"),
            onupdate="CASCADE",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["cycle.id"], name=op.f("fk_need_cycle_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["account.id"], name=op.f("fk_need_entered_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["estate_id"], ["estate.id"], name=op.f("fk_need_estate_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["need.id"], name=op.f("fk_need_merged_into_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need")),
        sa.UniqueConstraint("community_code", "number", name=op.f("uq_need_community_code_number")),
        sa.UniqueConstraint(
            "community_code", "submission_key", name=op.f("uq_need_community_code_submission_key")
        ),
    )
    with op.batch_alter_table("need", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_need_author_account_id"), ["author_account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_need_author_resident_id"), ["author_resident_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_need_community_code"), ["community_code"], unique=False)
        batch_op.create_index(
            "ix_need_community_code_state_created_at", ["community_code", "state", "created_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_need_cycle_id"), ["cycle_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_need_merged_into_id"), ["merged_into_id"], unique=False)
        batch_op.create_index(
            "ix_need_waiting",
            ["community_code"],
            unique=False,
            sqlite_where=sa.text("cycle_id IS NULL"),
            postgresql_where=sa.text("cycle_id IS NULL"),
        )

    op.create_table(
        "need_comment",
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("author_account_id", sa.Uuid(), nullable=True),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submission_key", sa.String(length=64), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("community_code", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_account_id"],
            ["account.id"],
            name=op.f("fk_need_comment_author_account_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["community_code"],
            ["region.code"],
            name=op.f("fk_need_comment_community_code"),
            onupdate="CASCADE",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["need_id"], ["need.id"], name=op.f("fk_need_comment_need_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_comment")),
        sa.UniqueConstraint("need_id", "submission_key", name=op.f("uq_need_comment_need_id_submission_key")),
    )
    with op.batch_alter_table("need_comment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_need_comment_community_code"), ["community_code"], unique=False)
        batch_op.create_index("ix_need_comment_need_id_created_at", ["need_id", "created_at"], unique=False)

    op.create_table(
        "need_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("community_code", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_code"],
            ["region.code"],
            name=op.f("fk_need_event_community_code"),
            onupdate="CASCADE",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["need_id"], ["need.id"], name=op.f("fk_need_event_need_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_event")),
    )
    with op.batch_alter_table("need_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_need_event_community_code"), ["community_code"], unique=False)
        batch_op.create_index("ix_need_event_need_id_at", ["need_id", "at"], unique=False)

    op.create_table(
        "need_hold",
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("holder", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["need_id"], ["need.id"], name=op.f("fk_need_hold_need_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("need_id", "holder", name=op.f("pk_need_hold")),
    )
    op.create_table(
        "need_support",
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("resident_id", sa.Uuid(), nullable=False),
        sa.Column("origin_need_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("community_code", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_code"],
            ["region.code"],
            name=op.f("fk_need_support_community_code"),
            onupdate="CASCADE",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["need_id"], ["need.id"], name=op.f("fk_need_support_need_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["resident_id"], ["resident.id"], name=op.f("fk_need_support_resident_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("need_id", "resident_id", name=op.f("pk_need_support")),
    )
    with op.batch_alter_table("need_support", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_need_support_community_code"), ["community_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_need_support_resident_id"), ["resident_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("need_support", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_need_support_resident_id"))
        batch_op.drop_index(batch_op.f("ix_need_support_community_code"))

    op.drop_table("need_support")
    op.drop_table("need_hold")
    with op.batch_alter_table("need_event", schema=None) as batch_op:
        batch_op.drop_index("ix_need_event_need_id_at")
        batch_op.drop_index(batch_op.f("ix_need_event_community_code"))

    op.drop_table("need_event")
    with op.batch_alter_table("need_comment", schema=None) as batch_op:
        batch_op.drop_index("ix_need_comment_need_id_created_at")
        batch_op.drop_index(batch_op.f("ix_need_comment_community_code"))

    op.drop_table("need_comment")
    with op.batch_alter_table("need", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_need_waiting",
            sqlite_where=sa.text("cycle_id IS NULL"),
            postgresql_where=sa.text("cycle_id IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_need_merged_into_id"))
        batch_op.drop_index(batch_op.f("ix_need_cycle_id"))
        batch_op.drop_index("ix_need_community_code_state_created_at")
        batch_op.drop_index(batch_op.f("ix_need_community_code"))
        batch_op.drop_index(batch_op.f("ix_need_author_resident_id"))
        batch_op.drop_index(batch_op.f("ix_need_author_account_id"))

    op.drop_table("need")
