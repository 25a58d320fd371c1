"""Entries of the live desk, each under a key its page made: sent twice (a lost answer, a resent queue, two at
the same moment) it is done once, and answered alike."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from deliberation.actors import Actor
from deliberation.clock import now
from deliberation.database import db, inserting
from deliberation.errors import Refusal
from deliberation.meetings.models import LiveEntry, Meeting

LONGEST_DELAY = timedelta(hours=12)
Outcome = dict[str, Any]


def once(actor: Actor, meeting: Meeting, key: UUID, act: str, do: Callable[[], Outcome]) -> Outcome:
    """Do an entry and keep its answer under its key, in one unit of work; the same key again gets the same
    answer. A key of somebody else, or of another meeting or act, is refused."""
    db.session.scalar(select(Meeting.id).where(Meeting.id == meeting.id).with_for_update())
    made = {"meeting_id": meeting.id, "act": act, "account_id": actor.account_id, "made_at": now()}
    placed = inserting(LiveEntry).values(key=key, outcome={}, **made).on_conflict_do_nothing()
    if db.session.execute(placed.returning(LiveEntry.key)).first() is None:
        return _answered(key, meeting, act, actor)
    db.session.refresh(meeting)
    outcome = do()
    db.session.get_one(LiveEntry, key).outcome = outcome
    db.session.flush()
    return outcome


def _answered(key: UUID, meeting: Meeting, act: str, actor: Actor) -> Outcome:
    entry = db.session.get_one(LiveEntry, key, populate_existing=True)
    known = (entry.meeting_id, entry.account_id, entry.act)
    if known != (meeting.id, actor.account_id, act):
        raise Refusal("meetings.foreign_entry")
    return entry.outcome


def moment_of(delay: int | None) -> datetime:
    """When an entry was made that waited so many seconds for a connection; the server's clock decides."""
    waited = timedelta(seconds=max(0, delay or 0))
    return now() - min(waited, LONGEST_DELAY)
