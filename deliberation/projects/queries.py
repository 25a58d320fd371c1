"""Reading project lists."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Row, Select, func, or_, select

from deliberation.database import Page, db, paginate
from deliberation.needs.models import Need, NeedSupport
from deliberation.places.models import Household, Region
from deliberation.places.queries import within
from deliberation.projects.models import ListStep, ListVersion, Project, ProjectList, ProjectNeed
from deliberation.projects.policy import OFFICE, PUBLIC
from deliberation.projects.rules import ListState, Loss, RowFacts, RowVerdict


def list_of(list_id: UUID, community_code: str) -> ProjectList | None:
    """A list of this community."""
    query = select(ProjectList).where(ProjectList.id == list_id, ProjectList.community_code == community_code)
    return db.session.scalars(query).first()


def lists_of(community_code: str, page: int, drafts: bool) -> Page[Row[ProjectList, int, int]]:
    """A community's lists with their rows and money in fen, newest first; drafts for its workers only."""
    query = _with_sums().where(ProjectList.community_code == community_code)
    if not drafts:
        query = query.where(ProjectList.state.in_(PUBLIC))
    return paginate(query.order_by(ProjectList.created_at.desc(), ProjectList.id), page)


def lists_for_office(
    scopes: Sequence[str], page: int, state: ListState | None = None
) -> Page[Row[ProjectList, int, int, str]]:
    """What the communities under the scopes handed in, with rows, money and name; waiting ones first."""
    query = _with_sums().add_columns(Region.name.label("community_name"))
    query = query.join(Region, Region.code == ProjectList.community_code).group_by(Region.name)
    query = query.where(within(ProjectList.community_code, scopes), ProjectList.state.in_(OFFICE))
    if state is not None:
        query = query.where(ProjectList.state == state)
    waiting_first = (ProjectList.state != ListState.SUBMITTED).asc()
    return paginate(query.order_by(waiting_first, ProjectList.submitted_at.desc(), ProjectList.id), page)


def waiting_count(scopes: Sequence[str]) -> int:
    """How many lists wait for the street office."""
    query = select(func.count()).where(
        within(ProjectList.community_code, scopes), ProjectList.state == ListState.SUBMITTED
    )
    return db.session.scalar(query) or 0


def current_list(community_code: str) -> ProjectList | None:
    """The community's newest list."""
    query = select(ProjectList).where(ProjectList.community_code == community_code)
    return db.session.scalars(query.order_by(ProjectList.created_at.desc()).limit(1)).first()


def rows_of(list_id: UUID) -> list[Project]:
    """The rows of a list in their order, with all that hangs on them (seven queries)."""
    return list(
        db.session.scalars(select(Project).where(Project.list_id == list_id).order_by(Project.position))
    )


def row_count(list_id: UUID) -> int:
    """How many rows a list has."""
    return db.session.scalar(select(func.count()).where(Project.list_id == list_id)) or 0


def accepted_rows(list_id: UUID) -> list[Project]:
    """The rows the street took over, which are to be carried out; none before the list was accepted."""
    query = (
        select(Project)
        .join(ProjectList, ProjectList.id == Project.list_id)
        .where(
            Project.list_id == list_id,
            ProjectList.state == ListState.ACCEPTED,
            Project.verdict == RowVerdict.ACCEPTED,
        )
    )
    return list(db.session.scalars(query.order_by(Project.position)))


def row_of(project_id: UUID, list_id: UUID) -> Project | None:
    """One row of a list."""
    query = select(Project).where(Project.id == project_id, Project.list_id == list_id)
    return db.session.scalars(query).first()


def row_facts(row: Project, cap_fen: int | None = None, losses: Sequence[Loss] = ()) -> RowFacts:
    """A row as completeness looks at it; what it may cost at most and what it lost are asked for all rows of
    a list at once (`standing`)."""
    return RowFacts(
        row.position,
        len(row.needs),
        len(row.decisions),
        row.cost_fen,
        row.funding_fen,
        row.site,
        row.content,
        row.unit,
        row.start_on,
        row.finish_on,
        cap_fen,
        row.budget_fen,
        row.negative,
        losses,
    )


def steps_of(list_id: UUID) -> Sequence[ListStep]:
    """The dated steps of a list's way, oldest first."""
    query = select(ListStep).where(ListStep.list_id == list_id).order_by(ListStep.created_at, ListStep.id)
    return db.session.scalars(query.limit(200)).all()


