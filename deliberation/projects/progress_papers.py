"""The facts of papers about carrying out: how far the projects of a list are, and what an acceptance said."""

from collections.abc import Sequence
from typing import TypedDict

from deliberation.clock import today
from deliberation.papers.progress_facts import (
    AcceptanceRecordFacts,
    LastAcceptance,
    Participant,
    ProgressRow,
    ProjectProgressFacts,
    Satisfaction,
)
from deliberation.papers.texts import as_written
from deliberation.projects import carried, following, queries
from deliberation.projects.carrying_rules import REPORTED, CarryStage, days_late, is_overdue
from deliberation.projects.checking import Side
from deliberation.projects.hashing import facts_hash
from deliberation.projects.models import Milestone, ProgressReport, Project, ProjectAcceptance, ProjectList
from deliberation.projects.papers import sender_of
from deliberation.projects.rules import ListState, RowVerdict
from deliberation.surveys.rules import Rating
from deliberation.wording import mask_name, mask_numbers

STAGES = {
    CarryStage.WAITING: "还没有开始",
    CarryStage.RUNNING: "正在实施",
    CarryStage.FINISHED: "做完了，等验收",
    CarryStage.ACCEPTED: "验收通过",
    CarryStage.STOPPED: "停止实施",
}
MILESTONES = {
    "design": "设计",
    "tender": "招标",
    "begun": "开工",
    "completed": "完工",
    "checked": "验收",
    "prepared": "准备",
    "chosen": "选定供货",
    "delivered": "到货",
}
SIDES = {
    Side.COMMUNITY: "社区",
    Side.RESIDENTS: "居民代表",
    Side.UNIT: "责任单位",
    Side.STREET: "街道",
}


def progress_facts(made: ProjectList) -> ProjectProgressFacts | None:
    """How far the projects of a list are today; nothing before the street took some over."""
    rows = queries.accepted_rows(made.id)
    if not rows:
        return None
    facts: ProjectProgressFacts = {
        "title": as_written("%(title)s进展表", title=made.title),
        "community": sender_of(made).community,
        "list_title": made.title,
        "list_number": made.number,
        "version": made.version,
        "short_hash": "",
        "dated_on": today().isoformat(),
        "prepared_by": made.prepared_by,
        "checked_by": made.checked_by,
        "rows": _rows(rows),
    }
    facts["short_hash"] = facts_hash(facts)[:8]
    return facts


def acceptance_facts(made: ProjectList, row: Project, named: bool) -> AcceptanceRecordFacts | None:
    """The last acceptance of a project; the people by their family names unless `named`."""
    if made.state != ListState.ACCEPTED or row.verdict != RowVerdict.ACCEPTED:
        return None
    held = carried.acceptances_of([row.id]).get(row.id, [])
    if not held:
        return None
    last = held[-1]
    facts: AcceptanceRecordFacts = {
        "title": as_written("项目验收记录"),
        "community": sender_of(made).community,
        "list_title": made.title,
        "list_number": made.number,
        "version": made.version,
        "short_hash": "",
        "number": row.number,
        "name": row.name,
        "site": row.site,
        "content": row.content,
        "unit": row.unit,
        "estimate_fen": row.cost_fen or 0,
        "spent_fen": carried.standing_of([row.id])[row.id].spent_fen,
        "time": len(held),
        "held_on": last.held_on.isoformat(),
        "participants": [_participant(Side(each["side"]), each["name"], named) for each in last.participants],
        "passed": last.passed,
        "mend_by": last.mend_by.isoformat() if last.mend_by else None,
        "remarks": last.remarks if named else mask_numbers(last.remarks),
        "dated_on": last.held_on.isoformat(),
    }
    facts["short_hash"] = facts_hash(facts)[:8]
    return facts


def _participant(side: Side, name: str, named: bool) -> Participant:
    return {"side": as_written(SIDES[side]), "name": name if named else mask_name(name)}


def _rows(rows: list[Project]) -> list[ProgressRow]:
    """A line a project; a handful of queries for all of them."""
    ids = [row.id for row in rows]
    standing, delays, held = carried.standing_of(ids), carried.delays_of(ids), carried.acceptances_of(ids)
    ratings = following.rating_of(ids)
    return [
        {
            "number": row.number,
            "name": row.name,
            "unit": row.unit,
            "estimate_fen": row.cost_fen or 0,
            "spent_fen": standing[row.id].spent_fen,
            "stage": as_written(STAGES[row.stage]),
            **_next(row, standing[row.id].next, delays.get(row.id, [])),
            "acceptance": _last(held.get(row.id, [])),
            "satisfaction": _satisfaction(ratings.get(row.id)),
        }
        for row in rows
    ]


def _last(held: list[ProjectAcceptance]) -> LastAcceptance | None:
    if not held:
        return None
    last = held[-1]
    mend_by = last.mend_by.isoformat() if last.mend_by else None
    return {"held_on": last.held_on.isoformat(), "passed": last.passed, "mend_by": mend_by}


def _satisfaction(rating: Rating | None) -> Satisfaction | None:
    """Nothing below the number of answers from which a rating is shown."""
    if rating is None or rating.top3 is None:
        return None
    return {"answers": rating.answers, "top3": rating.top3}


class _Next(TypedDict):
    milestone: str
    due_on: str | None
    days_late: int
    reason: str


def _next(row: Project, coming: Milestone | None, delays: Sequence[ProgressReport]) -> _Next:
    """What comes next while a project is under way: its milestone, else its deadline."""
    due_on = coming.due_on if coming else row.finish_on
    if row.stage not in REPORTED or due_on is None:
        return {"milestone": "", "due_on": None, "days_late": 0, "reason": ""}
    late = days_late(due_on, None, today()) if is_overdue(row.stage, due_on, None, today()) else 0
    told = {each.milestone_id: each.delay_reason for each in delays}
    reason = (coming and told.get(coming.id)) or (late and told.get(None)) or ""
    name = (MILESTONES.get(coming.word) or coming.name) if coming else "完成时限"
    return {
        "milestone": as_written(name),
        "due_on": due_on.isoformat(),
        "days_late": late,
        "reason": mask_numbers(reason),
    }
