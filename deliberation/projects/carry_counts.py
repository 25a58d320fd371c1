"""What waits while projects are carried out, in figures: one statement each, for the desks."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, case, func, select

from deliberation.clock import today
from deliberation.database import db
from deliberation.places.queries import within
from deliberation.projects.carried import taken_over
from deliberation.projects.carrying_rules import REPORTED, CarryStage, ChangeState
from deliberation.projects.models import Milestone, Project, ProjectChange

SOON_DAYS = 7


class DueMilestones(NamedTuple):
    """How many milestones are overdue, and how many are due within seven days."""

    overdue: int
    soon: int


def due_milestones(scopes: Sequence[str]) -> DueMilestones:
    """The milestones under the scopes that are overdue, and those due soon; one statement."""
    overdue = Milestone.due_on < today()
    query = _open_milestones(within(Milestone.community_code, scopes)).with_only_columns(
        func.count(case((overdue, 1))), func.count(case((~overdue, 1)))
    )
    late, soon = db.session.execute(query).one()
    return DueMilestones(late, soon)


def overdue_in(codes: Sequence[str]) -> dict[str, int]:
    """How many milestones are overdue in each of these communities; one statement."""
    query = _open_milestones(Milestone.community_code.in_(codes)).where(Milestone.due_on < today())
    counted = query.with_only_columns(Milestone.community_code, func.count())
    return dict(db.session.execute(counted.group_by(Milestone.community_code)).all())


def acceptances_waiting(community_code: str) -> int:
    """How many projects are finished and wait for their acceptance."""
    query = taken_over(select(func.count()))
    mine = (Project.community_code == community_code, Project.stage == CarryStage.FINISHED)
    return db.session.scalar(query.where(*mine)) or 0


def changes_waiting(scopes: Sequence[str]) -> int:
    """How many changes under the scopes wait for the street office."""
    mine = (within(ProjectChange.community_code, scopes), ProjectChange.state == ChangeState.WAITING)
    return db.session.scalar(select(func.count()).where(*mine)) or 0


def _open_milestones(where: ColumnElement[bool]) -> Select[Any]:
    query = taken_over(select(Milestone.id)).join(Milestone, Milestone.project_id == Project.id)
    return query.where(
        where,
        Milestone.reached_on.is_(None),
        Milestone.due_on <= today() + timedelta(days=SOON_DAYS),
        Project.stage.in_(REPORTED),
    )