def version_of(list_id: UUID, version: int) -> ListVersion | None:
    """A submitted version, as it was frozen."""
    query = select(ListVersion).where(ListVersion.list_id == list_id, ListVersion.version == version)
    return db.session.scalars(query).first()


def versions_of(list_id: UUID) -> Sequence[ListVersion]:
    """All submitted versions, newest first."""
    query = select(ListVersion).where(ListVersion.list_id == list_id).order_by(ListVersion.version.desc())
    return db.session.scalars(query).all()


def lists_by_need(community_code: str) -> dict[UUID, set[UUID]]:
    """The lists each need of the community already stands in; a row the street declined holds none."""
    query = (
        select(ProjectNeed.need_id, ProjectNeed.list_id)
        .join(Project, Project.id == ProjectNeed.project_id)
        .where(
            Project.community_code == community_code,
            or_(Project.verdict.is_(None), Project.verdict != RowVerdict.DECLINED),
        )
    )
    found: dict[UUID, set[UUID]] = {}
    for need_id, list_id in db.session.execute(query):
        found.setdefault(need_id, set()).add(list_id)
    return found


def projects_of_need(need_id: UUID, community_code: str) -> Sequence[Row[Project, ProjectList]]:
    """The rows that answer a need, with their lists; drafts are left out."""
    query = (
        select(Project, ProjectList)
        .join(ProjectNeed, ProjectNeed.project_id == Project.id)
        .join(ProjectList, ProjectList.id == Project.list_id)
        .where(
            ProjectNeed.need_id == need_id,
            ProjectList.community_code == community_code,
            ProjectList.state.in_(PUBLIC),
        )
    )
    return db.session.execute(query.order_by(ProjectList.created_at)).all()


@dataclass(frozen=True)
class Spread:
    """How many households a need says it concerns, and where it lies on the map."""

    households: int | None = None
    lat_e6: int | None = None
    lon_e6: int | None = None


def spread_of(need_ids: Iterable[UUID]) -> dict[UUID, Spread]:
    """Whom several needs concern and where they lie, in one query."""
    query = select(Need.id, Need.households_affected, Need.lat_e6, Need.lon_e6)
    rows = db.session.execute(query.where(Need.id.in_(list(need_ids))))
    return {need_id: Spread(*rest) for need_id, *rest in rows}


def support_total(community_code: str, cycle_id: UUID) -> int:
    """How many supports the published needs of a cycle have in all."""
    query = (
        select(func.count())
        .select_from(NeedSupport)
        .join(Need, Need.id == NeedSupport.need_id)
        .where(
            Need.community_code == community_code, Need.cycle_id == cycle_id, Need.published_at.is_not(None)
        )
    )
    return db.session.scalar(query) or 0


def households_in(codes: Iterable[str]) -> dict[str, int]:
    """How many households the roll of each of these communities has; one query."""
    query = select(Household.community_code, func.count()).where(Household.community_code.in_(set(codes)))
    counted: dict[str, int] = dict(db.session.execute(query.group_by(Household.community_code)).all())
    return counted


def newest_lists(scopes: Sequence[str]) -> dict[str, ProjectList]:
    """Of each community under the scopes the newest list that is out, by community code; one query."""
    query = select(ProjectList).where(
        within(ProjectList.community_code, scopes), ProjectList.state.in_(PUBLIC)
    )
    rows = db.session.scalars(query.order_by(ProjectList.created_at))
    return {row.community_code: row for row in rows}


def published_list(community_code: str) -> ProjectList | None:
    """The community's newest list that everybody may read."""
    query = select(ProjectList).where(
        ProjectList.community_code == community_code, ProjectList.state.in_(PUBLIC)
    )
    return db.session.scalars(query.order_by(ProjectList.created_at.desc()).limit(1)).first()


def _with_sums() -> Select[ProjectList, int, int]:
    return (
        select(
            ProjectList,
            func.count(Project.id).label("row_count"),
            func.coalesce(func.sum(func.coalesce(Project.cost_fen, 0)), 0).label("cost_fen"),
        )
        .outerjoin(Project, Project.list_id == ProjectList.id)
        .group_by(ProjectList.id)
    )
