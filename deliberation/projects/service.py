"""Writing project lists: begin one, change its cover; the acts on its rows lie in `adding` and `editing`."""

from uuid import UUID

from deliberation.actors import Actor
from deliberation.clock import today
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.journal.service import record
from deliberation.places.service import next_number
from deliberation.projects.holding import draft_only, lock, note_step, same_revision
from deliberation.projects.models import ProjectList
from deliberation.projects.rules import ListState
from deliberation.wording import tidy


def begin(
    actor: Actor,
    community_code: str,
    cycle_id: UUID | None,
    title: str,
    addressee: str,
    budget_fen: int | None = None,
) -> ProjectList:
    """Begin a community's list, empty."""
    if not tidy(title) or not tidy(addressee):
        raise Refusal("projects.no_title")
    year = today().year
    made = ProjectList(
        community_code=community_code,
        cycle_id=cycle_id,
        number=f"{year}-{next_number(community_code, 'project_list', year):02}",
        title=tidy(title),
        addressee=tidy(addressee),
        budget_fen=budget_fen,
        prepared_by=actor.name,
        state=ListState.DRAFT,
        version=1,
        revision=1,
    )
    db.session.add(made)
    db.session.flush()
    note_step(made, "projects.begun", {})
    record(actor, "projects.begin", "project_list", made.id, community_code, after={"number": made.number})
    return made


def edit_list(
    actor: Actor,
    made: ProjectList,
    title: str,
    addressee: str,
    checked_by: str,
    budget_fen: int | None,
    revision: int | None = None,
) -> None:
    """Change what stands on the list's cover; refused when somebody else changed the list meanwhile."""
    lock(made)
    draft_only(made)
    if revision is not None:
        same_revision(made, revision)
    before = {"title": made.title, "addressee": made.addressee, "budget_fen": made.budget_fen}
    if not tidy(title) or not tidy(addressee):
        raise Refusal("projects.no_title")
    made.title, made.addressee = tidy(title), tidy(addressee)
    made.checked_by, made.budget_fen = tidy(checked_by), budget_fen
    made.revision += 1
    after = {"title": made.title, "addressee": made.addressee, "budget_fen": made.budget_fen}
    record(actor, "projects.edit_list", "project_list", made.id, made.community_code, before, after)
