"""Long work of this room: checking and importing large rolls, printing many slips, and the daily tidying."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from deliberation import papers
from deliberation.actors import Actor
from deliberation.clock import now
from deliberation.database import db, reading, unit_of_work
from deliberation.errors import Refusal
from deliberation.files import service as files
from deliberation.jobs.models import Job
from deliberation.jobs.service import Progress
from deliberation.people import policy, slips, uploads
from deliberation.people.doors import forget_tries
from deliberation.people.models import FailedTry, Upload
from deliberation.people.queries import actor_of
from deliberation.people.rules import UPLOAD_KEPT

SWEEP_EVERY = timedelta(hours=1)
_swept: list[datetime] = []


def check_roll(job: Job, progress: Progress) -> dict[str, Any]:
    """The dry run of a large roll; the report stands on the upload's page."""
    progress(0, 2)
    with reading():
        _worker(job)
        upload = _upload(job)
        content, _source = uploads.content_of(upload)
        code = str(upload.community_code)
        db.session.rollback()
        rows, report = uploads.check_roll(code, content)
        db.session.rollback()
    progress(1, 2)
    with unit_of_work():
        uploads.keep_report(_upload(job), rows, report)
    return {"sentence_kind": "job_done.people.check_roll"}


def import_roll(job: Job, progress: Progress) -> dict[str, Any]:
    """Take a large roll over; run twice, it finds the table already taken over."""
    progress(0, 2)
    with reading():
        upload = _upload(job)
        taken = upload.applied_at is not None
        content, source = (b"", "") if taken else uploads.content_of(upload)
        db.session.rollback()
    if not taken:
        read = uploads.rows_of_roll(content)
        progress(1, 2)
        with unit_of_work():
            uploads.apply_roll(_worker(job), _upload(job), read, source)
    return {"sentence_kind": "job_done.people.import_roll"}


def print_slips(job: Job, progress: Progress) -> dict[str, Any]:
    """Print many slips; their codes were made when the worker asked."""
    progress(0, 2)
    with reading():
        worker = _worker(job)
        facts = slips.facts(
            area_of(job.community_code or "", job.facts),
            datetime.fromisoformat(job.facts["since"]) if job.facts.get("since") else None,
            job.facts["public_url"],
            job.facts["title"],
        )
        db.session.rollback()
    progress(1, 2)
    pdf = papers.render("invitation-slips", facts)
    with unit_of_work():
        stored = files.keep(
            pdf, job.facts["file_name"], "application/pdf", job.community_code, worker.account_id
        )
        return {"file_id": str(stored.id)}


def area_of(code: str, facts: dict[str, Any]) -> slips.Area:
    """The area a job's facts name."""
    ids = {key: UUID(facts[key]) for key in ("estate_id", "building_id", "household_id") if facts.get(key)}
    return slips.Area(code, **ids)


def _worker(job: Job) -> Actor:
    actor = actor_of(job.created_by) if job.created_by else None
    if actor is None or not policy.may_settle(actor, job.community_code or ""):
        raise Refusal("people.no_longer_yours")
    return actor


def _upload(job: Job) -> Upload:
    upload = uploads.upload_of(UUID(job.facts["upload_id"]), job.created_by, "roll", job.community_code)
    if upload is None:
        raise Refusal("people.upload_gone")
    return upload


def sweep() -> None:
    """Once an hour: forget tables nobody took over within a day, and failed tries of yesterday."""
    moment = now()
    if _swept and moment - _swept[0] < SWEEP_EVERY:
        return
    _swept[:] = [moment]
    with unit_of_work():
        old = select(Upload).where(Upload.file_id.is_not(None), Upload.created_at < moment - UPLOAD_KEPT)
        for upload in db.session.scalars(old).all():
            uploads.drop_file(upload)
        if db.session.scalar(select(FailedTry.key).limit(1)):
            forget_tries(moment - UPLOAD_KEPT)
