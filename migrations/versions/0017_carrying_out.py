"""Milestones, reports, acceptance and changes of projects."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "project", sa.Column("stage", sa.String(length=40), nullable=False, server_default="waiting")
    )
    op.add_column("project", sa.Column("carry_revision", sa.Integer(), nullable=False, server_default="1"))
    _table(
        "project_milestone",
        _project("project_milestone"),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("word", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("reached_on", sa.Date(), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_index("ix_project_milestone_project_id", "project_milestone", ["project_id"])
    op.create_index("ix_project_milestone_reached_on_due_on", "project_milestone", ["reached_on", "due_on"])
    _table(
        "progress_report",
        _project("progress_report"),
        _to("progress_report", "milestone_id", "project_milestone", "SET NULL"),
        _to("progress_report", "account_id", "account", "SET NULL"),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("spent_fen", sa.BigInteger(), nullable=True),
        sa.Column("delay_reason", sa.String(length=300), nullable=False),
        sa.Column("new_due_on", sa.Date(), nullable=True),
        sa.UniqueConstraint("project_id", "key", name=op.f("uq_progress_report_project_id_key")),
    )
    op.create_index("ix_progress_report_milestone_id", "progress_report", ["milestone_id"])
    _table(
        "progress_photo",
        _to("progress_photo", "report_id", "progress_report", "CASCADE", nullable=False),
        sa.Column("moment", sa.String(length=40), nullable=False),
        sa.Column("alt", sa.String(length=120), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("thumb_id", sa.Uuid(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("source_sha256", sa.String(length=64), nullable=False),
    )
    op.create_index("ix_progress_photo_report_id", "progress_photo", ["report_id"])
    _table(
        "project_acceptance",
        _project("project_acceptance"),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("participants", sa.JSON(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("mend_by", sa.Date(), nullable=True),
        sa.Column("remarks", sa.Text(), nullable=False),
        _to("project_acceptance", "scan_id", "stored_file", "RESTRICT"),
        _to("project_acceptance", "recorded_by", "account", "SET NULL"),
    )
    op.create_index("ix_project_acceptance_project_id", "project_acceptance", ["project_id"])
    _table(
        "project_change",
        _project("project_change"),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("cost_fen", sa.BigInteger(), nullable=True),
        sa.Column("finish_on", sa.Date(), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("warnings", sa.JSON(), nullable=False),
        _to("project_change", "asked_by", "account", "SET NULL"),
        _to("project_change", "decided_by", "account", "SET NULL"),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=False),
    )
    op.create_index("ix_project_change_project_id", "project_change", ["project_id"])
    op.create_index("ix_project_change_community_code_state", "project_change", ["community_code", "state"])


def _table(name: str, *own: sa.schema.SchemaItem) -> None:
    op.create_table(
        name,
        *own,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "community_code",
            sa.String(length=12),
            sa.ForeignKey(
                "region.code",
                name=op.f(f"fk_{name}_community_code"),
                onupdate="CASCADE",
                ondelete="RESTRICT",
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    op.create_index(f"ix_{name}_community_code", name, ["community_code"])


def _project(table: str) -> sa.Column[object]:
    return _to(table, "project_id", "project", "CASCADE", nullable=False)


def _to(table: str, column: str, other: str, gone: str, nullable: bool = True) -> sa.Column[object]:
    key = sa.ForeignKey(f"{other}.id", name=op.f(f"fk_{table}_{column}"), ondelete=gone)
    return sa.Column(column, sa.Uuid(), key, nullable=nullable)


def downgrade() -> None:
    for table in (
        "project_change",
        "project_acceptance",
        "progress_photo",
        "progress_report",
        "project_milestone",
    ):
        op.drop_table(table)
    op.drop_column("project", "carry_revision")
    op.drop_column("project", "stage")
