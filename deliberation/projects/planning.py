"""Making the plans of 一圈一策: one overall plan a street, a plan for each circle under it.

A plan that projects or circles belong to is not deleted: they would lose the plan they were made for.
"""

from uuid import UUID

from deliberation.actors import Actor
from deliberation.database import db, refusing
from deliberation.errors import Refusal
from deliberation.journal.service import record
from deliberation.projects.circles import STREET, circle_count, overall_of, project_count
from deliberation.projects.models import ProjectPlan
from deliberation.wording import tidy, tidy_lines

TITLE_LENGTH, CIRCLE_LENGTH, GOAL_LENGTH = 120, 60, 4000


def begin_overall(actor: Actor, street_code: str, title: str, goal: str) -> ProjectPlan:
    """The overall plan of a street; there is one."""
    plan = ProjectPlan(
        code=street_code[:STREET], title=_title(title), goal=_goal(goal), made_by=actor.account_id
    )
    with refusing("project_plan", "projects.plan_there"):
        db.session.add(plan)
    _record(actor, "projects.begin_plan", plan, {}, _facts(plan))
    return plan


def begin_circle(actor: Actor, code: str, circle: str, title: str, goal: str) -> ProjectPlan:
    """The plan of one circle of a community (or of the whole street), under the street's overall plan."""
    overall = overall_of(code)
    if overall is None:
        raise Refusal("projects.no_overall_plan")
    plan = ProjectPlan(
        code=code, parent_id=overall.id, circle=_circle(circle), title=_title(title), goal=_goal(goal),
        made_by=actor.account_id,
    )  # fmt: skip
    db.session.add(plan)
    db.session.flush()
    _record(actor, "projects.begin_plan", plan, {}, _facts(plan))
    return plan


def edit_plan(actor: Actor, plan: ProjectPlan, circle: str, title: str, goal: str, revision: int) -> None:
    """Change a plan's words; refused when somebody else changed it meanwhile."""
    db.session.refresh(plan, with_for_update=True)
    if plan.revision != revision:
        raise Refusal("projects.plan_changed")
    before = _facts(plan)
    plan.title, plan.goal = _title(title), _goal(goal)
    plan.circle = _circle(circle) if plan.parent_id else ""
    plan.revision += 1
    _record(actor, "projects.edit_plan", plan, before, _facts(plan))


def remove_plan(actor: Actor, plan: ProjectPlan) -> None:
    """Delete a plan nothing belongs to."""
    db.session.refresh(plan, with_for_update=True)
    circles, projects = circle_count(plan.id), project_count(plan.id)
    if circles or projects:
        raise Refusal("projects.plan_in_use", circles=circles, projects=projects)
    before = _facts(plan)
    with refusing("foreign", "projects.plan_in_use", circles=circles, projects=projects):
        db.session.delete(plan)
    _record(actor, "projects.remove_plan", plan, before, {})


def _record(
    actor: Actor, act: str, plan: ProjectPlan, before: dict[str, object], after: dict[str, object]
) -> None:
    community = plan.code if len(plan.code) > STREET else None
    record(actor, act, "project_plan", plan.id, community, before, after)


def _facts(plan: ProjectPlan) -> dict[str, object]:
    parent: UUID | None = plan.parent_id
    facts = {"code": plan.code, "circle": plan.circle, "title": plan.title, "goal": plan.goal}
    return {**facts, "overall": parent is None}


def _title(text: str) -> str:
    title = tidy(text)
    if not title or len(title) > TITLE_LENGTH:
        raise Refusal("projects.plan_title", most=TITLE_LENGTH)
    return title


def _circle(text: str) -> str:
    circle = tidy(text)
    if not circle or len(circle) > CIRCLE_LENGTH:
        raise Refusal("projects.circle_name", most=CIRCLE_LENGTH)
    return circle


def _goal(text: str) -> str:
    goal = tidy_lines(text)
    if len(goal) > GOAL_LENGTH:
        raise Refusal("projects.plan_long", most=GOAL_LENGTH)
    return goal
