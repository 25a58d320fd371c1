"""What acts on a list share: they hold it and its needs still, and tell what happened to both."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import select

from deliberation.actors import Actor
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.needs import service as needs
from deliberation.needs.models import Need
from deliberation.projects.models import ListStep, Project, ProjectList, ProjectNeed
from deliberation.projects.rules import ListState


def lock(made: ProjectList) -> None:
    """Read the list anew and hold it until this transaction ends: two hands never write over each other."""
    db.session.refresh(made, with_for_update=True)


def draft_only(made: ProjectList) -> None:
    """Rows change while the list is a draft, and at no other time."""
    if made.state != ListState.DRAFT:
        raise Refusal("projects.wrong_state", state=made.state.value)


def same_revision(made: ProjectList, revision: int) -> None:
    """Nobody changed the list since the form was opened."""
    if made.revision != revision:
        raise Refusal("projects.changed_meanwhile")


def hold_still(need_ids: Iterable[UUID]) -> None:
    """Until this transaction ends no other hand takes these needs over."""
    ids = sorted(set(need_ids))
    db.session.execute(select(Need.id).where(Need.id.in_(ids)).order_by(Need.id).with_for_update()).all()


def take_up(actor: Actor, made: ProjectList, row: Project, need_ids: Iterable[UUID]) -> None:
    """A row answers these needs from now on: the list holds them as they are, and their history says so."""
    for need_id in need_ids:
        needs.hold(need_id, holder_of(made))
        needs.record_event(need_id, "projects.converted", event_facts(made, row), actor=actor)


def let_go(actor: Actor, made: ProjectList, row: Project, need_id: UUID) -> None:
    """A need leaves a row; the list holds it on where another row answers it too."""
    elsewhere = select(ProjectNeed.project_id).where(
        ProjectNeed.list_id == made.id, ProjectNeed.need_id == need_id, ProjectNeed.project_id != row.id
    )
    if db.session.scalars(elsewhere).first() is None:
        needs.release(need_id, holder_of(made))
    needs.record_event(need_id, "projects.removed", event_facts(made, row), actor=actor)


def holder_of(made: ProjectList) -> str:
    """Under which name a list holds its needs as they are."""
    return f"list:{made.id}"


def event_facts(made: ProjectList, row: Project) -> dict[str, Any]:
    """How a need's own history names the row and its list."""
    return {"project": row.number, "name": row.name, "list": made.number, "list_id": str(made.id)}


def note_step(made: ProjectList, kind: str, facts: dict[str, Any]) -> None:
    """Add a dated step to the list's way; part of an act journalled by the caller."""
    db.session.add(ListStep(list_id=made.id, kind=kind, facts={"version": made.version, **facts}))
