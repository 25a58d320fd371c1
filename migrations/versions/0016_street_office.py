"""What the street office decides row by row, and what an officer has noted so far."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def _key(column: str, table: str, here: str, ondelete: str | None = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{table}.id"], name=op.f(f"fk_{here}_{column}"), ondelete=ondelete
    )


def _region(column: str, here: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column],
        ["region.code"],
        name=op.f(f"fk_{here}_{column}"),
        onupdate="CASCADE",
        ondelete="RESTRICT",
    )


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
    op.create_table(
        "list_file",
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("row_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=True),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaced_reason", sa.String(length=200), nullable=False),
        sa.Column("community_code", sa.String(length=12), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _key("list_id", "project_list", "list_file"),
        _key("file_id", "stored_file", "list_file", None),
        _region("community_code", "list_file"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_file")),
    )
    op.create_index(op.f("ix_list_file_community_code"), "list_file", ["community_code"])
    op.create_index("ix_list_file_list_id_version", "list_file", ["list_id", "version"])
    op.create_table(
        "street_list",
        sa.Column("street_code", sa.String(length=12), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("prepared_by", sa.String(length=60), nullable=False),
        sa.Column("checked_by", sa.String(length=60), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _region("street_code", "street_list"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_street_list")),
        sa.UniqueConstraint("street_code", "number", name=op.f("uq_street_list_street_code_number")),
    )
    op.create_table(
        "street_list_member",
        sa.Column("street_list_id", sa.Uuid(), nullable=False),
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _key("street_list_id", "street_list", "street_list_member"),
        _key("list_id", "project_list", "street_list_member"),
        sa.PrimaryKeyConstraint("street_list_id", "list_id", name=op.f("pk_street_list_member")),
    )
    op.create_table(
        "street_version",
        sa.Column("street_list_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("issued_by", sa.Uuid(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _key("street_list_id", "street_list", "street_version"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_street_version")),
        sa.UniqueConstraint(
            "street_list_id", "version", name=op.f("uq_street_version_street_list_id_version")
        ),
    )


def downgrade() -> None:
    for table in ("street_version", "street_list_member", "street_list", "list_file", "verdict_draft"):
        op.drop_table(table)
    op.drop_column("project", "verdict")
