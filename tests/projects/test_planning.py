"""一圈一策: one overall plan a street, a plan a circle, and the projects that belong to both."""

import pytest

from deliberation.database import unit_of_work
from deliberation.errors import Refusal
from deliberation.projects import circles, editing, planning, queries
from deliberation.projects.models import ProjectPlan
from tests.projects.stories import ListStory, edit_of, one
from tests.stories import STREET, A, B, Story


def plans(told: ListStory, code: str = A) -> tuple[ProjectPlan, ProjectPlan]:
    """The street's plan and a circle of a community."""
    with unit_of_work():
        overall = planning.begin_overall(told.officer, STREET, "清河街道总体方案", "十五分钟能办的事")
        return overall, planning.begin_circle(told.worker, code, "东门便民圈", "东门圈方案", "早餐和修理")


def test_a_street_has_one_overall_plan(story: Story) -> None:
    told = ListStory(story)
    plans(told)
    with pytest.raises(Refusal, match="plan_there"), unit_of_work():
        planning.begin_overall(told.officer, STREET, "又一个", "")


def test_a_circle_needs_the_overall_plan_of_its_street(story: Story) -> None:
    told = ListStory(story)
    with pytest.raises(Refusal, match="no_overall_plan"), unit_of_work():
        planning.begin_circle(told.worker, A, "东门便民圈", "东门圈方案", "")


def test_a_project_belongs_to_its_circle_and_through_it_to_the_overall_plan(story: Story) -> None:
    told = ListStory(story)
    made = told.taken()
    overall, circle = plans(told)
    with unit_of_work():
        row = one(made)
        editing.edit_row(told.worker, made, row, edit_of(row, plan_id=circle.id), made.revision)
    for plan in (overall, circle):
        found = circles.projects_in(plan, 1, [A])
        assert [each.Project.id for each in found.items] == [row.id]
        assert circles.projects_in(plan, 1).total == 0, "a draft is nobody else's to see"
    listed = circles.circles_under(overall, 1, [A]).items
    assert [(each.place, each.rows, each.cost_fen) for each in listed] == [("和平里社区", 1, 5_000_000)]


def test_a_plan_with_projects_or_circles_in_it_is_not_deleted(story: Story) -> None:
    told = ListStory(story)
    made = told.taken()
    overall, circle = plans(told)
    with unit_of_work():
        row = one(made)
        editing.edit_row(told.worker, made, row, edit_of(row, plan_id=circle.id), made.revision)
    for plan in (overall, circle):
        with pytest.raises(Refusal, match="plan_in_use"), unit_of_work():
            planning.remove_plan(told.officer, plan)
    with unit_of_work():
        row = one(made)
        editing.edit_row(told.worker, made, row, edit_of(row), made.revision)
        planning.remove_plan(told.worker, circle)
        planning.remove_plan(told.officer, overall)
    assert circles.overall_of(A) is None
    assert queries.row_of(row.id, made.id) is not None


def test_the_circle_of_another_community_takes_no_project_of_this_one(story: Story) -> None:
    told = ListStory(story)
    made = told.taken()
    _overall, circle = plans(told, B)
    row = one(made)
    with pytest.raises(Refusal, match="foreign_plan"), unit_of_work():
        editing.edit_row(told.worker, made, row, edit_of(row, plan_id=circle.id), made.revision)


def test_a_circle_of_the_whole_street_is_open_to_all_its_communities(story: Story) -> None:
    told = ListStory(story)
    plans(told)
    with unit_of_work():
        wide = planning.begin_circle(told.officer, STREET, "两社区便民圈", "两社区圈方案", "")
    assert wide.id in {plan.id for plan in circles.circles_for(A)}
    assert wide.id in {plan.id for plan in circles.circles_for(B)}


def test_two_hands_on_a_plan_never_overwrite_each_other(story: Story) -> None:
    told = ListStory(story)
    _overall, circle = plans(told)
    with unit_of_work():
        planning.edit_plan(told.worker, circle, "东门便民圈", "先改的", "", 1)
    with pytest.raises(Refusal, match="plan_changed"), unit_of_work():
        planning.edit_plan(told.lead, circle, "东门便民圈", "后改的", "", 1)
    assert circle.title == "先改的"
