"""The count of 选择投票 and the rules for equal votes, against slow and obvious ones."""

import hashlib
from collections.abc import Iterable
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.errors import Refusal
from deliberation.tally import counting
from deliberation.tally.ballots import Option
from deliberation.tally.counting import Count, group
from deliberation.tally.rule import Method, Rule
from deliberation.tally.ties import RULES, TieOrder, lot

IDS = ["a", "b", "c", "灯", "e"]
options_of = st.lists(
    st.builds(Option, st.sampled_from(IDS), st.none() | st.integers(0, 3)),
    min_size=1,
    unique_by=lambda o: o.id,
)
tie_orders = st.lists(st.sampled_from(RULES), unique=True).map(lambda rules: TieOrder(tuple(rules), "seed"))


def count(
    options: list[Option], ballots: Iterable[tuple[str, ...]], k: int, ties: TieOrder, round_id: int
) -> Count:
    return counting.count(Rule(Method.APPROVAL, k=k, ties=ties), options, group(ballots), round_id)


@st.composite
def rounds(draw: st.DrawFn) -> tuple[list[Option], list[tuple[str, ...]], TieOrder]:
    options = draw(options_of)
    ballot = st.lists(st.sampled_from([option.id for option in options]), unique=True).map(tuple)
    return options, draw(st.lists(ballot, max_size=8)), draw(tie_orders)


def stands_before(
    one: Option, other: Option, options: list[Option], votes: dict[str, int], ties: TieOrder
) -> bool:
    """The announced rules, read out one by one as a teller would."""
    if votes[one.id] != votes[other.id]:
        return votes[one.id] > votes[other.id]
    for rule in ties.rules:
        if rule == "cost" and one.cost_fen != other.cost_fen:
            return other.cost_fen is None or (one.cost_fen is not None and one.cost_fen < other.cost_fen)
        if rule == "order":
            return options.index(one) < options.index(other)
        if rule == "lot":
            first, second = (
                hashlib.sha256(("seed|7|" + option.id).encode("utf-8")).digest() for option in (one, other)
            )
            return first < second
    return options.index(one) < options.index(other)


@given(rounds())
def test_the_ranking_is_the_one_a_teller_finds_by_reading_the_rules(
    drawn: tuple[list[Option], list[tuple[str, ...]], TieOrder],
) -> None:
    options, ballots, ties = drawn
    result = count(options, ballots, len(options), ties, 7)
    votes = {option.id: sum(option.id in ballot for ballot in ballots) for option in options}
    assert result.scores == votes
    assert (result.ballots, result.blank) == (len(ballots), ballots.count(()))
    by_id = {option.id: option for option in options}
    ranked = [by_id[name] for name in result.order]
    assert sorted(result.order) == sorted(by_id)
    for place, one in enumerate(ranked):
        assert all(stands_before(one, later, options, votes, ties) for later in ranked[place + 1 :])
    for place, placed in enumerate(result.ranking, start=1):
        assert placed.rank == place
        assert placed.shared_rank == 1 + sum(other > placed.votes for other in votes.values())
        assert placed.facts.get("tied", 1) == list(votes.values()).count(placed.votes)


@given(rounds())
def test_the_order_in_which_ballots_arrive_changes_nothing(
    drawn: tuple[list[Option], list[tuple[str, ...]], TieOrder],
) -> None:
    options, ballots, ties = drawn
    mixed = [tuple(reversed(ballot)) for ballot in reversed(ballots)]
    assert count(options, ballots, 5, ties, 7) == count(options, mixed, 5, ties, 7)


