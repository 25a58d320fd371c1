"""Long lists are printed by the worker process: the jobs, and who asks for them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from deliberation import papers
from deliberation.actors import Actor
from deliberation.database import db, reading, unit_of_work
from deliberation.errors import Refusal
from deliberation.files.service import keep
from deliberation.jobs.models import Job
from deliberation.jobs.service import Progress, ask
from deliberation.projects import queries, street
from deliberation.projects.enclosing import enclosed, enclosed_street, printed
from deliberation.projects.models import ProjectList, StreetList
from deliberation.projects.papers import printed_facts
from deliberation.projects.rules import PRINTED_AT_ONCE
from deliberation.projects.street_papers import facts_of

KIND, STREET_KIND = "projects.print", "projects.print_street"
_folder: list[Path] = []


def use_folder(folder: Path) -> None:
    """Where sections of long lists are kept that were drawn before (set once by create_app)."""
    _folder[:] = [folder]


def ask_for_print(actor: Actor, made: ProjectList, back_url: str) -> Job:
    """Have the list printed in the background."""
    facts = {"list_id": str(made.id), "title": made.title}
    return ask(actor, KIND, facts, made.community_code, back_url)


def ask_for_street(actor: Actor, made: StreetList, version: int | None, back_url: str) -> Job:
    """Have a street's list printed in the background, as it stands or as it was issued."""
    facts = {
        "street_list_id": str(made.id),
        "street_code": made.street_code,
        "version": version,
        "title": made.title,
    }
    return ask(actor, STREET_KIND, facts, None, back_url)


def print_list(job: Job, progress: Progress) -> dict[str, Any]:
    """Print a list and keep the PDF for whoever asked; no transaction is open while it is rendered."""
    with reading():
        made = queries.list_of(UUID(job.facts["list_id"]), job.community_code or "")
        if made is None:
            raise Refusal("projects.gone")
        facts, name = printed_facts(made), f"{made.number}-v{made.version}.pdf"
        db.session.rollback()
    rows = len(facts["rows"])
    progress(0, rows)
    content = printed(facts) if rows <= PRINTED_AT_ONCE else drawn_in_pieces(facts, progress)
    progress(rows, rows)
    return _kept(job, content, name)


def print_street(job: Job, progress: Progress) -> dict[str, Any]:
    """Print a street's list and keep the PDF for the officer who asked."""
    with reading():
        made = street.street_list_of(UUID(job.facts["street_list_id"]), job.facts["street_code"])
        if made is None:
            raise Refusal("projects.gone")
        version = job.facts["version"]
        frozen = street.version_of(made.id, version) if version else None
        facts: Mapping[str, Any] = frozen.facts if frozen else facts_of(made)
        name = f"{made.number}-v{facts['version']}.pdf"
        db.session.rollback()
    return _kept(job, drawn_in_pieces(facts, progress), name)


def drawn_in_pieces(facts: Mapping[str, Any], progress: Progress) -> bytes:
    """The paper of a long list, a community's or a street's, with the list inside."""
    folder = _folder[0] if _folder else None
    try:
        if "sections" in facts:
            return papers.render_street(facts, progress, attached=enclosed_street(facts), folder=folder)
        return papers.render_list(facts, progress, attached=enclosed(facts), folder=folder)
    except papers.RenderingStopped:
        raise Refusal("projects.drawing_stopped") from None


def _kept(job: Job, content: bytes, name: str) -> dict[str, Any]:
    with unit_of_work():
        kept = keep(content, name, "application/pdf", job.community_code, job.created_by)
        return {"file_id": str(kept.id)}
