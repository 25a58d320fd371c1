"""Reading the plans of 一圈一策: the street's overall plan, its circles, and what belongs to them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Row, func, or_, select

from deliberation.database import Page, db, paginate
from deliberation.places.models import Region
from deliberation.projects.models import Project, ProjectList, ProjectPlan
from deliberation.projects.policy import PUBLIC

STREET = 9


def overall_of(code: str) -> ProjectPlan | None:
    """The overall plan of the street a place lies in, if it has one."""
    query = select(ProjectPlan).where(ProjectPlan.code == code[:STREET], ProjectPlan.parent_id.is_(None))
    return db.session.scalars(query).first()


def plan_of(plan_id: UUID, code: str) -> ProjectPlan | None:
    """A plan of this community or of its whole street: the overall one or a circle."""
    query = select(ProjectPlan).where(ProjectPlan.id == plan_id, ProjectPlan.code.in_((code, code[:STREET])))
    return db.session.scalars(query).first()


def circles_for(community_code: str) -> Sequence[ProjectPlan]:
    """The circles a community's projects can belong to: its own, and those of the whole street."""
    query = select(ProjectPlan).where(
        ProjectPlan.parent_id.is_not(None), ProjectPlan.code.in_((community_code, community_code[:STREET]))
    )
    return db.session.scalars(query.order_by(ProjectPlan.circle, ProjectPlan.id)).all()


def circles_under(
    overall: ProjectPlan, page: int, drafts_of: Sequence[str] = ()
) -> Page[Row[ProjectPlan, str, int, int]]:
    """The circles of a street with their places, projects and money in fen; projects of drafts are counted
    for those who work there only."""
    counted = (
        select(
            Project.plan_id,
            func.count().label("rows"),
            func.sum(func.coalesce(Project.cost_fen, 0)).label("cost_fen"),
        )
        .join(ProjectList, ProjectList.id == Project.list_id)
        .where(Project.plan_id.is_not(None), _seen(drafts_of))
        .group_by(Project.plan_id)
        .subquery()
    )
    query = (
        select(
            ProjectPlan,
            Region.name.label("place"),
            func.coalesce(counted.c.rows, 0).label("rows"),
            func.coalesce(counted.c.cost_fen, 0).label("cost_fen"),
        )
        .join(Region, Region.code == ProjectPlan.code)
        .outerjoin(counted, counted.c.plan_id == ProjectPlan.id)
        .where(ProjectPlan.parent_id == overall.id)
    )
    return paginate(query.order_by(ProjectPlan.code, ProjectPlan.circle, ProjectPlan.id), page)


def projects_in(
    plan: ProjectPlan, page: int, drafts_of: Sequence[str] = ()
) -> Page[Row[Project, ProjectList, str]]:
    """The projects of a circle, or of all circles of an overall plan, with list and community."""
    query = (
        select(Project, ProjectList, Region.name.label("place"))
        .join(ProjectList, ProjectList.id == Project.list_id)
        .join(Region, Region.code == Project.community_code)
        .join(ProjectPlan, ProjectPlan.id == Project.plan_id)
        .where((ProjectPlan.id == plan.id) | (ProjectPlan.parent_id == plan.id), _seen(drafts_of))
    )
    return paginate(query.order_by(ProjectList.created_at.desc(), Project.position, Project.id), page)


def project_count(plan_id: UUID) -> int:
    """How many projects belong to a circle, drafts included."""
    return db.session.scalar(select(func.count()).where(Project.plan_id == plan_id)) or 0


def circle_count(plan_id: UUID) -> int:
    """How many circles an overall plan has."""
    return db.session.scalar(select(func.count()).where(ProjectPlan.parent_id == plan_id)) or 0


def _seen(drafts_of: Sequence[str]) -> ColumnElement[bool]:
    """Lists that are out, and all lists of the places whose drafts one may see."""
    return or_(
        ProjectList.state.in_(PUBLIC),
        *(ProjectList.community_code.startswith(code, autoescape=True) for code in drafts_of),
    )
