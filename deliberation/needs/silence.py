"""Needs nobody has answered: which wait too long, and of which the author has reminded the community.

The same rule as `rules.silent_for` and `following.nudge`, asked of all needs at once.
"""

from sqlalchemy import ColumnElement, and_, exists, func, select

from deliberation.clock import now
from deliberation.database import db
from deliberation.needs.models import Need, NeedEvent
from deliberation.needs.rules import OVERDUE_AFTER, NeedState

NUDGED = "needs.nudged"


def silent() -> ColumnElement[bool]:
    """Nobody has answered it, and it stands."""
    return and_(Need.state == NeedState.OPEN, Need.answered_at.is_(None), Need.withheld_at.is_(None))


def overdue() -> ColumnElement[bool]:
    """Nobody has answered it for longer than is long enough."""
    return and_(silent(), Need.created_at < now() - OVERDUE_AFTER)


def nudged() -> ColumnElement[bool]:
    """Its author has reminded the community, and still nobody has answered."""
    reminded = exists().where(NeedEvent.need_id == Need.id, NeedEvent.kind == NUDGED, NeedEvent.at <= now())
    return and_(silent(), reminded)


def overdue_count(community_code: str) -> int:
    """How many needs of a community wait too long for an answer."""
    query = select(func.count()).select_from(Need).where(Need.community_code == community_code, overdue())
    return db.session.scalar(query) or 0
