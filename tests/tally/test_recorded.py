"""Which rule a file is counted by when nothing, or something, is asked for."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from deliberation.errors import Refusal
from deliberation.tally import recorded
from deliberation.tally.ballots import Option
from deliberation.tally.recorded import Recorded, rule_of, ties_of
from deliberation.tally.rule import Completion, Method, Paper, Then, Utility
from deliberation.tally.ties import TieOrder

SMALL = Path(__file__).parents[1] / "data" / "small.pb"
OPTIONS = (Option("a", 100), Option("b", 200))
CITY = Recorded("city.pb", "greedy", Paper.APPROVAL, OPTIONS, {"a": "A", "b": "B"}, {("a",): 2}, 2, 250)
POINTS = replace(CITY, paper=Paper.POINTS)
SHARED = replace(CITY, rule_name="equalshares", shares={"completion": Completion.NONE, "then": Then.NONE})
STRICT = replace(CITY, skip=False, min_votes=3)
RANKS = replace(CITY, paper=Paper.RANKING, budget_fen=None, rule_name="unknown")


@pytest.mark.parametrize(
    ("file", "asked", "expected"),
    [
        (CITY, {}, {"method": Method.APPROVAL, "budget_fen": 250, "skip": True, "min_votes": None}),
        (STRICT, {}, {"skip": False, "min_votes": 3, "winners": None}),
        (STRICT, {"method": Method.KNAPSACK}, {"skip": True, "min_votes": None}),
        (STRICT, {"method": Method.APPROVAL}, {"skip": False, "min_votes": 3}),
        (CITY, {"method": Method.APPROVAL, "winners": 0}, {"budget_fen": None, "winners": 0}),
        (CITY, {"winners": 2}, {"method": Method.APPROVAL, "budget_fen": None, "winners": 2}),
        (CITY, {"k": 7}, {"k": 7}),
        (POINTS, {}, {"method": Method.POINTS, "budget_fen": 250}),
        (POINTS, {"method": Method.EQUAL_SHARES}, {"ballot": Paper.POINTS, "utility": Utility.COST}),
        (RANKS, {}, {"method": Method.RANKING, "budget_fen": None, "winners": 1}),
        (RANKS, {"method": Method.SCHULZE, "winners": 2}, {"method": Method.SCHULZE, "winners": 2}),
        (SHARED, {}, {"method": Method.EQUAL_SHARES, "completion": Completion.NONE, "then": Then.NONE}),
        (SHARED, {"method": Method.EQUAL_SHARES, "completion": Completion.ADD_ONE},
         {"completion": Completion.ADD_ONE, "then": Then.NONE}),
        (SHARED, {"method": Method.KNAPSACK}, {"method": Method.KNAPSACK}),
        (CITY, {"method": Method.EQUAL_SHARES, "utility": Utility.VOTES, "then": Then.NONE},
         {"utility": Utility.VOTES, "then": Then.NONE, "completion": Completion.ADD_ONE}),
    ],
)  # fmt: skip
def test_the_files_own_rule_counts_it_unless_another_is_asked_for(
    file: Recorded, asked: dict[str, Any], expected: dict[str, Any]
) -> None:
    rule = rule_of(file, **asked)
    assert {name: getattr(rule, name) for name in expected} == expected


def test_equals_stand_as_in_the_file_and_equal_shares_take_the_cheaper_first() -> None:
    assert rule_of(CITY).ties == rule_of(RANKS).ties == TieOrder(("order",))
    assert rule_of(CITY, Method.EQUAL_SHARES).ties.steps == ("cost", "votes", "order")
    drawn = ties_of("cost,lot:s")
    assert rule_of(CITY, Method.EQUAL_SHARES, ties=drawn).ties == drawn
    ours = replace(CITY, ties=TieOrder(("order",)))
    assert rule_of(ours, Method.EQUAL_SHARES).ties.steps == ("order",)
    assert rule_of(ours, Method.EQUAL_SHARES, ties=drawn).ties == drawn


@pytest.mark.parametrize(
    ("rule", "more", "completion", "then", "utility"),
    [
        ("equalshares/add1", "", "add-one", "none", "cost"),
        ("equalshares/add1-comparison", "", "add-one", "none", "cost"),
        ("equalshares", "", "none", "none", "cost"),
        ("equalshares", "then;greedy\nutility;votes\n", "none", "greedy", "votes"),
        ("equalshares/add1", "then;later\nutility;joy\nties;lot\n", "add-one", "none", "cost"),
    ],
)
def test_equal_shares_are_completed_as_the_file_says(
    tmp_path: Path, rule: str, more: str, completion: str, then: str, utility: str
) -> None:
    path = tmp_path / "shares.pb"
    path.write_text(
        SMALL.read_text(encoding="utf-8").replace("rule;greedy\n", f"rule;{rule}\n{more}"), "utf-8"
    )
    found = rule_of(recorded.read(path))
    assert (found.method, found.completion, found.then, found.utility) == (
        Method.EQUAL_SHARES,
        completion,
        then,
        utility,
    )
    assert found.ties.steps == ("cost", "votes", "order")


@pytest.mark.parametrize(
    ("file", "asked", "code"),
    [
        (CITY, {"method": Method.POINTS}, "tally.other_ballots"),
        (CITY, {"method": Method.SCHULZE}, "tally.other_ballots"),
        (POINTS, {"method": Method.KNAPSACK}, "tally.other_ballots"),
        (RANKS, {"method": Method.APPROVAL}, "tally.other_ballots"),
        (CITY, {"method": Method.KNAPSACK, "winners": 1}, "tally.winners_and_money"),
        (SHARED, {"winners": 1}, "tally.winners_and_money"),
        (replace(CITY, budget_fen=None), {"method": Method.KNAPSACK}, "tally.budget_missing"),
    ],
)
def test_what_the_file_cannot_give_is_refused(file: Recorded, asked: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        rule_of(file, **asked)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("text", "rules", "seed"),
    [
        ("order", ("order",), None),
        (" cost , votes ", ("cost", "votes"), None),
        ("cost,votes,lot:2026-11-30 双色球", ("cost", "votes", "lot"), "2026-11-30 双色球"),
        ("lot:a:b,order", ("lot", "order"), "a:b"),
    ],
)
def test_ties_are_written_as_a_list(text: str, rules: tuple[str, ...], seed: str | None) -> None:
    assert ties_of(text) == TieOrder(rules, seed)


def test_the_layout_follows_from_the_ending_of_the_name(tmp_path: Path) -> None:
    ranks = tmp_path / "r.SOC"
    ranks.write_text(
        "# DATA TYPE: soc\n# NUMBER ALTERNATIVES: 1\n# NUMBER VOTERS: 2\n# NUMBER UNIQUE ORDERS: 1\n"
        "# ALTERNATIVE NAME 1: 灯\n2: 1\n",
        encoding="utf-8",
    )
    found = recorded.read(ranks)
    assert (found.paper, found.name, found.names, found.ballots) == (
        Paper.RANKING,
        "r.SOC",
        {"1": "灯"},
        {("1",): 2},
    )
    city = recorded.read(SMALL)
    assert (city.paper, city.budget_fen, city.k) == (Paper.APPROVAL, 10_000_000, 3)
    assert sum(city.ballots.values()) == 12
