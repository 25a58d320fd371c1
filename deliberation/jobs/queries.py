"""Reading how far long work is."""

from uuid import UUID

from sqlalchemy import select

from deliberation.database import Page, db, paginate
from deliberation.jobs.models import Job


def job_of(job_id: UUID, account_id: UUID | None) -> Job | None:
    """A job, for the one who asked for it."""
    return db.session.scalars(select(Job).where(Job.id == job_id, Job.created_by == account_id)).first()


def jobs_of(account_id: UUID | None, page: int) -> Page[Job]:
    """What somebody asked for, newest first."""
    return paginate(
        select(Job).where(Job.created_by == account_id).order_by(Job.created_at.desc(), Job.id), page
    )
