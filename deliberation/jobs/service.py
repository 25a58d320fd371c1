"""Asking for long work, doing it, telling how far it is."""

import logging
from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, update

from deliberation.actors import Actor
from deliberation.clock import now
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.jobs.models import Job
from deliberation.jobs.rules import LEASE, MOST_ATTEMPTS, JobState

Progress = Callable[[int, int], None]
Handler = Callable[[Job, Progress], dict[str, Any]]

log = logging.getLogger(__name__)
_handlers: dict[str, Handler] = {}
_chores: list[Callable[[], None]] = []


def register(kind: str, handler: Handler) -> None:
    """Say who does the jobs of one kind; the handler returns the outcome's facts (`file_id`, `url`, …)."""
    _handlers[kind] = handler


def register_chore(chore: Callable[[], None]) -> None:
    """Something the worker looks after every few seconds (due closings); opens its own unit of work."""
    if chore not in _chores:
        _chores.append(chore)


def ask(
    actor: Actor, kind: str, facts: dict[str, Any], community_code: str | None, back_url: str = "/"
) -> Job:
    """Put work in the queue; it begins after the commit."""
    job = Job(
        kind=kind, facts=facts, community_code=community_code, created_by=actor.account_id, back_url=back_url
    )
    db.session.add(job)
    db.session.flush()
    return job


def work_once() -> bool:
    """Do the oldest waiting (or abandoned) job, if there is one."""
    job_id = _take()
    if job_id is None:
        return False
    try:
        outcome = _run(job_id)
    except Refusal as refusal:
        _finish(job_id, JobState.FAILED, {"code": refusal.code, "facts": refusal.facts})
    except Exception:
        log.exception("job %s failed", job_id)
        _give_back(job_id)
    else:
        _finish(job_id, JobState.DONE, outcome)
    return True


def do_chores() -> None:
    """Look after everything that falls due; one chore's trouble does not stop the next."""
    for chore in _chores:
        try:
            chore()
        except Exception:
            db.session.rollback()
            log.exception("chore %s failed", chore.__qualname__)
        finally:
            db.session.remove()


def _run(job_id: UUID) -> dict[str, Any]:
    job = db.session.get_one(Job, job_id)
    handler = _handlers.get(job.kind)
    if handler is None:
        raise Refusal("jobs.unknown_kind", kind=job.kind)
    db.session.expunge(job)
    db.session.rollback()
    return handler(job, lambda done, total: _tell(job_id, done, total))


def _take() -> UUID | None:
    with unit_of_work():
        free = or_(Job.state == JobState.WAITING, (Job.state == JobState.RUNNING) & (Job.lease_until < now()))
        job = db.session.scalars(
            select(Job).where(free).order_by(Job.created_at).limit(1).with_for_update(skip_locked=True)
        ).first()
        if job is None:
            return None
        if job.attempts >= MOST_ATTEMPTS:
            job.state, job.finished_at = JobState.FAILED, now()
            job.outcome = {"code": "jobs.gave_up", "facts": {}}
            return None
        job.state, job.attempts, job.lease_until = JobState.RUNNING, job.attempts + 1, now() + LEASE
        return job.id


def _tell(job_id: UUID, done: int, total: int) -> None:
    with unit_of_work():
        db.session.execute(
            update(Job).where(Job.id == job_id).values(done=done, total=total, lease_until=now() + LEASE)
        )


def _finish(job_id: UUID, state: JobState, outcome: dict[str, Any]) -> None:
    db.session.rollback()
    with unit_of_work():
        values = {"state": state, "outcome": outcome, "finished_at": now(), "lease_until": None}
        db.session.execute(update(Job).where(Job.id == job_id).values(**values))


def _give_back(job_id: UUID) -> None:
    db.session.rollback()
    with unit_of_work():
        job = db.session.get_one(Job, job_id)
        job.state, job.lease_until = JobState.WAITING, None
        if job.attempts >= MOST_ATTEMPTS:
            job.state, job.finished_at = JobState.FAILED, now()
            job.outcome = {"code": "jobs.gave_up", "facts": {}}
