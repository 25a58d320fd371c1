"""Carrying projects out: milestones and reports of what was done, spent and delayed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from deliberation.actors import Actor, Role
from deliberation.clock import local, today
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.files import service as files
from deliberation.journal.service import record
from deliberation.needs import service as needs
from deliberation.needs.darkroom import Picture
from deliberation.notices.service import tell
from deliberation.people.queries import accounts_holding
from deliberation.projects.carrying_rules import (
    COMPLETED,
    MOST_REPORTED_PHOTOS,
    REPORTED,
    CarryStage,
    MilestonePlan,
    PhotoMoment,
    check_day,
    check_milestones,
    check_spent,
    overspent,
    step,
)
from deliberation.projects.holding import event_facts, lock
from deliberation.projects.models import Milestone, ProgressPhoto, ProgressReport, Project, ProjectList
from deliberation.projects.rules import ListState, RowVerdict
from deliberation.wording import tidy, tidy_lines

PHOTO_NAME = "progress-photo.jpg"


@dataclass(frozen=True)
class ReportedPhoto:
    """A photo made safe, with the moment it shows and the words that say what is on it."""

    picture: Picture
    moment: PhotoMoment
    alt: str


@dataclass(frozen=True)
class Progress:
    """What a worker reports; `key` is the same when the same form is sent twice, money in fen."""

    key: str
    reported_on: date
    text: str
    spent_fen: int | None = None
    milestone_id: UUID | None = None
    delay_reason: str = ""
    new_due_on: date | None = None
    finished: bool = False
    photos: Sequence[ReportedPhoto] = ()


def take_hold(made: ProjectList, row: Project, revision: int | None = None) -> None:
    """Read a row of an accepted list anew and hold it; refused when somebody changed it meanwhile."""
    lock(made)
    if made.state != ListState.ACCEPTED:
        raise Refusal("projects.not_accepted_yet")
    db.session.refresh(row, with_for_update=True)
    if row.verdict == RowVerdict.DECLINED:
        raise Refusal("projects.row_declined")
    if revision is not None and row.carry_revision != revision:
        raise Refusal("projects.row_changed_meanwhile")


def milestones_of(project_id: UUID) -> Sequence[Milestone]:
    """The milestones of a project in their order."""
    query = select(Milestone).where(Milestone.project_id == project_id)
    return db.session.scalars(query.order_by(Milestone.position)).all()


def set_milestones(
    actor: Actor, made: ProjectList, row: Project, plans: Sequence[MilestonePlan], revision: int
) -> None:
    """Plan the milestones anew; those that were reached stay as they are."""
    take_hold(made, row, revision)
    if row.stage not in REPORTED:
        raise Refusal("projects.wrong_stage", stage=row.stage.value)
    clean = [MilestonePlan(plan.word, tidy(plan.name)[:60], plan.due_on) for plan in plans]
    check_milestones(clean, row.start_on)
    there = milestones_of(row.id)
    reached = [each for each in there if each.reached_on]
    for each in there:
        if not each.reached_on:
            db.session.delete(each)
    known = {(each.word, each.name) for each in reached}
    new = [plan for plan in clean if (plan.word, plan.name) not in known]
    for place, plan in enumerate(new, len(reached) + 1):
        db.session.add(
            Milestone(
                community_code=row.community_code,
                project_id=row.id,
                position=place,
                word=plan.word,
                name=plan.name,
                due_on=plan.due_on,
            )
        )
    for place, each in enumerate(reached, 1):
        each.position = place
    row.carry_revision += 1
    after = {"milestones": [[plan.word or plan.name, plan.due_on.isoformat()] for plan in clean]}
    record(actor, "projects.set_milestones", "project", row.id, row.community_code, after=after)
    db.session.flush()


def report(actor: Actor, made: ProjectList, row: Project, progress: Progress) -> ProgressReport:
    """Write down how far a project is; the same form sent twice is one report."""
    take_hold(made, row)
    if before := _same(row, progress.key):
        return before
    _check(made, row, progress)
    began = row.stage == CarryStage.WAITING
    row.stage = step(row.stage, CarryStage.FINISHED if progress.finished else CarryStage.RUNNING)
    row.carry_revision += 1
    kept = _keep(actor, row, progress)
    _reach(row, progress)
    if progress.finished:
        reach_word(row, COMPLETED, progress.reported_on)
    _keep_photos(kept, progress.photos)
    _journal(actor, row, progress)
    if began:
        tell_needs(actor, made, row, "projects.need_started")
    if overspent(progress.spent_fen, row.cost_fen):
        tell_officers(made, row, "notice.projects.overspent", {"spent_fen": progress.spent_fen})
    return kept


def starts_of(made: ProjectList, row: Project) -> list[date]:
    """From when on something can be reported: the planned start or the day the street took the list over."""
    known = [local(made.decided_at).date() if made.decided_at else None, row.start_on]
    return [day for day in known if day]


def reach_word(row: Project, word: str, day: date) -> None:
    """What is done anyway is its milestone reached: 完工 by the last report, 验收 by the acceptance."""
    for each in milestones_of(row.id):
        if each.word == word and each.reached_on is None:
            each.reached_on = day


def tell_needs(actor: Actor, made: ProjectList, row: Project, kind: str) -> None:
    """Add a step to the way of each need a row answers; also to those withdrawn meanwhile."""
    facts = {**event_facts(made, row), "row_id": str(row.id)}
    for need in row.needs:
        needs.record_event(need.need_id, kind, facts, actor=actor)


def tell_officers(made: ProjectList, row: Project, kind: str, facts: dict[str, Any]) -> None:
    """Tell the street office of something about a project."""
    _tell(accounts_holding(Role.OFFICER, made.community_code), made, row, kind, facts)


def tell_workers(made: ProjectList, row: Project, kind: str, facts: dict[str, Any]) -> None:
    """Tell the community's workers and lead of something about a project."""
    code = made.community_code
    people = dict.fromkeys([*accounts_holding(Role.WORKER, code), *accounts_holding(Role.LEAD, code)])
    _tell(people, made, row, kind, facts)


