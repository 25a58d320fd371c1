"""Project lists: rows, their needs and decisions, funding, frozen versions."""

import sqlalchemy as sa
from alembic import op

from deliberation.guards import guard, unguard

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "project_list",
        sa.Column("cycle_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("addressee", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("budget_fen", sa.BigInteger(), nullable=True),
        sa.Column("prepared_by", sa.String(length=60), nullable=False),
        sa.Column("checked_by", sa.String(length=60), nullable=False),
        sa.Column("public_from", sa.Date(), nullable=True),
        sa.Column("public_to", sa.Date(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decision_note", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("community_code", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_code"],
            ["region.code"],
            name=op.f("fk_project_list_community_code"),
            onupdate="CASCADE",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_project_list_cycle_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_list")),
        sa.UniqueConstraint("community_code", "number", name=op.f("uq_project_list_community_code_number")),
    )
    with op.batch_alter_table("project_list", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_project_list_community_code"), ["community_code"], unique=False)
        batch_op.create_index("ix_project_list_state_submitted_at", ["state", "submitted_at"], unique=False)

    op.create_table(
        "list_step",
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["list_id"], ["project_list.id"], name=op.f("fk_list_step_list_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_step")),
    )
    with op.batch_alter_table("list_step", schema=None) as batch_op:
        batch_op.create_index("ix_list_step_list_id_created_at", ["list_id", "created_at"], unique=False)

    op.create_table(
        "list_version",
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["list_id"], ["project_list.id"], name=op.f("fk_list_version_list_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_version")),
        sa.UniqueConstraint("list_id", "version", name=op.f("uq_list_version_list_id_version")),
    )
    op.create_table(
        "project",
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("category", sa.String(length=10), nullable=False),
        sa.Column("site", sa.String(length=200), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("households", sa.Integer(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("cost_fen", sa.BigInteger(), nullable=True),
        sa.Column("unit", sa.String(length=80), nullable=False),
        sa.Column("partner", sa.String(length=80), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=True),
        sa.Column("finish_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("returned_reason", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("community_code", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("cost_fen >= 0", name=op.f("ck_project_cost_not_negative")),
        sa.ForeignKeyConstraint(
            ["community_code"],
            ["region.code"],
            name=op.f("fk_project_community_code"),
            onupdate="CASCADE",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["list_id"], ["project_list.id"], name=op.f("fk_project_list_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
    )
    with op.batch_alter_table("project", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_project_community_code"), ["community_code"], unique=False)
        batch_op.create_index("ix_project_list_id_position", ["list_id", "position"], unique=False)

    op.create_table(
        "funding_part",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_fen >= 0", name=op.f("ck_funding_part_amount_not_negative")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_funding_part_project_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("project_id", "source", name=op.f("pk_funding_part")),
    )
    op.create_table(
        "project_decision",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_project_decision_project_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("project_id", "kind", "source_id", name=op.f("pk_project_decision")),
    )
    op.create_table(
        "project_need",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["list_id"], ["project_list.id"], name=op.f("fk_project_need_list_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_project_need_need_id")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_project_need_project_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("project_id", "need_id", name=op.f("pk_project_need")),
        sa.UniqueConstraint("list_id", "need_id", name=op.f("uq_project_need_list_id_need_id")),
    )
    guard("list_version", "UPDATE")
    guard("list_version", "DELETE")


def downgrade() -> None:
    unguard("list_version", "DELETE")
    unguard("list_version", "UPDATE")
    op.drop_table("project_need")
    op.drop_table("project_decision")
    op.drop_table("funding_part")
    with op.batch_alter_table("project", schema=None) as batch_op:
        batch_op.drop_index("ix_project_list_id_position")
        batch_op.drop_index(batch_op.f("ix_project_community_code"))

    op.drop_table("project")
    op.drop_table("list_version")
    with op.batch_alter_table("list_step", schema=None) as batch_op:
        batch_op.drop_index("ix_list_step_list_id_created_at")

    op.drop_table("list_step")
    with op.batch_alter_table("project_list", schema=None) as batch_op:
        batch_op.drop_index("ix_project_list_state_submitted_at")
        batch_op.drop_index(batch_op.f("ix_project_list_community_code"))

    op.drop_table("project_list")
