"""Rounds: options, register, ballots without names, results, signatures."""

import sqlalchemy as sa
from alembic import op

from deliberation.guards import guard, unguard

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "round",
        sa.Column("cycle_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.Column("k", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ties", sa.JSON(), nullable=False),
        sa.Column("seed", sa.String(length=120), nullable=False),
        sa.Column("seed_source", sa.String(length=300), nullable=False),
        sa.Column("min_turnout_percent", sa.Integer(), nullable=True),
        sa.Column("min_votes", sa.Integer(), nullable=True),
        sa.Column("teller_id", sa.Uuid(), nullable=True),
        sa.Column("scrutineer_id", sa.Uuid(), nullable=True),
        sa.Column("register_size", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("annulled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("annul_reason", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("community_code", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_round_closes_after_it_opens")),
        sa.CheckConstraint("k >= 1", name=op.f("ck_round_k_at_least_one")),
        sa.ForeignKeyConstraint(
            ["community_code"],
            ["region.code"],
            name=op.f("fk_round_community_code"),
            onupdate="CASCADE",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["cycle.id"], name=op.f("fk_round_cycle_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["scrutineer_id"], ["account.id"], name=op.f("fk_round_scrutineer_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["teller_id"], ["account.id"], name=op.f("fk_round_teller_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round")),
    )
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_round_community_code"), ["community_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_round_cycle_id"), ["cycle_id"], unique=False)

    op.create_table(
        "ballot",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("tracker", sa.String(length=40), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_ballot_round_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("round_id", "token", name=op.f("pk_ballot")),
        sa.UniqueConstraint("round_id", "tracker", name=op.f("uq_ballot_round_id_tracker")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "round_option",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("need_id", sa.Uuid(), nullable=True),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("cost_fen", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["need_id"], ["need.id"], name=op.f("fk_round_option_need_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_round_option_round_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_option")),
        sa.UniqueConstraint("round_id", "key", name=op.f("uq_round_option_round_id_key")),
        sa.UniqueConstraint("round_id", "position", name=op.f("uq_round_option_round_id_position")),
    )
    with op.batch_alter_table("round_option", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_round_option_need_id"), ["need_id"], unique=False)

    op.create_table(
        "round_register",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("voter_id", sa.Uuid(), nullable=False),
        sa.Column("building_id", sa.Uuid(), nullable=False),
        sa.Column("added_reason", sa.Text(), nullable=False),
        sa.Column("struck_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("struck_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["building_id"], ["building.id"], name=op.f("fk_round_register_building_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_round_register_round_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("round_id", "voter_id", name=op.f("pk_round_register")),
    )
    op.create_table(
        "round_result",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("register_size", sa.Integer(), nullable=False),
        sa.Column("ballots", sa.Integer(), nullable=False),
        sa.Column("blank", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("struck", sa.Integer(), nullable=False),
        sa.Column("matched", sa.Boolean(), nullable=False),
        sa.Column("tally", sa.JSON(), nullable=False),
        sa.Column("ranking", sa.JSON(), nullable=False),
        sa.Column("turnout", sa.JSON(), nullable=False),
        sa.Column("turnout_reached", sa.Boolean(), nullable=True),
        sa.Column("root", sa.String(length=64), nullable=True),
        sa.Column("board", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_round_result_round_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_round_result")),
    )
    op.create_table(
        "round_signature",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_round_signature_account_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_round_signature_round_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_signature")),
        sa.UniqueConstraint("round_id", "role", name=op.f("uq_round_signature_round_id_role")),
    )
    guard("round_result", "UPDATE")
    guard("round_result", "DELETE")


def downgrade() -> None:
    unguard("round_result", "DELETE")
    unguard("round_result", "UPDATE")
    op.drop_table("round_signature")
    op.drop_table("round_result")
    op.drop_table("round_register")
    with op.batch_alter_table("round_option", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_round_option_need_id"))

    op.drop_table("round_option")
    op.drop_table("ballot")
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_round_cycle_id"))
        batch_op.drop_index(batch_op.f("ix_round_community_code"))

    op.drop_table("round")
