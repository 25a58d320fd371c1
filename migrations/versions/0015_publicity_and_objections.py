"""How lists are put up, and what people object to."""

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

COPIED = ("version", "public_from", "public_to", "community_code", "created_at")


def _key(column: str, table: str, here: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{table}.id"], name=op.f(f"fk_{here}_{column}"), ondelete=ondelete
    )


def _community(here: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["community_code"],
        ["region.code"],
        name=op.f(f"fk_{here}_community_code"),
        onupdate="CASCADE",
        ondelete="RESTRICT",
    )


def upgrade() -> None:
    op.create_table(
        "publicity",
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("counting", sa.String(length=40), nullable=False),
        sa.Column("unknown_year", sa.Integer(), nullable=True),
        sa.Column("fingerprint", sa.JSON(), nullable=False),
        sa.Column("wording", sa.JSON(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("goes_on", sa.Boolean(), nullable=False),
        sa.Column("community_code", sa.String(length=12), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _key("list_id", "project_list", "publicity", "CASCADE"),
        _community("publicity"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publicity")),
    )
    op.create_index(op.f("ix_publicity_community_code"), "publicity", ["community_code"])
    op.create_index("ix_publicity_list_id_created_at", "publicity", ["list_id", "created_at"])
    op.create_table(
        "objection",
        sa.Column("publicity_id", sa.Uuid(), nullable=False),
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(length=32), nullable=False),
        sa.Column("row_number", sa.String(length=20), nullable=False),
        sa.Column("row_name", sa.String(length=120), nullable=False),
        sa.Column("person_key", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("way", sa.String(length=40), nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answer_public", sa.Boolean(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("community_code", sa.String(length=12), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _key("publicity_id", "publicity", "objection", "CASCADE"),
        _key("list_id", "project_list", "objection", "CASCADE"),
        _key("account_id", "account", "objection", "SET NULL"),
        _community("objection"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
        sa.UniqueConstraint("publicity_id", "about", "person_key", name="uq_objection_once"),
    )
    op.create_index(op.f("ix_objection_community_code"), "objection", ["community_code"])
    op.create_index(op.f("ix_objection_account_id"), "objection", ["account_id"])
    op.create_index("ix_objection_list_id_version", "objection", ["list_id", "version"])
    op.create_index("ix_objection_state_due_on", "objection", ["state", "due_on"])
    _fill()


def _fill() -> None:
    """Lists put up before this keep the days they were given; what they weighed then is not known."""
    lists, publicity = (
        sa.table(
            "project_list",
            *(sa.column(name) for name in COPIED),
            sa.column("id", sa.Uuid()),
        ),
        sa.table(
            "publicity",
            *(
                sa.column(name)
                for name in ("version", "from_on", "to_on", "days", "counting", "goes_on", "community_code")
            ),
            sa.column("id", sa.Uuid()),
            sa.column("list_id", sa.Uuid()),
            sa.column("fingerprint", sa.JSON()),
            sa.column("created_at", sa.DateTime(timezone=True)),
        ),
    )
    dated = sa.select(
        lists.c.id,
        lists.c.version,
        sa.type_coerce(lists.c.public_from, sa.Date()).label("from_on"),
        sa.type_coerce(lists.c.public_to, sa.Date()).label("to_on"),
        lists.c.community_code,
        sa.type_coerce(lists.c.created_at, sa.DateTime(timezone=True)).label("created_at"),
    ).where(lists.c.public_from.is_not(None), lists.c.public_to.is_not(None))
    rows = [
        {
            "id": uuid.uuid4(),
            "list_id": row.id,
            "version": row.version,
            "from_on": row.from_on,
            "to_on": row.to_on,
            "days": (row.to_on - row.from_on).days + 1,
            "counting": "calendar",
            "goes_on": False,
            "fingerprint": {},
            "community_code": row.community_code,
            "created_at": row.created_at,
        }
        for row in op.get_bind().execute(dated)
    ]
    if rows:
        op.bulk_insert(publicity, rows)


def downgrade() -> None:
    op.drop_table("objection")
    op.drop_table("publicity")
