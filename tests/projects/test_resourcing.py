"""资源清单: offered, pledged up to what there is, taken back, withdrawn."""

from typing import Any

import pytest

from deliberation.clock import at, now, today
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.journal.models import JournalEntry
from deliberation.projects import offered, resourcing
from deliberation.projects.models import Resource
from deliberation.projects.resourcing import Offer
from deliberation.projects.rules import ResourceKind
from tests.projects.stories import DAY, ListStory, one
from tests.stories import A, B, Story

MONEY = Offer(ResourceKind.MONEY, "爱心捐款", "清河商会", True, "李经理 13812341234", 1_000_000)
VENUE = Offer(ResourceKind.VENUE, "小学操场", "清河小学", True, "门卫室", None, "周末两天")


def given(told: ListStory, offer: Offer, code: str = A) -> Resource:
    with unit_of_work():
        return resourcing.enter(told.worker, code, offer)


def pledge(told: ListStory, made: Any, resource: Resource, what: str, fen: int | None, place: int = 0) -> Any:
    row = one(made, place)
    with unit_of_work():
        return resourcing.pledge(told.worker, made, row, resource, what, fen)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"kind": ResourceKind.MONEY}, "resource_amount"),
        ({"kind": ResourceKind.MONEY, "amount_fen": 0}, "resource_amount"),
        ({"kind": ResourceKind.MONEY, "amount_fen": 10**18}, "resource_amount"),
        ({"name": " "}, "resource_name"),
        ({"owner": ""}, "resource_name"),
        ({"quantity": ""}, "resource_quantity"),
        ({"name": "长" * 81}, "resource_long"),
        ({"note": "长" * 2001}, "resource_long"),
    ],
)
def test_what_is_no_offer_is_refused(story: Story, change: dict[str, Any], code: str) -> None:
    told = ListStory(story)
    with pytest.raises(Refusal, match=code), unit_of_work():
        resourcing.enter(told.worker, A, Offer(**{**VENUE.__dict__, **change}))


def test_whom_to_ring_is_sealed_and_stands_in_no_journal(story: Story) -> None:
    told = ListStory(story)
    resource = given(told, MONEY)
    assert b"13812341234" not in bytes(resource.contact_sealed or b"")
    assert resourcing.contact_of(resource) == MONEY.contact
    entry = db.session.query(JournalEntry).filter_by(act="projects.enter_resource").one()
    assert "李经理" not in str(entry.changes)


def test_money_is_pledged_up_to_what_there_is_and_not_a_fen_more(story: Story) -> None:
    told = ListStory(story)
    made = told.taken()
    resource = given(told, MONEY)
    pledge(told, made, resource, "", 600_000)
    with pytest.raises(Refusal, match="pledged_out"):
        pledge(told, made, resource, "", 400_001, 1)
    pledge(told, made, resource, "", 400_000, 1)
    assert offered.pledged_fen(resource.id) == 1_000_000


def test_a_resource_is_pledged_to_a_row_once_at_a_time(story: Story) -> None:
    told = ListStory(story)
    made = told.taken()
    resource = given(told, VENUE)
    first = pledge(told, made, resource, "放充电棚材料", None)
    with pytest.raises(Refusal, match="pledged_already"):
        pledge(told, made, resource, "再来一次", None)
    with unit_of_work():
        resourcing.take_back(told.worker, made, one(made), first, "不用了")
    with pytest.raises(Refusal, match="pledge_ended"), unit_of_work():
        resourcing.take_back(told.worker, made, one(made), first, "再收一次")
    pledge(told, made, resource, "又要用了", None)
    assert [each.what for each in one(made).pledged] == ["又要用了"]


def test_money_taken_back_can_be_pledged_again(story: Story) -> None:
    told = ListStory(story)
    made = told.taken()
    resource = given(told, MONEY)
    first = pledge(told, made, resource, "", 1_000_000)
    with unit_of_work():
        resourcing.take_back(told.worker, made, one(made), first, "改用财政资金")
    assert pledge(told, made, resource, "", 1_000_000, 1).amount_fen == 1_000_000


def test_a_withdrawn_resource_leaves_its_rows_and_is_pledged_to_none(story: Story) -> None:
    told = ListStory(story)
    made = told.taken()
    resource = given(told, VENUE)
    pledge(told, made, resource, "放材料", None)
    with unit_of_work():
        assert resourcing.withdraw_resource(told.worker, resource, "学校要修操场") == 1
    assert one(made).pledged == []
    assert one(made).pledges[0].end_reason == "学校要修操场"
    with pytest.raises(Refusal, match="resource_withdrawn"):
        pledge(told, made, resource, "放材料", None)
    assert offered.resource_count(A) == 0


def test_what_is_over_is_pledged_no_more(story: Story) -> None:
    told = ListStory(story)
    made = told.taken()
    resource = given(told, Offer(**{**VENUE.__dict__, "until_on": today()}))
    with at(now() + DAY), pytest.raises(Refusal, match="resource_over"):
        pledge(told, made, resource, "放材料", None)
    assert pledge(told, made, resource, "放材料", None)


def test_the_amount_is_never_less_than_what_is_promised(story: Story) -> None:
    told = ListStory(story)
    made = told.taken()
    resource = given(told, MONEY)
    pledge(told, made, resource, "", 600_000)
    for less in ({"amount_fen": 599_999}, {"kind": ResourceKind.VENUE, "quantity": "一间"}):
        with pytest.raises(Refusal, match="less_than_pledged"), unit_of_work():
            resourcing.edit(told.worker, resource, Offer(**{**MONEY.__dict__, **less}), resource.revision)
    with unit_of_work():
        resourcing.edit(
            told.worker, resource, Offer(**{**MONEY.__dict__, "amount_fen": 600_000}), resource.revision
        )
    with pytest.raises(Refusal, match="resource_changed"), unit_of_work():
        resourcing.edit(told.worker, resource, MONEY, 1)


def test_a_resource_of_another_community_is_not_pledged_here(story: Story) -> None:
    told = ListStory(story)
    made = told.taken()
    resource = given(told, VENUE, B)
    with pytest.raises(Refusal, match="foreign_resource"):
        pledge(told, made, resource, "放材料", None)


def test_drafts_show_their_pledges_to_workers_only(story: Story) -> None:
    told = ListStory(story)
    made = told.taken()
    resource = given(told, VENUE)
    pledge(told, made, resource, "放材料", None)
    assert offered.pledges_to([resource.id], drafts=False) == {}
    assert len(offered.pledges_to([resource.id], drafts=True)[resource.id]) == 1
