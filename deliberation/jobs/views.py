"""The progress page of long work."""

from typing import Any
from uuid import UUID

from flask import Blueprint, make_response, render_template
from werkzeug.wrappers import Response

from deliberation.errors import Refusal
from deliberation.jobs import queries
from deliberation.jobs.rules import JobState
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
    """How far it is; without script the page asks for itself anew until the work is done."""
    shown = _shown(job_id)
    response = make_response(render_template("jobs/show.html", **shown))
    if shown["going"]:
        response.headers["Refresh"] = "5"
    return response


@blueprint.get("/<uuid:job_id>/state")
@access(signed_in)
def state(job_id: UUID) -> str:
    """The part of the page that changes."""
    return render_template("jobs/state.html", **_shown(job_id))


def _shown(job_id: UUID) -> dict[str, Any]:
    job = found(queries.job_of(job_id, current_actor().account_id))
    outcome = {"file_id": "", "sentence": "", **(job.outcome or {})}
    failed = job.state == JobState.FAILED
    reason = sentence(Refusal(outcome["code"], **outcome.get("facts", {}))) if failed else ""
    going = job.state in (JobState.WAITING, JobState.RUNNING)
    return {"job": job, "reason": reason, "outcome": outcome, "going": going}
