"""One door to all counts: the rule, the options and the ballots in; order, winners and their reasons out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from deliberation.errors import Refusal
from deliberation.tally import approval
from deliberation.tally.approval import Placed
from deliberation.tally.ballots import Option
from deliberation.tally.rule import Method, Rule
from deliberation.tally.selection import Decision, greedy, selected_ids, top

# What a ballot says, by the rule's paper:
#   approval  ("a", "c")                 ids in any order
#   points    (("a", 3), ("c", 7))       id and points, points above zero
#   ranking   ("c", "a", ("b", "d"))     ids from first to last, those ranked alike in a tuple of their own
Choices = tuple[Any, ...]


class Unit(StrEnum):
    """What a score counts."""

    VOTES = "votes"
    POINTS = "points"
    HALF_POINTS = "half_points"
    WINS = "wins"


@dataclass(frozen=True)
class Step:
    """One option bought by equal shares (`by` "shares") or afterwards with what was left ("greedy").

    `share_fen`: what each supporter who still could paid (of a whole naming; with points, for each point);
    `supporters`: who paid; `exhausted`: how many of them have nothing left after it.
    """

    step: int
    option: str
    by: str
    share_fen: Fraction
    supporters: int
    exhausted: int


@dataclass(frozen=True)
class Count:
    """A whole result: `scores` in the order of the options (in `unit`), `ranking` and `decisions` from first
    to last, `steps` of equal shares, how many ballots there were and how many were blank.

    `details`: what only one method knows (equal shares: `start_fen` and `end_fen`, each voter's share before
    and after completion, and per loser the effective support; Schulze: the pairwise numbers), plain values.
    """

    rule: Rule
    unit: Unit
    scores: dict[str, int]
    ranking: tuple[Placed, ...]
    decisions: tuple[Decision, ...]
    steps: tuple[Step, ...]
    ballots: int
    blank: int
    details: dict[str, Any]

    @property
    def order(self) -> tuple[str, ...]:
        """The options' ids from first to last."""
        return tuple(placed.id for placed in self.ranking)

    @property
    def winners(self) -> tuple[str, ...]:
        """The ids of what won, in the order it was taken."""
        return tuple(selected_ids(self.decisions))


def count(
    rule: Rule, options: Sequence[Option], ballots: Mapping[Choices, int], round_id: int | str
) -> Count:
    """Count ballots by a rule.

    In: options in their listed order with costs in fen; ballots grouped as {what they say: how many};
    `round_id` goes into the lot. Out: see `Count`. The same input always gives the same result.
    Errors: Refusal for ballots that break the rule (`tally.ballot_…`), options twice, money below zero.
    """
    if rule.method not in (Method.APPROVAL, Method.KNAPSACK):
        raise Refusal("tally.method_unknown", method=rule.method)
    counted = approval.count(options, ballots, rule.k, rule.ties, round_id)
    decisions = _decide(rule, options, counted.ranking)
    return Count(
        rule,
        Unit.VOTES,
        counted.votes,
        counted.ranking,
        tuple(decisions),
        (),
        counted.ballots,
        counted.blank,
        {},
    )


def _decide(rule: Rule, options: Sequence[Option], ranking: Sequence[Placed]) -> list[Decision]:
    if rule.budget_fen is not None:
        costs = {option.id: option.cost_fen for option in options}
        return greedy(ranking, costs, rule.budget_fen, rule.skip, rule.min_votes)
    return top(ranking, len(ranking) if rule.winners is None else rule.winners, rule.min_votes)
