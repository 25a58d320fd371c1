"""Stages of a project, its usual milestones, what is late, and what is told of money."""

from datetime import date, timedelta

import pytest

from deliberation.errors import Refusal
from deliberation.projects import carrying_rules as rules
from deliberation.projects.carrying_rules import NEXT, CarryStage, MilestonePlan
from deliberation.projects.rules import ProjectKind

DAY = date(2026, 5, 4)


@pytest.mark.parametrize("now", list(CarryStage))
@pytest.mark.parametrize("to", list(CarryStage))
def test_a_project_goes_from_stage_to_stage_only_as_the_table_says(now: CarryStage, to: CarryStage) -> None:
    if to in NEXT[now]:
        assert rules.step(now, to) == to
    else:
        with pytest.raises(Refusal, match=r"projects\.wrong_stage"):
            rules.step(now, to)


def test_nothing_follows_an_accepted_or_stopped_project() -> None:
    assert NEXT[CarryStage.ACCEPTED] == NEXT[CarryStage.STOPPED] == frozenset()
    assert CarryStage.ACCEPTED not in NEXT[CarryStage.RUNNING]


@pytest.mark.parametrize("kind", list(ProjectKind))
def test_usual_milestones_lie_in_order_between_start_and_deadline(kind: ProjectKind) -> None:
    plans = rules.usual_milestones(kind, DAY, DAY + timedelta(days=100))
    days = [plan.due_on for plan in plans]
    assert days == sorted(days)
    assert days[0] >= DAY
    assert days[-1] == DAY + timedelta(days=100)


def test_a_milestone_is_overdue_from_the_day_after_it_is_due_until_it_is_reached() -> None:
    later = DAY + timedelta(days=1)
    assert not rules.is_overdue(CarryStage.RUNNING, DAY, None, DAY)
    assert rules.is_overdue(CarryStage.RUNNING, DAY, None, later)
    assert not rules.is_overdue(CarryStage.RUNNING, DAY, later, later)
    assert not rules.is_overdue(CarryStage.STOPPED, DAY, None, later)
    assert rules.days_late(DAY, None, later) == 1
    assert rules.days_late(DAY, DAY, later) == 0


def test_no_milestone_is_due_before_the_start_and_none_is_nameless() -> None:
    early = MilestonePlan("design", "", DAY - timedelta(days=1))
    with pytest.raises(Refusal, match=r"projects\.milestone_before_start"):
        rules.check_milestones([early], DAY)
    with pytest.raises(Refusal, match=r"projects\.milestone_unnamed"):
        rules.check_milestones([MilestonePlan("", "", DAY)], DAY)
    with pytest.raises(Refusal, match=r"projects\.milestone_count"):
        rules.check_milestones([], DAY)


def test_money_spent_over_the_estimate_is_told() -> None:
    assert rules.overspent(101, 100) == 1
    assert rules.overspent(100, 100) == 0
    assert rules.overspent(100, None) == 0
