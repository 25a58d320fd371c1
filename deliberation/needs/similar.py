"""Needs that may say the same: what the form shows while a title is typed, and the desk beside an entry."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Integer, func, literal, select, union_all

from deliberation.database import db
from deliberation.needs.grams import Term
from deliberation.needs.likeness import ALIKE, likeness
from deliberation.needs.models import Need, NeedDocument
from deliberation.needs.queries import AnyRow
from deliberation.needs.rules import LIVE, NeedState
from deliberation.needs.search import asked_for, documents_of

MOST_CANDIDATES = 80


@dataclass(frozen=True)
class Likeness:
    """A need that may say the same, and how alike it is, in thousandths."""

    need_id: UUID
    number: str
    title: str
    state: NeedState
    supports: int
    households: int
    score: int


def similar_to(
    community_code: str,
    title: str,
    body: str = "",
    category: str = "",
    exclude: UUID | None = None,
    most: int = 5,
    unpublished: bool = False,
) -> list[Likeness]:
    """Live needs of the community that sound like the same need, the most alike first; staff may ask for
    unpublished ones as well."""
    asked = asked_for(title)
    if not asked:
        return []
    scored = [
        Likeness(
            row.id,
            row.number,
            row.title,
            row.state,
            row.support_count,
            row.household_count,
            likeness(title, row.title),
        )
        for row in _candidates(community_code, asked, exclude, unpublished)
    ]
    alike = [each for each in scored if each.score >= ALIKE]
    return sorted(alike, key=lambda each: (-each.score, -each.supports, each.number))[:most]


def _candidates(
    community_code: str, asked: Sequence[Term], exclude: UUID | None, unpublished: bool
) -> Sequence[AnyRow]:
    """The needs that share most with what is asked, from the index: one statement."""
    shared = union_all(
        *(
            documents_of(community_code, term).add_columns(literal(1, Integer).label("weight"))
            for term in asked
        )
    ).subquery()
    ranked = (
        select(shared.c.id, func.sum(shared.c.weight).label("shared"))
        .group_by(shared.c.id)
        .order_by(func.sum(shared.c.weight).desc(), shared.c.id.desc())
        .limit(MOST_CANDIDATES)
        .subquery()
    )
    query = (
        select(
            Need.id, Need.number, Need.title, Need.state, Need.support_count, Need.household_count, Need.body
        )
        .join(NeedDocument, NeedDocument.need_id == Need.id)
        .join(ranked, ranked.c.id == NeedDocument.id)
        .where(Need.state.in_(LIVE))
    )
    if not unpublished:
        query = query.where(Need.published_at.is_not(None))
    if exclude is not None:
        query = query.where(Need.id != exclude)
    return db.session.execute(query).all()
