"""Reading complaints."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from deliberation.complaints.models import Complaint, ComplaintAnswer
from deliberation.complaints.rules import Progress
from deliberation.database import Page, db, paginate


def complaints_of(community_code: str | None, page: int, wanted: Progress | None = None) -> Page[Complaint]:
    """The complaints of a community (or those that name none): the unanswered first, then the newest."""
    query = select(Complaint).where(_of(community_code))
    if wanted == Progress.CLOSED:
        query = query.where(Complaint.closed_at.is_not(None))
    elif wanted is not None:
        answered = Complaint.answered_at.is_not(None)
        query = query.where(
            Complaint.closed_at.is_(None), answered if wanted == Progress.ANSWERED else ~answered
        )
    waits = Complaint.answered_at.is_(None) & Complaint.closed_at.is_(None)
    return paginate(query.order_by(waits.desc(), Complaint.created_at.desc(), Complaint.id), page)


def _of(community_code: str | None) -> ColumnElement[bool]:
    return (
        Complaint.community_code.is_(None)
        if community_code is None
        else (Complaint.community_code == community_code)
    )


def complaint_of(complaint_id: UUID, community_code: str | None) -> Complaint | None:
    """A complaint to this community (or to none)."""
    query = select(Complaint).where(Complaint.id == complaint_id, _of(community_code))
    return db.session.scalars(query).first()


def complaint_numbered(number: str) -> Complaint | None:
    """The complaint with this number."""
    return db.session.scalars(select(Complaint).where(Complaint.number == number)).first()


def complaint_by_key(key: str) -> Complaint | None:
    """What this showing of the form has already become."""
    return db.session.scalars(select(Complaint).where(Complaint.submission_key == key)).first()


def answers_to(complaint_id: UUID) -> Sequence[ComplaintAnswer]:
    """The answers, oldest first."""
    query = select(ComplaintAnswer).where(ComplaintAnswer.complaint_id == complaint_id)
    return db.session.scalars(query.order_by(ComplaintAnswer.at, ComplaintAnswer.id)).all()


def unanswered_count(community_code: str | None) -> int:
    """How many wait for an answer."""
    query = select(func.count()).where(
        _of(community_code), Complaint.answered_at.is_(None), Complaint.closed_at.is_(None)
    )
    return db.session.scalar(query) or 0
