"""What the street office decides row by row, and what an officer has noted so far."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("project", sa.Column("verdict", sa.String(length=40), nullable=True))
    project = sa.table("project", sa.column("verdict"), sa.column("list_id"))
    lists = sa.table("project_list", sa.column("id"), sa.column("state"))
    taken = sa.select(lists.c.id).where(lists.c.state == "accepted")
    op.execute(project.update().where(project.c.list_id.in_(taken)).values(verdict="accepted"))
    op.create_table(
        "verdict_draft",
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["list_id"], ["project_list.id"], name=op.f("fk_verdict_draft_list_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_verdict_draft_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("list_id", "account_id", name=op.f("pk_verdict_draft")),
    )


def downgrade() -> None:
    op.drop_table("verdict_draft")
    op.drop_column("project", "verdict")
