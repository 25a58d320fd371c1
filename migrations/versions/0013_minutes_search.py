"""Minutes found by their words: a table of documents, and two full-text indexes that follow it.

One index holds all words, the other those outsiders may read: a hidden name cannot be searched for. Only what
is sealed has public words.
"""

import json
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

from deliberation.meetings.excerpts import words_of
from deliberation.meetings.hiding import Cover, without_numbers
from deliberation.meetings.naming import Lookup, listed_in, sorted_out, texts_of, typed_in
from deliberation.meetings.search_words import document
from deliberation.wording import mask_name

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

INDEXES = (("minutes_search", "words"), ("minutes_search_public", "public_words"))
PUBLIC_ROLES = ("lead", "worker", "planner", "officer")
AT_ONCE = 200


def upgrade() -> None:
    op.create_table(
        "minutes_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("minutes_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("public_text", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("public_words", sa.Text(), nullable=False),
        sa.Column("community_code", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_code"],
            ["region.code"],
            name=op.f("fk_minutes_document_community_code"),
            onupdate="CASCADE",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["minutes_id"], ["minutes.id"], name=op.f("fk_minutes_document_minutes_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_document")),
        sa.UniqueConstraint("minutes_id", name=op.f("uq_minutes_document_minutes_id")),
    )
    op.create_index(op.f("ix_minutes_document_community_code"), "minutes_document", ["community_code"])
    sqlite = op.get_bind().dialect.name == "sqlite"
    for index, column in INDEXES:
        for statement in _sqlite(index, column) if sqlite else _postgres(column):
            op.execute(statement)
    _fill()


def _sqlite(index: str, column: str) -> tuple[str, ...]:
    gone = f"INSERT INTO {index}({index}, rowid, {column}) VALUES ('delete', OLD.id, OLD.{column});"
    come = f"INSERT INTO {index}(rowid, {column}) VALUES (NEW.id, NEW.{column});"
    return (
        f"CREATE VIRTUAL TABLE {index} USING fts5({column}, content='minutes_document', content_rowid='id',"
        ' detail=none, tokenize="unicode61 remove_diacritics 0")',
        f"CREATE TRIGGER {index}_added AFTER INSERT ON minutes_document BEGIN {come} END",
        f"CREATE TRIGGER {index}_gone AFTER DELETE ON minutes_document BEGIN {gone} END",
        f"CREATE TRIGGER {index}_changed AFTER UPDATE OF {column} ON minutes_document"
        f" BEGIN {gone} {come} END",
    )


def _postgres(column: str) -> tuple[str, ...]:
    vector = column.replace("words", "vector")
    return (
        f"ALTER TABLE minutes_document ADD COLUMN {vector} tsvector GENERATED ALWAYS AS"
        f" (array_to_tsvector(string_to_array(NULLIF({column}, ''), ' '))) STORED",
        f"CREATE INDEX ix_minutes_document_{vector} ON minutes_document USING gin ({vector})",
    )


def _fill() -> None:
    """Index the minutes that are there already. Nobody has been asked to be named before this."""
    connection = op.get_bind()
    lookups: dict[str, Lookup] = {}
    addenda: dict[str, list[str]] = {}
    for row in connection.execute(
        sa.text("SELECT minutes_id, text FROM minutes_addendum ORDER BY written_at")
    ):
        addenda.setdefault(str(row.minutes_id), []).append(row.text)
    query = sa.text(
        "SELECT minutes.id, community_code, record, sections, sealed_at FROM minutes"
        " JOIN meeting ON meeting.id = minutes.meeting_id ORDER BY minutes.id LIMIT :most OFFSET :past"
    )
    past = 0
    while found := connection.execute(query, {"most": AT_ONCE, "past": past}).all():
        past += len(found)
        rows = []
        for row in found:
            if row.community_code not in lookups:
                lookups[row.community_code] = _lookup(connection, row.community_code)
            rows.append(_row(row, addenda.get(str(row.id), []), lookups[row.community_code]))
        connection.execute(
            sa.text(
                "INSERT INTO minutes_document"
                " (minutes_id, community_code, text, public_text, words, public_words)"
                " VALUES (:id, :code, :text, :public_text, :words, :public_words)"
            ),
            rows,
        )


def _row(row: Any, addenda: list[str], lookup: Lookup) -> dict[str, Any]:
    record, sections = _json(row.record), _json(row.sections)
    texts = [*texts_of(record), *sections.values(), *addenda]
    named = sorted_out(listed_in(record, frozenset(), {}), typed_in(record, sections), texts, lookup)
    cover, public = named.cover(), ""
    if row.sealed_at is not None:
        public = words_of(
            record, sections, addenda, lambda text: without_numbers(cover.over(text)), _name(cover)
        )
    text = words_of(record, sections, addenda)
    return {
        "id": row.id,
        "code": row.community_code,
        "text": text,
        "public_text": public,
        "words": document(row.community_code, text),
        "public_words": document(row.community_code, public) if public else "",
    }


def _name(cover: Cover) -> Any:
    def name(person: Mapping[str, Any]) -> str:
        return cover.over(person["name"]) if person["public"] else mask_name(person["name"])

    return name


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _lookup(connection: sa.Connection, code: str) -> Lookup:
    scopes = [code[:length] for length in range(len(code) + 1)]
    place = connection.execute(sa.text("SELECT name FROM region WHERE code = :code"), {"code": code}).scalar()
    staff = sa.text(
        "SELECT account.name FROM account JOIN role_grant ON role_grant.account_id = account.id"
        " WHERE role IN :roles AND scope IN :scopes"
    ).bindparams(sa.bindparam("roles", expanding=True), sa.bindparam("scopes", expanding=True))
    acting = set(connection.execute(staff, {"roles": PUBLIC_ROLES, "scopes": scopes}).scalars())
    residents = sa.text("SELECT name FROM resident WHERE community_code = :code")
    roll = set(connection.execute(residents, {"code": code}).scalars())
    return Lookup(place or "", lambda names: names & acting, lambda names: names & roll)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for index, _column in INDEXES:
            for act in ("added", "gone", "changed"):
                op.execute(f"DROP TRIGGER {index}_{act}")
            op.execute(f"DROP TABLE {index}")
    op.drop_table("minutes_document")
