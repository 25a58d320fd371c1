"""The first pages: stranger, resident, worker, officer, administrator, each find their next step."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from deliberation.actors import Role
from deliberation.cycles.rules import Stage
from deliberation.database import db, unit_of_work
from deliberation.needs import service as needs
from deliberation.needs.rules import Draft
from tests.page import PageClient
from tests.projects.stories import ListStory
from tests.rounds.stories import RoundStory
from tests.stories import STREET, A, B, Story


@contextmanager
def counting() -> Iterator[list[str]]:
    """The statements that are sent meanwhile."""
    said: list[str] = []

    def hear(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        said.append(statement)

    event.listen(db.engine, "before_cursor_execute", hear)
    yield said
    event.remove(db.engine, "before_cursor_execute", hear)


def test_a_stranger_learns_what_this_is_and_finds_the_community(story: Story, visitor: PageClient) -> None:
    shown = visitor.get("/")
    assert "商量着办" in shown
    assert f"/c/{A}/" in shown.links()
    assert "/join" in shown.links()


def test_without_communities_the_first_page_says_what_to_do(app: Any, visitor: PageClient) -> None:
    assert "还没有社区" in visitor.get("/")


def test_a_resident_is_asked_for_needs_while_they_are_collected(story: Story, visitor: PageClient) -> None:
    story.cycle(Stage.COLLECTING)
    resident, _phone = story.resident()
    visitor.enter(resident)
    shown = visitor.get("/")
    assert "正在征集需求" in shown
    assert f"/c/{A}/needs/new" in shown.links()


def test_a_resident_is_led_to_the_open_vote_and_nothing_says_whether_they_voted(
    story: Story, visitor: PageClient
) -> None:
    resident, _phone = story.resident()
    row = RoundStory(story).open()
    visitor.enter(resident)
    shown = visitor.get("/")
    assert "正在投票" in shown
    assert f"/c/{A}/rounds/{row.id}" in shown.links()


def test_somebody_not_yet_confirmed_is_told_to_wait(story: Story, visitor: PageClient) -> None:
    from tests.needs.stories import unconfirmed

    visitor.enter(unconfirmed(story))
    assert "等社区核对" in visitor.get("/")


def test_a_worker_is_led_to_what_waits(story: Story, visitor: PageClient) -> None:
    story.cycle(Stage.COLLECTING)
    resident, _phone = story.resident()
    with unit_of_work():
        needs.submit(resident, A, Draft("早餐店", "没有早餐店。", "B03"))
    worker, _phone = story.staff()
    visitor.enter(worker)
    assert "1 条需求等您梳理" in visitor.get("/")
    assert "1 条需求等您梳理" in visitor.get(f"/c/{A}/desk")


def test_a_worker_with_nothing_to_do_is_told_so(story: Story, visitor: PageClient) -> None:
    worker, _phone = story.staff()
    visitor.enter(worker)
    assert "没有等您办的事" in visitor.get(f"/c/{A}/desk")


def test_the_teller_is_asked_to_sign(story: Story, visitor: PageClient) -> None:
    told = ListStory(story)
    told.voted(signed=False)
    visitor.enter(told.rounds.teller)
    assert "等您签字" in visitor.get("/")


def test_an_officer_sees_the_waiting_list_first(story: Story, visitor: PageClient) -> None:
    told = ListStory(story)
    told.submitted()
    visitor.enter(told.officer)
    assert "1 张社区报送的清单等您办理" in visitor.get("/")
    shown = visitor.get("/office/")
    assert "和平里社区" in shown
    assert "东风社区" in shown
    assert "已报送" in shown


@pytest.mark.parametrize(
    ("role", "scope", "link"),
    [
        (Role.ADMINISTRATOR, "999999", "/accounts/"),
        (Role.SECURITY, "999999", "/security/"),
        (Role.AUDITOR, "999999", "/journal/"),
    ],
)
def test_the_three_administrators_find_their_page(
    story: Story, visitor: PageClient, role: Role, scope: str, link: str
) -> None:
    actor, _phone = story.staff(role, scope)
    visitor.enter(actor)
    assert link in visitor.get("/").links()


def test_a_community_shows_itself_to_everybody(story: Story, visitor: PageClient) -> None:
    told = ListStory(story)
    told.publicised()
    shown = visitor.get(f"/c/{A}/")
    assert "电动车充电棚" in shown
    assert "公示中" in shown
    assert "居委会一楼服务台" in shown
    assert "张桂兰" not in shown


def test_an_empty_community_offers_the_first_act(story: Story, visitor: PageClient) -> None:
    assert "还没有人提需求" in visitor.get(f"/c/{B}/")


def test_a_community_that_does_not_exist_is_not_found(story: Story, visitor: PageClient) -> None:
    visitor.get("/c/999999001009/", status=404)


def test_the_desk_of_another_community_does_not_exist(story: Story, visitor: PageClient) -> None:
    worker, _phone = story.staff(Role.WORKER, B)
    visitor.enter(worker)
    visitor.get(f"/c/{A}/desk", status=404)


def test_the_overview_is_the_officers_alone(story: Story, visitor: PageClient) -> None:
    worker, _phone = story.staff()
    visitor.enter(worker)
    visitor.get("/office/", status=403)


def test_an_officer_sees_the_communities_of_the_own_street_only(story: Story, visitor: PageClient) -> None:
    officer, _phone = story.staff(Role.OFFICER, "999999002")
    visitor.enter(officer)
    shown = visitor.get("/office/")
    assert "和平里社区" not in shown
    assert "还没有社区" in shown


def test_the_pages_ask_the_database_as_often_for_many_needs_as_for_few(
    story: Story, visitor: PageClient
) -> None:
    told = ListStory(story)
    told.need("第一条")
    visitor.enter(told.worker)
    visitor.get(f"/c/{A}/")
    with counting() as few:
        visitor.get(f"/c/{A}/")
        visitor.get(f"/c/{A}/desk")
    for place in range(6):
        told.need(f"第{place}条需求")
    with counting() as many:
        visitor.get(f"/c/{A}/")
        visitor.get(f"/c/{A}/desk")
    assert len(many) <= len(few) + 2


def test_the_street_overview_asks_as_often_for_two_communities_as_for_one(
    story: Story, visitor: PageClient
) -> None:
    one, _phone = story.staff(Role.OFFICER, A)
    both, _phone = story.staff(Role.OFFICER, STREET)
    story.cycle(Stage.VOTING, A)
    story.cycle(Stage.VOTING, B)
    said = []
    for officer in (one, both):
        visitor.enter(officer)
        with counting() as heard:
            visitor.get("/office/")
        said.append(len(heard))
    assert said[0] == said[1]


def test_what_this_is_and_what_it_promises(app: Any, visitor: PageClient) -> None:
    assert "不积分" in visitor.get("/about")


def test_a_phone_has_the_tabs_of_a_resident(story: Story, visitor: PageClient) -> None:
    resident, _phone = story.resident()
    visitor.enter(resident)
    shown = visitor.get("/")
    tabs = [" ".join(tab.text_content().split()) for tab in shown.tree.xpath("//nav[@class='tabs']/a")]
    assert tabs == ["首页", "需求", "投票", "我的"]
