"""Lists taken over from a PDF."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "received_list",
        sa.Column("community_code", sa.String(length=12), nullable=False),
        sa.Column("community", sa.String(length=60), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received_list")),
        sa.UniqueConstraint("sha256", name=op.f("uq_received_list_sha256")),
    )
    op.create_index(op.f("ix_received_list_community_code"), "received_list", ["community_code"])


def downgrade() -> None:
    op.drop_table("received_list")
