"""The ballot as residents fill it in, for every method: without script, by account and by slip."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from deliberation.clock import at, now
from deliberation.database import db, unit_of_work
from deliberation.rounds import keys, service
from deliberation.rounds.models import Ballot, Round, RoundOption
from deliberation.rounds.rules import OptionPlan
from deliberation.rounds.slips import Guesses
from deliberation.rounds.views import voting
from deliberation.tally.rule import Paper
from tests.page import PageClient, Shown
from tests.rounds.booth import (
    FILLED,
    KEPT,
    KINDS,
    OPTIONS,
    PAPERS,
    address,
    box,
    code_of,
    everything_but_ballots,
    press,
)
from tests.rounds.stories import DAY, RoundStory, after, cast, close
from tests.stories import Story


@pytest.fixture
def rounds(story: Story) -> RoundStory:
    return RoundStory(story)


def open_round(rounds: RoundStory, kind: str, **changes: Any) -> Round:
    """A round of this kind that ends before anybody's session does."""
    soon = now() + timedelta(hours=1)
    return rounds.open(**{"options": OPTIONS, "closes_at": soon, **KINDS[kind], **changes})


def cast_ballots(row: Round) -> int:
    found = db.session.scalar(select(func.count()).select_from(Ballot).where(Ballot.round_id == row.id))
    db.session.rollback()
    return found or 0


def titles_shown(shown: Shown) -> list[str]:
    """The options in the order of the page."""
    names = shown.tree.xpath("//main//*[@data-option]/@data-title")
    return [str(name) for name in names]


