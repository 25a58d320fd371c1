"""What waits while projects are carried out: counted by one statement each, of the right places only."""

from datetime import date

import pytest
from sqlalchemy import update

from deliberation.clock import at, now, today
from deliberation.database import db, unit_of_work
from deliberation.projects import carry_counts, carrying, changing
from deliberation.projects.carrying import Progress
from deliberation.projects.carrying_rules import ChangeKind, MilestonePlan
from deliberation.projects.changing import Wish
from deliberation.projects.models import Project, ProjectList
from deliberation.projects.rules import RowVerdict
from tests.desk.test_desk import counting
from tests.projects.stories import DAY, ListStory, one
from tests.stories import STREET, A, B, Story


@pytest.fixture
def lists(story: Story) -> ListStory:
    return ListStory(story)


def planned(lists: ListStory, made: ProjectList, *days: date) -> None:
    plans = [MilestonePlan("", f"第{place}步", day) for place, day in enumerate(days, 1)]
    with unit_of_work():
        carrying.set_milestones(lists.worker, made, one(made), plans, one(made).carry_revision)


def test_milestones_count_as_soon_up_to_the_seventh_day_and_late_from_the_day_after(
    lists: ListStory,
) -> None:
    planned(lists, lists.accepted(), today(), today() + 7 * DAY, today() + 8 * DAY)
    assert carry_counts.due_milestones([A]) == (0, 2)
    with at(now() + DAY):
        assert carry_counts.due_milestones([A]) == (1, 2)
        assert carry_counts.due_milestones([STREET]) == (1, 2)
        assert carry_counts.due_milestones([B]) == (0, 0)
        assert carry_counts.due_milestones([]) == (0, 0)
        assert carry_counts.overdue_in([A, B]) == {A: 1}


def test_what_was_reached_finished_or_declined_is_not_waited_for(lists: ListStory) -> None:
    made = lists.accepted()
    planned(lists, made, today(), today() + DAY)
    first = carrying.milestones_of(one(made).id)[0].id
    with unit_of_work():
        reached = Progress("k1", today(), "开工了。", milestone_id=first)
        carrying.report(lists.worker, made, one(made), reached)
    assert carry_counts.due_milestones([A]) == (0, 1)
    with unit_of_work():
        finished = Progress("k2", today(), "做完了。", finished=True)
        carrying.report(lists.worker, made, one(made), finished)
    assert carry_counts.due_milestones([A]) == (0, 0)
    assert (carry_counts.acceptances_waiting(A), carry_counts.acceptances_waiting(B)) == (1, 0)
    with unit_of_work():
        db.session.execute(update(Project).values(verdict=RowVerdict.DECLINED))
    assert carry_counts.acceptances_waiting(A) == 0


def test_changes_wait_until_the_street_has_answered(lists: ListStory) -> None:
    made = lists.accepted()
    wish = Wish(ChangeKind.TIME, "材料没有到", finish_on=today() + 120 * DAY)
    with unit_of_work():
        change = changing.ask(lists.worker, made, one(made), wish)
    assert carry_counts.changes_waiting([STREET]) == 1
    assert carry_counts.changes_waiting([B]) == 0
    with unit_of_work():
        changing.approve(lists.officer, made, one(made), change)
    assert carry_counts.changes_waiting([STREET]) == 0


def test_counting_takes_one_statement_each(lists: ListStory) -> None:
    planned(lists, lists.accepted(), today())
    db.session.rollback()
    with counting() as said:
        carry_counts.due_milestones([A])
        carry_counts.acceptances_waiting(A)
        carry_counts.changes_waiting([STREET])
    assert len([each for each in said if each.startswith("SELECT")]) == 3
    assert all("count(" in each for each in said if each.startswith("SELECT"))
