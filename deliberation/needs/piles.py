"""What the workers' desk reads: the piles, twins to merge with, people to tie a need to."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, true

from deliberation.database import Page, db, paginate
from deliberation.needs.models import Need, NeedComment
from deliberation.needs.queries import AnyRow, containing, matching, rows_of, support_count
from deliberation.needs.rules import LIVE, NeedState, Queue, Wanted
from deliberation.people.models import Resident
from deliberation.places.models import Building, Estate, Household


def queue_of(community_code: str, queue: Queue, wanted: Wanted, page: int) -> Page[AnyRow]:
    """A worker's pile: texts that wait for an OK first, then the oldest."""
    query = rows_of(community_code).where(_in_queue(queue), *matching(wanted))
    return paginate(query.order_by(Need.published_at.is_not(None), Need.created_at, Need.id), page)


def _in_queue(queue: Queue) -> ColumnElement[bool]:
    live = Need.state.in_(LIVE)
    silent = and_(Need.state == NeedState.OPEN, Need.answered_at.is_(None))
    unpublished = and_(live, Need.published_at.is_(None))
    kinds: dict[Queue, ColumnElement[bool]] = {
        Queue.TODO: or_(unpublished, silent),
        Queue.UNPUBLISHED: unpublished,
        Queue.COMMENTS: _comment_waits(),
        Queue.WAITING: and_(live, Need.cycle_id.is_(None)),
    }
    return kinds.get(queue, true())


def _comment_waits() -> ColumnElement[bool]:
    return exists().where(
        NeedComment.need_id == Need.id, NeedComment.published_at.is_(None), NeedComment.hidden_at.is_(None)
    )


def queue_counts(community_code: str) -> dict[Queue, int]:
    """How much lies in each pile of the desk: one statement."""
    counted = [func.count().filter(_in_queue(queue)) for queue in Queue]
    row = db.session.execute(select(*counted).where(Need.community_code == community_code)).one()
    return dict(zip(Queue, row, strict=True))


def merge_targets(community_code: str, need_id: UUID, words: str) -> Sequence[AnyRow]:
    """Live needs that contain the words or have the number, most supported first; at most ten."""
    query = rows_of(community_code).where(
        Need.id != need_id, Need.state.in_(LIVE), *(containing(word) for word in words.split()[:6])
    )
    return db.session.execute(query.order_by(support_count().desc(), Need.number).limit(10)).all()


def residents_found(community_code: str, words: str) -> Sequence[AnyRow]:
    """People of the community whose name or door fits all the words; at most twenty."""
    query = (
        select(Resident.id, Resident.name, Estate.name, Building.name, Household.unit, Household.door)
        .join(Household, Household.id == Resident.household_id)
        .join(Building, Building.id == Household.building_id)
        .join(Estate, Estate.id == Building.estate_id)
        .where(Resident.community_code == community_code, Resident.moved_out_at.is_(None))
    )
    for word in words.split()[:6]:
        columns = (Resident.name, Estate.name, Building.name)
        parts = [column.contains(word, autoescape=True) for column in columns]
        query = query.where(or_(*parts, Household.door == word))
    return db.session.execute(query.order_by(Resident.name, Resident.id).limit(20)).all()


def resident_of(resident_id: UUID, community_code: str) -> Resident | None:
    """A person who lives in this community."""
    query = select(Resident).where(
        Resident.id == resident_id,
        Resident.community_code == community_code,
        Resident.moved_out_at.is_(None),
    )
    return db.session.scalars(query).first()
