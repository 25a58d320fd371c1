"""Boards for tests, counted by our own code."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from deliberation.rounds import board as boards
from deliberation.tally import counting
from deliberation.tally.ballots import Option
from deliberation.tally.rule import Method, Rule
from deliberation.tally.ties import TieOrder


def counted_board(
    rule: Rule,
    options: Sequence[tuple[str, int | None]],
    ballots: Iterable[tuple[str, tuple[Any, ...]]],
    round_id: int | str = "r-1",
    register: int = 1000,
    min_turnout_percent: int | None = None,
) -> boards.Board:
    """The board of these ballots, (tracker, what it says), by this rule."""
    listed = [Option(option, cost_fen) for option, cost_fen in options]
    cast = list(ballots)
    said = Counter(_sorted(rule, choices) for _tracker, choices in cast)
    counted = counting.count(rule, listed, said, round_id)
    entries = [(tracker, _sorted(rule, choices)) for tracker, choices in cast]
    return boards.build(round_id, counted, listed, entries, register, min_turnout_percent)


def _sorted(rule: Rule, choices: tuple[Any, ...]) -> tuple[Any, ...]:
    return choices if rule.ballot.value == "ranking" else tuple(sorted(choices))


def approval_board(**changes: Any) -> boards.Board:
    """A board of the method everybody begins with, some of its terms changed."""
    terms: dict[str, Any] = {
        "round_id": "r-1",
        "k": 3,
        "options": [("a", 300), ("灯", 100), ("c", None), ("d", 5), ("e", 5)],
        "tie": ["cost", "order"],
        "seed": None,
        "ballots": [],
        "register": 1000,
        "min_turnout_percent": None,
    }
    terms |= changes
    ties = TieOrder(tuple(terms["tie"]), terms["seed"])
    rule = Rule(Method.APPROVAL, k=terms["k"], ties=ties)
    return counted_board(
        rule,
        terms["options"],
        terms["ballots"],
        terms["round_id"],
        terms["register"],
        terms["min_turnout_percent"],
    )
