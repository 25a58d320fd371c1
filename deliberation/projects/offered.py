"""Reading the 资源清单: what is offered, how much of it is pledged, and to which projects."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Row, func, or_, select

from deliberation.clock import today
from deliberation.database import Page, db, paginate
from deliberation.projects.models import Project, ProjectList, Resource, ResourcePledge
from deliberation.projects.policy import PUBLIC


def resource_of(resource_id: UUID, community_code: str) -> Resource | None:
    """A resource of this community."""
    query = select(Resource).where(Resource.id == resource_id, Resource.community_code == community_code)
    return db.session.scalars(query).first()


def resources_of(community_code: str, page: int, all_of_them: bool) -> Page[Resource]:
    """What is offered, newest first; what was withdrawn or is over only for those who ask for all."""
    query = select(Resource).where(Resource.community_code == community_code)
    if not all_of_them:
        query = query.where(*_there())
    return paginate(query.order_by(Resource.created_at.desc(), Resource.id), page)


def resources_there(community_code: str) -> Sequence[Resource]:
    """All that can be pledged today, by number."""
    query = select(Resource).where(Resource.community_code == community_code, *_there())
    return db.session.scalars(query.order_by(Resource.number)).all()


def resource_count(community_code: str) -> int:
    """How many resources are there today."""
    query = select(func.count()).select_from(Resource)
    return db.session.scalar(query.where(Resource.community_code == community_code, *_there())) or 0


def pledges_to(
    resource_ids: Iterable[UUID], drafts: bool
) -> dict[UUID, list[Row[ResourcePledge, Project, ProjectList]]]:
    """The standing pledges of several resources with their rows and lists, in one query; rows of drafts for
    the community's workers only."""
    query = (
        select(ResourcePledge, Project, ProjectList)
        .join(Project, Project.id == ResourcePledge.project_id)
        .join(ProjectList, ProjectList.id == Project.list_id)
        .where(ResourcePledge.resource_id.in_(list(resource_ids)), ResourcePledge.ended_at.is_(None))
    )
    if not drafts:
        query = query.where(ProjectList.state.in_(PUBLIC))
    found: dict[UUID, list[Row[ResourcePledge, Project, ProjectList]]] = {}
    for row in db.session.execute(query.order_by(ResourcePledge.created_at, ResourcePledge.id)):
        found.setdefault(row.ResourcePledge.resource_id, []).append(row)
    return found


def pledged_fen(resource_id: UUID) -> int:
    """How much money of a resource is pledged, in fen."""
    query = select(func.coalesce(func.sum(ResourcePledge.amount_fen), 0)).where(
        ResourcePledge.resource_id == resource_id, ResourcePledge.ended_at.is_(None)
    )
    return db.session.scalar(query) or 0


def pledge_of(pledge_id: UUID, list_id: UUID) -> Row[ResourcePledge, Project] | None:
    """A pledge to a row of this list, standing or not, with the row."""
    query = (
        select(ResourcePledge, Project)
        .join(Project, Project.id == ResourcePledge.project_id)
        .where(ResourcePledge.id == pledge_id, Project.list_id == list_id)
    )
    return db.session.execute(query).first()


def _there() -> tuple[ColumnElement[bool], ...]:
    over = or_(Resource.until_on.is_(None), Resource.until_on >= today())
    return (Resource.withdrawn_at.is_(None), over)
