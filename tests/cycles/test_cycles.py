"""A community's cycle: its stages follow from its dates."""

from datetime import date, timedelta

import pytest

from deliberation.actors import Role
from deliberation.clock import today
from deliberation.cycles import queries, service
from deliberation.cycles.rules import Stage, spans, stage_on
from deliberation.database import unit_of_work
from deliberation.errors import Refusal
from tests.page import PageClient
from tests.stories import A, B, Story

DAY = date(2026, 3, 1)


def test_a_stage_lasts_until_the_day_before_the_next() -> None:
    given = spans({Stage.COLLECTING: DAY, Stage.VOTING: DAY + timedelta(days=10)}, DAY + timedelta(days=20))
    assert [(s.stage, s.starts_on, s.ends_on) for s in given] == [
        (Stage.COLLECTING, DAY, DAY + timedelta(days=9)),
        (Stage.VOTING, DAY + timedelta(days=10), DAY + timedelta(days=20)),
    ]


@pytest.mark.parametrize(
    ("offset", "stage"),
    [(-1, None), (0, Stage.COLLECTING), (9, Stage.COLLECTING), (10, Stage.VOTING), (21, None)],
)
def test_the_stage_of_a_day_follows_from_the_dates(offset: int, stage: Stage | None) -> None:
    given = spans({Stage.COLLECTING: DAY, Stage.VOTING: DAY + timedelta(days=10)}, DAY + timedelta(days=20))
    span = stage_on(given, DAY + timedelta(days=offset))
    assert (span.stage if span else None) == stage


def test_stages_out_of_order_are_refused() -> None:
    with pytest.raises(Refusal, match="dates_out_of_order"):
        spans({Stage.COLLECTING: DAY, Stage.VOTING: DAY})


def test_a_cycle_without_collecting_is_refused() -> None:
    with pytest.raises(Refusal, match="no_collecting"):
        spans({Stage.VOTING: DAY})


def test_a_community_has_one_cycle_at_a_time(story: Story) -> None:
    worker, _phone = story.staff()
    story.cycle()
    with pytest.raises(Refusal, match="overlap"), unit_of_work():
        service.plan(worker, A, "又一个", {Stage.COLLECTING: today()}, None)


def test_another_community_may_have_its_own_cycle(story: Story) -> None:
    story.cycle()
    story.cycle(Stage.VOTING, B)
    assert queries.stage_now(A)[1] == Stage.COLLECTING
    assert queries.stage_now(B)[1] == Stage.VOTING


def test_a_worker_plans_a_cycle_and_the_ribbon_shows_it(story: Story, visitor: PageClient) -> None:
    worker, _phone = story.staff()
    visitor.enter(worker)
    visitor.get(f"/c/{A}/cycles/new")
    shown = visitor.post(f"/c/{A}/cycles/new", {"name": "春季议事", "collecting": str(today())})
    assert "春季议事" in shown
    assert "征集" in shown


def test_a_worker_of_another_community_may_not_plan_here(story: Story, visitor: PageClient) -> None:
    worker, _phone = story.staff(Role.WORKER, B)
    visitor.enter(worker)
    visitor.get(f"/c/{A}/cycles/new", status=404)


def test_dates_out_of_order_are_told_and_what_was_typed_is_kept(story: Story, visitor: PageClient) -> None:
    worker, _phone = story.staff()
    visitor.enter(worker)
    visitor.get(f"/c/{A}/cycles/new")
    shown = visitor.post(
        f"/c/{A}/cycles/new", {"name": "春季议事", "collecting": "2026-05-02", "voting": "2026-05-01"}
    )
    assert "一个比一个晚" in shown
    assert "春季议事" in shown.source


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "1899-12-31", "0000-00-00", "2026-02-30"])
def test_impossible_days_are_told_and_plan_nothing(story: Story, visitor: PageClient, day: str) -> None:
    worker, _phone = story.staff()
    visitor.enter(worker)
    visitor.get(f"/c/{A}/cycles/new")
    shown = visitor.post(f"/c/{A}/cycles/new", {"name": "春季议事", "collecting": day}, status=200)
    assert "春季议事" in shown.source
    assert shown.forms("/cycles/new") or shown.tree.xpath("//main//form")
