"""What is voted on, and what ballots say; ballots that say the same are counted once, with a weight."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

# What a ballot says, by the rule's paper:
#   approval  ("a", "c")                 ids in any order
#   points    (("a", 3), ("c", 7))       id and points, points above zero
#   ranking   ("c", "a", ("b", "d"))     ids from first to last, those ranked alike in a tuple of their own
# A blank ballot is ().
Choices = tuple[Any, ...]
Ballots = Mapping[Choices, int]


@dataclass(frozen=True)
class Option:
    """One thing to vote for; `cost_fen` is None while nobody has estimated it."""

    id: str
    cost_fen: int | None = None


def group(ballots: Iterable[Choices]) -> dict[Choices, int]:
    """Ballots that say the same, in whatever order of arrival, become one entry with their number."""
    grouped: dict[Choices, int] = {}
    for choices in ballots:
        grouped[choices] = grouped.get(choices, 0) + 1
    return grouped
