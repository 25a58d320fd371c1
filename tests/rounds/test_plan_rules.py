"""Which plans are sound: every method with every ballot, and each number within what a voter can keep."""

from datetime import timedelta
from itertools import product
from typing import Any
from uuid import uuid4

import pytest

from deliberation.clock import now
from deliberation.errors import Refusal
from deliberation.rounds.plan_rules import check_plan, check_ready
from deliberation.rounds.rules import OptionPlan, Plan, ballots_needed, turnout_reached
from deliberation.rounds.texts import PHRASES
from deliberation.tally.rule import PAPERS_OF, Completion, Method, Paper, Then, Utility

START = now()
END = START + timedelta(days=7)
COSTS = (300, 100, 200, 400)
MONEY = {Method.KNAPSACK, Method.EQUAL_SHARES}


def plan(**changes: Any) -> Plan:
    """A sound plan of an approval round, changed."""
    options = [OptionPlan(f"第{place}项", cost) for place, cost in enumerate(COSTS)]
    values: dict[str, Any] = {
        "title": "一轮",
        "opens_at": START,
        "closes_at": END,
        "k": 3,
        "options": options,
        "teller_id": uuid4(),
        "scrutineer_id": uuid4(),
    }
    return Plan(**{**values, **changes})


def sound(method: Method, ballot: Paper | None = None) -> dict[str, Any]:
    """What a sound plan of this method and ballot needs besides."""
    ballot = ballot or PAPERS_OF[method][0]
    values: dict[str, Any] = {"method": method, "ballot": ballot}
    if method in MONEY:
        values["budget_fen"] = 500
    if ballot == Paper.POINTS:
        values |= {"points": 10, "most_points": 5}
    return values


def why(made: Plan) -> str | None:
    """What is wrong with a plan that is to be announced, in one word, for which there is a sentence."""
    try:
        check_ready(made, START)
    except Refusal as refusal:
        return refusal.code.removeprefix("rounds.") if f"refusal.{refusal.code}" in PHRASES else refusal.code
    return None


@pytest.mark.parametrize(("method", "ballot"), list(product(Method, Paper)))
def test_every_method_takes_its_own_ballots_and_no_others(method: Method, ballot: Paper) -> None:
    expected = None if ballot in PAPERS_OF[method] else "ballot_not_of_method"
    assert why(plan(**sound(method, ballot))) == expected


# What each method may say besides the terms of every round.
FIELDS: dict[str, tuple[dict[str, Any], dict[Method, str | None]]] = {
    "no money": ({"budget_fen": None}, dict.fromkeys(MONEY, "budget_missing")),
    "money": ({"budget_fen": 500}, {}),
    "no cents": ({"budget_fen": 0}, dict.fromkeys(Method, "budget_not_positive")),
    "winners without money": ({"winners": 2, "budget_fen": None}, dict.fromkeys(MONEY, "budget_missing")),
    "winners with money": ({"winners": 2, "budget_fen": 500}, dict.fromkeys(Method, "winners_and_budget")),
    "points": (
        {"points": 6, "most_points": 2},
        {each: "points_elsewhere" for each in Method if each != Method.POINTS},
    ),
    "votes as utility": (
        {"utility": Utility.VOTES},
        {each: "shares_elsewhere" for each in Method if each != Method.EQUAL_SHARES},
    ),
    "no completion": (
        {"completion": Completion.NONE},
        {each: "shares_elsewhere" for each in Method if each != Method.EQUAL_SHARES},
    ),
    "nothing then": (
        {"then": Then.NONE},
        {each: "shares_elsewhere" for each in Method if each != Method.EQUAL_SHARES},
    ),
    "least votes": ({"min_votes": 2}, dict.fromkeys((Method.RANKING, Method.SCHULZE), "votes_of_a_ranking")),
    "majority": ({"majority": True}, {}),
    "least": ({"least": 2}, {}),
}


@pytest.mark.parametrize(("method", "field"), list(product(Method, FIELDS)))
def test_what_may_be_said_with_which_method(method: Method, field: str) -> None:
    changes, refused = FIELDS[field]
    assert why(plan(**{**sound(method), **changes})) == refused.get(method)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"points": None}, "points_missing"),
        ({"points": 0}, "points_out_of_range"),
        ({"points": 1001}, "points_out_of_range"),
        ({"most_points": 0}, "most_points_out_of_range"),
        ({"most_points": 11}, "most_points_out_of_range"),
        ({"most_points": 3}, "points_left_over"),
        ({"most_points": 4}, None),
        ({"most_points": None}, None),
        ({"points": 2, "most_points": 2, "least": 3}, "least_beyond_points"),
        ({"k": 1, "most_points": 10}, None),
        ({"k": 1, "most_points": 9}, "points_left_over"),
    ],
)
@pytest.mark.parametrize("method", [Method.POINTS, Method.EQUAL_SHARES])
def test_points_can_be_spent(method: Method, changes: dict[str, Any], expected: str | None) -> None:
    assert why(plan(**{**sound(method, Paper.POINTS), **changes})) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"k": 0}, "k_too_small"),
        ({"k": 4}, None),
        ({"k": 5}, "k_beyond_options"),
        ({"least": 0}, "least_too_small"),
        ({"least": 3}, None),
        ({"least": 4}, "least_beyond_k"),
        ({"winners": 0}, "winners_too_few"),
        ({"winners": 4}, None),
        ({"winners": 5}, "winners_beyond_options"),
        ({"closes_at": START}, "closes_before_it_opens"),
        ({"papers_until": END}, "papers_before_the_end"),
        ({"papers_until": END + timedelta(hours=1)}, None),
        ({"papers_until": END + timedelta(days=32)}, "papers_too_long"),
        ({"options": [OptionPlan(f"第{place}项") for place in range(100)]}, None),
        ({"options": []}, "too_few_options"),
        ({"budget_fen": 500, "options": [OptionPlan("贵", 501)], "k": 1}, "option_beyond_budget"),
        ({"budget_fen": 500, "options": [OptionPlan("正好", 500)], "k": 1}, None),
        ({"budget_fen": 500, "options": [OptionPlan("没算")], "k": 1}, "option_without_cost"),
        ({"ties": ("lot",), "seed": "20260501"}, "seed_without_source"),
        ({"ties": ("lot",), "seed": "20260501", "seed_source": "当天的彩票号码"}, None),
        ({"ties": ("cost",), "seed": "20260501"}, None),
    ],
)
def test_numbers_and_times_fit_together(changes: dict[str, Any], expected: str | None) -> None:
    assert why(plan(**changes)) == expected


def test_a_draft_may_still_lack_options_and_signers() -> None:
    check_plan(plan(options=[], teller_id=None, scrutineer_id=None, k=9, winners=9))


@pytest.mark.parametrize(
    ("ballots", "size", "percent", "reached"),
    [(5, 10, None, False), (6, 10, None, True), (5, 9, None, True), (0, 0, None, False), (6, 10, 70, False)],
)
def test_a_majority_is_more_than_half_of_the_register(
    ballots: int, size: int, percent: int | None, reached: bool
) -> None:
    assert turnout_reached(ballots, size, percent, majority=True) is reached
    assert (ballots >= ballots_needed(size, percent, majority=True)) is reached
