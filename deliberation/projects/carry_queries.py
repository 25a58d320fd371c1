"""Reading how projects are carried out: what was spent, what comes next, what waits for somebody."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, func, select

from deliberation.clock import today
from deliberation.database import db
from deliberation.places.queries import within
from deliberation.projects.carrying_rules import REPORTED, CarryStage, ChangeState
from deliberation.projects.models import (
    Milestone,
    ProgressReport,
    Project,
    ProjectAcceptance,
    ProjectChange,
    ProjectList,
)
from deliberation.projects.rules import ListState, RowVerdict

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
    query = select(func.count()).select_from(Project).join(ProjectList, ProjectList.id == Project.list_id)
    return db.session.scalar(query.where(*_waiting_for_acceptance(community_code))) or 0


def changes_waiting(scopes: Sequence[str]) -> int:
    """How many changes under the scopes wait for the street office."""
    query = select(func.count()).where(*_waiting_change(scopes))
    return db.session.scalar(query) or 0


def next_milestones(row_ids: Sequence[UUID]) -> dict[UUID, Milestone]:
    """The first milestone of each project that was not reached yet; one query."""
    query = select(Milestone).where(Milestone.project_id.in_(row_ids), Milestone.reached_on.is_(None))
    ordered = query.order_by(Milestone.position.desc(), Milestone.id)
    return {each.project_id: each for each in db.session.scalars(ordered)}


def spent_by(row_ids: Sequence[UUID]) -> dict[UUID, int]:
    """What was spent on each project in 分, as last reported; one query."""
    query = select(ProgressReport.project_id, ProgressReport.spent_fen).where(
        ProgressReport.project_id.in_(row_ids), ProgressReport.spent_fen.is_not(None)
    )
    ordered = query.order_by(ProgressReport.reported_on, ProgressReport.created_at, ProgressReport.id)
    return {project_id: fen for project_id, fen in db.session.execute(ordered) if fen is not None}


def delays_of(row_ids: Sequence[UUID]) -> dict[tuple[UUID, UUID | None], str]:
    """The last reason given for a delay, by project and milestone (None: of no milestone); one query."""
    query = select(ProgressReport.project_id, ProgressReport.milestone_id, ProgressReport.delay_reason).where(
        ProgressReport.project_id.in_(row_ids), ProgressReport.delay_reason != ""
    )
    ordered = query.order_by(ProgressReport.reported_on, ProgressReport.created_at, ProgressReport.id)
    return {
        (project_id, milestone_id): reason for project_id, milestone_id, reason in db.session.execute(ordered)
    }


def acceptances_of(row_ids: Sequence[UUID]) -> dict[UUID, list[ProjectAcceptance]]:
    """The acceptances of each project, oldest first; one query."""
    query = select(ProjectAcceptance).where(ProjectAcceptance.project_id.in_(row_ids))
    found: dict[UUID, list[ProjectAcceptance]] = {}
    ordered = query.order_by(ProjectAcceptance.held_on, ProjectAcceptance.created_at, ProjectAcceptance.id)
    for each in db.session.scalars(ordered):
        found.setdefault(each.project_id, []).append(each)
    return found


def _open_milestones(where: ColumnElement[bool]) -> Select[Any]:
    return (
        select(Milestone.id)
        .join(Project, Project.id == Milestone.project_id)
        .join(ProjectList, ProjectList.id == Project.list_id)
        .where(
            where,
            Milestone.reached_on.is_(None),
            Milestone.due_on <= today() + timedelta(days=SOON_DAYS),
            Project.stage.in_(REPORTED),
            Project.verdict == RowVerdict.ACCEPTED,
            ProjectList.state == ListState.ACCEPTED,
        )
    )


def _waiting_for_acceptance(community_code: str) -> list[ColumnElement[bool]]:
    return [
        Project.community_code == community_code,
        Project.stage == CarryStage.FINISHED,
        Project.verdict == RowVerdict.ACCEPTED,
        ProjectList.state == ListState.ACCEPTED,
    ]


def _waiting_change(scopes: Sequence[str]) -> list[ColumnElement[bool]]:
    return [within(ProjectChange.community_code, scopes), ProjectChange.state == ChangeState.WAITING]
