"""The year's report of a street: begun, cases written, issued with its figures frozen, then a next version.

There is no counter of edits: what somebody saw is known by the `stamp` of the cases they saw.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, or_, select

from deliberation.actors import Actor
from deliberation.clock import now, start_of, today
from deliberation.database import Page, db, paginate, refusing
from deliberation.errors import Refusal
from deliberation.journal.rules import canonical
from deliberation.journal.service import record
from deliberation.places.models import Region
from deliberation.places.queries import within
from deliberation.projects import case_photos
from deliberation.projects.case_photos import Shot
from deliberation.projects.hashing import facts_hash
from deliberation.projects.models import Project, ProjectAcceptance, ProjectList, ReportCase, YearReport
from deliberation.projects.report_papers import facts_of
from deliberation.projects.reporting_rules import CaseKind, checked_case, checked_year, refuse_more
from deliberation.projects.rules import ListState, RowVerdict

MOST_OFFERED = 1000


@dataclass(frozen=True)
class Case:
    """A case as the officer writes it; `shot` is a new photo, `alt` other words for the one it has."""

    kind: CaseKind
    title: str
    text: str
    project_id: UUID | None = None
    shot: Shot | None = None
    alt: str = ""
    without_photo: bool = False


def stamp(report: YearReport) -> str:
    """What the report says now, in sixteen digits: another one as soon as a case is another."""
    cases = [[str(each.id), *map(str, _words(each).values())] for each in report.cases]
    told = {"version": report.version, "issued": report.issued_at is not None, "cases": cases}
    return hashlib.sha256(canonical(told)).hexdigest()[:16]


def begin(actor: Actor, street_code: str, year: int) -> YearReport:
    """Begin a street's report of a year; after an issued one its next version, with the same cases."""
    checked_year(year, today())
    last = _last(street_code, year)
    if last is not None and last.issued_at is None:
        raise Refusal("projects.report_begun", year=year)
    report = YearReport(
        code=street_code, year=year, version=last.version + 1 if last else 1, begun_by=actor.account_id
    )
    db.session.add(report)
    with refusing("year_report", "projects.report_begun", year=year):
        db.session.flush()
    for each in last.cases if last else ():
        report.cases.append(
            ReportCase(
                kind=each.kind,
                title=each.title,
                text=each.text,
                project_id=each.project_id,
                photo_id=each.photo_id,
                photo_alt=each.photo_alt,
                written_by=each.written_by,
                created_at=each.created_at,
            )
        )
    db.session.flush()
    after = {"street": street_code, "year": year, "version": report.version}
    record(actor, "projects.begin_report", "year_report", report.id, None, after=after)
    return report


def write_case(actor: Actor, report: YearReport, case_id: UUID | None, told: Case, seen: str) -> ReportCase:
    """Write a case anew, or another way; only as many of a kind as a report tells."""
    _lock(report, seen)
    title, text = checked_case(told.title, told.text)
    case = _case(report, case_id) if case_id else None
    others = sum(1 for each in report.cases if each.kind == told.kind and each is not case)
    refuse_more(told.kind, others)
    if told.project_id and told.project_id not in {row.id for row in projects_for(report)}:
        raise Refusal("projects.case_project")
    before = _words(case) if case else None
    if case is None:
        case = ReportCase(report_id=report.id)
        report.cases.append(case)
    case.kind, case.title, case.text = told.kind, title, text
    case.project_id, case.written_by = told.project_id, actor.account_id
    if told.without_photo:
        case_photos.take_off(case)
    elif told.shot:
        case_photos.put(case, told.shot)
    else:
        case_photos.say(case, told.alt)
    db.session.flush()
    record(actor, "projects.write_case", "year_report", report.id, None, before, _words(case))
    return case


def remove_case(actor: Actor, report: YearReport, case_id: UUID, seen: str) -> None:
    """Take a case out of the report."""
    _lock(report, seen)
    case = _case(report, case_id)
    before = _words(case)
    case_photos.take_off(case)
    report.cases.remove(case)
    db.session.flush()
    record(actor, "projects.remove_case", "year_report", report.id, None, before)


def issue(actor: Actor, report: YearReport, seen: str) -> None:
    """Issue the report: its figures and cases are frozen and never change."""
    _lock(report, seen)
    facts = facts_of(report, issuing=True)
    report.facts, report.sha256 = dict(facts), facts_hash(facts)
    report.issued_at, report.issued_by = now(), actor.account_id
    db.session.flush()
    after = {"year": report.year, "version": report.version, "sha256": report.sha256}
    record(actor, "projects.issue_report", "year_report", report.id, None, after=after)


def _lock(report: YearReport, seen: str) -> None:
    """Nobody else changes it meanwhile, it is not issued, and it is as it was seen."""
    db.session.refresh(report, with_for_update=True)
    cases = select(ReportCase).where(ReportCase.report_id == report.id)
    db.session.scalars(cases.execution_options(populate_existing=True)).all()
    if report.issued_at is not None:
        raise Refusal("projects.report_issued")
    if stamp(report) != seen:
        raise Refusal("projects.changed_meanwhile")


def _case(report: YearReport, case_id: UUID) -> ReportCase:
    found = next((each for each in report.cases if each.id == case_id), None)
    if found is None:
        raise Refusal("projects.no_case")
    return found


def _words(case: ReportCase) -> dict[str, Any]:
    return {
        "kind": case.kind.value,
        "title": case.title,
        "text": case.text,
        "project": str(case.project_id or ""),
        "photo": str(case.photo_id or ""),
        "photo_alt": case.photo_alt,
    }


def _last(street_code: str, year: int) -> YearReport | None:
    query = select(YearReport).where(YearReport.code == street_code, YearReport.year == year)
    return db.session.scalars(query.order_by(YearReport.version.desc()).limit(1)).first()


def report_of(report_id: UUID, street_code: str) -> YearReport | None:
    """A street's report."""
    query = select(YearReport).where(YearReport.id == report_id, YearReport.code == street_code)
    return db.session.scalars(query).first()


def is_latest(report: YearReport) -> bool:
    """Whether no later version of this year was begun."""
    last = _last(report.code, report.year)
    return last is not None and last.id == report.id


def reports_of(street_code: str, page: int) -> Page[YearReport]:
    """The reports of a street, the newest first."""
    query = select(YearReport).where(YearReport.code == street_code)
    return paginate(query.order_by(YearReport.year.desc(), YearReport.version.desc()), page)


def projects_for(report: YearReport) -> Sequence[Row[UUID, str, str]]:
    """The projects a case may tell of (id, name, community): taken over in the year, or finished in it."""
    first, after = start_of(date(report.year, 1, 1)), start_of(date(report.year + 1, 1, 1))
    done = select(ProjectAcceptance.project_id).where(
        ProjectAcceptance.passed,
        ProjectAcceptance.held_on.between(date(report.year, 1, 1), date(report.year, 12, 31)),
    )
    query = (
        select(Project.id, Project.name, Region.name.label("community"))
        .join(ProjectList, ProjectList.id == Project.list_id)
        .join(Region, Region.code == Project.community_code)
        .where(
            within(Project.community_code, [report.code]),
            ProjectList.state == ListState.ACCEPTED,
            Project.verdict == RowVerdict.ACCEPTED,
            or_(
                (ProjectList.decided_at >= first) & (ProjectList.decided_at < after),
                Project.id.in_(done),
            ),
        )
    )
    ordered = query.order_by(Project.community_code, ProjectList.number, Project.position)
    return db.session.execute(ordered.limit(MOST_OFFERED)).all()
