"""The pages of carrying out: everybody reads how a project goes, a worker reports, the street decides."""

from typing import Any

import pytest
from sqlalchemy import inspect

from deliberation.clock import at, now
from deliberation.database import unit_of_work
from deliberation.projects import submission
from deliberation.projects.models import Project
from tests.page import PageClient
from tests.projects.stories import DAY, ListStory, one
from tests.projects.test_carrying import planned, reported
from tests.stories import A, B, Story


@pytest.fixture
def lists(story: Story) -> ListStory:
    return ListStory(story)


def page_of(row: Project, rest: str = "", code: str = A) -> str:
    """The address of a project, or of an act on it."""
    return f"/c/{code}/projects/{row.list_id}/p/{inspect(row).identity[0]}{rest}"


def test_everybody_reads_how_a_project_goes(lists: ListStory, visitor: PageClient) -> None:
    made = lists.accepted()
    planned(lists, made)
    reported(lists, made, spent_fen=123_400_00, delay_reason="下雨")
    row = one(made)
    shown = visitor.get(page_of(row))
    for words in ("正在做，下一步：设计", "装灯", "地面做好了。", "12.34 万元", "下雨", "项目开始实施"):
        assert words in shown
    assert "报进展" not in shown


def test_the_list_leads_to_the_project_and_so_does_the_need(lists: ListStory, visitor: PageClient) -> None:
    made = lists.accepted()
    row = reported(lists, made)
    url, need = page_of(row), row.needs[0].need_id
    assert url in visitor.get(f"/c/{A}/projects/{row.list_id}").links()
    assert url in visitor.get(f"/c/{A}/needs/{need}").links()


def test_a_milestone_that_was_missed_is_told_with_its_days(lists: ListStory, visitor: PageClient) -> None:
    made = lists.accepted()
    planned(lists, made)
    url = page_of(one(made))
    assert "没有这样的项目" in visitor.get(f"/c/{A}/projects/works", late="1")
    with at(now() + 3 * DAY):
        assert "过期 3 天" in visitor.get(url)
        assert "1 个过期" in visitor.get(f"/c/{A}/projects/works", late="1")


def test_a_row_the_street_declined_is_no_project(lists: ListStory, visitor: PageClient) -> None:
    made = lists.submitted()
    row = one(made)
    with unit_of_work():
        submission.accept(lists.officer, made, "", {row.id: "没有钱"})
    url, number = page_of(one(made)), row.id
    visitor.get(url, status=404)
    assert str(number) not in "".join(visitor.get(f"/c/{A}/projects/works").links("/p/"))


def test_a_list_under_way_to_the_street_has_no_projects_yet(lists: ListStory, visitor: PageClient) -> None:
    visitor.get(page_of(one(lists.submitted())), status=404)


def test_another_community_has_no_such_project(lists: ListStory, visitor: PageClient) -> None:
    visitor.get(page_of(one(lists.accepted()), code=B), status=404)


def test_the_works_of_a_community_ask_the_same_however_many_there_are(
    lists: ListStory, visitor: PageClient, queries_of: Any
) -> None:
    made = lists.accepted()
    planned(lists, made)
    few = queries_of(lambda: visitor.get(f"/c/{A}/projects/works", stage="running"))
    row_count = len(visitor.get(f"/c/{A}/projects/works").links("/p/"))
    many = queries_of(lambda: visitor.get(f"/c/{A}/projects/works"))
    assert row_count == 2
    assert many - few <= 4


def test_the_officer_finds_the_works_of_one_community_by_stage(lists: ListStory, visitor: PageClient) -> None:
    made = lists.accepted()
    row = reported(lists, made)
    url = page_of(row)
    visitor.enter(lists.officer)
    assert url in visitor.get("/office/works", stage="running", community=A).links()
    assert "没有这样的项目" in visitor.get("/office/works", stage="accepted")
    assert "没有这样的项目" in visitor.get("/office/works", late="1", community="nonsense")
