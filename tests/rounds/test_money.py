"""A round with money: every option has its cost, none is beyond it; and a need's chosen way goes along."""

import json
from typing import Any

import pytest

from deliberation.clock import at, local, now
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.needs import service as needs
from deliberation.needs.models import Need, NeedSolution
from deliberation.needs.rules import Feasibility
from deliberation.needs.ways import Assessment, Proposal
from deliberation.rounds import service
from deliberation.rounds.models import Round
from deliberation.rounds.outcomes import board_of, result_of
from deliberation.rounds.papers import result_sheet
from deliberation.rounds.rules import OptionPlan
from tests.needs.stories import again, need_by
from tests.page import PageClient
from tests.rounds.stories import DAY, RoundStory, after, cast, close
from tests.stories import A, Story

WAY = {
    "title": "隔一间便民屋",
    "text": "自行车棚东头。",
    "unit": "社区居委会",
    "upkeep": "物业每年约 600 元",
}


@pytest.fixture
def rounds(story: Story) -> RoundStory:
    return RoundStory(story)


def shortlisted(rounds: RoundStory, title: str = "配钥匙没地方去了", cost_fen: int | None = None) -> Need:
    """A candidate, as yet without a way."""
    need = need_by(rounds.story.resident()[0], title)
    with unit_of_work():
        needs.shortlist(rounds.worker, again(need), cost_fen)
    return need


def solved(
    rounds: RoundStory, need: Need, cost_fen: int | None = 3_800_000, title: str = WAY["title"]
) -> None:
    """A way is proposed, checked and chosen for the need."""
    with unit_of_work():
        said = needs.propose(rounds.worker, again(need), Proposal(title, WAY["text"]))
        source = "问了两家" if cost_fen is not None else ""
        found = Assessment(Feasibility.READY, "", cost_fen, source, WAY["unit"], WAY["upkeep"])
        needs.assess_way(rounds.worker, again(need), said, found, said.version)
        needs.choose_way(rounds.worker, again(need), said, said.version)


def refused(act: Any, code: str) -> dict[str, object]:
    with pytest.raises(Refusal) as caught:
        act()
    db.session.rollback()
    assert caught.value.code == f"rounds.{code}"
    return caught.value.facts


def typed(rounds: RoundStory, **more: Any) -> dict[str, Any]:
    """A form of planning."""
    first = local(now())
    return {
        "title": "第一轮投票",
        "k": "1",
        "unit": "resident",
        "opens_at": f"{first:%Y-%m-%dT%H:%M}",
        "closes_at": f"{first + DAY:%Y-%m-%dT%H:%M}",
        "ties": "cost,votes,lot",
        "teller": str(rounds.teller.account_id),
        "scrutineer": str(rounds.scrutineer.account_id),
        **more,
    }


class TestMoney:
    def test_an_option_without_a_cost_is_refused_by_name(self, rounds: RoundStory) -> None:
        options = [OptionPlan("早餐店", 100), OptionPlan("路灯")]
        facts = refused(lambda: rounds.draft(options=options, budget_fen=1000), "option_without_cost")
        assert facts["option"] == "路灯"

    def test_an_option_beyond_the_money_is_refused_by_name(self, rounds: RoundStory) -> None:
        options = [OptionPlan("早餐店", 1000), OptionPlan("电梯", 1001)]
        facts = refused(lambda: rounds.draft(options=options, budget_fen=1000), "option_beyond_budget")
        assert facts["option"] == "电梯"

    @pytest.mark.parametrize("budget", [0, -1])
    def test_no_money_is_not_money(self, rounds: RoundStory, budget: int) -> None:
        refused(lambda: rounds.draft(budget_fen=budget), "budget_not_positive")

    def test_a_round_that_only_ranks_needs_no_costs(self, rounds: RoundStory) -> None:
        rounds.voters(1)
        options = [OptionPlan("早餐店"), OptionPlan("路灯")]
        assert rounds.open(options=options).budget_fen is None

    def test_what_lost_its_cost_since_the_draft_is_not_announced(self, rounds: RoundStory) -> None:
        need = shortlisted(rounds)
        solved(rounds, need)
        options = [OptionPlan(need.title, 3_800_000, need.id, way=WAY)]
        row = rounds.draft(options=options, budget_fen=4_000_000, k=1)
        solved(rounds, need, cost_fen=None, title="再想想")
        refused(lambda: service.announce(rounds.worker, row.id), "option_without_cost")

    def test_the_page_names_what_lacks_a_cost_and_keeps_everything_typed(
        self, rounds: RoundStory, visitor: PageClient
    ) -> None:
        visitor.enter(rounds.worker)
        visitor.get(f"/c/{A}/rounds/new")
        shown = visitor.post(f"/c/{A}/rounds/new", typed(rounds, typed="路灯\n早餐店；300", budget_fen="500"))
        assert "“路灯”还没有估算金额" in shown
        assert "早餐店；300" in shown.source
        shown = visitor.post(
            f"/c/{A}/rounds/new", typed(rounds, typed="路灯；900000\n早餐店；300", budget_fen="120000")
        )
        assert "“路灯”的估算比这轮的钱还多" in shown
        shown = visitor.post(
            f"/c/{A}/rounds/new", typed(rounds, typed="路灯；90000\n早餐店；300", budget_fen="120000")
        )
        assert "这轮一共有 12.00 万元" in shown
        row = db.session.query(Round).one()
        assert row.budget_fen == 12_000_000
        assert "120000" in visitor.get(f"/c/{A}/rounds/{row.id}/edit").source

    def test_ballot_and_result_say_how_much_there_is_and_what_it_pays_for(
        self, rounds: RoundStory, visitor: PageClient
    ) -> None:
        voters = rounds.voters(3)
        row = rounds.open(budget_fen=400, k=3)
        visitor.enter(voters[0])
        assert "这轮一共有 0.00 万元" in visitor.get(f"/c/{A}/rounds/{row.id}/ballot")
        for choices, voter in zip((["n1", "n2", "n3"], ["n1", "n3"], ["n1"]), voters, strict=True):
            cast(row.id, voter, choices)
        close(row, rounds.worker)
        outcome = result_of(row.id)
        assert outcome is not None
        assert list(outcome.won) == ["n1", "n2"]
        with at(after(row)):
            shown = visitor.get(f"/c/{A}/rounds/{row.id}")
        assert "入选 2 项：“加装电动车充电棚”、“早餐店”。" in shown.main

    def test_the_result_sheet_says_how_much_there_is(self, rounds: RoundStory) -> None:
        rounds.voters(1)
        row = rounds.open(budget_fen=12_000_000)
        close(row, rounds.worker)
        outcome = result_of(row.id)
        assert outcome is not None
        with_money = result_sheet(outcome, "和平里", {}, "")["method"]
        assert with_money == "选择投票，每位成年居民一票；这轮一共有 12.00 万元"
        assert list(outcome.won) == []

    def test_the_result_sheet_says_nothing_of_money_where_there_is_none(self, rounds: RoundStory) -> None:
        rounds.voters(1)
        row = rounds.open()
        close(row, rounds.worker)
        outcome = result_of(row.id)
        assert outcome is not None
        assert result_sheet(outcome, "和平里", {}, "")["method"] == "选择投票，每位成年居民一票"


