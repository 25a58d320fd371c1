"""The one door of all counts: points, money and thresholds, and rounds as ugly as they come."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.errors import Refusal
from deliberation.tally.counting import Count, Option, count, group
from deliberation.tally.rule import Completion, Method, Paper, Rule, Utility
from deliberation.tally.ties import TieOrder

OPTIONS = [Option("a", 600), Option("b", 500), Option("c", 400), Option("d", None)]
SPREAD = {"ballot": Paper.POINTS, "points": 10, "most_points": 6}


def decided(counted: Count) -> dict[str, str]:
    return {decision.id: decision.reason for decision in counted.decisions}


def test_points_are_added_up_and_more_points_rank_higher() -> None:
    ballots = group([(("a", 6), ("b", 4)), (("b", 4), ("a", 6)), (("c", 5), ("d", 5)), ()])
    counted = count(Rule(Method.POINTS, k=2, winners=2, **SPREAD), OPTIONS, ballots, 1)
    assert counted.scores == {"a": 12, "b": 8, "c": 5, "d": 5}
    assert counted.winners == ("a", "b")
    assert (counted.unit, counted.ballots, counted.blank) == ("points", 4, 1)
    assert [placed.reason for placed in counted.ranking] == [
        "more_votes",
        "more_votes",
        "tie_broken",
        "tie_broken",
    ]


@st.composite
def spread(draw: st.DrawFn) -> list[tuple[tuple[str, int], ...]]:
    pair = st.tuples(st.sampled_from("abcd"), st.integers(1, 3))
    one = st.lists(pair, max_size=3, unique_by=lambda item: item[0]).map(tuple)
    return draw(st.lists(one, max_size=9))


@given(spread())
def test_the_sum_of_all_points_is_what_the_ballots_gave(ballots: list[tuple[tuple[str, int], ...]]) -> None:
    counted = count(Rule(Method.POINTS, k=3, winners=1, **SPREAD), OPTIONS, group(ballots), 1)
    for option in "abcd":
        assert counted.scores[option] == sum(dict(ballot).get(option, 0) for ballot in ballots)
    assert (counted.ballots, counted.blank) == (len(ballots), ballots.count(()))


@pytest.mark.parametrize(
    ("ballot", "code"),
    [
        ((("a", 7),), "tally.ballot_points_on_one"),
        ((("a", 6), ("b", 5)), "tally.ballot_points_in_all"),
        ((("a", 0),), "tally.ballot_points_below_one"),
        ((("a", -1),), "tally.ballot_points_below_one"),
        ((("a", 1), ("a", 1)), "tally.ballot_repeats_option"),
        ((("x", 1),), "tally.ballot_unknown_option"),
        ((("a", 1), ("b", 1), ("c", 1)), "tally.ballot_too_long"),
    ],
)
@pytest.mark.parametrize("method", [Method.POINTS, Method.EQUAL_SHARES])
def test_points_beyond_what_there_are_are_refused(ballot: Any, code: str, method: Method) -> None:
    rule = Rule(method, k=2, budget_fen=1000, **SPREAD)
    with pytest.raises(Refusal) as refused:
        count(rule, OPTIONS, {(("b", 1),): 2, ballot: 1}, 1)
    assert refused.value.code == code


@pytest.mark.parametrize("method", [Method.APPROVAL, Method.KNAPSACK, Method.EQUAL_SHARES])
@pytest.mark.parametrize(
    ("ballot", "code"),
    [
        (("a", "b", "a"), "tally.ballot_repeats_option"),
        (("a", "x"), "tally.ballot_unknown_option"),
        (("a", "b", "c", "d"), "tally.ballot_too_long"),
    ],
)
def test_a_ballot_naming_an_option_twice_or_what_is_not_there_is_refused(
    method: Method, ballot: tuple[str, ...], code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        count(Rule(method, k=3, budget_fen=10), OPTIONS, {("a",): 3, ballot: 1}, 1)
    assert refused.value.code == code


def test_the_money_goes_by_votes_and_what_does_not_fit_is_skipped_or_ends_it() -> None:
    ballots = {("a", "b"): 2, ("a", "c", "d"): 1, ("b",): 0}
    skipping = count(Rule(Method.KNAPSACK, k=3, budget_fen=1000), OPTIONS, ballots, 1)
    assert skipping.winners == ("a", "c")
    assert decided(skipping) == {"a": "fits", "b": "does_not_fit", "c": "fits", "d": "cost_unknown"}
    stopping = count(Rule(Method.KNAPSACK, k=3, budget_fen=1000, skip=False), OPTIONS, ballots, 1)
    assert decided(stopping) == {"a": "fits", "b": "does_not_fit", "c": "after_stop", "d": "cost_unknown"}


MONEY = [Rule(Method.APPROVAL, k=4, winners=4), Rule(Method.KNAPSACK, k=4, budget_fen=9000)]
MONEY += [Rule(Method.EQUAL_SHARES, k=4, budget_fen=9000, utility=utility) for utility in Utility]
COSTED = [*OPTIONS[:3], Option("d", 1)]


@pytest.mark.parametrize("rule", MONEY, ids=lambda rule: f"{rule.method} {rule.utility}")
def test_thresholds_keep_out_whoever_has_too_few_and_say_how_many_were_needed(rule: Rule) -> None:
    ballots = {("a", "b"): 3, ("a",): 1, ("c",): 1, (): 1}
    plain = count(rule, COSTED, ballots, 1)
    assert set(plain.winners) == {"a", "b", "c"}
    least = count(Rule(**{**vars(rule), "min_votes": 2}), COSTED, ballots, 1)
    assert set(least.winners) == {"a", "b"}
    assert decided(least)["c"] == decided(least)["d"] == "below_threshold"
    half = count(Rule(**{**vars(rule), "majority": True}), COSTED, ballots, 1)
    assert set(half.winners) == {"a"}
    told = {decision.id: (decision.reason, decision.facts) for decision in half.decisions}
    assert told["b"] == ("below_majority", {"named": 3, "ballots": 6, "needed": 4})
    assert told["d"][0] == "no_votes"


def test_a_majority_of_points_ballots_asks_how_many_named_it_not_how_many_points_it_has() -> None:
    ballots = {(("a", 6),): 2, (("b", 1),): 3}
    counted = count(Rule(Method.POINTS, k=2, winners=2, majority=True, **SPREAD), OPTIONS, ballots, 1)
    assert counted.order[0] == "a"
    assert counted.winners == ("b",)


def every_rule(budget: int) -> list[Rule]:
    plain = [Rule(Method.APPROVAL, k=100, winners=3), Rule(Method.KNAPSACK, k=100, budget_fen=budget)]
    return plain + [
        Rule(Method.EQUAL_SHARES, k=100, budget_fen=budget, utility=utility, completion=completion)
        for utility in Utility
        for completion in Completion
    ]


@pytest.mark.parametrize("rule", every_rule(1000), ids=str)
@pytest.mark.parametrize("ballots", [{}, {(): 40}], ids=["nobody came", "all abstain"])
def test_when_nobody_votes_for_anything_nothing_wins_and_there_is_a_result(
    rule: Rule, ballots: dict[Any, int]
) -> None:
    counted = count(rule, OPTIONS, ballots, 1)
    assert counted.winners == counted.steps == ()
    assert counted.ballots == counted.blank == sum(ballots.values())
    assert set(decided(counted).values()) == {"no_votes"}
    assert len(counted.ranking) == len(counted.decisions) == 4


@pytest.mark.parametrize("rule", every_rule(0), ids=str)
def test_a_budget_of_nothing_buys_only_what_is_free(rule: Rule) -> None:
    if rule.budget_fen is None:
        return
    counted = count(rule, [*COSTED, Option("free", 0)], {("a", "b", "free"): 7, ("c",): 2}, 1)
    assert counted.winners == ("free",)


@pytest.mark.parametrize("rule", every_rule(1000), ids=str)
def test_a_cost_above_the_budget_never_wins_by_money_however_many_want_it(rule: Rule) -> None:
    counted = count(
        rule, [Option("palace", 100_000), Option("bench", 300)], {("palace",): 90, ("bench",): 10}, 1
    )
    assert ("palace" in counted.winners) == (rule.budget_fen is None)
    if rule.method == Method.EQUAL_SHARES:
        assert counted.winners == ("bench",)
        facts = counted.decisions[-1].facts
        assert facts["money_fen"] + facts["short_fen"] == facts["cost_fen"] == 100_000
        assert counted.details["plain_winners"] == ["bench"]


@pytest.mark.parametrize("rule", every_rule(1000), ids=str)
def test_a_hundred_options_all_tied_are_taken_in_the_announced_order(rule: Rule) -> None:
    options = [Option(f"o{place}", 100) for place in range(100)]
    ballots = {tuple(option.id for option in options): 30}
    ties = TieOrder(("lot",), "seed")
    counted = count(Rule(**{**vars(rule), "ties": ties}), options, ballots, 7)
    keys = ties.keys(options, counted.scores, 7)
    drawn = sorted(keys, key=keys.__getitem__)
    assert list(counted.order) == drawn
    assert list(counted.winners) == drawn[: len(counted.winners)]
    assert len(counted.winners) == (3 if rule.budget_fen is None else 10)


@pytest.mark.parametrize("rule", every_rule(1000), ids=str)
def test_what_a_count_says_can_be_written_down_as_json(rule: Rule) -> None:
    counted = count(rule, OPTIONS, {("a", "b"): 3, ("b", "c", "d"): 2, ("c",): 1, (): 1}, 1)
    for values in (counted.details, counted.scores, *(d.facts for d in counted.decisions)):
        assert json.loads(json.dumps(values)) == values
    assert count(rule, OPTIONS, {("a", "b"): 3, ("b", "c", "d"): 2, ("c",): 1, (): 1}, 1) == counted


def test_money_below_zero_and_options_twice_are_refused() -> None:
    for rule, options, code in (
        (Rule(Method.KNAPSACK, budget_fen=-1), OPTIONS, "tally.budget_negative"),
        (Rule(Method.EQUAL_SHARES, budget_fen=1), [Option("a", -1)], "tally.cost_negative"),
        (Rule(Method.EQUAL_SHARES, budget_fen=1), [Option("a", 1), Option("a", 1)], "tally.option_repeated"),
        (Rule(Method.APPROVAL, k=0), OPTIONS, "tally.k_too_small"),
    ):
        with pytest.raises(Refusal) as refused:
            count(rule, options, {}, 1)
        assert refused.value.code == code
    for terms, code in (
        ({"method": Method.EQUAL_SHARES}, "tally.budget_missing"),
        ({"method": Method.POINTS}, "tally.method_and_ballot"),
    ):
        with pytest.raises(Refusal) as refused:
            Rule(**terms)  # type: ignore[arg-type]
        assert refused.value.code == code
