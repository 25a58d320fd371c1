"""The four lists of a community, counted: 问题 as residents said it, 资源, 需求 as sorted, 项目."""

from dataclasses import dataclass

from sqlalchemy import func, select

from deliberation.database import db
from deliberation.needs.models import Need
from deliberation.needs.queries import counts_per_state
from deliberation.needs.rules import NeedState
from deliberation.projects.models import Project, ProjectList, ProjectNeed
from deliberation.projects.offered import resource_count
from deliberation.projects.policy import PUBLIC


@dataclass(frozen=True)
class Counted:
    """How much each list holds: `open` problems nobody has sorted yet, `sorted` needs that became candidates,
    of which `answered` stand in a list that is out; resources there are today, projects and lists."""

    said: int
    open: int
    merged: int
    sorted: int
    answered: int
    resources: int
    projects: int
    lists: int


def counted(community_code: str) -> Counted:
    """The figures of the hub, in four statements."""
    states = counts_per_state(community_code)
    lists, projects = _projects(community_code)
    return Counted(
        said=sum(states.values()),
        open=states[NeedState.OPEN],
        merged=states[NeedState.MERGED],
        sorted=states[NeedState.SHORTLISTED],
        answered=_answered(community_code),
        resources=resource_count(community_code),
        projects=projects,
        lists=lists,
    )


def _projects(community_code: str) -> tuple[int, int]:
    query = (
        select(func.count(func.distinct(ProjectList.id)), func.count(Project.id))
        .outerjoin(Project, Project.list_id == ProjectList.id)
        .where(ProjectList.community_code == community_code, ProjectList.state.in_(PUBLIC))
    )
    row = db.session.execute(query).one()
    return row[0], row[1]


def _answered(community_code: str) -> int:
    """How many published needs a project of a list that is out answers."""
    query = (
        select(func.count(func.distinct(ProjectNeed.need_id)))
        .join(ProjectList, ProjectList.id == ProjectNeed.list_id)
        .join(Need, Need.id == ProjectNeed.need_id)
        .where(
            ProjectList.community_code == community_code,
            ProjectList.state.in_(PUBLIC),
            Need.published_at.is_not(None),
        )
    )
    return db.session.scalar(query) or 0
