"""Acceptance (验收) of what was carried out: who took part, whether it passed, what is to be mended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from deliberation.actors import Actor
from deliberation.clock import today
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.files import service as files
from deliberation.journal.rules import Personal
from deliberation.journal.service import record
from deliberation.projects import following
from deliberation.projects.carrying import reach_word, starts_of, take_hold, tell_needs, tell_workers
from deliberation.projects.carrying_rules import CHECKED, CarryStage, check_day, step
from deliberation.projects.models import Project, ProjectAcceptance, ProjectList
from deliberation.rounds.scans import Scan
from deliberation.wording import tidy, tidy_lines


class Side(StrEnum):
    """Who stands at an acceptance."""

    COMMUNITY = "community"
    RESIDENTS = "residents"
    UNIT = "unit"
    STREET = "street"


@dataclass(frozen=True)
class Finding:
    """What an acceptance found; participants are a side and a name each."""

    held_on: date
    participants: Sequence[tuple[Side, str]]
    passed: bool
    mend_by: date | None = None
    remarks: str = ""


def accept_work(
    actor: Actor, made: ProjectList, row: Project, finding: Finding, revision: int, scan: Scan | None = None
) -> ProjectAcceptance:
    """Record an acceptance: what passed is done and its people are asked; the rest is mended by a day."""
    take_hold(made, row, revision)
    if row.stage == CarryStage.WAITING:
        raise Refusal("projects.nothing_reported")
    if row.stage != CarryStage.FINISHED:
        raise Refusal("projects.wrong_stage", stage=row.stage.value)
    people = [(side, tidy(name)[:60]) for side, name in finding.participants if tidy(name)]
    _check(made, row, finding, {side for side, _name in people})
    row.stage = step(row.stage, CarryStage.ACCEPTED if finding.passed else CarryStage.RUNNING)
    row.carry_revision += 1
    kept = ProjectAcceptance(
        community_code=row.community_code,
        project_id=row.id,
        held_on=finding.held_on,
        participants=[{"side": side.value, "name": name} for side, name in people],
        passed=finding.passed,
        mend_by=None if finding.passed else finding.mend_by,
        remarks=tidy_lines(finding.remarks),
        scan_id=_keep_scan(row, scan),
        recorded_by=actor.account_id,
    )
    db.session.add(kept)
    db.session.flush()
    _journal(actor, row, kept)
    if finding.passed:
        reach_word(row, CHECKED, finding.held_on)
        tell_needs(actor, made, row, "projects.need_finished")
        following.begin(actor, made, row)
    else:
        facts = {"mend_by": str(finding.mend_by)}
        tell_workers(made, row, "notice.projects.to_mend", facts)
    return kept


def _check(made: ProjectList, row: Project, finding: Finding, sides: set[Side]) -> None:
    check_day(finding.held_on, starts_of(made, row), today())
    if not {Side.COMMUNITY, Side.RESIDENTS} <= sides:
        raise Refusal("projects.acceptance_people")
    if finding.passed:
        return
    if finding.mend_by is None or finding.mend_by <= finding.held_on:
        raise Refusal("projects.mend_by_when")
    if not tidy_lines(finding.remarks):
        raise Refusal("projects.mend_what")


def _keep_scan(row: Project, scan: Scan | None) -> UUID | None:
    return files.keep(scan.content, scan.name, scan.media_type, row.community_code).id if scan else None


def _journal(actor: Actor, row: Project, kept: ProjectAcceptance) -> None:
    after = {
        "stage": row.stage,
        "held_on": kept.held_on.isoformat(),
        "passed": kept.passed,
        "mend_by": kept.mend_by.isoformat() if kept.mend_by else None,
        "scan": str(kept.scan_id or ""),
        "people": Personal([person["name"] for person in kept.participants]),
    }
    record(actor, "projects.accept_work", "project", row.id, row.community_code, after=after)
