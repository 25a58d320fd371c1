"""The desks while projects are carried out: what is late, due, finished, or asked to be changed."""

import pytest
from sqlalchemy import select

from deliberation.clock import today
from deliberation.database import db, unit_of_work
from deliberation.projects import carrying, changing
from deliberation.projects.carrying import Progress
from deliberation.projects.carrying_rules import ChangeKind, MilestonePlan
from deliberation.projects.changing import Wish
from deliberation.projects.models import Milestone, ProjectList
from tests.page import PageClient, Shown
from tests.projects.stories import DAY, ListStory, one
from tests.stories import A, Story


@pytest.fixture
def lists(story: Story) -> ListStory:
    return ListStory(story)


def planned(lists: ListStory, made: ProjectList, days: int) -> None:
    """A milestone due in so many days; one of the past was missed."""
    plan = [MilestonePlan("begun", "", today())]
    with unit_of_work():
        carrying.set_milestones(lists.worker, made, one(made), plan, one(made).carry_revision)
        for each in db.session.scalars(select(Milestone)):
            each.due_on = today() + days * DAY


def piles(shown: Shown) -> dict[str, int]:
    """The counts on a desk by their labels."""
    cards = shown.tree.xpath("//li[@class='card']")
    labels = [" ".join(card.xpath("p")[0].text_content().split()) for card in cards]
    return dict(zip(labels, [int(card.xpath("p")[1].text_content()) for card in cards], strict=True))


def test_a_worker_is_led_to_milestones_that_are_late(lists: ListStory, visitor: PageClient) -> None:
    planned(lists, lists.accepted(), -1)
    visitor.enter(lists.worker)
    shown = visitor.get(f"/c/{A}/desk")
    assert "1 个项目节点过了期，请报进展" in shown
    assert f"/c/{A}/projects/works?late=1" in shown.links()
    assert (piles(shown)["过了期的项目节点"], piles(shown)["七天内到期的项目节点"]) == (1, 0)


def test_a_worker_is_led_to_milestones_due_within_seven_days(lists: ListStory, visitor: PageClient) -> None:
    planned(lists, lists.accepted(), 7)
    visitor.enter(lists.worker)
    shown = visitor.get(f"/c/{A}/desk")
    assert "1 个项目节点七天内到期" in shown
    assert (piles(shown)["过了期的项目节点"], piles(shown)["七天内到期的项目节点"]) == (0, 1)


def test_a_worker_is_led_to_what_waits_for_its_acceptance(lists: ListStory, visitor: PageClient) -> None:
    made = lists.accepted()
    with unit_of_work():
        finished = Progress("k1", today(), "做完了。", finished=True)
        carrying.report(lists.worker, made, one(made), finished)
    visitor.enter(lists.worker)
    shown = visitor.get(f"/c/{A}/desk")
    assert "1 个项目做完了，等验收" in shown
    assert piles(shown)["等验收的项目"] == 1
    assert f"/c/{A}/projects/works?stage=finished" in shown.links()


def test_an_officer_is_led_to_changes_first_and_then_to_what_is_late(
    lists: ListStory, visitor: PageClient
) -> None:
    made = lists.accepted()
    list_id = made.id
    planned(lists, made, -1)
    visitor.enter(lists.officer)
    assert "1 个项目节点过了期" in visitor.get("/")
    made = db.session.get_one(ProjectList, list_id)
    wish = Wish(ChangeKind.TIME, "材料没有到", finish_on=today() + 120 * DAY)
    with unit_of_work():
        changing.ask(lists.worker, made, one(made), wish)
    assert "1 项项目变更，等您答复" in visitor.get("/")
    shown = visitor.get("/office/")
    assert {"/office/works", "/office/works?late=1"} <= set(shown.links())
    assert piles(shown) == {
        "等办理的清单": 0,
        "等答复的项目变更": 1,
        "过了期的项目节点": 1,
        "七天内到期的项目节点": 0,
    }
    assert "1 个项目节点过了期" in shown


def test_nobody_is_sent_to_projects_that_are_where_they_should_be(
    lists: ListStory, visitor: PageClient
) -> None:
    planned(lists, lists.accepted(), 8)
    visitor.enter(lists.worker)
    assert "项目节点七天内到期。" not in visitor.get(f"/c/{A}/desk")
    visitor.enter(lists.officer)
    assert "没有等您办理的清单" in visitor.get("/")
