"""Long lists are printed by the worker process: the job, and who asks for it."""

from typing import Any
from uuid import UUID

from deliberation.actors import Actor
from deliberation.database import db, reading, unit_of_work
from deliberation.errors import Refusal
from deliberation.files.service import keep
from deliberation.jobs.models import Job
from deliberation.jobs.service import Progress, ask
from deliberation.projects import queries
from deliberation.projects.enclosing import printed
from deliberation.projects.models import ProjectList
from deliberation.projects.papers import printed_facts

KIND = "projects.print"


def ask_for_print(actor: Actor, made: ProjectList, back_url: str) -> Job:
    """Have the list printed in the background."""
    facts = {"list_id": str(made.id), "title": made.title}
    return ask(actor, KIND, facts, made.community_code, back_url)


def print_list(job: Job, progress: Progress) -> dict[str, Any]:
    """Print a list and keep the PDF for whoever asked; no transaction is open while it is rendered."""
    with reading():
        made = queries.list_of(UUID(job.facts["list_id"]), job.community_code or "")
        if made is None:
            raise Refusal("projects.gone")
        facts, name = printed_facts(made), f"{made.number}-v{made.version}.pdf"
        db.session.rollback()
    progress(0, len(facts["rows"]))
    content = printed(facts)
    progress(len(facts["rows"]), len(facts["rows"]))
    with unit_of_work():
        kept = keep(content, name, "application/pdf", job.community_code, job.created_by)
        return {"file_id": str(kept.id)}