def test_the_result_names_the_rule_that_broke_a_tie() -> None:
    options = [Option("a", 500), Option("b", 300), Option("c", 300), Option("d", 1), Option("e", None)]
    ballots = [("a", "b"), ("c", "d"), ("d", "a"), ("b", "c")]
    result = count(options, ballots, 2, TieOrder(("cost",)), 1)
    told = [(p.id, p.rank, p.shared_rank, p.reason, p.facts.get("by")) for p in result.ranking]
    assert told == [
        ("d", 1, 1, "tie_broken", "cost"),
        ("b", 2, 1, "tie_broken", "cost"),
        ("c", 3, 1, "tie_broken", "order"),
        ("a", 4, 1, "tie_broken", "cost"),
        ("e", 5, 5, "no_votes", None),
    ]


def test_an_unknown_cost_comes_after_every_known_one() -> None:
    options = [Option("dear", 10**15), Option("unknown", None), Option("free", 0)]
    assert count(options, [], 1, TieOrder(("cost",)), 1).order == ("free", "dear", "unknown")


def test_the_lot_is_the_lowest_hash_of_seed_round_and_option() -> None:
    digest = hashlib.sha256("2024-03-01 双色球|12|灯".encode()).hexdigest()
    assert lot("2024-03-01 双色球", 12, "灯") == digest
    options = [Option(name) for name in "abcdefgh"]
    drawn = count(options, [], 1, TieOrder(("lot",), "s"), 12).order
    assert list(drawn) == sorted(
        "abcdefgh", key=lambda name: hashlib.sha256(f"s|12|{name}".encode()).hexdigest()
    )
    assert drawn != count(options, [], 1, TieOrder(("lot",), "t"), 12).order
    assert drawn != count(options, [], 1, TieOrder(("lot",), "s"), 13).order


def test_a_lot_does_not_depend_on_how_the_options_are_listed() -> None:
    for listed in permutations("abcd"):
        result = count([Option(name) for name in listed], [], 1, TieOrder(("lot",), "s"), 1)
        assert (
            result.order == count([Option(name) for name in "abcd"], [], 1, TieOrder(("lot",), "s"), 1).order
        )


@pytest.mark.parametrize(
    ("rules", "seed", "code"),
    [
        (("coin",), None, "tally.tie_rule_unknown"),
        (("cost", "cost"), None, "tally.tie_rule_repeated"),
        (("lot",), None, "tally.tie_seed_missing"),
        (("lot",), "", "tally.tie_seed_missing"),
    ],
)
def test_tie_rules_that_cannot_decide_are_refused(
    rules: tuple[str, ...], seed: str | None, code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        TieOrder(rules, seed)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("ballot", "code", "facts"),
    [
        (("a", "x"), "tally.ballot_unknown_option", {"option": "x"}),
        (("a", "b", "a"), "tally.ballot_repeats_option", {"option": "a"}),
        (("a", "b", "c"), "tally.ballot_too_long", {"named": 3, "k": 2}),
        (("",), "tally.ballot_unknown_option", {"option": ""}),
    ],
)
def test_a_ballot_that_breaks_the_rules_is_refused(
    ballot: tuple[str, ...], code: str, facts: dict[str, object]
) -> None:
    with pytest.raises(Refusal) as refused:
        count([Option("a"), Option("b"), Option("c")], [("a",), ballot], 2, TieOrder(), 1)
    assert (refused.value.code, refused.value.facts) == (code, facts)


def test_two_options_of_one_name_and_a_ballot_without_room_are_refused() -> None:
    with pytest.raises(Refusal, match="option_repeated"):
        count([Option("a"), Option("a")], [], 1, TieOrder(), 1)
    with pytest.raises(Refusal, match="k_too_small"):
        count([Option("a")], [], 0, TieOrder(), 1)


def test_a_round_in_which_nobody_votes_or_nothing_stands_still_has_a_result() -> None:
    empty = count([], [(), ()], 1, TieOrder(), 1)
    assert (empty.ranking, empty.ballots, empty.blank) == ((), 2, 2)
    silent = count([Option("a"), Option("b")], [], 1, TieOrder(), 1)
    assert [(p.id, p.votes, p.reason) for p in silent.ranking] == [("a", 0, "no_votes"), ("b", 0, "no_votes")]
