"""What a count returns: the figures, who won, and the reasons; the same shape for every method."""

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Any

from deliberation.tally.placing import Placed
from deliberation.tally.rule import Rule
from deliberation.tally.selection import Decision, selected_ids


class Unit(StrEnum):
    """What a score counts."""

    VOTES = "votes"
    POINTS = "points"
    HALF_POINTS = "half_points"
    WINS = "wins"


@dataclass(frozen=True)
class Scored:
    """What a method makes of the ballots before anything is ranked or bought.

    `scores`: one whole number an option, in the order of the options, more is better; `named`: how many
    ballots name it (zeros included), which is what a majority is asked of; `details` as in `Count`.
    """

    unit: Unit
    scores: dict[str, int]
    named: dict[str, int]
    details: dict[str, Any] = field(default_factory=dict)


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

    `details`: what only one method knows, as plain values (equal shares: see `equal_shares.decide`; rankings:
    how many ballots put an option `first`; Schulze: the `pairwise` numbers besides).
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
