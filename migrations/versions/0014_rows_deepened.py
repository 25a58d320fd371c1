"""Rows of project lists: budget lines, sites on the map, plans, resources."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

OVERALL = sa.text("parent_id IS NULL")


def upgrade() -> None:
    _plans()
    _rows()
    _resources()
    _caps()


def _plans() -> None:
    op.create_table(
        "project_plan",
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("circle", sa.String(length=60), nullable=False),
        sa.Column("goal", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["code"],
            ["region.code"],
            name=op.f("fk_project_plan_code"),
            onupdate="CASCADE",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["project_plan.id"], name=op.f("fk_project_plan_parent_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["account.id"], name=op.f("fk_project_plan_made_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_plan")),
    )
    op.create_index("ix_project_plan_code", "project_plan", ["code"])
    op.create_index(op.f("ix_project_plan_parent_id"), "project_plan", ["parent_id"])
    op.create_index(
        "ix_project_plan_overall",
        "project_plan",
        ["code"],
        unique=True,
        sqlite_where=OVERALL,
        postgresql_where=OVERALL,
    )


def _rows() -> None:
    op.add_column("project", sa.Column("lat_e6", sa.Integer(), nullable=True))
    op.add_column("project", sa.Column("lon_e6", sa.Integer(), nullable=True))
    op.add_column(
        "project", sa.Column("owners_decision", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("project", sa.Column("negative", sa.String(length=40), nullable=False, server_default=""))
    op.add_column(
        "project", sa.Column("flags_reason", sa.String(length=300), nullable=False, server_default="")
    )
    with op.batch_alter_table("project", schema=None) as batch_op:
        batch_op.add_column(sa.Column("plan_id", sa.Uuid(), nullable=True))
        batch_op.create_index(batch_op.f("ix_project_plan_id"), ["plan_id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_project_plan_id"), "project_plan", ["plan_id"], ["id"], ondelete="RESTRICT"
        )
    op.execute(
        "UPDATE project SET owners_decision = true WHERE EXISTS (SELECT 1 FROM project_need"
        " JOIN need ON need.id = project_need.need_id"
        " WHERE project_need.project_id = project.id AND need.owners_decision)"
    )
    with op.batch_alter_table("project_need", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_project_need_list_id_need_id"), type_="unique")
        batch_op.create_index("ix_project_need_list_id", ["list_id"])
        batch_op.create_index("ix_project_need_need_id", ["need_id"])
    op.create_index("ix_project_decision_kind_source_id", "project_decision", ["kind", "source_id"])
    op.create_table(
        "budget_line",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("price_fen", sa.BigInteger(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_budget_line_quantity_positive")),
        sa.CheckConstraint("price_fen >= 0", name=op.f("ck_budget_line_price_not_negative")),
        sa.CheckConstraint("amount_fen >= 0", name=op.f("ck_budget_line_amount_not_negative")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_budget_line_project_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("project_id", "position", name=op.f("pk_budget_line")),
    )
    op.create_table(
        "row_apart",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("said_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_row_apart_project_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["project.id"], name=op.f("fk_row_apart_other_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["said_by"], ["account.id"], name=op.f("fk_row_apart_said_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("project_id", "other_id", name=op.f("pk_row_apart")),
    )
    op.create_index(op.f("ix_row_apart_other_id"), "row_apart", ["other_id"])


def _resources() -> None:
    op.create_table(
        "resource",
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("owner_public", sa.Boolean(), nullable=False),
        sa.Column("contact_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("amount_fen", sa.BigInteger(), nullable=True),
        sa.Column("quantity", sa.String(length=80), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("entered_by", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.String(length=300), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("community_code", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_resource_amount_positive")),
        sa.ForeignKeyConstraint(
            ["community_code"],
            ["region.code"],
            name=op.f("fk_resource_community_code"),
            onupdate="CASCADE",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["account.id"], name=op.f("fk_resource_entered_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource")),
    )
    op.create_index(op.f("ix_resource_community_code"), "resource", ["community_code"])
    op.create_index("ix_resource_community_code_withdrawn_at", "resource", ["community_code", "withdrawn_at"])
    op.create_table(
        "resource_pledge",
        sa.Column("resource_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=True),
        sa.Column("pledged_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.String(length=300), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_resource_pledge_amount_positive")),
        sa.ForeignKeyConstraint(
            ["resource_id"],
            ["resource.id"],
            name=op.f("fk_resource_pledge_resource_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_resource_pledge_project_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["pledged_by"], ["account.id"], name=op.f("fk_resource_pledge_pledged_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource_pledge")),
    )
    op.create_index("ix_resource_pledge_project_id", "resource_pledge", ["project_id"])
    op.create_index("ix_resource_pledge_resource_id_ended_at", "resource_pledge", ["resource_id", "ended_at"])


def _caps() -> None:
    op.create_table(
        "spending_cap",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("cap_fen", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("community_code", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("cap_fen > 0", name=op.f("ck_spending_cap_cap_positive")),
        sa.ForeignKeyConstraint(
            ["community_code"],
            ["region.code"],
            name=op.f("fk_spending_cap_community_code"),
            onupdate="CASCADE",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spending_cap")),
        sa.UniqueConstraint("community_code", "kind", name=op.f("uq_spending_cap_community_code_kind")),
    )
    op.create_index(op.f("ix_spending_cap_community_code"), "spending_cap", ["community_code"])


def downgrade() -> None:
    for table in ("spending_cap", "resource_pledge", "resource", "row_apart", "budget_line"):
        op.drop_table(table)
    op.drop_index("ix_project_decision_kind_source_id", "project_decision")
    # A need stands in a list once again: in the first of its rows.
    op.execute(
        "DELETE FROM project_need WHERE EXISTS (SELECT 1 FROM project_need AS other"
        " JOIN project AS first ON first.id = other.project_id"
        " JOIN project AS mine ON mine.id = project_need.project_id"
        " WHERE other.list_id = project_need.list_id AND other.need_id = project_need.need_id"
        " AND first.position < mine.position)"
    )
    with op.batch_alter_table("project_need", schema=None) as batch_op:
        batch_op.drop_index("ix_project_need_need_id")
        batch_op.drop_index("ix_project_need_list_id")
        batch_op.create_unique_constraint(
            batch_op.f("uq_project_need_list_id_need_id"), ["list_id", "need_id"]
        )
    with op.batch_alter_table("project", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_project_plan_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_project_plan_id"))
        for column in ("plan_id", "flags_reason", "negative", "owners_decision", "lon_e6", "lat_e6"):
            batch_op.drop_column(column)
    op.drop_table("project_plan")
