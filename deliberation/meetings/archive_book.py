"""A year of a community's meetings as the archive keeps it: the list, its gaps, what is still missing."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.orm import selectinload

from deliberation.clock import local, now
from deliberation.database import db
from deliberation.meetings.models import Meeting, Minutes
from deliberation.meetings.sentences import session_words


@dataclass(frozen=True)
class Year:
    """How many meetings of a year are signed, held but not signed, and called off."""

    year: int
    signed: int
    unsigned: int
    cancelled: int


@dataclass(frozen=True)
class Gap:
    """Session numbers of one kind of meeting that no meeting bears."""

    series: str
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class Book:
    """A year: signed meetings in order, those held and not signed, those called off, and the gaps."""

    year: int
    signed: Sequence[Meeting]
    unsigned: Sequence[Meeting]
    cancelled: Sequence[Meeting]
    gaps: Sequence[Gap]


def years(community_code: str) -> list[Year]:
    """The years in which meetings were announced, newest first."""
    query = (
        select(
            Meeting.year,
            func.count(Minutes.sealed_at),
            func.count(Meeting.ended_at),
            func.count(Meeting.cancelled_at),
        )
        .outerjoin(Minutes, Minutes.meeting_id == Meeting.id)
        .where(Meeting.community_code == community_code, Meeting.notice_sent_at.is_not(None))
        .group_by(Meeting.year)
        .order_by(Meeting.year.desc())
    )
    return [
        Year(year, signed, ended - signed, cancelled)
        for year, signed, ended, cancelled in db.session.execute(query)
    ]


def book_of(community_code: str, year: int) -> Book:
    """Everything of one year, by the day it was held, then by its number."""
    query = (
        select(Meeting)
        .where(
            Meeting.community_code == community_code,
            Meeting.year == year,
            Meeting.notice_sent_at.is_not(None),
            Meeting.starts_at <= now(),
        )
        .options(selectinload(Meeting.minutes), selectinload(Meeting.attendance))
        .order_by(Meeting.starts_at, Meeting.session_no, Meeting.id)
    )
    rows = db.session.scalars(query).all()
    signed = [row for row in rows if row.minutes and row.minutes.sealed_at]
    cancelled = [row for row in rows if row.cancelled_at]
    unsigned = [row for row in rows if row.ended_at and row not in signed]
    return Book(year, signed, unsigned, cancelled, gaps_in(_numbers(community_code, year)))


def _numbers(community_code: str, year: int) -> Sequence[Row[str, int]]:
    query = select(Meeting.series, Meeting.session_no)
    query = query.where(Meeting.community_code == community_code, Meeting.year == year)
    return db.session.execute(query.order_by(Meeting.series, Meeting.session_no)).all()


def gaps_in(numbers: Iterable[tuple[str, int] | Row[str, int]]) -> list[Gap]:
    """The numbers from the first to the last of each kind that are missing."""
    by_series: dict[str, set[int]] = defaultdict(set)
    for series, number in numbers:
        by_series[series].add(number)
    found = [
        Gap(series, tuple(sorted(set(range(1, max(known) + 1)) - known)))
        for series, known in by_series.items()
    ]
    return [gap for gap in found if gap.numbers]


def held_on(meeting: Meeting) -> date:
    """The day a meeting was held (or was to be held)."""
    return local(meeting.starts_at).date()


def session_of(meeting: Meeting) -> str:
    """Which session of its kind it is, in words."""
    return session_words(meeting.profile_data, meeting.year, meeting.session_no, meeting.series_name)


def meeting_ids(book: Book) -> list[UUID]:
    """The signed meetings of a book, in order."""
    return [row.id for row in book.signed]
