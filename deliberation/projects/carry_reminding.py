"""The reminder when a milestone became overdue, sent once by the worker."""

from uuid import UUID

from sqlalchemy import select

from deliberation.clock import now
from deliberation.database import db, reading, unit_of_work
from deliberation.projects.carried import overdue, taken_over
from deliberation.projects.carrying import tell_officers, tell_workers
from deliberation.projects.models import Milestone, Project, ProjectList

AT_ONCE = 200


def remind_overdue() -> None:
    """Remind the community and the street once of every milestone that was missed."""
    for milestone_id in _due():
        _remind(milestone_id)


def _due() -> list[UUID]:
    query = (
        taken_over(select(Milestone.id))
        .join(Milestone, Milestone.project_id == Project.id)
        .where(Milestone.reminded_at.is_(None), *overdue())
        .order_by(Milestone.due_on, Milestone.id)
        .limit(AT_ONCE)
    )
    with reading():
        found = list(db.session.scalars(query))
        db.session.rollback()
    return found


def _remind(milestone_id: UUID) -> None:
    with unit_of_work():
        query = select(Milestone).where(Milestone.id == milestone_id, Milestone.reminded_at.is_(None))
        found = db.session.scalars(query.with_for_update(skip_locked=True)).first()
        if found is None:
            return
        found.reminded_at = now()
        row = db.session.get_one(Project, found.project_id)
        made = db.session.get_one(ProjectList, row.list_id)
        for tell_them in (tell_workers, tell_officers):
            tell_them(made, row, "notice.projects.overdue", {})
