"""Who pays a changed sum, what is on the photo of a case, from when a meeting was moved."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("project_change", sa.Column("funding", sa.JSON(), nullable=False, server_default="{}"))
    photo_alt = sa.Column("photo_alt", sa.String(length=120), nullable=False, server_default="")
    op.add_column("report_case", photo_alt)
    op.add_column("meeting", sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("meeting", sa.Column("moved_from", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("meeting") as table:
        table.drop_column("moved_from")
        table.drop_column("moved_at")
    with op.batch_alter_table("report_case") as table:
        table.drop_column("photo_alt")
    with op.batch_alter_table("project_change") as table:
        table.drop_column("funding")
