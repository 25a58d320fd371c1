"""What follows a finished project: its people are asked how it went, and everybody hears how it ended."""

from collections.abc import Sequence
from uuid import UUID

from deliberation.actors import Actor
from deliberation.projects.models import Project, ProjectList


def begin(actor: Actor, made: ProjectList, row: Project) -> None:
    """Ask the people of a project that was accepted; part of the acceptance, journalled by it."""


def rating_of(row_ids: Sequence[UUID]) -> dict[UUID, object]:
    """How the projects were rated, as far as it may be shown."""
    return {}
