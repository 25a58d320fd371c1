"""Reading one's own needs: those I wrote, those I support, those I follow."""

from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select, true

from deliberation.database import Page, db, paginate
from deliberation.needs.models import Need, NeedFollow, NeedSupport
from deliberation.needs.queries import AnyRow, family_of, rows_of
from deliberation.needs.rules import Mine, NeedState


def own_needs(
    community_code: str, mine: Mine, account_id: UUID | None, resident_id: UUID | None, page: int
) -> Page[AnyRow]:
    """One of my piles, newest first: two statements."""
    query = rows_of(community_code).where(_belongs(mine, account_id, resident_id))
    return paginate(query.order_by(Need.created_at.desc(), Need.id), page)


def own_counts(community_code: str, account_id: UUID | None, resident_id: UUID | None) -> dict[Mine, int]:
    """How many needs lie in each of my piles: one statement."""
    counted = [
        select(func.count())
        .where(Need.community_code == community_code, _belongs(mine, account_id, resident_id))
        .scalar_subquery()
        for mine in Mine
    ]
    return dict(zip(Mine, db.session.execute(select(*counted)).one(), strict=True))


def _belongs(mine: Mine, account_id: UUID | None, resident_id: UUID | None) -> ColumnElement[bool]:
    written = or_(
        Need.author_account_id == account_id if account_id else false(),
        Need.author_resident_id == resident_id if resident_id else false(),
    )
    if mine == Mine.WRITTEN:
        return written
    public = or_(Need.published_at.is_not(None), Need.withheld_at.is_not(None), written)
    if mine == Mine.FOLLOWED:
        return public & Need.id.in_(select(NeedFollow.need_id).where(NeedFollow.account_id == account_id))
    supported = Need.id.in_(select(NeedSupport.need_id).where(NeedSupport.resident_id == resident_id))
    others = and_(
        Need.author_account_id.is_distinct_from(account_id),
        Need.author_resident_id.is_distinct_from(resident_id),
    )
    # A support carried over is shown with the survivor alone.
    return and_(public, supported, others if resident_id else true(), Need.state != NeedState.MERGED)


def follows(need_id: UUID, account_id: UUID | None) -> bool:
    """Whether somebody follows the need, or one that was merged into it."""
    if account_id is None:
        return False
    family = select(family_of(need_id).c.id)
    query = select(exists().where(NeedFollow.account_id == account_id, NeedFollow.need_id.in_(family)))
    return bool(db.session.scalar(query))