@pytest.mark.parametrize("way", ["account", "slip"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_ballot_is_chosen_looked_at_confirmed_and_changed(
    rounds: RoundStory, visitor: PageClient, kind: str, way: str
) -> None:
    voter = rounds.voters(1)[0]
    row, paper = open_round(rounds, kind), PAPERS[kind]
    if way == "account":
        visitor.enter(voter)
    url = address(row.id) if way == "account" else f"/vote/{code_of(row, voter)}"
    before = everything_but_ballots()
    review = press(visitor, visitor.get(url), "", changes=FILLED[paper])
    assert "现在还没有投出" in review.main
    assert all(title in review.main for title in ("六盏路灯", "加装电动车充电棚"))
    assert box(row, voter) is None
    receipt = press(visitor, review, "step=cast")
    assert "投好了" in receipt
    assert box(row, voter) == KEPT[paper]
    assert everything_but_ballots() == before, "a cast writes the ballot and nothing else"
    again = visitor.get(url)
    assert "已经投过票了" in again
    changed = press(visitor, press(visitor, press(visitor, again, ""), "step=again"), "")
    press(visitor, changed, "step=cast")
    assert box(row, voter) == KEPT[paper]
    assert cast_ballots(row) == 1
    assert close(row, rounds.worker).ballots == 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_blank_ballot_has_to_be_meant(rounds: RoundStory, visitor: PageClient, kind: str) -> None:
    voter = rounds.voters(1)[0]
    row, paper = open_round(rounds, kind), PAPERS[kind]
    visitor.enter(voter)
    shown = press(visitor, visitor.get(address(row.id)), "")
    assert "您还没有选" in shown
    assert shown.tree.xpath("//details[contains(@class, 'ballot-blank')][@open]"), "the way to it stands open"
    both = press(visitor, shown, "", changes={**FILLED[paper], "blank": "y"})
    assert "请去掉一个" in both
    shown = press(
        visitor, press(visitor, visitor.get(address(row.id)), "", changes={"blank": "y"}), "step=cast"
    )
    assert "投好了" in shown
    assert box(row, voter) == []
    assert close(row, rounds.worker).blank == 1


@pytest.mark.parametrize(
    ("kind", "changes", "why", "left"),
    [
        ("approval", {"choices": ["n1", "n2", "n3"]}, "最多选 2 项，您选了 3 项", "choices"),
        ("knapsack", {"choices": ["n1", "n2", "n4"]}, "多了 2.50 万元", "choices"),
        ("shares", {"choices": ["n1", "n2", "n3", "n4"]}, "最多选 3 项，您选了 4 项", "choices"),
        ("points", {"points-n1": "6", "points-n2": "5"}, "多了 1 分", "points"),
        ("ranking", {"place-n1": "1", "place-n2": "2", "place-n3": "2"}, "第 2 位您填了两项", "place"),
        ("points", {"points-n1": "7"}, "一项最多给 6 分", "points"),
        ("points", {"points-n1": "-2", "points-n2": "3"}, "不能是负数", "points"),
        ("points", {"points-n1": "三", "points-n2": "3"}, "“三”看不懂", "points"),
        ("points", {"points-n1": "1.5"}, "“1.5”看不懂", "points"),
        ("points", {"points-n1": "9" * 30}, "看不懂", "points"),
        ("ranking", {"place-n1": "1", "place-n2": "1"}, "第 1 位您填了两项", "place"),
    ],
)
def test_what_does_not_fit_is_told_and_everything_filled_in_stays(
    rounds: RoundStory, visitor: PageClient, kind: str, changes: dict[str, Any], why: str, left: str
) -> None:
    voter = rounds.voters(1)[0]
    row = open_round(rounds, kind)
    visitor.enter(voter)
    shown = press(visitor, visitor.get(address(row.id)), "", changes=changes)
    assert why in shown
    if left == "choices":
        assert sorted(shown.tree.xpath("//input[@name='choices'][@checked]/@value")) == changes["choices"]
    elif left == "points":
        for name, value in changes.items():
            assert shown.tree.xpath("//input[@name=$name]/@value", name=name) == [value]
    else:
        for name, value in changes.items():
            chosen = shown.tree.xpath("//select[@name=$name]/option[@selected]/@value", name=name)
            assert chosen == [value]
    assert box(row, voter) is None


@pytest.mark.parametrize("step", ["review", "cast"])
@pytest.mark.parametrize(
    ("kind", "sent", "why"),
    [
        ("approval", {"choices": ["n1", "n1"]}, "同一项不能选两次"),
        ("approval", {"choices": ["n1", "elsewhere"]}, "不在这张选票上"),
        ("approval", {"choices": ["n1", "n2", "n3", "n4"]}, "最多选 2 项"),
        ("knapsack", {"choices": ["n1", "n3"]}, "多了 2.50 万元"),
        ("points", {"points-n1": ["3", "4"]}, "同一项不能选两次"),
        ("points", {"points-elsewhere": "3"}, "不在这张选票上"),
        ("points", {"points-": "3"}, "不在这张选票上"),
        ("points", {"choices": ["n1"]}, "您还没有选"),
        ("ranking", {"place-n1": ["1", "2"]}, "同一项不能选两次"),
        ("ranking", {"place-elsewhere": "1"}, "不在这张选票上"),
        ("ranking", {"place-n1": "0"}, "不是名次"),
        ("ranking", {"place-n1": "abc"}, "不是名次"),
        ("ranking", {"place-n1": "1", "place-n2": "2", "place-n3": "3", "place-n4": "4"}, "最多选 3 项"),
        ("ranking", {"points-n1": "3"}, "您还没有选"),
    ],
)
def test_a_ballot_made_by_hand_is_held_to_the_same_rules(
    rounds: RoundStory, visitor: PageClient, kind: str, sent: dict[str, Any], why: str, step: str
) -> None:
    voter = rounds.voters(1)[0]
    row = open_round(rounds, kind)
    visitor.enter(voter)
    visitor.get(address(row.id))
    assert why in visitor.post(address(row.id), {"step": step, **sent})
    assert box(row, voter) is None


def test_an_option_of_another_round_is_not_on_this_ballot(rounds: RoundStory, visitor: PageClient) -> None:
    voter = rounds.voters(1)[0]
    other = [OptionPlan("别轮的选项", 100, key="别轮")]
    open_round(rounds, "approval", options=other, k=1)
    row = open_round(rounds, "approval")
    other_id = db.session.scalars(select(RoundOption.id).where(RoundOption.key == "别轮")).one()
    visitor.enter(voter)
    visitor.get(address(row.id))
    for foreign in ("别轮", str(other_id), str(uuid4()), "", "\x00", "n1\n"):
        shown = visitor.post(address(row.id), {"step": "cast", "choices": [foreign]})
        assert "不在这张选票上" in shown
    assert box(row, voter) is None


@pytest.mark.parametrize("kind", ["approval", "points", "ranking", "knapsack"])
def test_fewer_than_the_least_are_refused_but_a_blank_ballot_is_not(
    rounds: RoundStory, visitor: PageClient, kind: str
) -> None:
    voter = rounds.voters(1)[0]
    row = open_round(rounds, kind, least=2)
    one = {
        Paper.APPROVAL: {"choices": ["n2"]},
        Paper.POINTS: {"points-n2": "5"},
        Paper.RANKING: {"place-n2": "1"},
    }
    visitor.enter(voter)
    shown = visitor.get(address(row.id))
    assert "至少要选 2 项" in shown
    assert "您选了 1 项，请再选几项" in press(visitor, shown, "", changes=one[PAPERS[kind]])
    assert "空白票" in press(visitor, visitor.get(address(row.id)), "", changes={"blank": "y"}).main


@pytest.mark.parametrize(
    ("kind", "changes", "hints"),
    [
        ("approval", {"choices": ["n1"]}, ["已选 1 项 / 最多 2 项", "您还可以再选 1 项"]),
        ("knapsack", {"choices": ["n1"]}, ["已用 8.00 万元 / 共 11.00 万元", "还剩 3.00 万元"]),
        ("points", {"points-n1": "6", "points-n2": "1"}, ["已用 7 分 / 共 10 分", "您还有 3 分没有用"]),
        ("ranking", {"place-n1": "1"}, ["已排 1 项 / 最多 3 项", "您还可以再选 2 项"]),
    ],
)
def test_what_is_left_unused_is_a_hint_and_no_refusal(
    rounds: RoundStory, visitor: PageClient, kind: str, changes: dict[str, Any], hints: list[str]
) -> None:
    voter = rounds.voters(1)[0]
    row = open_round(rounds, kind)
    visitor.enter(voter)
    review = press(visitor, visitor.get(address(row.id)), "", changes=changes)
    assert all(hint in review for hint in [*hints, "不用完也可以"])
    press(visitor, review, "step=cast")
    assert cast_ballots(row) == 1


def test_gaps_between_places_close_up(rounds: RoundStory, visitor: PageClient) -> None:
    voter = rounds.voters(1)[0]
    row = open_round(rounds, "ranking")
    visitor.enter(voter)
    changes = {"place-n3": "3", "place-n1": "2"}
    review = press(visitor, visitor.get(address(row.id)), "", changes=changes)
    moved = press(visitor, review, "do=up:n3")
    assert "现在还没有投出" in moved.main
    press(visitor, moved, "step=cast")
    assert box(row, voter) == ["n3", "n1"]


def test_every_voter_has_an_order_of_their_own_unless_the_round_says_otherwise(
    rounds: RoundStory, visitor: PageClient
) -> None:
    voters = rounds.voters(12)
    row, listed = open_round(rounds, "points"), open_round(rounds, "points", shuffled=False)
    orders, marks = [], []
    for voter in voters:
        visitor.enter(voter)
        shown = visitor.get(address(row.id))
        orders.append(titles_shown(shown))
        marks.append(shown.tree.xpath("//@data-mark")[0])
        assert titles_shown(visitor.get(address(row.id))) == orders[-1]
        assert titles_shown(visitor.get(address(listed.id))) == [option.title for option in OPTIONS]
        visitor.sign_out()
        assert titles_shown(visitor.get(f"/vote/{code_of(row, voter)}")) == orders[-1], "by slip the same"
    assert len({tuple(order) for order in orders}) > 4
    assert {tuple(sorted(order)) for order in orders} == {tuple(sorted(option.title for option in OPTIONS))}
    assert len(set(marks)) == len(voters), "on a shared device nobody is offered another's choices"


@pytest.mark.parametrize("way", ["account", "slip"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_ballot_sent_after_the_end_is_not_counted_and_not_lost_from_sight(
    rounds: RoundStory, visitor: PageClient, kind: str, way: str
) -> None:
    voter = rounds.voters(1)[0]
    row, paper = open_round(rounds, kind), PAPERS[kind]
    if way == "account":
        visitor.enter(voter)
    url = address(row.id) if way == "account" else f"/vote/{code_of(row, voter)}"
    review = press(visitor, visitor.get(url), "", changes=FILLED[paper])
    with at(row.closes_at):
        shown = press(visitor, review, "step=cast", status=409)
        for words in ("没有送出", "一项也没有算进去", "六盏路灯", "加装电动车充电棚"):
            assert words in shown.main
        assert "早餐店" not in shown.main
    assert cast_ballots(row) == 0
    result = close(row, rounds.worker)
    assert (result.ballots, result.refused) == (0, 0)
    with at(after(row)):
        assert "没有送出" in press(visitor, review, "step=cast", status=409)


def test_a_round_that_ends_between_the_look_and_the_box_is_told_the_same_way(
    rounds: RoundStory, visitor: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    voter = rounds.voters(1)[0]
    row = open_round(rounds, "approval")
    visitor.enter(voter)
    visitor.get(address(row.id))
    open_box = service.open_box

    def too_slow(*which: Any) -> Any:
        with at(row.closes_at):
            return open_box(*which)

    monkeypatch.setattr(service, "open_box", too_slow)
    shown = visitor.post(address(row.id), {"step": "cast", "choices": ["n1"]}, status=409)
    assert "没有送出" in shown
    assert "加装电动车充电棚" in shown.main


def test_a_clock_set_back_an_hour_lets_nobody_vote_early_and_opens_nothing_again(
    rounds: RoundStory, visitor: PageClient
) -> None:
    voter = rounds.voters(1)[0]
    row = open_round(rounds, "approval")
    visitor.enter(voter)
    visitor.get(address(row.id))
    with at(row.opens_at - timedelta(hours=1)):
        shown = visitor.post(address(row.id), {"step": "cast", "choices": ["n1"]}, status=409)
        assert "投票还没有开始" in shown
        assert "加装电动车充电棚" in shown.main
    cast(row.id, voter, ["n2"])
    close(row, rounds.worker)
    with at(row.closes_at - timedelta(hours=1)):
        shown = visitor.post(address(row.id), {"step": "cast", "choices": ["n1"]}, status=409)
        assert "没有送出" in shown
    assert close(row, rounds.worker).tally["n2"] == 1


@pytest.mark.parametrize("way", ["account", "slip"])
def test_a_voter_struck_while_the_page_is_open_is_told_where_to_go(
    rounds: RoundStory, visitor: PageClient, way: str
) -> None:
    voter = rounds.voters(1)[0]
    row = open_round(rounds, "points")
    if way == "account":
        visitor.enter(voter)
    url = address(row.id) if way == "account" else f"/vote/{code_of(row, voter)}"
    review = press(visitor, visitor.get(url), "", changes=FILLED[Paper.POINTS])
    assert voter.resident_id is not None
    with unit_of_work():
        service.strike(rounds.worker, row.id, voter.resident_id, "已经搬走")
    shown = press(visitor, review, "step=cast")
    assert "名册里还没有您" in shown
    assert "010-0000001" in shown
    assert cast_ballots(row) == 0


def test_an_extension_while_the_page_is_open_lets_the_ballot_through(
    rounds: RoundStory, visitor: PageClient
) -> None:
    voter = rounds.voters(1)[0]
    row = open_round(rounds, "ranking", may_extend=True, closes_at=now() + timedelta(minutes=5))
    visitor.enter(voter)
    review = press(visitor, visitor.get(address(row.id)), "", changes=FILLED[Paper.RANKING])
    hours = f"/c/{row.community_code}/rounds/{row.id}/hours"
    told = visitor.client.get(hours).json
    assert told["open"]
    assert 290 <= told["left_s"] <= 300
    with unit_of_work():
        service.extend(rounds.lead, row.id, row.closes_at + timedelta(hours=3), "下雨，好多人没来得及")
    with at(row.closes_at + timedelta(minutes=1)):
        told = visitor.client.get(hours).json
        assert told["open"]
        assert told["left_s"] > 10_000
        assert "投好了" in press(visitor, review, "step=cast")
    with at(row.closes_at + timedelta(hours=3)):
        told = visitor.client.get(hours).json
        assert (told["open"], told["left_s"]) == (False, 0)
    assert box(row, voter) == KEPT[Paper.RANKING]


def test_the_hours_of_a_draft_are_nobody_s_business(rounds: RoundStory, visitor: PageClient) -> None:
    row = rounds.draft()
    visitor.get(f"/c/{row.community_code}/rounds/{row.id}/hours", status=404)


def test_an_annulled_round_says_why_to_whoever_sends_a_ballot(
    rounds: RoundStory, visitor: PageClient
) -> None:
    voter = rounds.voters(1)[0]
    row = open_round(rounds, "knapsack")
    visitor.enter(voter)
    review = press(visitor, visitor.get(address(row.id)), "", changes=FILLED[Paper.APPROVAL])
    with unit_of_work():
        service.annul(rounds.lead, row.id, "造价写错了")
    shown = press(visitor, review, "step=cast", status=409)
    assert "造价写错了" in shown
    assert "六盏路灯" in shown.main


def test_a_ballot_without_a_box_keeps_what_was_chosen(rounds: RoundStory, visitor: PageClient) -> None:
    voter = rounds.voters(1)[0]
    row = open_round(rounds, "points")
    visitor.enter(voter)
    review = press(visitor, visitor.get(address(row.id)), "", changes=FILLED[Paper.POINTS])
    keys.path_of(row.id).unlink()
    shown = press(visitor, review, "step=cast")
    assert "投票箱现在打不开" in shown
    assert shown.tree.xpath("//input[@name='points-n4']/@value") == ["4"]


@pytest.mark.parametrize("nonsense", ["n1", [7], [["n1"]], {"a": 1}, [["n1", "x"]]])
@pytest.mark.parametrize("kind", ["approval", "points", "ranking"])
def test_a_row_altered_in_the_database_does_not_shut_the_voter_out(
    rounds: RoundStory, visitor: PageClient, kind: str, nonsense: object
) -> None:
    voter = rounds.voters(1)[0]
    row, paper = open_round(rounds, kind), PAPERS[kind]
    cast(row.id, voter, KEPT[paper])
    with unit_of_work():
        db.session.execute(Ballot.__table__.update().values(choices=nonsense))
    visitor.enter(voter)
    review = press(visitor, visitor.get(address(row.id)), "", changes=FILLED[paper])
    press(visitor, review, "step=cast")
    assert box(row, voter) == KEPT[paper]


def test_a_slip_sent_after_the_end_costs_no_guess_and_proves_no_code(
    rounds: RoundStory, visitor: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    voter = rounds.voters(1)[0]
    row, other = open_round(rounds, "approval"), open_round(rounds, "approval", closes_at=now() + DAY)
    guessed = Guesses()
    monkeypatch.setattr(voting, "guesses", guessed)
    sent = {"step": "cast", "choices": ["n1"], "round": str(row.id)}
    with at(after(row)):
        real = visitor.post("/vote", {"slip": code_of(row, voter), **sent}, status=409)
        invented = visitor.post("/vote", {"slip": "2222222222", **sent}, status=409)
        assert real.main == invented.main
        assert not guessed._tries
        for named in (str(other.id), str(uuid4()), "nonsense", ""):
            visitor.post("/vote", {**sent, "slip": "2222222222", "round": named}, status=404)
        assert len(guessed._tries["127.0.0.1"]) == 4


def test_a_round_of_a_hundred_options_is_one_page_and_one_walk(
    rounds: RoundStory, visitor: PageClient
) -> None:
    voter = rounds.voters(1)[0]
    many = [OptionPlan(f"第{number}件事", 100, key=f"n{number}") for number in range(100)]
    row = open_round(rounds, "ranking", options=many, k=5)
    visitor.enter(voter)
    shown = visitor.get(address(row.id))
    assert len(titles_shown(shown)) == 100
    places = {f"place-n{number}": str(5 - number) for number in range(5)}
    press(visitor, press(visitor, shown, "", changes=places), "step=cast")
    assert box(row, voter) == ["n4", "n3", "n2", "n1", "n0"]
    visitor.client.set_cookie("display", "1")
    assert "第 1 项，共 100 项" in visitor.get(address(row.id))


def test_a_ranking_of_everything_does_not_grow_with_the_square(
    rounds: RoundStory, visitor: PageClient
) -> None:
    voter = rounds.voters(1)[0]
    many = [OptionPlan(f"第{number}件事", 100, key=f"n{number}") for number in range(100)]
    row = open_round(rounds, "ranking", options=many, k=100)
    visitor.enter(voter)
    shown = visitor.get(address(row.id))
    assert len(shown.source) < 400_000
    places = {f"place-n{number}": str(number + 1) for number in range(100)}
    press(visitor, press(visitor, shown, "", changes=places), "step=cast")
    assert box(row, voter) == [f"n{number}" for number in range(100)]


def test_equal_shares_are_explained_in_figures(rounds: RoundStory, visitor: PageClient) -> None:
    voter = rounds.voters(1)[0]
    visitor.enter(voter)
    for kind in ("shares", "shares by points"):
        shown = visitor.get(address(open_round(rounds, kind).id))
        assert "100 人投票，每人那一份是 2,000.00 元" in shown
        assert "“六盏路灯”要 25,000.00 元：100 人里有 13 人选它，就够了" in shown
    assert "给的分越多" in shown
    assert "公平份额" not in visitor.get(address(open_round(rounds, "approval").id))


def test_a_word_for_the_receipt_is_kept_through_every_step(rounds: RoundStory, visitor: PageClient) -> None:
    voter = rounds.voters(1)[0]
    row = open_round(rounds, "ranking")
    visitor.enter(voter)
    review = press(visitor, visitor.get(address(row.id)), "", changes=FILLED[Paper.RANKING])
    back = press(visitor, review, "step=again", changes={"word": "小 雨!"})
    receipt = press(visitor, press(visitor, back, ""), "step=cast")
    tracker = receipt.tree.xpath("//p[@class='tracker']")[0].text_content().strip()
    assert re.fullmatch(r"小雨(-[2-9A-Z]{4}){3}", tracker)


def test_points_over_few_options_say_so_before_and_after(rounds: RoundStory, visitor: PageClient) -> None:
    voter = rounds.voters(1)[0]
    row = open_round(rounds, "points", k=2)
    visitor.enter(voter)
    shown = visitor.get(address(row.id))
    assert "最多选 2 项" in shown
    spread = {"points-n1": "1", "points-n2": "1", "points-n3": "1"}
    assert "最多选 2 项，您选了 3 项" in press(visitor, shown, "", changes=spread)
