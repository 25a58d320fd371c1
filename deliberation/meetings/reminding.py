"""The reminder the day before a meeting, sent by the worker once from nine in the morning."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, select

from deliberation.clock import local, now, start_of
from deliberation.database import db, reading, unit_of_work
from deliberation.meetings.models import Meeting
from deliberation.meetings.telling import tell_reminder

NINE = timedelta(hours=9)
DAY = timedelta(days=1)


def remind_due() -> None:
    """Remind of every meeting of tomorrow (or of today, when nobody did yesterday)."""
    for meeting_id in _due_meetings():
        _remind(meeting_id)


def _due() -> list[ColumnElement[bool]]:
    return [
        Meeting.notice_sent_at.is_not(None),
        Meeting.cancelled_at.is_(None),
        Meeting.ended_at.is_(None),
        Meeting.reminded_at.is_(None),
        Meeting.starts_at > now(),
        Meeting.starts_at < now() + 2 * DAY,
    ]


def _due_meetings() -> list[UUID]:
    with reading():
        rows = db.session.execute(
            select(Meeting.id, Meeting.starts_at).where(*_due()).order_by(Meeting.starts_at)
        )
        found = [row.id for row in rows if now() >= start_of(local(row.starts_at).date()) - DAY + NINE]
        db.session.rollback()
    return found


def _remind(meeting_id: UUID) -> None:
    """One meeting in a transaction of its own; who was called only the day before needs no reminder."""
    with unit_of_work():
        query = select(Meeting).where(Meeting.id == meeting_id, *_due()).with_for_update(skip_locked=True)
        meeting = db.session.scalars(query.execution_options(populate_existing=True)).first()
        if meeting is None:
            return
        meeting.reminded_at = now()
        assert meeting.notice_sent_at is not None
        if meeting.notice_sent_at < start_of(local(meeting.starts_at).date()) - DAY:
            tell_reminder(meeting)
