"""What may be cast, kind by kind: every way to be wrong, and the one form in which a sound ballot is kept."""

import json
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.errors import Refusal
from deliberation.rounds.ballot_rules import (
    Terms,
    clean_choices,
    cost_of,
    device_mark,
    is_sound,
    keys_named,
    points_given,
    shuffled,
)
from deliberation.rounds.rules import token
from deliberation.tally.rule import Paper

PLACES = {"a": 0, "b": 1, "c": 2, "d": 3}
COSTS = {"a": 300, "b": 200, "c": 500, "d": 0}
APPROVAL = Terms(Paper.APPROVAL, PLACES, k=3, least=2, costs=COSTS)
KNAPSACK = Terms(Paper.APPROVAL, PLACES, k=4, budget_fen=500, costs=COSTS)
POINTS = Terms(Paper.POINTS, PLACES, k=3, least=2, points=10, most_points=6, costs=COSTS)
RANKING = Terms(Paper.RANKING, PLACES, k=3, least=2, costs=COSTS)


@pytest.mark.parametrize(
    ("terms", "said", "kept"),
    [
        (APPROVAL, ["c", "a"], ["a", "c"]),
        (APPROVAL, ["d", "c", "b"], ["b", "c", "d"]),
        (APPROVAL, [], []),
        (KNAPSACK, ["d", "b", "a"], ["a", "b", "d"]),
        (KNAPSACK, ["c"], ["c"]),
        (KNAPSACK, [], []),
        (POINTS, [("c", 4), ("a", 6)], [["a", 6], ["c", 4]]),
        (POINTS, [["a", 1], ["b", 0], ["c", 1], ["d", 0]], [["a", 1], ["c", 1]]),
        (POINTS, [("a", 0), ("b", 0)], []),
        (POINTS, [], []),
        (RANKING, ["c", "a", "b"], ["c", "a", "b"]),
        (RANKING, ["d", "a"], ["d", "a"]),
        (RANKING, [], []),
    ],
)
def test_a_sound_ballot_is_kept_in_one_form_however_it_was_said(
    terms: Terms, said: list[Any], kept: list[Any]
) -> None:
    assert clean_choices(terms, said) == kept
    assert is_sound(terms, json.loads(json.dumps(kept)))


@pytest.mark.parametrize(
    ("terms", "said", "why", "facts"),
    [
        (APPROVAL, ["a", "a"], "option_named_twice", {}),
        (APPROVAL, ["a", "x"], "unknown_option", {}),
        (APPROVAL, ["a", "b", "c", "d"], "too_many_choices", {"k": 3, "named": 4}),
        (APPROVAL, ["a"], "too_few_choices", {"least": 2, "named": 1}),
        (KNAPSACK, ["a", "c"], "beyond_the_budget", {"budget": 500, "cost": 800}),
        (KNAPSACK, ["a", "b", "a"], "option_named_twice", {}),
        (KNAPSACK, [str(uuid4())], "unknown_option", {}),
        (POINTS, [("a", 6), ("b", 5)], "too_many_points", {"points": 10, "given": 11, "over": 1}),
        (POINTS, [("a", 7), ("b", 1)], "too_many_points_on_one", {"most": 6, "given": 7}),
        (POINTS, [("a", 5), ("b", -1)], "points_below_zero", {}),
        (POINTS, [("a", 5)], "too_few_choices", {"least": 2, "named": 1}),
        (POINTS, [("a", 5), ("b", 0)], "too_few_choices", {"least": 2, "named": 1}),
        (POINTS, [(key, 1) for key in PLACES], "too_many_choices", {"k": 3, "named": 4}),
        (POINTS, [("a", 1), ("a", 1)], "option_named_twice", {}),
        (POINTS, [("a", 1), ("x", 1)], "unknown_option", {}),
        (POINTS, [("a", 1), ("b", 1), ("x", 0)], "unknown_option", {}),
        (RANKING, ["a", "b", "a"], "option_named_twice", {}),
        (RANKING, ["a", "x"], "unknown_option", {}),
        (RANKING, ["a", "b", "c", "d"], "too_many_choices", {"k": 3, "named": 4}),
        (RANKING, ["b"], "too_few_choices", {"least": 2, "named": 1}),
    ],
)
def test_what_the_round_does_not_allow_is_refused_with_its_figures(
    terms: Terms, said: list[Any], why: str, facts: dict[str, int]
) -> None:
    with pytest.raises(Refusal) as refused:
        clean_choices(terms, said)
    assert refused.value.code == f"rounds.{why}"
    assert refused.value.facts == facts
    assert not is_sound(terms, json.loads(json.dumps(said)))


@pytest.mark.parametrize(
    ("terms", "kept"),
    [
        *((terms, kept) for terms in (APPROVAL, POINTS, RANKING) for kept in (None, "ab", {"a": 1}, 7)),
        *((terms, kept) for terms in (APPROVAL, RANKING) for kept in ([1, 2], [["a"], "b"], [None, "a"])),
        (APPROVAL, ["c", "a"]),
        (POINTS, ["a", "b"]),
        (POINTS, [["a", 1], ["b"]]),
        (POINTS, [["a", 1], ["b", "2"]]),
        (POINTS, [["a", 1], ["b", True]]),
        (POINTS, [["a", 1], ["b", 1.0]]),
        (POINTS, [["a", 1], [2, 1]]),
        (POINTS, [["a", 1], ["b", 2], ["c", 0]]),
        (POINTS, [["b", 1], ["a", 1]]),
        (RANKING, ["a", ["b", "c"]]),
    ],
)
def test_a_row_in_another_form_than_the_box_s_own_is_not_sound(terms: Terms, kept: object) -> None:
    assert not is_sound(terms, kept)


keys = st.sampled_from(["a", "b", "c", "d", "x"])
anything = st.one_of(
    st.lists(keys, max_size=5),
    st.lists(st.tuples(keys, st.integers(-2, 12)), max_size=5),
)


@given(said=anything)
def test_whatever_is_let_in_is_found_sound_at_the_close(said: list[Any]) -> None:
    for terms in (APPROVAL, KNAPSACK, RANKING) if all(isinstance(x, str) for x in said) else (POINTS,):
        try:
            kept = clean_choices(terms, said)
        except Refusal:
            continue
        assert is_sound(terms, json.loads(json.dumps(kept)))
        assert len(keys_named(terms, kept)) <= terms.k
        if terms.ballot == Paper.POINTS:
            assert points_given(kept) <= 10
        if terms.budget_fen is not None:
            assert cost_of(terms, kept) <= terms.budget_fen


def test_each_voter_has_an_order_of_their_own_that_stays() -> None:
    secret, round_id, options = b"s" * 32, uuid4(), [f"n{number}" for number in range(8)]
    names = [token(secret, round_id, uuid4()) for _ in range(40)]
    orders = [tuple(shuffled(name, options)) for name in names]
    assert len(set(orders)) == len(orders)
    assert orders == [tuple(shuffled(name, reversed(options))) for name in names]
    firsts = {order[0] for order in orders}
    assert len(firsts) >= 6, "every option comes first for somebody"
    assert len({device_mark(name) for name in names}) == len(names)
    assert not any(device_mark(name) in name for name in names)
