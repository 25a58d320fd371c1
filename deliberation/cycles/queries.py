"""Reading cycles."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Date, bindparam, case, or_, select
from sqlalchemy.orm import joinedload

from deliberation.clock import today
from deliberation.cycles.models import Cycle
from deliberation.cycles.rules import Stage
from deliberation.database import Page, db, paginate


def cycle_of(cycle_id: UUID, community_code: str) -> Cycle | None:
    """A cycle of this community."""
    query = select(Cycle).where(Cycle.id == cycle_id, Cycle.community_code == community_code)
    return db.session.scalars(query).first()


def cycles_of(community_code: str, page: int) -> Page[Cycle]:
    """The cycles of a community, newest first."""
    query = select(Cycle).where(Cycle.community_code == community_code)
    return paginate(query.order_by(Cycle.starts_on.desc(), Cycle.id), page)


def cycles_beside(community_code: str, cycle_id: UUID | None) -> Sequence[Cycle]:
    """A community's cycles other than this one."""
    query = select(Cycle).where(Cycle.community_code == community_code, Cycle.id != cycle_id)
    if cycle_id is None:
        query = select(Cycle).where(Cycle.community_code == community_code)
    return db.session.scalars(query).all()


_DAY = bindparam("day", type_=Date)
_BEGUN = Cycle.starts_on <= _DAY
_CURRENT = (
    select(Cycle)
    .where(Cycle.community_code == bindparam("community_code"))
    .order_by(
        case((_BEGUN & or_(Cycle.ends_on.is_(None), Cycle.ends_on >= _DAY), 0), (_BEGUN, 1), else_=2),
        case((_BEGUN, Cycle.starts_on)).desc(),
        Cycle.starts_on,
    )
    .limit(1)
    .options(joinedload(Cycle.stages))
)


def current_cycle(community_code: str, day: date | None = None) -> Cycle | None:
    """The cycle that runs on a day (today), else the last one that ran, else the next one planned; with its
    stages, in one statement."""
    asked = {"community_code": community_code, "day": day or today()}
    return db.session.scalars(_CURRENT, asked).unique().first()


def stage_now(community_code: str) -> tuple[Cycle | None, Stage | None]:
    """The community's current cycle and today's stage of it."""
    cycle = current_cycle(community_code)
    return cycle, cycle.stage_on(today()) if cycle else None


def collecting_cycle(community_code: str) -> Cycle | None:
    """The cycle a need sent today belongs to: the running one, when it is collecting."""
    cycle, stage = stage_now(community_code)
    return cycle if stage == Stage.COLLECTING else None


def next_to_collect(community_code: str) -> Cycle | None:
    """The cycle that collects now; between two cycles the next one that is planned; else none."""
    cycle, stage = stage_now(community_code)
    if stage is not None:
        return cycle if stage == Stage.COLLECTING else None
    planned = select(Cycle).where(Cycle.community_code == community_code, Cycle.starts_on > today())
    return db.session.scalars(planned.order_by(Cycle.starts_on).limit(1)).first()
