"""Reading the list at the door: found by initials, name or door, a page at a time, however long it is."""

import unicodedata
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, func, or_, select

from deliberation.database import Page, db, paginate
from deliberation.meetings import doors
from deliberation.meetings.models import Attendance, Meeting
from deliberation.meetings.rules import Presence

PER_PAGE = 25
PER_SHEET = 20


def at_door(meeting_id: UUID, typed: str, number: int = 1, per_page: int = PER_PAGE) -> Page[Attendance]:
    """Those of the list a typed word means, members first (in one order, so that nobody jumps away under the
    finger), observers last."""
    query: Any = select(Attendance).where(Attendance.meeting_id == meeting_id, *_meant(typed))
    return paginate(query.order_by(*in_list_order()), number, per_page)


def in_list_order() -> tuple[Any, ...]:
    """Members by name, observers after them."""
    return (Attendance.status == Presence.OBSERVER, Attendance.name, Attendance.door, Attendance.id)


def _meant(typed: str) -> list[ColumnElement[bool]]:
    text = unicodedata.normalize("NFKC", typed).strip()
    if not text:
        return []
    if text.isascii() and text.isalpha():
        return [
            or_(
                Attendance.initials.startswith(text.lower()), Attendance.name.icontains(text, autoescape=True)
            )
        ]
    named = Attendance.name.contains(text, autoescape=True)
    return [or_(named, _door(text)) if doors.is_door(text) else named]


def _door(text: str) -> ColumnElement[bool]:
    wanted: list[ColumnElement[bool]] = [Attendance.door.like(pattern) for pattern in doors.patterns(text)]
    figures = doors.figures(text)
    if figures:
        wanted.append(func.replace(Attendance.door, "-", "").like(f"{figures}%"))
        wanted.append(func.replace(Attendance.door, "-", "").like(f"% {figures}%"))
    return and_(Attendance.door != "", or_(false(), *wanted))


def sheet_of(meeting_id: UUID, number: int) -> Page[Attendance]:
    """The members on one page of the printed sheet, in its order."""
    query: Any = select(Attendance).where(
        Attendance.meeting_id == meeting_id, Attendance.status != Presence.OBSERVER
    )
    return paginate(query.order_by(*in_list_order()), number, PER_SHEET)


def members_of(meeting_id: UUID) -> Sequence[Attendance]:
    """Everybody due, in the order of the printed sheet."""
    query = select(Attendance).where(
        Attendance.meeting_id == meeting_id, Attendance.status != Presence.OBSERVER
    )
    return db.session.scalars(query.order_by(*in_list_order())).all()


def own_row(meeting: Meeting, account_id: UUID | None, resident_id: UUID | None) -> Attendance | None:
    """The row of somebody's account, or of the resident whose account it is."""
    mine = [Attendance.account_id == account_id] if account_id else []
    if resident_id:
        mine.append(Attendance.resident_id == resident_id)
    if not mine:
        return None
    query = select(Attendance).where(Attendance.meeting_id == meeting.id, or_(*mine))
    return db.session.scalars(query.order_by(Attendance.account_id.is_(None))).first()


def named(meeting_id: UUID, name: str) -> Sequence[Attendance]:
    """Those of one name on the list."""
    query = select(Attendance).where(Attendance.meeting_id == meeting_id, Attendance.name == name)
    return db.session.scalars(query.order_by(Attendance.door, Attendance.id)).all()


def behind(meeting_id: UUID, word: str) -> Sequence[Attendance]:
    """The members a word names exactly: by name, or by door."""
    query = select(Attendance).where(
        Attendance.meeting_id == meeting_id,
        Attendance.status != Presence.OBSERVER,
        or_(
            Attendance.name == word,
            and_(Attendance.door != "", Attendance.door.in_([word, doors.plain(word)])),
        ),
    )
    return db.session.scalars(query.order_by(Attendance.id)).all()
