"""Rounds by every method, paper ballots typed twice, one extension, and terms the database itself keeps."""

import sqlalchemy as sa
from alembic import op

from deliberation.guards import guard, unguard

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def round_columns() -> list[sa.Column]:
    return [
        sa.Column("ballot", sa.String(length=40), nullable=False, server_default="approval"),
        sa.Column("least", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("points", sa.Integer(), nullable=True),
        sa.Column("most_points", sa.Integer(), nullable=True),
        sa.Column("winners", sa.Integer(), nullable=True),
        sa.Column("utility", sa.String(length=40), nullable=False, server_default="cost"),
        sa.Column("completion", sa.String(length=40), nullable=False, server_default="add-one"),
        sa.Column("then", sa.String(length=40), nullable=False, server_default="greedy"),
        sa.Column("majority", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("shuffled", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("estates", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("stands", sa.String(length=40), nullable=False, server_default="online"),
        sa.Column("papers_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("papers_done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("may_extend", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("first_closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("extend_reason", sa.Text(), nullable=False, server_default=""),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
    ]


def result_columns() -> list[sa.Column]:
    return [
        sa.Column("on_paper", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("spoiled", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("late", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("unit", sa.String(length=20), nullable=False, server_default="votes"),
        sa.Column("decisions", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("steps", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("details", sa.JSON(), nullable=False, server_default="{}"),
    ]


TERMS = (
    *("title", "note", "purpose", "method", "ballot", "k", "least", "points", "most_points", "budget_fen"),
    *("winners", "utility", "completion", '"then"', "majority", "shuffled", "stands", "unit", "seed"),
    *("seed_source", "min_turnout_percent", "min_votes", "teller_id", "scrutineer_id", "may_extend"),
    *("opens_at", "opened_at"),
)
LISTS = ("ties", "estates")


def changed(*names: str) -> str:
    return " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in names)


LISTS_CHANGED = " OR ".join(
    f"CAST(NEW.{name} AS TEXT) IS DISTINCT FROM CAST(OLD.{name} AS TEXT)" for name in LISTS
)
# The end moves once, later, while nothing has ended, if that was announced, and with a reason.
EXTENDED = (
    "OLD.may_extend AND OLD.first_closes_at IS NULL AND OLD.closed_at IS NULL AND OLD.annulled_at IS NULL"
    " AND NEW.first_closes_at IS NOT DISTINCT FROM OLD.closes_at AND NEW.closes_at > OLD.closes_at"
    " AND NEW.extend_reason <> ''"
)
MOVED = changed("closes_at", "first_closes_at", "papers_until", "extend_reason")
ENDED = (
    f"OLD.closed_at IS NOT NULL AND ({changed('closed_at', 'annulled_at')})"
    f" OR OLD.annulled_at IS NOT NULL AND ({changed('closed_at', 'annulled_at', 'annul_reason')})"
)
FROZEN = (
    f"OLD.opened_at IS NOT NULL AND ({changed(*TERMS)} OR {LISTS_CHANGED}"
    f" OR (({MOVED}) AND NOT ({EXTENDED})) OR {ENDED})"
)
ANNOUNCED = "EXISTS (SELECT 1 FROM round WHERE round.id = {row}.round_id AND round.opened_at IS NOT NULL)"


def upgrade() -> None:
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.alter_column("method", existing_type=sa.String(length=20), type_=sa.String(length=40))
        for column in round_columns():
            batch_op.add_column(column)
    op.create_table(
        "typed_paper",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("hand", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_typed_paper_account_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_typed_paper_round_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("round_id", "token", "hand", name=op.f("pk_typed_paper")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "loose_papers",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_loose_papers_account_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_loose_papers_round_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loose_papers")),
    )
    with op.batch_alter_table("loose_papers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_loose_papers_round_id"), ["round_id"], unique=False)
    op.add_column("ballot", sa.Column("on_paper", sa.Boolean(), nullable=False, server_default=sa.false()))
    for column in result_columns():
        op.add_column("round_result", column)
    with op.batch_alter_table("round_signature", schema=None) as batch_op:
        batch_op.add_column(sa.Column("scan_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("recorded_by", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_round_signature_scan_id"), "stored_file", ["scan_id"], ["id"], ondelete="RESTRICT"
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_round_signature_recorded_by"),
            "account",
            ["recorded_by"],
            ["id"],
            ondelete="RESTRICT",
        )
    guard("round", "UPDATE", FROZEN)
    guard("round", "DELETE", "OLD.opened_at IS NOT NULL")
    guard("round_option", "INSERT", ANNOUNCED.format(row="NEW"))
    guard("round_option", "UPDATE", ANNOUNCED.format(row="OLD"))
    guard("round_option", "DELETE", ANNOUNCED.format(row="OLD"))


def downgrade() -> None:
    for act in ("DELETE", "UPDATE", "INSERT"):
        unguard("round_option", act)
    unguard("round", "DELETE")
    unguard("round", "UPDATE")
    with op.batch_alter_table("round_signature", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_round_signature_recorded_by"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_round_signature_scan_id"), type_="foreignkey")
        batch_op.drop_column("recorded_by")
        batch_op.drop_column("scan_id")
    for column in reversed(result_columns()):
        op.drop_column("round_result", column.name)
    op.drop_column("ballot", "on_paper")
    op.drop_table("loose_papers")
    op.drop_table("typed_paper")
    with op.batch_alter_table("round", schema=None) as batch_op:
        for column in reversed(round_columns()):
            batch_op.drop_column(column.name)
        batch_op.alter_column("method", existing_type=sa.String(length=40), type_=sa.String(length=20))
