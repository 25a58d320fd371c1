"""The full-text index of needs: FTS5 on SQLite, `tsvector` on PostgreSQL, one interface."""

from sqlalchemy import select

from deliberation.database import db
from deliberation.needs.grams import document
from deliberation.needs.models import Need, NeedDocument


def index(need: Need) -> None:
    """Have a need found by its words as they are now; the database's own triggers feed the index."""
    db.session.flush()
    words = document(need.community_code, need.number, need.title, need.body, need.place)
    kept = db.session.scalars(select(NeedDocument).where(NeedDocument.need_id == need.id)).first()
    if kept is None:
        db.session.add(NeedDocument(need_id=need.id, community_code=need.community_code, words=words))
    elif kept.words != words:
        kept.words = words
