"""Reading how projects are carried out: one project with all that was recorded, and lists of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVarTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, exists, select
from sqlalchemy.orm import lazyload

from deliberation.clock import today
from deliberation.database import Page, db, paginate
from deliberation.files.models import StoredFile
from deliberation.places.models import Region
from deliberation.places.queries import within
from deliberation.projects.carrying_rules import REPORTED, CarryStage, ChangeState, is_overdue
from deliberation.projects.models import (
    Milestone,
    ProgressPhoto,
    ProgressReport,
    Project,
    ProjectAcceptance,
    ProjectChange,
    ProjectList,
)
from deliberation.projects.rules import ListState, RowVerdict

Columns = TypeVarTuple("Columns")
WAITING_AT_ONCE = 30


@dataclass(frozen=True)
class Works:
    """Which works a list shows: of these scopes, at this stage, only those that are late."""

    scopes: Sequence[str]
    stage: CarryStage | None = None
    late: bool = False


@dataclass
class Standing:
    """How far one project of a list is: milestones in their order, and all that was spent (fen)."""

    milestones: list[Milestone] = field(default_factory=list)
    spent_fen: int | None = None

    def late(self, stage: CarryStage) -> int:
        """How many of its milestones are overdue."""
        return sum(is_overdue(stage, each.due_on, each.reached_on, today()) for each in self.milestones)

    @property
    def reached(self) -> int:
        return sum(each.reached_on is not None for each in self.milestones)

    @property
    def next(self) -> Milestone | None:
        """The milestone that is due next."""
        return next((each for each in self.milestones if each.reached_on is None), None)


def overdue() -> list[ColumnElement[bool]]:
    """What makes a milestone of a project that was taken over overdue."""
    return [Milestone.reached_on.is_(None), Milestone.due_on < today(), Project.stage.in_(REPORTED)]


def carried_row(row_id: UUID, list_id: UUID) -> Project | None:
    """A row the street took over; what it declined, or has not decided, is carried out by nobody."""
    query = taken_over(select(Project)).where(Project.id == row_id, Project.list_id == list_id)
    return db.session.scalars(query).first()


def works(asked: Works, page: int) -> Page[Row[Project, str]]:
    """The projects being carried out under some scopes with the community's name, newest list first."""
    query = taken_over(select(Project, Region.name.label("community_name")))
    query = query.join(Region, Region.code == Project.community_code).options(lazyload("*"))
    query = query.where(within(Project.community_code, asked.scopes))
    if asked.stage is not None:
        query = query.where(Project.stage == asked.stage)
    if asked.late:
        query = query.where(exists().where(Milestone.project_id == Project.id, *overdue()))
    order = (ProjectList.decided_at.desc(), ProjectList.id, Project.position)
    return paginate(query.order_by(*order), page)


def communities_at_work(scopes: Sequence[str]) -> Sequence[Row[str, str]]:
    """Code and name of the communities under the scopes that have something to carry out."""
    query = select(Region.code, Region.name).join(ProjectList, ProjectList.community_code == Region.code)
    query = query.where(within(Region.code, scopes), ProjectList.state == ListState.ACCEPTED)
    return db.session.execute(query.distinct().order_by(Region.code)).all()


def standing_of(row_ids: Iterable[UUID]) -> dict[UUID, Standing]:
    """How far several projects are, in two queries."""
    ids = list(row_ids)
    found = {row_id: Standing() for row_id in ids}
    milestones = select(Milestone).where(Milestone.project_id.in_(ids)).order_by(Milestone.position)
    for each in db.session.scalars(milestones):
        found[each.project_id].milestones.append(each)
    spent = select(ProgressReport.project_id, ProgressReport.spent_fen)
    spent = spent.where(ProgressReport.project_id.in_(ids), ProgressReport.spent_fen.is_not(None))
    for row_id, fen in db.session.execute(
        spent.order_by(ProgressReport.reported_on, ProgressReport.created_at)
    ):
        found[row_id].spent_fen = fen
    return found


def reports_of(row_id: UUID, page: int) -> Page[ProgressReport]:
    """What was reported of a project, newest first."""
    query = select(ProgressReport).where(ProgressReport.project_id == row_id)
    newest = (ProgressReport.reported_on.desc(), ProgressReport.created_at.desc(), ProgressReport.id)
    return paginate(query.order_by(*newest), page)


