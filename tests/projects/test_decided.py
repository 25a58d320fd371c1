"""Rows taken as the round's own count decided, equal shares above all."""

import pytest

from deliberation.database import unit_of_work
from deliberation.errors import Refusal
from deliberation.projects import conversion
from deliberation.projects.rules import DecisionKind, Taking
from deliberation.rounds.outcomes import result_of
from deliberation.tally.rule import Method
from tests.page import PageClient
from tests.projects.stories import ListStory
from tests.stories import A, Story

SHARES = {"method": Method.EQUAL_SHARES, "budget_fen": 15_000_000}


def test_the_list_takes_what_equal_shares_chose(story: Story) -> None:
    told = ListStory(story)
    made, round_id = told.list(), told.voted(**SHARES)
    outcome = result_of(round_id)
    assert outcome is not None
    assert outcome.won
    seen = conversion.preview(made, round_id, Taking.DECIDED, 0)
    assert [each.option.key for each in seen.options if each.selected] == [
        row.key for row in outcome.rows if row.key in outcome.won
    ]
    with unit_of_work():
        rows = conversion.take(told.worker, made, round_id, Taking.DECIDED, 0)
    assert {row.name for row in rows} == {row.title for row in outcome.winners}
    assert sum(row.cost_fen or 0 for row in rows) <= 15_000_000
    facts = next(each.facts for each in rows[0].decisions if each.kind == DecisionKind.ROUND)
    assert facts["counts"] == "votes"


def test_a_round_that_only_orders_decides_nothing(story: Story) -> None:
    told = ListStory(story)
    made, round_id = told.list(), told.voted()
    with pytest.raises(Refusal, match="round_only_orders"):
        conversion.preview(made, round_id, Taking.DECIDED, 0)


def test_the_desk_offers_first_what_the_count_decided(story: Story, visitor: PageClient) -> None:
    told = ListStory(story)
    made, round_id = told.list(), told.voted(**SHARES)
    here = f"/c/{A}/projects/{made.id}/convert"
    visitor.enter(told.worker)
    page = visitor.get(here)
    assert page.tree.xpath('//input[@name="taking" and @value="decided" and @checked]')
    page = visitor.get(f"{here}?round_id={round_id}&taking=decided")
    assert "投票入选" in page
    sent = {"round_id": str(round_id), "taking": "decided", "top": "", "budget": ""}
    visitor.post(here, sent)
    assert "没有新的项目可以列入" in visitor.get(f"{here}?round_id={round_id}&taking=decided")


def test_of_a_round_below_its_threshold_nothing_is_taken(story: Story) -> None:
    told = ListStory(story)
    for number in range(9):
        story.resident(A, f"没投票{number}")
    made, round_id = told.list(), told.voted(min_turnout_percent=90, **SHARES)
    with pytest.raises(Refusal, match="no_signed_result"):
        conversion.preview(made, round_id, Taking.DECIDED, 0)
