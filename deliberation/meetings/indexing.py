"""Keeping minutes findable: their words, and the words outsiders may read, as they are now."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from deliberation.database import db
from deliberation.meetings.excerpts import words_of
from deliberation.meetings.models import Meeting, Minutes, MinutesDocument
from deliberation.meetings.naming import Lookup
from deliberation.meetings.neighbours import lookup_for_many
from deliberation.meetings.search_words import document
from deliberation.meetings.veiling import veil_of


def index(minutes: Minutes, lookup: Lookup | None = None) -> None:
    """Have minutes found by their words as they are now; only sealed ones have words for outsiders."""
    db.session.flush()
    code, addenda = minutes.meeting.community_code, [row.text for row in minutes.addenda]
    text, public = words_of(minutes.record, minutes.sections, addenda), ""
    if minutes.sealed_at is not None:
        veil = veil_of(minutes, True, lookup)
        public = words_of(minutes.record, minutes.sections, addenda, veil.over, veil.name)
    kept = db.session.scalars(
        select(MinutesDocument).where(MinutesDocument.minutes_id == minutes.id)
    ).first() or MinutesDocument(minutes_id=minutes.id, community_code=code)
    kept.text, kept.public_text = text, public
    kept.words, kept.public_words = document(code, text), document(code, public) if public else ""
    db.session.add(kept)
    db.session.flush()


def index_of_meeting(meeting: Meeting) -> None:
    """The same, where there are minutes of a meeting."""
    if meeting.minutes is not None:
        index(meeting.minutes)


def index_all(minutes_ids: Iterable[UUID]) -> None:
    """Index many minutes, reading each community's roll once."""
    lookups: dict[str, Lookup] = {}
    for minutes_id in minutes_ids:
        minutes = db.session.get_one(Minutes, minutes_id)
        code = minutes.meeting.community_code
        if code not in lookups:
            lookups[code] = lookup_for_many(code)
        index(minutes, lookups[code])
