"""What the ranking, the money and the thresholds select, and the reason each option is given."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.errors import Refusal
from deliberation.tally.ballots import Option
from deliberation.tally.counting import count
from deliberation.tally.placing import Placed
from deliberation.tally.rule import Method, Rule
from deliberation.tally.selection import greedy, selected_ids, top


def ranked(**votes: int) -> tuple[Placed, ...]:
    ballots = {(name,): number for name, number in votes.items()}
    return count(Rule(Method.APPROVAL), [Option(name) for name in votes], ballots, 1).ranking


def reasons(decisions: list) -> dict[str, str]:
    return {decision.id: decision.reason for decision in decisions}


def test_the_first_n_win_and_each_of_the_others_is_told_why_not() -> None:
    decisions = top(ranked(a=1, b=3, c=2, d=0, e=2), 3, min_votes=None)
    assert selected_ids(decisions) == ["b", "c", "e"]
    assert reasons(decisions) == {
        "b": "in_top_n",
        "c": "in_top_n",
        "e": "in_top_n",
        "a": "over_top_n",
        "d": "no_votes",
    }
    assert decisions[3].facts == {"rank": 4, "n": 3}


def test_nobody_wins_a_place_without_votes_or_below_the_least_votes() -> None:
    assert selected_ids(top(ranked(a=1, b=0), 2)) == ["a"]
    assert reasons(top(ranked(a=3, b=1), 2, min_votes=2)) == {"a": "in_top_n", "b": "below_threshold"}
    assert selected_ids(top(ranked(a=1), 0)) == []
    with pytest.raises(Refusal, match="top_n_negative"):
        top(ranked(a=1), -1)


def test_skipping_passes_over_what_does_not_fit_and_stopping_ends_there() -> None:
    ranking, costs = ranked(a=5, b=4, c=3, d=2), {"a": 60, "b": 50, "c": 40, "d": 1}
    skipping = greedy(ranking, costs, 100)
    assert selected_ids(skipping) == ["a", "c"]
    assert reasons(skipping) == {"a": "fits", "b": "does_not_fit", "c": "fits", "d": "does_not_fit"}
    assert skipping[1].facts == {"cost_fen": 50, "left_fen": 40, "short_fen": 10}
    assert skipping[2].facts == {"cost_fen": 40, "left_fen": 0}
    stopping = greedy(ranking, costs, 100, skip=False)
    assert reasons(stopping) == {"a": "fits", "b": "does_not_fit", "c": "after_stop", "d": "after_stop"}
    assert stopping[2].facts == {"stopped_at": "b"}


def test_options_without_support_or_cost_are_passed_over_and_do_not_stop_the_count() -> None:
    ranking = ranked(a=5, b=4, c=2, d=1, e=0)
    decisions = greedy(ranking, {"a": None, "b": 10, "c": 10, "d": 500, "e": 0}, 30, skip=False, min_votes=2)
    assert reasons(decisions) == {
        "a": "cost_unknown",
        "b": "fits",
        "c": "fits",
        "d": "below_threshold",
        "e": "below_threshold",
    }
    assert reasons(greedy(ranked(a=1, b=0), {"a": 1, "b": 0}, 10))["b"] == "no_votes"


def test_no_money_selects_nothing_that_costs_and_negative_money_is_refused() -> None:
    assert selected_ids(greedy(ranked(a=2, b=1), {"a": 1, "b": 0}, 0)) == ["b"]
    with pytest.raises(Refusal, match="budget_negative"):
        greedy(ranked(a=1), {"a": 1}, -1)
    with pytest.raises(Refusal, match="cost_negative"):
        greedy(ranked(a=1), {"a": -1}, 10)


money = st.none() | st.integers(0, 12)


@given(
    st.lists(st.tuples(st.integers(0, 4), money), max_size=7),
    st.integers(0, 30),
    st.booleans(),
    st.integers(0, 3),
)
def test_the_money_goes_where_a_treasurer_going_down_the_list_sends_it(
    drawn: list[tuple[int, int | None]], budget: int, skip: bool, min_votes: int
) -> None:
    names = "abcdefg"[: len(drawn)]
    ranking = ranked(**{name: votes for name, (votes, _) in zip(names, drawn, strict=True)})
    costs = {name: cost for name, (_, cost) in zip(names, drawn, strict=True)}
    chosen: list[str] = []
    for placed in ranking:
        cost = costs[placed.id]
        if placed.votes < max(1, min_votes) or cost is None:
            continue
        if sum(costs[name] or 0 for name in chosen) + cost <= budget:
            chosen.append(placed.id)
        elif not skip:
            break
    decisions = greedy(ranking, costs, budget, skip, min_votes)
    assert selected_ids(decisions) == chosen
    assert [decision.id for decision in decisions] == [placed.id for placed in ranking]


def test_a_count_stops_at_what_does_not_fit_whatever_its_name() -> None:
    placed = [Placed("", 2, 1, 1, "more_votes"), Placed("b", 1, 2, 2, "more_votes")]
    decided = greedy(placed, {"": 1, "b": 0}, 0, skip=False)
    assert [decision.reason for decision in decided] == ["does_not_fit", "after_stop"]
