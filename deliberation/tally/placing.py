"""From scores to a strict order: more is better, the announced rule orders equals, and each is told why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from deliberation.tally.ties import Key, TieOrder


@dataclass(frozen=True)
class Placed:
    """Where one option came, and why.

    `rank` is strict (1, 2, 3 …, after the tie rule); `shared_rank` is what the votes alone say (1, 2, 2, 4).
    `reason`: `more_votes` (facts: votes), `tie_broken` (facts: votes, tied = how many share these votes, by =
    the rule that set it apart from its neighbour) or `no_votes` (facts: tied, by, when several got none).
    Rankings, whose score is no number of ballots, have one fact more, `named`: how many ballots name it.
    """

    id: str
    votes: int
    rank: int
    shared_rank: int
    reason: str
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def support(self) -> int:
        """What thresholds ask for: the ballots that name it in a ranking, elsewhere the score itself."""
        return int(self.facts.get("named", self.votes))


def rank(
    votes: Mapping[str, int], keys: Mapping[str, Key], ties: TieOrder, named: Mapping[str, int] | None = None
) -> tuple[Placed, ...]:
    """Order options by votes, equals by their tie keys, and say for each what placed it.

    `named`: how many ballots name each option, where votes do not say that (rankings).
    """
    order = sorted(votes, key=lambda option: (-votes[option], keys[option]))
    placed: list[Placed] = []
    for _, same in groupby(order, key=lambda option: votes[option]):
        placed.extend(_place_equals(list(same), len(placed), votes, keys, ties, named))
    return tuple(placed)


def _place_equals(
    equals: list[str],
    before: int,
    votes: Mapping[str, int],
    keys: Mapping[str, Key],
    ties: TieOrder,
    named: Mapping[str, int] | None,
) -> list[Placed]:
    """Give options with the same votes, already in order, their ranks after the `before` better ones."""
    placed = []
    for place, option in enumerate(equals):
        facts: dict[str, Any] = {"votes": votes[option]}
        if named is not None:
            facts["named"] = named[option]
        if len(equals) > 1:
            neighbour = equals[place - 1] if place else equals[1]
            facts |= {"tied": len(equals), "by": ties.decided_by(keys[option], keys[neighbour])}
        supported = (votes if named is None else named)[option]
        reason = "no_votes" if not supported else "tie_broken" if len(equals) > 1 else "more_votes"
        placed.append(Placed(option, votes[option], before + place + 1, before + 1, reason, facts))
    return placed
