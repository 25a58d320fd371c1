"""Borda and Schulze against slow and obvious counts written from their definitions, and their ugly cases."""

from collections import Counter
from fractions import Fraction
from itertools import pairwise, permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliberation.errors import Refusal
from deliberation.tally.ballots import Option
from deliberation.tally.counting import Count, Unit, count
from deliberation.tally.rule import Method, Paper, Rule
from deliberation.tally.ties import TieOrder

Ballot = tuple[Any, ...]
METHODS = (Method.RANKING, Method.SCHULZE)


def counted(
    options: list[Option] | str, ballots: dict[Ballot, int], method: Method = Method.RANKING, **terms: Any
) -> Count:
    listed = [Option(name) for name in options] if isinstance(options, str) else options
    rule = Rule(method, **{"ballot": Paper.RANKING, "k": max(1, len(listed)), **terms})
    return count(rule, listed, ballots, "r")


@st.composite
def rankings(draw: st.DrawFn) -> tuple[str, dict[Ballot, int]]:
    """Up to five options; ballots name some of them, here and there alike, here and there none."""
    names = "abcde"[: draw(st.integers(1, 5))]
    ballots: dict[Ballot, int] = {}
    for _ in range(draw(st.integers(0, 7))):
        order = draw(st.lists(st.sampled_from(names), unique=True))
        cuts = draw(st.sets(st.integers(1, max(1, len(order) - 1))))
        places: list[Any] = []
        for start in sorted({0, *cuts}):
            stop = min((cut for cut in cuts if cut > start), default=len(order))
            if order[start:stop]:
                equals = tuple(order[start:stop])
                places.append(equals if len(equals) > 1 or draw(st.booleans()) else equals[0])
        ballots[tuple(places)] = draw(st.sampled_from([0, 1, 1, 2, 3, 10]))
    return names, ballots


def levels(ballot: Ballot, names: str) -> list[list[str]]:
    """The ballot as places with their options, those it does not name alike in a last place."""
    places = [list(place) if isinstance(place, tuple) else [place] for place in ballot]
    rest = [name for name in names if not any(name in place for place in places)]
    return [*places, rest] if rest else places


def borda_points(names: str, ballots: dict[Ballot, int]) -> dict[str, Fraction]:
    """Hand out m − 1, m − 2 … 0 from the first to the last, and share them out within each place."""
    points = {name: Fraction(0) for name in names}
    for ballot, number in ballots.items():
        left = list(range(len(names)))
        for place in levels(ballot, names) if ballot else []:
            given_out = [left.pop() for _ in place]
            for name in place:
                points[name] += Fraction(sum(given_out), len(place)) * number
    return points


def preferring(one: str, other: str, names: str, ballots: dict[Ballot, int]) -> int:
    found = 0
    for ballot, number in ballots.items():
        at = {name: place for place, equals in enumerate(levels(ballot, names)) for name in equals}
        found += number * (at[one] < at[other])
    return found


def strongest_path(one: str, other: str, names: str, ballots: dict[Ballot, int]) -> int:
    """Try every way from one to the other over different options."""
    best = 0
    between = [name for name in names if name not in (one, other)]
    for length in range(len(between) + 1):
        for way in permutations(between, length):
            stops = [one, *way, other]
            strengths = []
            for here, there in pairwise(stops):
                forth = preferring(here, there, names, ballots)
                back = preferring(there, here, names, ballots)
                strengths.append(forth if forth > back else 0)
            best = max(best, min(strengths))
    return best


@given(rankings())
def test_borda_gives_the_points_that_are_handed_out_by_hand(drawn: tuple[str, dict[Ballot, int]]) -> None:
    names, ballots = drawn
    result = counted(names, ballots)
    points = borda_points(names, ballots)
    assert result.unit == Unit.HALF_POINTS
    assert {name: Fraction(score, 2) for name, score in result.scores.items()} == points
    assert list(result.order) == sorted(names, key=lambda name: (-points[name], name))
    assert (result.ballots, result.blank) == (sum(ballots.values()), ballots.get((), 0))
    assert result.details["first"] == {
        name: sum(n for b, n in ballots.items() if b and name in levels(b, names)[0]) for name in names
    }