def _tell(people: Iterable[UUID], made: ProjectList, row: Project, kind: str, facts: dict[str, Any]) -> None:
    values = {"code": made.community_code, "list_id": str(made.id), "row_id": str(row.id)}
    tell(people, kind, {"name": row.name, **facts}, made.community_code, "projects.project", values)


def _same(row: Project, key: str) -> ProgressReport | None:
    query = select(ProgressReport).where(ProgressReport.project_id == row.id, ProgressReport.key == key)
    return db.session.scalars(query).first()


def _check(made: ProjectList, row: Project, progress: Progress) -> None:
    check_day(progress.reported_on, starts_of(made, row), today())
    check_spent(progress.spent_fen)
    if not tidy_lines(progress.text):
        raise Refusal("projects.report_empty")
    if progress.new_due_on and not tidy(progress.delay_reason):
        raise Refusal("projects.delay_unexplained")
    if len(progress.photos) > MOST_REPORTED_PHOTOS:
        raise Refusal("projects.report_photos", most=MOST_REPORTED_PHOTOS)
    if any(not tidy(photo.alt) for photo in progress.photos):
        raise Refusal("projects.photo_unsaid")


def _keep(actor: Actor, row: Project, progress: Progress) -> ProgressReport:
    kept = ProgressReport(
        community_code=row.community_code,
        project_id=row.id,
        milestone_id=progress.milestone_id,
        account_id=actor.account_id,
        key=progress.key,
        reported_on=progress.reported_on,
        text=tidy_lines(progress.text),
        spent_fen=progress.spent_fen,
        delay_reason=tidy(progress.delay_reason)[:300],
        new_due_on=progress.new_due_on,
    )
    db.session.add(kept)
    db.session.flush()
    return kept


def _reach(row: Project, progress: Progress) -> None:
    """The milestone a report names is reached, or due on another day when the report says so."""
    if progress.milestone_id is None:
        if progress.new_due_on:
            raise Refusal("projects.delay_of_what")
        return
    found = next((each for each in milestones_of(row.id) if each.id == progress.milestone_id), None)
    if found is None or found.reached_on is not None:
        raise Refusal("projects.no_such_milestone")
    if progress.new_due_on is None:
        found.reached_on = progress.reported_on
    else:
        if progress.new_due_on <= found.due_on:
            raise Refusal("projects.delay_not_later")
        found.due_on, found.reminded_at = progress.new_due_on, None


def _keep_photos(kept: ProgressReport, photos: Sequence[ReportedPhoto]) -> None:
    code = kept.community_code
    for photo in photos:
        picture = photo.picture
        db.session.add(
            ProgressPhoto(
                community_code=code,
                report_id=kept.id,
                moment=photo.moment,
                alt=tidy(photo.alt)[:120],
                file_id=files.keep(picture.full, PHOTO_NAME, "image/jpeg", code).id,
                thumb_id=files.keep(picture.thumb, PHOTO_NAME, "image/jpeg", code).id,
                width=picture.width,
                height=picture.height,
                source_sha256=picture.source_sha256,
            )
        )
    db.session.flush()


def _journal(actor: Actor, row: Project, progress: Progress) -> None:
    after = {
        "stage": row.stage,
        "reported_on": progress.reported_on.isoformat(),
        "spent_fen": progress.spent_fen,
        "milestone": str(progress.milestone_id or ""),
        "new_due_on": progress.new_due_on.isoformat() if progress.new_due_on else None,
        "photos": [photo.picture.source_sha256 for photo in progress.photos],
    }
    record(actor, "projects.report", "project", row.id, row.community_code, after=after)
