"""What the workers' desk reads: the piles, twins to merge with, people to tie a need to."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import or_, select

from deliberation.database import db
from deliberation.needs.models import Need
from deliberation.needs.queries import (
    AnyRow,
    queue_counts,
    rows_of,
)
from deliberation.needs.rules import LIVE
from deliberation.needs.search import matching
from deliberation.people.models import Resident
from deliberation.places.models import Building, Estate, Household

__all__ = ["merge_targets", "queue_counts", "resident_of", "residents_found"]


def merge_targets(community_code: str, need_id: UUID, words: str) -> Sequence[AnyRow]:
    """Live needs that hold the words or have the number, most supported first; at most ten."""
    query = rows_of(community_code).where(
        Need.id != need_id, Need.state.in_(LIVE), matching(community_code, words)
    )
    return db.session.execute(query.order_by(Need.support_count.desc(), Need.number).limit(10)).all()


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