class TestTheWay:
    def test_the_ballot_says_how_it_is_to_be_done(self, rounds: RoundStory, visitor: PageClient) -> None:
        need, other = shortlisted(rounds), shortlisted(rounds, "路灯太暗", 100)
        solved(rounds, need)
        visitor.enter(rounds.worker)
        assert "怎么办：隔一间便民屋" in visitor.get(f"/c/{A}/rounds/new")
        shown = visitor.post(
            f"/c/{A}/rounds/new", typed(rounds, needs=[str(need.id), str(other.id)], budget_fen="50000")
        )
        assert "怎么办：隔一间便民屋" in shown
        assert "估算 3.80 万元" in shown
        assert "这几项还没有选定办法" in shown
        assert "路灯太暗" in shown
        row = db.session.query(Round).one()
        visitor.post(f"/c/{A}/rounds/{row.id}/announce")
        visitor.enter(rounds.voters(1)[0])
        page = visitor.get(f"/c/{A}/rounds/{row.id}")
        for words in ("怎么办：隔一间便民屋", "自行车棚东头。", "物业每年约 600 元"):
            assert words in page

    def test_a_choice_made_after_the_draft_is_what_the_announcement_freezes(self, rounds: RoundStory) -> None:
        need = shortlisted(rounds, cost_fen=100)
        rounds.voters(1)
        row = rounds.draft(options=[OptionPlan(need.title, 100, need.id)], k=1)
        assert row.options[0].way == {}
        solved(rounds, need)
        with unit_of_work():
            announced = service.announce(rounds.worker, row.id)
        assert announced.options[0].way == WAY
        assert announced.options[0].cost_fen == 3_800_000
        said = db.session.query(NeedSolution).one()
        with pytest.raises(Refusal) as caught:
            needs.unchoose_way(rounds.worker, again(need), said, said.version)
        assert caught.value.code == "needs.way_settled"

    def test_a_choice_given_up_leaves_the_draft_again(self, rounds: RoundStory) -> None:
        need = shortlisted(rounds, cost_fen=100)
        solved(rounds, need)
        row = rounds.draft(options=[OptionPlan(need.title, 3_800_000, need.id, way=WAY)], k=1)
        said = db.session.query(NeedSolution).one()
        with unit_of_work():
            needs.unchoose_way(rounds.worker, again(need), said, said.version)
        plan = service.current_plan(db.session.get_one(Round, row.id))
        assert (plan.options[0].cost_fen, plan.options[0].way) == (100, {})

    def test_options_of_needs_without_ways_stay_as_they_were_planned(self, rounds: RoundStory) -> None:
        need = shortlisted(rounds, cost_fen=100)
        row = rounds.draft(options=[OptionPlan("另一个标题", 777, need.id, "说明")], k=1)
        plan = service.current_plan(db.session.get_one(Round, row.id))
        assert plan == service.plan_of(db.session.get_one(Round, row.id))
        assert plan.options[0].cost_fen == 777

    def test_the_result_says_how_the_winner_is_to_be_done(
        self, rounds: RoundStory, visitor: PageClient
    ) -> None:
        need = shortlisted(rounds)
        solved(rounds, need)
        voter = rounds.voters(1)[0]
        row = rounds.open(options=[OptionPlan(need.title, None, need.id)], k=1)
        cast(row.id, voter, ["1"])
        close(row, rounds.worker)
        with at(after(row)):
            assert "怎么办：隔一间便民屋" in visitor.get(f"/c/{A}/rounds/{row.id}")


def test_how_a_need_is_met_does_not_enter_the_board(rounds: RoundStory) -> None:
    voters = rounds.voters(2)
    row = rounds.open()
    for voter in voters:
        cast(row.id, voter, ["n1"])
    close(row, rounds.worker)
    board = json.loads(board_of(row.id) or "")
    assert board["budget_fen"] is None
    assert "way" not in json.dumps(board)
