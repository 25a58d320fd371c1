"""Supports counted by the database itself, and the full-text index of needs.

Whatever writes supports, or confirms or moves a person, keeps `support_count` and `household_count` right. A
later migration that makes `need_support` or `resident` anew (SQLite batches do) must make the triggers again.
"""

import sqlalchemy as sa
from alembic import op

from deliberation.needs.grams import document

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

COUNTS = """
    support_count = (
        SELECT count(*) FROM need_support AS s JOIN resident AS r ON r.id = s.resident_id
        WHERE s.need_id = need.id AND r.confirmed_at IS NOT NULL),
    household_count = (
        SELECT count(DISTINCT r.household_id)
        FROM need_support AS s JOIN resident AS r ON r.id = s.resident_id
        WHERE s.need_id = need.id AND r.confirmed_at IS NOT NULL)
"""
FIRST_OF_HOUSEHOLD = """
    NOT EXISTS (
        SELECT 1 FROM resident AS mine
        JOIN resident AS other ON other.household_id = mine.household_id AND other.id <> mine.id
        JOIN need_support AS theirs ON theirs.resident_id = other.id AND theirs.need_id = NEW.need_id
        WHERE mine.id = NEW.resident_id AND other.confirmed_at IS NOT NULL)
"""
CONFIRMED = "(SELECT confirmed_at FROM resident WHERE id = NEW.resident_id) IS NOT NULL"
SUPPORTED_BY = "SELECT need_id FROM need_support WHERE resident_id = NEW.id"
CHANGED = """
    (OLD.confirmed_at IS NULL) <> (NEW.confirmed_at IS NULL) OR OLD.household_id <> NEW.household_id
"""

SQLITE = (
    f"""
    CREATE TRIGGER count_support_added AFTER INSERT ON need_support WHEN {CONFIRMED} BEGIN
        UPDATE need SET support_count = support_count + 1,
            household_count = household_count + ({FIRST_OF_HOUSEHOLD})
        WHERE id = NEW.need_id;
    END""",
    f"""
    CREATE TRIGGER count_support_gone AFTER DELETE ON need_support BEGIN
        UPDATE need SET {COUNTS} WHERE id = OLD.need_id;
    END""",
    f"""
    CREATE TRIGGER count_person_changed AFTER UPDATE OF confirmed_at, household_id ON resident
    WHEN {CHANGED} BEGIN
        UPDATE need SET {COUNTS} WHERE id IN ({SUPPORTED_BY});
    END""",
)
# Once a statement, for all its rows: rows of one statement see each other. The needs are locked first, so the
# count sees what others committed meanwhile.
POSTGRES = (
    f"""
    CREATE FUNCTION count_support_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        PERFORM 1 FROM need WHERE id IN (SELECT need_id FROM changed) ORDER BY id FOR UPDATE;
        UPDATE need SET {COUNTS} WHERE id IN (SELECT need_id FROM changed);
        RETURN NULL;
    END $$""",
    f"""
    CREATE FUNCTION count_person_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        PERFORM 1 FROM need WHERE id IN ({SUPPORTED_BY}) ORDER BY id FOR UPDATE;
        UPDATE need SET {COUNTS} WHERE id IN ({SUPPORTED_BY});
        RETURN NULL;
    END $$""",
    """
    CREATE TRIGGER count_support_added AFTER INSERT ON need_support REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_support_changed()""",
    """
    CREATE TRIGGER count_support_gone AFTER DELETE ON need_support REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_support_changed()""",
    f"""
    CREATE TRIGGER count_person_changed AFTER UPDATE OF confirmed_at, household_id ON resident
    FOR EACH ROW WHEN ({CHANGED}) EXECUTE FUNCTION count_person_changed()""",
)
TRIGGERS = (
    ("count_support_added", "need_support"),
    ("count_support_gone", "need_support"),
    ("count_person_changed", "resident"),
)

SEARCH_SQLITE = (
    """
    CREATE VIRTUAL TABLE need_search USING fts5(
        words, content='need_document', content_rowid='id', detail=none,
        tokenize="unicode61 remove_diacritics 0")""",
    """
    CREATE TRIGGER need_document_added AFTER INSERT ON need_document BEGIN
        INSERT INTO need_search(rowid, words) VALUES (NEW.id, NEW.words);
    END""",
    """
    CREATE TRIGGER need_document_gone AFTER DELETE ON need_document BEGIN
        INSERT INTO need_search(need_search, rowid, words) VALUES ('delete', OLD.id, OLD.words);
    END""",
    """
    CREATE TRIGGER need_document_changed AFTER UPDATE OF words ON need_document BEGIN
        INSERT INTO need_search(need_search, rowid, words) VALUES ('delete', OLD.id, OLD.words);
        INSERT INTO need_search(rowid, words) VALUES (NEW.id, NEW.words);
    END""",
)
SEARCH_POSTGRES = (
    """
    ALTER TABLE need_document ADD COLUMN vector tsvector
    GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words, ' '))) STORED""",
    "CREATE INDEX ix_need_document_vector ON need_document USING gin (vector)",
)


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    make_triggers()
    for statement in SEARCH_SQLITE if sqlite else SEARCH_POSTGRES:
        op.execute(statement)
    op.execute(f"UPDATE need SET {COUNTS}")
    _fill()


def make_triggers() -> None:
    """The triggers that keep the counts."""
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRES:
        op.execute(statement)


def _fill() -> None:
    """Index the needs that are there already."""
    connection = op.get_bind()
    needs = connection.execute(
        sa.text("SELECT id, community_code, number, title, body, place FROM need")
    ).all()
    rows = [{"id": row.id, "code": row.community_code, "words": document(*row[1:])} for row in needs]
    if rows:
        connection.execute(
            sa.text("INSERT INTO need_document (need_id, community_code, words) VALUES (:id, :code, :words)"),
            rows,
        )


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for trigger, table in TRIGGERS:
        op.execute(f"DROP TRIGGER {trigger}" + ("" if sqlite else f" ON {table}"))
    if sqlite:
        for trigger in ("need_document_added", "need_document_gone", "need_document_changed"):
            op.execute(f"DROP TRIGGER {trigger}")
        op.execute("DROP TABLE need_search")
    else:
        op.execute("DROP FUNCTION count_support_changed()")
        op.execute("DROP FUNCTION count_person_changed()")
        op.execute("ALTER TABLE need_document DROP COLUMN vector")
    op.execute("DELETE FROM need_document")
