"""Equal shares against a patient teller, and its promises: exact, deterministic, within the budget."""

import json
import random
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliberation.tally import equal_shares, purses
from deliberation.tally.counting import Count, Option, count, group
from deliberation.tally.rule import Completion, Method, Paper, Rule, Then, Utility
from deliberation.tally.ties import TieOrder
from tests.tally import plain_shares

TIES = TieOrder(("cost", "votes"))
IDS = ("a", "b", "c", "d", "e", "灯")


def rule(budget: int, **terms: Any) -> Rule:
    return Rule(Method.EQUAL_SHARES, budget_fen=budget, k=len(IDS), **{"ties": TIES, "unit_fen": 1, **terms})


def options_of(costs: dict[str, int]) -> list[Option]:
    return [Option(option, cost) for option, cost in costs.items()]


@st.composite
def rounds(draw: st.DrawFn) -> tuple[Rule, dict[str, int], list[tuple[Any, ...]]]:
    """Small rounds in which ties, free options and options nobody can pay are common."""
    names = draw(st.lists(st.sampled_from(IDS), min_size=1, unique=True))
    cost = st.sampled_from((0, 1, 2, 3, 4, 6, 12, 20)) | st.integers(0, 25)
    costs = {name: draw(cost) for name in names}
    paper = draw(st.sampled_from((Paper.APPROVAL, Paper.POINTS)))
    one: Any = st.sampled_from(names)
    if paper == Paper.POINTS:
        one = st.tuples(one, st.integers(1, 4))
    key = (lambda item: item[0]) if paper == Paper.POINTS else (lambda item: item)
    ballots = draw(st.lists(st.lists(one, max_size=4, unique_by=key).map(tuple), max_size=9))
    drawn = rule(
        draw(st.integers(0, 40)),
        ballot=paper,
        utility=draw(st.sampled_from(Utility)),
        completion=draw(st.sampled_from(Completion)),
        then=draw(st.sampled_from(Then)),
        unit_fen=draw(st.integers(1, 3)),
    )
    return drawn, costs, ballots


def said_by(ballots: Sequence[tuple[Any, ...]]) -> list[dict[str, int]]:
    return [
        dict.fromkeys(said, 1) if all(isinstance(e, str) for e in said) else dict(said) for said in ballots
    ]


def teller(drawn: Rule, costs: dict[str, int], ballots: list[tuple[Any, ...]], counted: Count) -> Any:
    said = said_by(ballots)
    order = sorted(
        (name for name in costs if counted.scores[name]),
        key=lambda name: (costs[name], -counted.scores[name], list(costs).index(name)),
    )
    assert drawn.budget_fen is not None
    by_cost = drawn.utility == Utility.COST
    if drawn.completion == Completion.NONE:
        share = Fraction(drawn.budget_fen, len(said)) if said else Fraction(0)
        return (*plain_shares.run(costs, said, share, by_cost, order), share)
    return plain_shares.completed(costs, said, drawn.budget_fen, drawn.unit_fen, by_cost, order)


@settings(max_examples=400, deadline=None)
@given(rounds())
def test_a_patient_teller_finds_the_same_purchases_prices_and_remains(
    drawn: tuple[Rule, dict[str, int], list[tuple[Any, ...]]],
) -> None:
    terms, costs, ballots = drawn
    counted = count(terms, options_of(costs), group(ballots), 7)
    told, left, share = teller(terms, costs, ballots, counted)
    shares = [step for step in counted.steps if step.by == "shares"]
    assert [(s.option, s.share_fen, s.exhausted) for s in shares if costs[s.option]] == [
        (each.option, each.price, each.exhausted) for each in told if costs[each.option]
    ]
    assert [s.option for s in shares] == [each.option for each in told]
    assert counted.details["share"] == f"{share.numerator}/{share.denominator}"
    for loser, facts in counted.details["supporters_money"].items():
        has = sum(money for money, said in zip(left, said_by(ballots), strict=True) if said.get(loser))
        assert facts == {"money_fen": int(has), "short_fen": costs[loser] - int(has)}