@settings(max_examples=80, deadline=None)
@given(rankings())
def test_schulze_finds_the_strongest_of_all_ways(drawn: tuple[str, dict[Ballot, int]]) -> None:
    names, ballots = drawn
    result = counted(names, ballots, Method.SCHULZE)
    assert result.unit == Unit.WINS
    strength = {(a, b): strongest_path(a, b, names, ballots) for a in names for b in names if a != b}
    beats = {a: {b for b in names if a != b and strength[a, b] > strength[b, a]} for a in names}
    assert result.scores == {name: len(beats[name]) for name in names}
    for row, one in enumerate(names):
        for column, other in enumerate(names):
            if one != other:
                assert result.details["pairwise"][row][column] == preferring(one, other, names, ballots)
                assert result.details["paths"][row][column] == strength[one, other]
    for place, one in enumerate(result.order):
        assert beats[one].isdisjoint(result.order[:place])


@given(rankings(), st.sampled_from(METHODS))
def test_every_option_is_placed_once_with_the_ballots_that_name_it(
    drawn: tuple[str, dict[Ballot, int]], method: Method
) -> None:
    names, ballots = drawn
    result = counted(names, ballots, method, winners=2, min_votes=2)
    assert sorted(result.order) == list(names)
    for placed, decision in zip(result.ranking, result.decisions, strict=True):
        named = sum(n for b, n in ballots.items() if any(placed.id in place for place in b))
        assert (placed.votes, placed.facts["named"]) == (result.scores[placed.id], named)
        assert (placed.reason == "no_votes") == (named == 0)
        assert decision.selected == (placed.rank <= 2 and named >= 2)


@given(rankings(), st.sampled_from(METHODS), st.randoms(use_true_random=False))
def test_grouping_and_the_order_of_arrival_change_nothing(
    drawn: tuple[str, dict[Ballot, int]], method: Method, random: Any
) -> None:
    names, ballots = drawn
    mixed = list(ballots.items())
    random.shuffle(mixed)
    spread: Counter[Ballot] = Counter()
    for ballot, number in mixed:
        turned = tuple(place[::-1] if isinstance(place, tuple) else (place,) for place in ballot)
        spread[turned] += number
    one, other = counted(names, ballots, method), counted(names, dict(spread), method)
    assert (one.ranking, one.scores, one.details) == (other.ranking, other.scores, other.details)


def test_schulzes_own_example_comes_out_as_he_printed_it() -> None:
    ballots = {
        tuple("acbed"): 5,
        tuple("adecb"): 5,
        tuple("bedac"): 8,
        tuple("cabed"): 3,
        tuple("caebd"): 7,
        tuple("cbade"): 2,
        tuple("dceba"): 7,
        tuple("ebadc"): 8,
    }
    result = counted("abcde", ballots, Method.SCHULZE)
    assert result.order == ("e", "a", "c", "b", "d")
    assert result.details["pairwise"][0] == [0, 20, 26, 30, 22]
    assert result.details["paths"] == [
        [0, 28, 28, 30, 24],
        [25, 0, 28, 33, 24],
        [25, 29, 0, 29, 24],
        [25, 28, 28, 0, 24],
        [25, 28, 28, 31, 0],
    ]


def test_borda_by_hand() -> None:
    result = counted("abcd", {("a", "b"): 3, ("c", ("a", "b")): 2, (): 5})
    # a: 3×3 + 2×1.5, b: 3×2 + 2×1.5, c: 3×0.5 + 2×3, d: 3×0.5 + 2×0
    assert result.scores == {"a": 24, "b": 18, "c": 15, "d": 3}
    assert result.details["first"] == {"a": 3, "b": 0, "c": 2, "d": 0}
    assert (result.ballots, result.blank) == (10, 5)
    assert [(p.id, p.reason, p.facts["named"]) for p in result.ranking] == [
        ("a", "more_votes", 5),
        ("b", "more_votes", 5),
        ("c", "more_votes", 2),
        ("d", "no_votes", 0),
    ]


def test_the_last_on_every_ballot_has_support_and_may_still_win_a_place() -> None:
    for method in METHODS:
        result = counted("ab", {("a", "b"): 4}, method, winners=2)
        assert result.scores["b"] == 0
        assert result.ranking[1].reason == "more_votes"
        assert result.winners == ("a", "b")


def test_whom_nobody_names_wins_nothing_even_with_points_from_the_rest() -> None:
    result = counted("abc", {("a",): 3, ("b", "a"): 1}, winners=3)
    assert result.scores["c"] > 0
    assert result.winners == ("a", "b")
    assert result.decisions[2].reason == "no_votes"


def test_rankings_pay_from_a_budget_and_ask_a_threshold_of_ballots() -> None:
    options = [Option("a", 60), Option("b", 50), Option("c", 40), Option("d", 10)]
    ballots: dict[Ballot, int] = {("a", "b", "c"): 3, ("c", "a", "d"): 1}
    for method in METHODS:
        result = counted(options, ballots, method, budget_fen=110, min_votes=2)
        assert result.order == ("a", "b", "c", "d")
        assert [d.reason for d in result.decisions] == ["fits", "fits", "does_not_fit", "below_threshold"]
        assert result.decisions[3].facts == {"votes": 1, "min_votes": 2}


