"""The full-text index of needs: FTS5 on SQLite, `tsvector` on PostgreSQL, one interface.

A question to the index is `Every` or `Either` of terms (see `grams`) or of further questions; what people
type never becomes syntax, for only letters and digits reach it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    cast,
    column,
    false,
    literal_column,
    select,
    table,
    true,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from deliberation.database import SEARCH_INDEX, db
from deliberation.needs.grams import Term, document, place_word, terms
from deliberation.needs.models import Need, NeedDocument
from deliberation.wording import tidy

MOST_CHARACTERS = 60
MOST_TERMS = 40


@dataclass(frozen=True)
class Every:
    """Every part must be there."""

    parts: tuple["Question", ...]


@dataclass(frozen=True)
class Either:
    """One part is enough."""

    parts: tuple["Question", ...]


Question = Term | Every | Either


def index(need: Need) -> None:
    """Have a need found by its words as they are now; the database's own triggers feed the index."""
    db.session.flush()
    words = document(
        need.community_code, need.number, need.title, need.body, need.place, need.reference or ""
    )
    kept = db.session.scalars(select(NeedDocument).where(NeedDocument.need_id == need.id)).first()
    if kept is None:
        db.session.add(NeedDocument(need_id=need.id, community_code=need.community_code, words=words))
    elif kept.words != words:
        kept.words = words


def matching(community_code: str, words: str) -> ColumnElement[bool]:
    """The needs of a community that hold all the words (the first 60 characters of them).

    Nothing typed asks for everything; only signs (punctuation, emoji) find nothing.
    """
    words = tidy(words)
    if not words:
        return true()
    asked = asked_for(words)
    if not asked:
        return false()
    found = documents_of(community_code, Every(tuple(asked))).subquery()
    return Need.id.in_(select(NeedDocument.need_id).where(NeedDocument.id.in_(select(found.c.id))))


def asked_for(words: str) -> list[Term]:
    """What the index is asked for when somebody types these words."""
    return terms(words[:MOST_CHARACTERS])[:MOST_TERMS]


def documents_of(community_code: str, question: Question) -> Select[int]:
    """The ids of the documents of a community that answer a question, as a statement: `id`."""
    asked = Every((Term(place_word(community_code)), question))
    return answering(SEARCH_INDEX, "need_document", "vector", asked)


def answering(index_name: str, document_table: str, vector: str, question: Question) -> Select[int]:
    """The ids of the rows of a table of documents that answer a question, as a statement: `id`.

    On SQLite its FTS5 index is asked, on PostgreSQL its column of vectors."""
    if db.session.get_bind().dialect.name == "sqlite":
        index_of = table(index_name, column("rowid", Integer))
        matches = literal_column(index_name).op("MATCH")(_fts5(question))
        return select(index_of.c.rowid.label("id")).where(matches)
    documents = table(document_table, column("id", Integer))
    words: ColumnElement[str] = literal_column(f"{document_table}.{vector}")
    return select(documents.c.id.label("id")).where(words.op("@@")(cast(_tsquery(question), TSQUERY)))


def _fts5(question: Question) -> str:
    """`"路灯" AND ("亮" * OR "黑")`"""
    if isinstance(question, Term):
        quoted = question.gram.replace('"', '""')
        return f'"{quoted}" *' if question.prefix else f'"{quoted}"'
    return _joined(
        (_fts5(part) for part in question.parts), " AND " if isinstance(question, Every) else " OR "
    )


def _tsquery(question: Question) -> str:
    """`'路灯' & ('亮':* | '黑')`"""
    if isinstance(question, Term):
        quoted = question.gram.replace("\\", "\\\\").replace("'", "''")
        return f"'{quoted}':*" if question.prefix else f"'{quoted}'"
    return _joined(
        (_tsquery(part) for part in question.parts), " & " if isinstance(question, Every) else " | "
    )


def _joined(parts: Iterable[str], sign: str) -> str:
    return f"({sign.join(parts)})"