@settings(max_examples=200, deadline=None)
@given(rounds(), st.randoms(use_true_random=False))
def test_order_and_grouping_of_ballots_change_nothing(
    drawn: tuple[Rule, dict[str, int], list[tuple[Any, ...]]], chance: random.Random
) -> None:
    terms, costs, ballots = drawn
    first = count(terms, options_of(costs), group(ballots), 7)
    mixed = [tuple(chance.sample(said, len(said))) for said in chance.sample(ballots, len(ballots))]
    assert count(terms, options_of(costs), group(mixed), 7) == first
    assert count(terms, options_of(costs), group(sorted(ballots, key=repr)), 7) == first


@settings(max_examples=200, deadline=None)
@given(rounds())
def test_the_budget_is_never_overspent_and_everybody_is_told_why(
    drawn: tuple[Rule, dict[str, int], list[tuple[Any, ...]]],
) -> None:
    terms, costs, ballots = drawn
    counted = count(terms, options_of(costs), group(ballots), 7)
    assert terms.budget_fen is not None
    spent = sum(costs[option] for option in counted.winners)
    assert spent == counted.details["spent_fen"] == terms.budget_fen - counted.details["left_fen"]
    assert spent <= terms.budget_fen
    assert sorted(decision.id for decision in counted.decisions) == sorted(costs)
    assert [step.option for step in counted.steps] == list(counted.winners)
    assert {d.reason for d in counted.decisions} <= {"shares", "rest", "shares_short", "no_votes"}
    assert json.loads(json.dumps(counted.details)) == counted.details
    assert all(json.loads(json.dumps(d.facts)) == d.facts for d in counted.decisions)
    if terms.then == Then.GREEDY:
        left = counted.details["left_fen"]
        assert all(d.selected or d.reason == "no_votes" or costs[d.id] > left for d in counted.decisions)