def test_the_announced_rule_orders_equals() -> None:
    options = [Option("a", 5), Option("b", 3), Option("c", 3)]
    for method in METHODS:
        result = counted(options, {(("a", "b", "c"),): 2}, method, ties=TieOrder(("cost",)))
        assert result.order == ("b", "c", "a")
        assert [(p.shared_rank, p.reason, p.facts["by"]) for p in result.ranking] == [
            (1, "tie_broken", "order"),
            (1, "tie_broken", "order"),
            (1, "tie_broken", "cost"),
        ]


@pytest.mark.parametrize("method", METHODS)
def test_nobody_voted_one_option_and_none_still_have_a_result(method: Method) -> None:
    assert counted("", {(): 3}, method).ranking == ()
    assert counted("a", {}, method).order == ("a",)
    assert counted("a", {("a",): 2, (): 1}, method).scores == {"a": 0}
    silent = counted("ab", {(): 2, ("b",): 0}, method, winners=1)
    assert (silent.order, silent.winners, silent.ballots) == (("a", "b"), (), 2)
    assert {p.reason for p in silent.ranking} == {"no_votes"}


@pytest.mark.parametrize("method", METHODS)
def test_counts_beyond_every_machine_word_are_still_exact(method: Method) -> None:
    huge = 10**30
    result = counted("abc", {("a", "b"): huge, ("b", "a"): huge + 1}, method)
    assert result.order == ("b", "a", "c")
    assert result.ballots == 2 * huge + 1
    if method == Method.RANKING:
        assert result.scores == {"a": 6 * huge + 2, "b": 6 * huge + 4, "c": 0}
    else:
        assert result.details["pairwise"][1] == [huge + 1, 0, 2 * huge + 1]


@pytest.mark.parametrize("method", METHODS)
def test_a_hundred_options_in_thousands_of_orders(method: Method) -> None:
    names = [f"选项{place:03}" for place in range(100)]
    options = [Option(name) for name in names]
    ballots = {tuple(names[start:] + names[:start][: place % 50]): 1 + place % 3
               for place, start in enumerate(list(range(99)) * 60) if place % 50 <= start}  # fmt: skip
    assert len(ballots) > 2000
    result = counted(options, ballots, method)
    assert sorted(result.order) == names
    assert result.ballots == sum(ballots.values())


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("ballot", "code", "facts"),
    [
        (("a", "x"), "tally.ballot_unknown_option", {"option": "x"}),
        ((("a", "x"),), "tally.ballot_unknown_option", {"option": "x"}),
        ((("a", ("c",)),), "tally.ballot_unknown_option", {"option": ("c",)}),
        (("a", 3), "tally.ballot_unknown_option", {"option": 3}),
        (("",), "tally.ballot_unknown_option", {"option": ""}),
        (("a", "b", "a"), "tally.ballot_repeats_option", {"option": "a"}),
        (("a", ("b", "a")), "tally.ballot_repeats_option", {"option": "a"}),
        (("a", "b", "c"), "tally.ballot_too_long", {"named": 3, "k": 2}),
        ((("a", "b", "c"),), "tally.ballot_too_long", {"named": 3, "k": 2}),
        (("a", ()), "tally.ballot_empty_place", {}),
    ],
)
@pytest.mark.parametrize("number", [1, 0])
def test_a_ballot_that_breaks_the_rules_is_refused(
    method: Method, ballot: Ballot, code: str, facts: dict[str, object], number: int
) -> None:
    with pytest.raises(Refusal) as refused:
        counted("abc", {("a",): 1, ballot: number}, method, k=2)
    assert (refused.value.code, refused.value.facts) == (code, facts)


def test_more_options_than_a_machine_can_compare_in_pairs_are_refused() -> None:
    options = [Option(str(number)) for number in range(1001)]
    with pytest.raises(Refusal, match="too_many_options"):
        counted(options, {("7",): 1}, Method.SCHULZE)
    assert counted(options, {("7",): 1}).order[0] == "7"


def test_fewer_ballots_than_none_and_two_options_of_one_name_are_refused() -> None:
    with pytest.raises(Refusal, match="ballots_below_zero"):
        counted("ab", {("a",): -1})
    with pytest.raises(Refusal, match="option_repeated"):
        counted("aa", {("a",): 1})
