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
    # Not in a batch: a table made anew would lose the triggers that guard it.
    op.drop_column("meeting", "moved_from")
    op.drop_column("meeting", "moved_at")
    op.drop_column("report_case", "photo_alt")
    op.drop_column("project_change", "funding")