def photos_of(reports: Iterable[ProgressReport]) -> dict[UUID, list[ProgressPhoto]]:
    """The photos of several reports, those before the work first; one query."""
    ids = [each.id for each in reports]
    found: dict[UUID, list[ProgressPhoto]] = {row_id: [] for row_id in ids}
    query = select(ProgressPhoto).where(ProgressPhoto.report_id.in_(ids))
    order = (ProgressPhoto.moment.desc(), ProgressPhoto.created_at, ProgressPhoto.id)
    for photo in db.session.scalars(query.order_by(*order)):
        found[photo.report_id].append(photo)
    return found


def delays_of(row_ids: Iterable[UUID]) -> dict[UUID, list[ProgressReport]]:
    """The reports of each project that told of a delay, oldest first; one query."""
    query = select(ProgressReport).where(
        ProgressReport.project_id.in_(list(row_ids)), ProgressReport.delay_reason != ""
    )
    found: dict[UUID, list[ProgressReport]] = {}
    ordered = query.order_by(ProgressReport.reported_on, ProgressReport.created_at, ProgressReport.id)
    for each in db.session.scalars(ordered):
        found.setdefault(each.project_id, []).append(each)
    return found


def acceptances_of(row_ids: Iterable[UUID]) -> dict[UUID, list[ProjectAcceptance]]:
    """The acceptances of each project, oldest first; one query."""
    query = select(ProjectAcceptance).where(ProjectAcceptance.project_id.in_(list(row_ids)))
    found: dict[UUID, list[ProjectAcceptance]] = {}
    ordered = query.order_by(ProjectAcceptance.held_on, ProjectAcceptance.created_at, ProjectAcceptance.id)
    for each in db.session.scalars(ordered):
        found.setdefault(each.project_id, []).append(each)
    return found


def changes_of(row_id: UUID, approved_only: bool) -> Sequence[ProjectChange]:
    """The changes of a project, oldest first; everybody sees those that were approved."""
    query = select(ProjectChange).where(ProjectChange.project_id == row_id)
    if approved_only:
        query = query.where(ProjectChange.state == ChangeState.APPROVED)
    return db.session.scalars(query.order_by(ProjectChange.created_at).limit(50)).all()


def change_with_row(change_id: UUID, community_code: str) -> Row[ProjectChange, Project, ProjectList] | None:
    """A change of a project that is carried out, with its project and list."""
    query = taken_over(select(ProjectChange, Project, ProjectList))
    query = query.join(ProjectChange, ProjectChange.project_id == Project.id)
    query = query.where(ProjectChange.id == change_id, ProjectChange.community_code == community_code)
    return db.session.execute(query).first()


def changes_waiting(scopes: Sequence[str]) -> Sequence[Row[ProjectChange, str, str]]:
    """The oldest changes that wait for the street office, with the names of project and community."""
    names = Project.name.label("project_name"), Region.name.label("community_name")
    query = select(ProjectChange, *names)
    query = query.join(Project, Project.id == ProjectChange.project_id)
    query = query.join(Region, Region.code == ProjectChange.community_code)
    query = query.where(
        within(ProjectChange.community_code, scopes), ProjectChange.state == ChangeState.WAITING
    )
    return db.session.execute(query.order_by(ProjectChange.created_at).limit(WAITING_AT_ONCE)).all()


def photo_file(shot_id: UUID, community_code: str, small: bool) -> StoredFile | None:
    """The file of a photo of a project that is carried out, in full size or small."""
    kept = ProgressPhoto.thumb_id if small else ProgressPhoto.file_id
    query = taken_over(select(StoredFile)).join(ProgressReport, ProgressReport.project_id == Project.id)
    query = query.join(ProgressPhoto, ProgressPhoto.report_id == ProgressReport.id)
    query = query.join(StoredFile, StoredFile.id == kept)
    query = query.where(ProgressPhoto.id == shot_id, ProgressPhoto.community_code == community_code)
    return db.session.scalars(query).first()


def acceptance_file(acceptance_id: UUID, community_code: str) -> StoredFile | None:
    """The signed sheet of an acceptance, when there is one."""
    query = select(StoredFile).join(ProjectAcceptance, ProjectAcceptance.scan_id == StoredFile.id)
    found = ProjectAcceptance.id == acceptance_id, ProjectAcceptance.community_code == community_code
    return db.session.scalars(query.where(*found)).first()


def taken_over(query: Select[*Columns]) -> Select[*Columns]:
    """Of the projects the street took over, as its accepted list has them."""
    return (
        query.select_from(Project)
        .join(ProjectList, ProjectList.id == Project.list_id)
        .where(ProjectList.state == ListState.ACCEPTED, Project.verdict == RowVerdict.ACCEPTED)
    )
