"""Drafts, photos, followers, reports, acts, templates, words, solutions; shapes, a round's money."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


LISTED = ["id", "category", "state", "stage", "estate_id", "published_at"]
PUBLIC = "published_at IS NOT NULL"
NEED_INDEXES = (
    ("ix_need_unanswered", ["community_code", "state", "created_at"], "answered_at IS NULL"),
    ("ix_need_assigned_to", ["assigned_to"], "assigned_to IS NOT NULL"),
    ("ix_need_newest", ["community_code", "created_at", *LISTED], PUBLIC),
    ("ix_need_supported", ["community_code", "support_count", "created_at", *LISTED], PUBLIC),
    ("ix_need_households", ["community_code", "household_count", "created_at", *LISTED], PUBLIC),
    (
        "ix_need_counted",
        ["community_code", "state", "category", "estate_id", "stage", "published_at"],
        PUBLIC,
    ),
)


def upgrade() -> None:
    op.create_table(
        "need_template",
        sa.Column("title", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("community_code", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_code"],
            ["region.code"],
            name=op.f("fk_need_template_community_code"),
            onupdate="CASCADE",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_template")),
        sa.UniqueConstraint("community_code", "title", name=op.f("uq_need_template_community_code_title")),
    )
    with op.batch_alter_table("need_template", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_need_template_community_code"), ["community_code"], unique=False)

    op.create_table(
        "need_category_off",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=8), nullable=False),
        sa.Column("off_by", sa.Uuid(), nullable=True),
        sa.Column("community_code", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_code"],
            ["region.code"],
            name=op.f("fk_need_category_off_community_code"),
            onupdate="CASCADE",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["off_by"], ["account.id"], name=op.f("fk_need_category_off_off_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_category_off")),
        sa.UniqueConstraint(
            "community_code", "category", name=op.f("uq_need_category_off_community_code_category")
        ),
    )
    with op.batch_alter_table("need_category_off", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_need_category_off_community_code"), ["community_code"], unique=False
        )

    op.create_table(
        "need_draft",
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("token_digest", sa.String(length=64), nullable=True),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("community_code", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_need_draft_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["community_code"],
            ["region.code"],
            name=op.f("fk_need_draft_community_code"),
            onupdate="CASCADE",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_draft")),
        sa.UniqueConstraint(
            "account_id", "community_code", name=op.f("uq_need_draft_account_id_community_code")
        ),
        sa.UniqueConstraint("token_digest", name=op.f("uq_need_draft_token_digest")),
    )
    with op.batch_alter_table("need_draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_need_draft_community_code"), ["community_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_need_draft_updated_at"), ["updated_at"], unique=False)

    op.create_table(
        "need_word",
        sa.Column("word", sa.String(length=40), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("community_code", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["added_by"], ["account.id"], name=op.f("fk_need_word_added_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["community_code"],
            ["region.code"],
            name=op.f("fk_need_word_community_code"),
            onupdate="CASCADE",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_word")),
        sa.UniqueConstraint("community_code", "word", name=op.f("uq_need_word_community_code_word")),
    )
    with op.batch_alter_table("need_word", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_need_word_community_code"), ["community_code"], unique=False)

    op.create_table(
        "need_act",
        sa.Column("batch", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("version_after", sa.Integer(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("community_code", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_need_act_account_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["community_code"],
            ["region.code"],
            name=op.f("fk_need_act_community_code"),
            onupdate="CASCADE",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["need_id"], ["need.id"], name=op.f("fk_need_act_need_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_act")),
    )
    with op.batch_alter_table("need_act", schema=None) as batch_op:
        batch_op.create_index("ix_need_act_account_id_created_at", ["account_id", "created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_need_act_batch"), ["batch"], unique=False)
        batch_op.create_index(batch_op.f("ix_need_act_community_code"), ["community_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_need_act_need_id"), ["need_id"], unique=False)

    op.create_table(
        "need_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("community_code", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_code"],
            ["region.code"],
            name=op.f("fk_need_document_community_code"),
            onupdate="CASCADE",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["need_id"], ["need.id"], name=op.f("fk_need_document_need_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_document")),
        sa.UniqueConstraint("need_id", name=op.f("uq_need_document_need_id")),
    )
    with op.batch_alter_table("need_document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_need_document_community_code"), ["community_code"], unique=False)

    op.create_table(
        "need_follow",
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("community_code", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_need_follow_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["community_code"],
            ["region.code"],
            name=op.f("fk_need_follow_community_code"),
            onupdate="CASCADE",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["need_id"], ["need.id"], name=op.f("fk_need_follow_need_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("need_id", "account_id", name=op.f("pk_need_follow")),
    )
    with op.batch_alter_table("need_follow", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_need_follow_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_need_follow_community_code"), ["community_code"], unique=False)

    op.create_table(
        "need_photo",
        sa.Column("need_id", sa.Uuid(), nullable=True),
        sa.Column("draft_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("thumb_id", sa.Uuid(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("source_sha256", sa.String(length=64), nullable=False),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_reason", sa.String(length=300), server_default="", nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("community_code", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_need_photo_account_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["community_code"],
            ["region.code"],
            name=op.f("fk_need_photo_community_code"),
            onupdate="CASCADE",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["need_draft.id"], name=op.f("fk_need_photo_draft_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["need_id"], ["need.id"], name=op.f("fk_need_photo_need_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_photo")),
    )
    with op.batch_alter_table("need_photo", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_need_photo_community_code"), ["community_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_need_photo_draft_id"), ["draft_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_need_photo_need_id"), ["need_id"], unique=False)

    op.create_table(
        "need_solution",
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("proposer", sa.String(length=40), nullable=False),
        sa.Column("proposer_name", sa.String(length=80), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("resident_id", sa.Uuid(), nullable=True),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=True),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("feasibility", sa.String(length=40), nullable=False),
        sa.Column("feasibility_note", sa.String(length=300), nullable=False),
        sa.Column("cost_fen", sa.BigInteger(), nullable=True),
        sa.Column("cost_source", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=80), nullable=False),
        sa.Column("upkeep", sa.String(length=300), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_reason", sa.String(length=300), nullable=False),
        sa.Column("held_word", sa.String(length=40), server_default="", nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("chosen_by", sa.Uuid(), nullable=True),
        sa.Column("assessed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("assessed_as", sa.String(length=20), nullable=False),
        sa.Column("submission_key", sa.String(length=64), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("community_code", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("cost_fen >= 0", name=op.f("ck_need_solution_cost_not_negative")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_need_solution_account_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["chosen_by"], ["account.id"], name=op.f("fk_need_solution_chosen_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["community_code"],
            ["region.code"],
            name=op.f("fk_need_solution_community_code"),
            onupdate="CASCADE",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["account.id"], name=op.f("fk_need_solution_entered_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["need_id"], ["need.id"], name=op.f("fk_need_solution_need_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["resident_id"], ["resident.id"], name=op.f("fk_need_solution_resident_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_solution")),
        sa.UniqueConstraint("submission_key", name=op.f("uq_need_solution_submission_key")),
    )
    with op.batch_alter_table("need_solution", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_need_solution_community_code"), ["community_code"], unique=False)
        batch_op.create_index("ix_need_solution_need_id_created_at", ["need_id", "created_at"], unique=False)
        batch_op.create_index(
            "uq_need_solution_chosen",
            ["need_id"],
            unique=True,
            sqlite_where=sa.text("chosen_at IS NOT NULL"),
            postgresql_where=sa.text("chosen_at IS NOT NULL"),
        )

    op.create_table(
        "need_report",
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("comment_id", sa.Uuid(), nullable=True),
        sa.Column("solution_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("reporter_name", sa.String(length=60), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("taken_down", sa.Boolean(), nullable=True),
        sa.Column("closing_note", sa.String(length=300), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("community_code", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_need_report_account_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["closed_by"], ["account.id"], name=op.f("fk_need_report_closed_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["need_comment.id"], name=op.f("fk_need_report_comment_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["community_code"],
            ["region.code"],
            name=op.f("fk_need_report_community_code"),
            onupdate="CASCADE",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["account.id"], name=op.f("fk_need_report_entered_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["need_id"], ["need.id"], name=op.f("fk_need_report_need_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["solution_id"], ["need_solution.id"], name=op.f("fk_need_report_solution_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_report")),
    )
    with op.batch_alter_table("need_report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_need_report_community_code"), ["community_code"], unique=False)
        batch_op.create_index(
            "ix_need_report_community_code_closed_at", ["community_code", "closed_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_need_report_need_id"), ["need_id"], unique=False)

    with op.batch_alter_table("building", schema=None) as batch_op:
        batch_op.add_column(sa.Column("shape", sa.JSON(), nullable=True))

    with op.batch_alter_table("estate", schema=None) as batch_op:
        batch_op.add_column(sa.Column("shape", sa.JSON(), nullable=True))

    with op.batch_alter_table("need", schema=None) as batch_op:
        batch_op.add_column(sa.Column("said_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("reference", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("lat_e6", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("lon_e6", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("stage", sa.String(length=40), server_default="collecting", nullable=False)
        )
        batch_op.add_column(sa.Column("support_count", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("household_count", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("destination", sa.String(length=40), nullable=True))
        batch_op.add_column(
            sa.Column("destination_unit", sa.String(length=80), server_default="", nullable=False)
        )
        batch_op.add_column(
            sa.Column("destination_note", sa.String(length=300), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("assigned_to", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("split_from_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("withheld_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("withheld_reason", sa.String(length=300), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("held_word", sa.String(length=40), server_default="", nullable=False))
        batch_op.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))
        batch_op.create_foreign_key(
            batch_op.f("fk_need_split_from_id"), "need", ["split_from_id"], ["id"], ondelete="SET NULL"
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_need_assigned_to"), "account", ["assigned_to"], ["id"], ondelete="SET NULL"
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_need_community_code_reference"), ["community_code", "reference"]
        )
        batch_op.create_index("ix_need_entered_by_created_at", ["entered_by", "created_at"], unique=False)
        batch_op.create_index("ix_need_arrived", ["community_code", "created_at", "id"], unique=False)
        batch_op.drop_index("ix_need_community_code")
        for name, columns, condition in NEED_INDEXES:
            batch_op.create_index(
                name, columns, sqlite_where=sa.text(condition), postgresql_where=sa.text(condition)
            )
        batch_op.create_index(
            "ix_need_unpublished",
            ["community_code", "state"],
            unique=False,
            sqlite_where=sa.text("published_at IS NULL"),
            postgresql_where=sa.text("published_at IS NULL"),
        )
        batch_op.create_index(
            "ix_need_on_the_map",
            ["community_code", "lat_e6", "lon_e6", "number", *LISTED],
            unique=False,
            sqlite_where=sa.text("published_at IS NOT NULL AND lat_e6 IS NOT NULL"),
            postgresql_where=sa.text("published_at IS NOT NULL AND lat_e6 IS NOT NULL"),
        )

    op.create_index(
        "ix_message_unread",
        "message",
        ["account_id"],
        sqlite_where=sa.text("read_at IS NULL"),
        postgresql_where=sa.text("read_at IS NULL"),
    )
    with op.batch_alter_table("need_comment", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("hidden_reason", sa.String(length=300), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("parent_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("solution_id", sa.Uuid(), nullable=True))
        batch_op.add_column(
            sa.Column("channel", sa.String(length=40), server_default="online", nullable=False)
        )
        batch_op.add_column(sa.Column("author_resident_id", sa.Uuid(), nullable=True))
        batch_op.add_column(
            sa.Column("on_behalf_name", sa.String(length=60), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("entered_by", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("reply_to_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("held_word", sa.String(length=40), server_default="", nullable=False))
        batch_op.create_index(
            "ix_need_comment_unpublished",
            ["community_code"],
            unique=False,
            sqlite_where=sa.text("published_at IS NULL"),
            postgresql_where=sa.text("published_at IS NULL"),
        )
        batch_op.create_index(
            "ix_need_comment_hidden",
            ["community_code"],
            unique=False,
            sqlite_where=sa.text("hidden_at IS NOT NULL"),
            postgresql_where=sa.text("hidden_at IS NOT NULL"),
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_need_comment_reply_to_id"),
            "need_comment",
            ["reply_to_id"],
            ["id"],
            ondelete="SET NULL",
        )
        batch_op.create_index(batch_op.f("ix_need_comment_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_need_comment_solution_id"), ["solution_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_need_comment_entered_by"), "account", ["entered_by"], ["id"], ondelete="SET NULL"
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_need_comment_parent_id"), "need_comment", ["parent_id"], ["id"], ondelete="CASCADE"
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_need_comment_author_resident_id"),
            "resident",
            ["author_resident_id"],
            ["id"],
            ondelete="SET NULL",
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_need_comment_solution_id"),
            "need_solution",
            ["solution_id"],
            ["id"],
            ondelete="CASCADE",
        )

    with op.batch_alter_table("need_support", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("channel", sa.String(length=40), server_default="online", nullable=False)
        )
        batch_op.add_column(sa.Column("entered_by", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_need_support_entered_by"), "account", ["entered_by"], ["id"], ondelete="SET NULL"
        )
        batch_op.create_index(
            "ix_need_support_entered_by_at",
            ["entered_by", "at"],
            unique=False,
            sqlite_where=sa.text("entered_by IS NOT NULL"),
            postgresql_where=sa.text("entered_by IS NOT NULL"),
        )

    with op.batch_alter_table("region", schema=None) as batch_op:
        batch_op.add_column(sa.Column("shape", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("map_key", sa.String(length=16), nullable=True))

    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.add_column(sa.Column("budget_fen", sa.BigInteger(), nullable=True))

    with op.batch_alter_table("round_option", schema=None) as batch_op:
        batch_op.add_column(sa.Column("way", sa.JSON(), server_default="{}", nullable=False))

    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.add_column(sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_stored_file_expires_at"), ["expires_at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_message_unread", "message")
    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stored_file_expires_at"))
        batch_op.drop_column("expires_at")

    with op.batch_alter_table("round_option", schema=None) as batch_op:
        batch_op.drop_column("way")

    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.drop_column("budget_fen")

    with op.batch_alter_table("region", schema=None) as batch_op:
        batch_op.drop_column("map_key")
        batch_op.drop_column("shape")

    with op.batch_alter_table("need_support", schema=None) as batch_op:
        batch_op.drop_index("ix_need_support_entered_by_at")
        batch_op.drop_constraint(batch_op.f("fk_need_support_entered_by"), type_="foreignkey")
        batch_op.drop_column("entered_by")
        batch_op.drop_column("channel")

    with op.batch_alter_table("need_comment", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_need_comment_solution_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_need_comment_author_resident_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_need_comment_parent_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_need_comment_entered_by"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_need_comment_reply_to_id"), type_="foreignkey")
        batch_op.drop_index("ix_need_comment_hidden")
        batch_op.drop_index("ix_need_comment_unpublished")
        batch_op.drop_index(batch_op.f("ix_need_comment_solution_id"))
        batch_op.drop_index(batch_op.f("ix_need_comment_parent_id"))
        batch_op.drop_column("held_word")
        batch_op.drop_column("reply_to_id")
        batch_op.drop_column("entered_by")
        batch_op.drop_column("on_behalf_name")
        batch_op.drop_column("author_resident_id")
        batch_op.drop_column("channel")
        batch_op.drop_column("solution_id")
        batch_op.drop_column("parent_id")
        batch_op.drop_column("hidden_reason")

    with op.batch_alter_table("need", schema=None) as batch_op:
        for name, _columns, _condition in NEED_INDEXES:
            batch_op.drop_index(name)
        batch_op.create_index("ix_need_community_code", ["community_code"], unique=False)
        batch_op.drop_index("ix_need_on_the_map")
        batch_op.drop_index("ix_need_entered_by_created_at")
        batch_op.drop_index("ix_need_arrived")
        batch_op.drop_constraint(batch_op.f("uq_need_community_code_reference"), type_="unique")
        batch_op.drop_constraint(batch_op.f("fk_need_assigned_to"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_need_split_from_id"), type_="foreignkey")
        batch_op.drop_index("ix_need_unpublished")
        batch_op.drop_column("version")
        batch_op.drop_column("held_word")
        batch_op.drop_column("withheld_reason")
        batch_op.drop_column("withheld_at")
        batch_op.drop_column("split_from_id")
        batch_op.drop_column("assigned_to")
        batch_op.drop_column("destination_note")
        batch_op.drop_column("destination_unit")
        batch_op.drop_column("destination")
        batch_op.drop_column("household_count")
        batch_op.drop_column("support_count")
        batch_op.drop_column("stage")
        batch_op.drop_column("lon_e6")
        batch_op.drop_column("lat_e6")
        batch_op.drop_column("reference")
        batch_op.drop_column("said_on")

    with op.batch_alter_table("estate", schema=None) as batch_op:
        batch_op.drop_column("shape")

    with op.batch_alter_table("building", schema=None) as batch_op:
        batch_op.drop_column("shape")

    with op.batch_alter_table("need_report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_need_report_need_id"))
        batch_op.drop_index("ix_need_report_community_code_closed_at")
        batch_op.drop_index(batch_op.f("ix_need_report_community_code"))

    op.drop_table("need_report")
    with op.batch_alter_table("need_solution", schema=None) as batch_op:
        batch_op.drop_index("uq_need_solution_chosen")
        batch_op.drop_index("ix_need_solution_need_id_created_at")
        batch_op.drop_index(batch_op.f("ix_need_solution_community_code"))

    op.drop_table("need_solution")
    with op.batch_alter_table("need_photo", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_need_photo_need_id"))
        batch_op.drop_index(batch_op.f("ix_need_photo_draft_id"))
        batch_op.drop_index(batch_op.f("ix_need_photo_community_code"))

    op.drop_table("need_photo")
    with op.batch_alter_table("need_follow", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_need_follow_community_code"))
        batch_op.drop_index(batch_op.f("ix_need_follow_account_id"))

    op.drop_table("need_follow")
    with op.batch_alter_table("need_document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_need_document_community_code"))

    op.drop_table("need_document")
    with op.batch_alter_table("need_act", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_need_act_need_id"))
        batch_op.drop_index(batch_op.f("ix_need_act_community_code"))
        batch_op.drop_index(batch_op.f("ix_need_act_batch"))
        batch_op.drop_index("ix_need_act_account_id_created_at")

    op.drop_table("need_act")
    with op.batch_alter_table("need_word", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_need_word_community_code"))

    op.drop_table("need_word")
    with op.batch_alter_table("need_draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_need_draft_updated_at"))
        batch_op.drop_index(batch_op.f("ix_need_draft_community_code"))

    op.drop_table("need_draft")
    with op.batch_alter_table("need_category_off", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_need_category_off_community_code"))

    op.drop_table("need_category_off")
    with op.batch_alter_table("need_template", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_need_template_community_code"))

    op.drop_table("need_template")