def big(seed: int, voters: int, options: int, points: bool) -> tuple[dict[str, int], list[tuple[Any, ...]]]:
    """Several hundred voters in few camps, costs and camps such that prices tie while money is short."""
    chance = random.Random(seed)
    names = [f"o{number}" for number in range(options)]
    costs = {name: chance.choice((6, 12, 12, 30, 60, 70)) * voters // 4 for name in names}
    camps = [chance.sample(names, chance.randint(1, 5)) for _ in range(voters // 6)]
    ballots = []
    for _ in range(voters):
        camp = chance.choice(camps)
        named = chance.sample(camp, chance.randint(1, len(camp)))
        ballots.append(tuple((name, chance.randint(1, 3)) for name in named) if points else tuple(named))
    return costs, ballots


@pytest.mark.parametrize("seed", range(8))
def test_hundreds_of_voters_are_counted_as_the_teller_counts_them(seed: int) -> None:
    costs, ballots = big(seed, 120, 9, seed % 2 == 1)
    terms = Rule(
        Method.EQUAL_SHARES,
        ballot=Paper.POINTS if seed % 2 else Paper.APPROVAL,
        k=9,
        budget_fen=sum(costs.values()) // 3,
        utility=Utility.VOTES if seed % 4 > 1 else Utility.COST,
        completion=Completion.NONE,
        ties=TIES,
    )
    counted = count(terms, options_of(costs), group(ballots), 7)
    told, _, _ = teller(terms, costs, ballots, counted)
    assert [
        (s.option, s.share_fen, s.supporters, s.exhausted) for s in counted.steps if s.by == "shares"
    ] == told


def test_money_that_just_reaches_the_cost_buys_and_one_fen_less_does_not() -> None:
    # 3 ballots, 100 each: b takes a third of a's money first, in thirds no float holds.
    ballots = group([("a", "b"), ("a", "b"), ("b",)])
    terms = rule(300, completion=Completion.NONE, then=Then.NONE, utility=Utility.VOTES)
    just = count(terms, [Option("a", 200 - 66), Option("b", 100)], ballots, 1)
    assert just.winners == ("b",)
    assert just.details["supporters_money"] == {"a": {"money_fen": 133, "short_fen": 1}}
    assert count(terms, [Option("a", 133), Option("b", 100)], ballots, 1).winners == ("b", "a")


def test_the_teller_is_asked_where_floats_cannot_tell() -> None:
    """Two options whose prices are equal only exactly: the tie order decides, not the last bit of a float."""
    said = [("x", "a"), ("x", "b"), ("x",), ("a",), ("b",)] * 7
    for cost in (10, 11, 13, 17, 35, 70):
        options = [Option("b", cost), Option("a", cost), Option("x", 3 * cost)]
        counted = count(rule(cost * 5, completion=Completion.NONE, then=Then.NONE), options, group(said), 1)
        assert counted.winners == ("x", "b", "a")[: len(counted.winners)]
        assert counted.winners[:2] == ("x", "b")


def test_raising_goes_on_past_the_first_outcome_that_leaves_no_room() -> None:
    # With 15 each only b and c are in (20 of 30; a costs 12 and no longer fits). Raised further, a comes in
    # for c, and the outcome is cheaper, so pabutools' early stop would have missed it.
    found = False
    for seed in range(60):
        costs, ballots = big(seed, 30, 6, False)
        budget = sum(costs.values()) // 2
        counted = count(rule(budget, unit_fen=5, then=Then.NONE), options_of(costs), group(ballots), 1)
        start = counted.details["start_fen"]
        exhaustive = None
        for share in range(start, counted.details["end_fen"], 5):
            named = sorted(
                (n for n in costs if counted.scores[n]),
                key=lambda n: (costs[n], -counted.scores[n], list(costs).index(n)),
            )
            told, _ = plain_shares.run(costs, said_by(ballots), Fraction(share), True, named)
            bought = {each.option for each in told}
            left = budget - sum(costs[each] for each in bought)
            if all(costs[name] > left for name in named if name not in bought):
                exhaustive = bought
                break
        found |= exhaustive is not None and exhaustive != set(counted.winners)
    assert found


def test_a_few_voters_with_much_money_are_counted_at_once() -> None:
    """Raising one yuan at a time would take millions of runs; the outcome is the one they would find."""
    voters = {(f"o{place}",): 1 for place in range(10)}
    for budget in (500, 5_000_000):
        options = [Option(f"o{place}", budget * (50 + 4 * place)) for place in range(10)]
        counted = count(Rule(Method.EQUAL_SHARES, k=3, budget_fen=budget * 100), options, voters, "r")
        assert counted.winners == ("o0",)
        assert counted.details["stopped"] == "over_budget"
        assert counted.details["end_fen"] == budget * 54 - 100


class Shaken(purses.Run):
    """A run whose floats are wrong by as much as it is told they may be: up to a millionth of a share."""

    def __init__(self, market: purses.Market, share: Fraction) -> None:
        super().__init__(market, share)
        self.chance = np.random.default_rng(5)
        self.error = 1e-6 * float(share)
        self._shake()

    def _buy(self, priced: purses.Priced) -> None:
        super()._buy(priced)
        self._shake()

    def units(self, _unit: int) -> int:
        """It does not look ahead: every share is run."""
        return 0

    def _shake(self) -> None:
        wrong = self.chance.uniform(-1, 1, len(self.left)) * self.error / 2
        self.left = np.where(self.left > 0, np.maximum(self.left + wrong, 1e-300), 0.0)
        self.error *= 1.5


@pytest.mark.parametrize("seed", range(12))
def test_floats_that_are_wrong_within_their_bounds_change_nothing(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    costs, ballots = big(seed, 60, 6, seed % 3 == 1)
    paper = Paper.POINTS if seed % 3 == 1 else Paper.APPROVAL
    utility = Utility.VOTES if seed % 2 else Utility.COST
    terms = rule(sum(costs.values()) // 3, ballot=paper, utility=utility)
    calm = count(terms, options_of(costs), group(ballots), 7)
    asked = []
    exactly = purses.Run._exactly

    def noted(self: purses.Run, priced: purses.Priced) -> purses.Priced:
        asked.append(priced)
        return exactly(self, priced)

    monkeypatch.setattr(purses.Run, "_exactly", noted)
    monkeypatch.setattr(equal_shares, "Run", Shaken)
    monkeypatch.setattr(equal_shares, "FarRun", Shaken)
    assert count(terms, options_of(costs), group(ballots), 7) == calm
    assert asked


class Near(purses.Run):
    """A run that never looks ahead."""

    def units(self, _unit: int) -> int:
        """Every share is run."""
        return 0


@pytest.mark.parametrize("seed", range(40))
def test_looking_ahead_leaves_out_only_runs_that_would_repeat_the_last(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(seed)
    costs = {name: chance.choice((chance.randint(1, 900), 300, 450)) for name in IDS}
    points = seed % 3 == 0
    ballots: list[tuple[Any, ...]] = []
    for _ in range(chance.randint(1, 9)):
        named = chance.sample(IDS, chance.randint(1, 4))
        ballots.append(tuple((name, chance.randint(1, 4)) for name in named) if points else tuple(named))
    terms = rule(
        chance.randint(300, 2500),
        ballot=Paper.POINTS if points else Paper.APPROVAL,
        utility=Utility.VOTES if seed % 2 else Utility.COST,
    )
    runs = []
    go = purses.Run.go
    monkeypatch.setattr(purses.Run, "go", lambda self, limit: runs.append(self) or go(self, limit))
    ahead, looked = count(terms, options_of(costs), group(ballots), 7), len(runs)
    monkeypatch.setattr(equal_shares, "FarRun", Near)
    assert count(terms, options_of(costs), group(ballots), 7) == ahead
    assert looked <= len(runs) - looked + 1


def test_forints_are_counted_as_quickly_as_euros() -> None:
    """A hundred thousand units a share, and as many raises: a few dozen runs."""
    chance = random.Random(3)
    costs = {f"o{number}": chance.randint(20_000, 400_000) for number in range(12)}
    ballots = group([tuple(chance.sample(sorted(costs), 3)) for _ in range(20)])
    terms = Rule(Method.EQUAL_SHARES, k=3, budget_fen=1_000_000, unit_fen=1, ties=TIES)
    runs: list[purses.Run] = []
    with pytest.MonkeyPatch.context() as patch:
        go = purses.Run.go
        patch.setattr(purses.Run, "go", lambda self, limit: runs.append(self) or go(self, limit))
        counted = count(terms, options_of(costs), ballots, 7)
    assert counted.details["raises"] > 5_000
    assert len(runs) < 500


def barely(seed: int, least: int) -> tuple[Rule, dict[str, int], Any]:
    """A few voters with much money, where some options are only just paid by those who have the most left."""
    chance = random.Random(seed)
    names = [f"o{number}" for number in range(chance.randint(4, 9))]
    voters = chance.randint(4, 30)
    costs = {name: chance.randint(least, 3 * least) for name in names}
    ballots = [tuple(chance.sample(names, chance.randint(1, min(5, len(names))))) for _ in range(voters)]
    budget = chance.randint(3 * least, sum(costs.values()) * 3 // 4)
    terms = Rule(Method.EQUAL_SHARES, k=9, budget_fen=budget, unit_fen=1, ties=TIES, then=Then.NONE)
    return terms, costs, group(ballots)


@pytest.mark.parametrize("seed", [2115, *range(6)])
def test_a_price_only_the_richest_pay_is_not_passed_over_when_looking_ahead(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    terms, costs, ballots = barely(seed, 1_000)
    ahead = count(terms, options_of(costs), ballots, 7)
    monkeypatch.setattr(equal_shares, "FarRun", Near)
    assert count(terms, options_of(costs), ballots, 7) == ahead


@pytest.mark.parametrize("seed", [58, 230, 1075, 1483])
def test_the_last_outcome_is_the_last_that_the_budget_pays(seed: int) -> None:
    terms, costs, ballots = barely(seed, 20_000)
    details = count(terms, options_of(costs), ballots, 7).details
    assert details["left_fen"] >= 0
    assert details["stopped"] == "over_budget"
    assert terms.budget_fen is not None
    said = said_by([said for said, times in ballots.items() for _ in range(times)])
    votes = {name: sum(name in each for each in said) for name in costs}
    order = sorted(costs, key=lambda name: (costs[name], -votes[name], list(costs).index(name)))
    following, _left = plain_shares.run(costs, said, Fraction(details["share"]) + 1, True, order)
    assert sum(costs[each.option] for each in following) > terms.budget_fen
