"""The progress page of long work."""

from uuid import UUID

from flask import Blueprint, make_response, render_template
from werkzeug.wrappers import Response

from deliberation.errors import Refusal
from deliberation.jobs import queries
from deliberation.jobs.rules import JobState, percent
from deliberation.web.access import access, current_actor, found, signed_in
from deliberation.web.paging import page_number
from deliberation.web.phrases import sentence

blueprint = Blueprint("jobs", __name__, url_prefix="/jobs")


@blueprint.get("/")
@access(signed_in)
def index() -> str:
    """The long work I asked for."""
    page = queries.jobs_of(current_actor().account_id, page_number())
    return render_template("jobs/index.html", page=page)


@blueprint.get("/<uuid:job_id>")
@access(signed_in)
def show(job_id: UUID) -> Response:
    """How far it is; the page looks again by itself until it is done."""
    job = found(queries.job_of(job_id, current_actor().account_id))
    outcome = job.outcome or {}
    reason = (
        sentence(Refusal(outcome["code"], **outcome.get("facts", {}))) if job.state == JobState.FAILED else ""
    )
    response = make_response(
        render_template(
            "jobs/show.html", job=job, percent=percent(job.done, job.total), reason=reason, outcome=outcome
        )
    )
    if job.state in (JobState.WAITING, JobState.RUNNING):
        response.headers["Refresh"] = "2"
    return response
